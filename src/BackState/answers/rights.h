// Rights: who may see a page and call an event, and which requests come from elsewhere. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace BackState {
struct PageOptions;
}

namespace BackState::Http {

class Session;

enum class Access { Allowed, SignIn, Forbidden };

Access accessTo(const PageOptions &page, const Session *session);
// Whoever has one of the roles may; none: everybody.
Access accessTo(const QByteArrayList &roles, const Session *session);

// A path of this server, and nothing a browser could take for another one: "//evil", "/\\evil".
bool isLocalPath(QByteArrayView path);

} // namespace BackState::Http
