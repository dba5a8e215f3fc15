#include <BackState/datastar/navigation.h>

#include "attribute_p.h"

#include <BackState/datastar/rendering.h>
#include <BackState/html/attributes.h>
#include <BackState/text/url.h>

#include <algorithm>

namespace BackState {

using namespace Qt::StringLiterals;

/*!
    Returns the expression for the path of the page, decoded, without query. It is right at first
    paint, and follows when another page takes its place: that is how a layout, which stays, marks
    where its user is.

    \code
    A(navigate("/orders"), cls("active", currentPath() == "/orders"), "Orders")
    \endcode
*/
Expression currentPath()
{
    const Private::Rendering *rendering = Private::Rendering::current();
    const bool isKnown = rendering && !rendering->path().isEmpty();
    return Expression(
        "$_path",
        Binding::Primary,
        isKnown ? QJsonValue(rendering->path()) : QJsonValue(QJsonValue::Undefined));
}

/*!
    Returns the attribute \c nonce of the document that is being built; none where it needs none,
    or where a region is built, which is for all documents.
*/
Html::Attribute Html::nonce()
{
    const Private::Rendering *rendering = Private::Rendering::current();
    const bool isKnown = rendering && !rendering->nonce().isEmpty() && rendering->isForOneTab();
    return isKnown ? Html::nonce(rendering->nonce()) : Html::Attribute();
}

namespace Private {

Html::Attribute navigateTo(const QString &url)
{
    // Spaces and what is not ASCII are escaped by browsers.
    QByteArray sent = url.toUtf8();
    std::replace_if(
        sent.begin(),
        sent.end(),
        [](char c) { return c == ' ' || static_cast<unsigned char>(c) >= 0x80; },
        '_');
    if (!isLocalPath(sent)) {
        reportProblem(u"navigate(\"%1\"): it goes to a page of this server by its path, "
                      u"\"/orders\"; use href() for other "
                      "addresses."_s.arg(url));
        return {};
    }
    return Html::href(url) + Html::Attribute("data-navigate", "");
}

} // namespace Private

/*!
    \fn template<BackState::Private::Text T> Html::Attribute Html::navigate(const T &url)

    Returns the attributes of a link to the page at \a url, a path of this server with or without a
    query and a fragment. A plain click asks for that page only and puts its content in the place of
    this one's, with title and history; back and forward work, and so do a new tab or window, a
    reload, and a page without the library's script, which follows the href.

    The layout stays as it is: what it shows of the page is a signal, a region or currentPath(). A
    page with other additions to the head than this one, and one that can't be shown (it is gone,
    its user has no right to it, the server is away) is loaded whole.

    \code
    Nav(A(navigate("/"), "Home"), A(navigate("/orders"), "Orders"))
    \endcode
    \sa currentPath()
*/

} // namespace BackState
