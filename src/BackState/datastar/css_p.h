// Ids in selectors. Internal.
#pragma once

#include <QByteArray>

namespace BackState::Private {

// #id, escaped so that any id is found.
QByteArray selectorOfId(QByteArrayView id);

} // namespace BackState::Private
