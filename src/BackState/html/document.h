// document(): a whole page, from the doctype on.
#pragma once

#include <BackState/html/element.h>

#include <QByteArray>
#include <QString>

namespace BackState::Html {

/*! What a document is made of. Texts are escaped. */
struct DocumentParts
{
    QString title = {};
    QString language = QStringLiteral("en"); // a BCP 47 tag; may be empty
    QString viewport = QStringLiteral("width=device-width, initial-scale=1");
    Element head = {}; // in addition to charset, viewport and title
    Attribute rootAttributes = {}; // of the html element
    Attribute bodyAttributes = {};
    Element body = {};
};

/*! Returns the whole document as UTF-8, from the doctype on. Any thread. */
BACKSTATE_CORE_EXPORT QByteArray document(const DocumentParts &parts);

} // namespace BackState::Html
