// EventAddress: the object and the event that the path of a request names. Internal.
#pragma once

#include <BackState/core/schema.h>

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace BackState {
class StateData;
}

namespace BackState::Http {

class Tab;
struct View;

// "Product@42": an object by its namespace and its key.
struct ObjectAddress
{
    explicit ObjectAddress(QByteArrayView text);

    bool names(const StateData &data) const;
    View *findIn(const Tab &tab) const; // Null if the tab does not show that object.

    QByteArrayView nameSpace;
    QByteArray key; // decoded; empty if there is none
};

// What a request for an event is about: an object that its tab shows, and the event. Both are null
// if the tab shows no object with such an event.
struct EventTarget
{
    View *view = nullptr;
    const Schema::Event *event = nullptr;

    // Whether the tab's page offers it, or did so a moment ago. What the browser keeps is its own,
    // and BACKSTATE_API opens a class to everybody.
    bool isOffered(qint64 now) const;
};

// A path, parsed once: "/Product@42/toggle" by names, "/Product@42" for the object itself, or the
// path that BACKSTATE_EVENT gives an event, with the key after it: "/shop/toggle@42". The path is
// on loan.
class EventAddress
{
public:
    explicit EventAddress(QByteArrayView path);

    const ObjectAddress &object() const { return m_object; }
    bool isOfObject() const { return m_isOfObject; } // no event is named
    // The event of a class that the address names by its method. Null if there is none, or if it
    // has a path of its own.
    const Schema::Event *eventByName(const Schema &schema) const;
    // Whether the address is the path of its own of an event, and if so the key of the object;
    // empty if the path is without one.
    std::optional<QByteArray> keyByPath(const Schema::Event &event) const;

    EventTarget findIn(const Tab &tab) const;

private:
    bool isPathOf(const Schema::Event &event, const StateData &data) const;

    QByteArrayView m_path;
    ObjectAddress m_object;
    QByteArrayView m_method;
    bool m_isOfObject;
};

// As in a request line.
QByteArrayView verbName(Verb verb);

} // namespace BackState::Http
