#include <BackState/answers/rights.h>

#include <BackState/program/page.h>
#include <BackState/visitors/session.h>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

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

Error errorOf(Access access)
{
    if (access == Access::SignIn)
        return {Error::Kind::SignIn, {}, u"This is for those who are signed in."_s};
    return Error::forbidden(u"Your account does not have the role that this needs."_s);
}

Error errorOfPage(Access access)
{
    if (access == Access::SignIn)
        return {Error::Kind::SignIn, {}, u"This page is for those who are signed in."_s};
    return Error::forbidden(u"Your account does not have the role that this page needs."_s);
}

} // namespace BackState::Http
