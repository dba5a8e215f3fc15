// What a control of a form can hold of a type. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/export.h>

#include <QByteArray>
#include <QMetaType>
#include <QStringList>
#include <QVariant>

namespace BackState::Private {

// The kind of what a user can enter for a value of the type: text, flags, bool, integer, real,
// date, time or moment; after "list " or "optional " for several or none. Empty if no control can
// hold it. Any thread.
BACKSTATE_CORE_EXPORT QByteArray entryKind(QMetaType type);

// The value that the fields of a form stand for: of a list and of flags all of them, else the last
// one, so that a hidden field before a box can say what it is without a tick. A ticked box without
// a value of its own is "on". An empty field is an optional without a value.
BACKSTATE_CORE_EXPORT Expected<QVariant> fromFields(const QStringList &texts, QMetaType type);

} // namespace BackState::Private
