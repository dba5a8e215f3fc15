// Rights: who may see a page and call an event, and which requests come from elsewhere. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace BackState {
struct PageOptions;
}

namespace BackState::Http {

class Session;
struct Message;

enum class Access { Allowed, SignIn, Forbidden };

Access accessTo(const PageOptions &page, const Session *session);
// Whoever has one of the roles may; none: everybody.
Access accessTo(const QByteArrayList &roles, const Session *session);

// Whether a page of another site made a browser send it. Says no where the browser says nothing, as
// programs do.
bool isCrossSite(const Message &message);

// A path of this server, and nothing a browser could take for another one: "//evil", "/\\evil".
bool isLocalPath(QByteArrayView path);

// Whether a client wants JSON and not a page.
bool wantsJson(const Message &message);

} // namespace BackState::Http
