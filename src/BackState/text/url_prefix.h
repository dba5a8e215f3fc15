// The path below which a proxy serves this server's pages, "/shop". Markup that is for all browsers
// has a mark where it goes, before paths of this server; it is put there as the markup leaves.
// Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Private {

// It begins with a control that HTML forbids, and that escaping replaces. What nothing escapes, a
// user's text in a script or in Raw(), may have that control: it stays where it is, because a text
// that was looked at without harm may do harm when something is dropped out of it.
BACKSTATE_CORE_EXPORT QByteArrayView prefixMark();

// The bytes with the prefix, which may be empty, in the place of each mark. The same bytes if there
// is none.
BACKSTATE_CORE_EXPORT QByteArray withPrefix(const QByteArray &bytes, const QByteArray &prefix);
// The same for what many are told, which stays one: a few of the latest are kept in each thread.
BACKSTATE_CORE_EXPORT QByteArray
sharedWithPrefix(const QByteArray &bytes, const QByteArray &prefix);

// Whether it can be one: empty, or "/" and letters, digits and -._~ in segments, without a slash at
// its end.
BACKSTATE_CORE_EXPORT bool isPrefix(QByteArrayView text);
// What is below the prefix: "/orders" of "/shop/orders", and the path itself of any other.
BACKSTATE_CORE_EXPORT QByteArray withoutPrefix(const QByteArray &path, QByteArrayView prefix);

} // namespace BackState::Private
