// Moving between pages without loading them whole.
#pragma once

#include <BackState/datastar/expression.h>
#include <BackState/html/attribute.h>
#include <BackState/html/element.h>

namespace BackState {

// The path of the page, as Request::path() has it: cls("active", currentPath() == "/orders").
BACKSTATE_CORE_EXPORT Expression currentPath();

// What a page has around it for this, and for the server to know when it is hidden or gone. In
// <body>, outside everything that is patched.
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

namespace Private {

BACKSTATE_CORE_EXPORT Html::Attribute navigateTo(const QString &url);

} // namespace Private

} // namespace BackState

namespace BackState::Html {

// For a link to a page of this server, A(navigate("/orders"), "Orders"): an href, and a plain click
// on it brings in the other page's content without loading it whole. Between pages of one layout.
template<BackState::Private::Text T>
Attribute navigate(const T &url)
{
    return BackState::Private::navigateTo(BackState::Private::textOf(url));
}

} // namespace BackState::Html
