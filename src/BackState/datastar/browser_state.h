// The part of a page that keeps a state in the browser's storage, and the signal of what is sealed
// there. Internal.
#pragma once

#include <BackState/datastar/rendering.h>

namespace BackState::Private {

// For a page that names this of a state whose class says BACKSTATE_STORE(ClientSession) or
// (ClientLocal), before everything that shows it. `isFollowed` says that the page shows more of it
// than its stored values, which the server makes.
BACKSTATE_CORE_EXPORT Html::Element browserState(const SignalNames &names, bool isFollowed);
// Those of all such states that a page names.
BACKSTATE_CORE_EXPORT Html::Element browserStates(const Rendering &rendering);

// "sealed": the member of a namespace that carries what BACKSTATE_SEALED keeps from the user.
BACKSTATE_CORE_EXPORT QLatin1StringView sealName();
// {"_Cart":{"total":5},"Cart":{"note":"…","sealed":"…"}}: the values of these properties in one
// piece, so that no half of a change is kept. With an empty seal the browser keeps the one it has.
BACKSTATE_CORE_EXPORT QByteArray keptSignals(const SignalNames &names, QByteArrayView seal);

} // namespace BackState::Private
