// Rights: who may see a page and call an event. Internal.
#pragma once

#include <BackState/core/expected.h>

#include <QByteArray>
#include <QByteArrayList>

namespace BackState {
struct PageOptions;
}

namespace BackState::Http {

class Session;

enum class Access { Allowed, SignIn, Forbidden };

Access accessTo(const PageOptions &page, const Session *session);
// Whoever has one of the roles may, and everybody if there are none.
Access accessTo(const QByteArrayList &roles, const Session *session);

// What those are told who may not call an event or see an object, and those who may not see a page.
Error errorOf(Access access);
Error errorOfPage(Access access);

} // namespace BackState::Http
