#include <BackState/answers/rights.h>

#include <BackState/program/page.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/message.h>

#include <algorithm>

namespace BackState::Http {

Access accessTo(const QByteArrayList &roles, const Session *session)
{
    if (roles.isEmpty())
        return Access::Allowed;
    if (!session || !session->user())
        return Access::SignIn;
    const bool hasOne
        = std::any_of(roles.cbegin(), roles.cend(), [session](const QByteArray &role) {
              return session->roles().contains(QString::fromUtf8(role));
          });
    return hasOne ? Access::Allowed : Access::Forbidden;
}

Access accessTo(const PageOptions &page, const Session *session)
{
    if (page.signedIn && (!session || !session->user()))
        return Access::SignIn;
    if (page.roles.isEmpty())
        return Access::Allowed;
    QByteArrayList roles = page.roles.simplified().split(' ');
    roles.removeAll(QByteArray());
    return accessTo(roles, session);
}

bool isCrossSite(const Message &message)
{
    // Where a browser says what it knows, a proxy that gives us another name can't confuse us.
    const QByteArray site = message.header("sec-fetch-site");
    if (!site.isEmpty())
        return site != "same-origin" && site != "none";
    const QByteArray origin = message.header("origin");
    if (origin.isEmpty())
        return false;
    const qsizetype host = origin.indexOf("://");
    return host < 0 || origin.sliced(host + 3).toLower() != message.header("host").toLower();
}

bool isLocalPath(QByteArrayView path)
{
    return path.startsWith('/') && !path.startsWith("//")
        && std::all_of(path.cbegin(), path.cend(), [](char c) {
               return c > ' ' && c < 0x7f && c != '\\';
           });
}

bool wantsJson(const Message &message)
{
    const QByteArray accept = message.header("accept").toLower();
    return accept.contains("application/json") && !accept.contains("text/html")
        && !message.hasHeader("datastar-request");
}

} // namespace BackState::Http
