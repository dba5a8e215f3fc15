// Moving between pages without loading them whole.
#pragma once

#include <BackState/datastar/expression.h>
#include <BackState/html/attribute.h>

namespace BackState {

/*! The path of the page, as Request::path() has it: cls("active", currentPath() == "/orders"). */
BACKSTATE_CORE_EXPORT Expression currentPath();

namespace Private {

BACKSTATE_CORE_EXPORT Html::Attribute navigateTo(const QString &url);

} // namespace Private

} // namespace BackState

namespace BackState::Html {

/*!
    Lets the browser run a script that the program writes into a page: Script(nonce(), Raw("…")).
    Without it the page's Content Security Policy forbids that. Scripts in patches, and in
    regions and pages that come later, run without it; one in a region does not run when the page
    itself is loaded, because a region is for all pages.
*/
BACKSTATE_CORE_EXPORT Attribute nonce();

/*!
    For a link to a page of this server: A(navigate("/orders"), "Orders"). An href, but a plain
    click brings in the other page's content without loading it whole, between pages of one layout.
*/
template<BackState::Private::Text T>
Attribute navigate(const T &url)
{
    return BackState::Private::navigateTo(BackState::Private::textOf(url));
}

} // namespace BackState::Html
