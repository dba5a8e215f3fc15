// MemberUse: what the program's pages name by member, noted before main() and checked at listen().
// Not API.
#pragma once

#include <BackState/core/schema.h>

#include <QStringList>

namespace BackState::Private {

struct MemberUse
{
    enum class Kind {
        Property, // must be one that a browser may see
        Editable, // must be USER true and writable as well
        Event, // must be an event that can be called with these arguments
        Running, // must be an event that goes on: a Flow or a QFuture
        Form // as Event, but a form sends the arguments that are not given
    };

    Kind kind = Kind::Property;
    const QMetaObject *metaObject = nullptr;
    QByteArray member; // as it is spelled in C++: count, isOpen, m_celsius, increment
    QMetaType type; // of the member; invalid for any
    int arguments = 0; // of an event: how many the page gives
    quint64 references = 0; // of an event: a bit for each parameter that is a reference
};

// Always true, so that it can initialise a static.
BACKSTATE_CORE_EXPORT bool noteUse(const MemberUse &use);

// Sentences for what the noted uses of a class, or of a base of it, get wrong.
BACKSTATE_CORE_EXPORT QStringList problemsOfUses(const QMetaObject *metaObject);

} // namespace BackState::Private
