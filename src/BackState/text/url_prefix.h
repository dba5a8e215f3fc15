// The path below which a proxy serves this server's pages, "/shop". Markup that is for all browsers
// has a mark where it goes, before paths of this server; it is put there as the markup leaves.
// Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Private {

// A control that HTML forbids, and that escaping replaces, so that no user's text brings it.
inline constexpr char prefixMark = '\x04';

// The bytes with the prefix, which may be empty, in the place of each mark. The same bytes if there
// is none; and the same for the same bytes, prefix and thread in a row, so that what many streams
// are told stays one.
BACKSTATE_CORE_EXPORT QByteArray withPrefix(const QByteArray &bytes, const QByteArray &prefix);

// Whether it can be one: empty, or "/" and letters, digits and -._~ in segments, without a slash at
// its end.
BACKSTATE_CORE_EXPORT bool isPrefix(QByteArrayView text);
// What is below the prefix: "/orders" of "/shop/orders", and the path itself of any other.
BACKSTATE_CORE_EXPORT QByteArray withoutPrefix(const QByteArray &path, QByteArrayView prefix);

} // namespace BackState::Private
