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
    For a link to a page of this server: A(navigate("/orders"), "Orders"). An href, but a plain
    click brings in the other page's content without loading it whole, between pages of one layout.
*/
template<BackState::Private::Text T>
Attribute navigate(const T &url)
{
    return BackState::Private::navigateTo(BackState::Private::textOf(url));
}

} // namespace BackState::Html
