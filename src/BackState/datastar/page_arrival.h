// What a page has around it so that another one can take its place without being loaded whole.
// Internal.
#pragma once

#include <BackState/datastar/dialect.h>
#include <BackState/html/element.h>

#include <QByteArray>
#include <QString>

namespace BackState::Private {

// The elements that ask for other pages, and tell the server when the page is hidden or gone. They
// stand in <body>, outside everything that is patched.
BACKSTATE_CORE_EXPORT Html::Element pageKeeper(const Dialect &dialect = Dialect::current());

// The element around the content of a page.
BACKSTATE_CORE_EXPORT Html::Element pageContent(const Html::Element &content);

// A page that takes the place of another one.
struct PageArrival
{
    QByteArray url; // path and query
    QString title;
    QByteArray values; // of its signals, as JSON
    QByteArray missing; // of signals that stay where the browser has them already
    Html::Element content; // as pageContent() made it
    QByteArray layout; // frames that bring what is around it up to date
    Html::Element opener; // of its stream
};
BACKSTATE_CORE_EXPORT QByteArray
arrivalFrames(const PageArrival &page, const Dialect &dialect = Dialect::current());

} // namespace BackState::Private
