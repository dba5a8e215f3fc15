// Escaping of text for HTML, the same for text and for the values of attributes.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>

namespace BackState::Html {

/*! Appends the text to \a out, escaped. Characters that HTML forbids become U+FFFD. */
BACKSTATE_CORE_EXPORT void appendEscaped(QByteArray &out, QByteArrayView utf8);
BACKSTATE_CORE_EXPORT void appendEscaped(QByteArray &out, QStringView text);

} // namespace BackState::Html
