// Addresses: where the library's own requests go. Internal.
#pragma once

#include <QByteArrayView>

namespace BackState::Http {

inline constexpr QByteArrayView ownPrefix = "/backstate/"; // of all those below
inline constexpr QByteArrayView streamPrefix = "/backstate/stream/"; // before a tab's id
inline constexpr QByteArrayView pollPrefix = "/backstate/poll/"; // before a tab's id
inline constexpr QByteArrayView leavePrefix = "/backstate/leave/"; // before a tab's id
inline constexpr QByteArrayView hidePrefix = "/backstate/hide/"; // before a tab's id
inline constexpr QByteArrayView editPrefix = "/backstate/edit/"; // before an object

} // namespace BackState::Http
