// What a state class offers to a browser, read once from its QMetaObject.
#pragma once

#include <BackState/core/convert.h>
#include <BackState/core/rules.h>

#include <QByteArrayList>
#include <QList>
#include <QMetaMethod>
#include <QMetaProperty>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace BackState {

enum class Scope { Tab, Session, User, Record, Global };
enum class Store { Server, ClientSession, ClientLocal, Custom };
enum class Verb { Get, Post, Put, Patch, Delete };
enum class Mode { Outer, Inner, Replace, Prepend, Append, Before, After, Remove };
enum class Again { Replace, Queue, Refuse };

/*! What BACKSTATE_EVENT says of an event, its fields in this order. */
struct EventOptions
{
    Verb verb = Verb::Post;
    const char *path = nullptr;
    const char *selector = nullptr;
    Mode mode = Mode::Outer;
    const char *roles = nullptr;
    Again again = Again::Replace;
};

namespace Private {

// Where the members of a class are, by name. Sorted: a page asks for dozens of them, and one
// comparison of short names takes less than their hash.
class NameIndex
{
public:
    int find(QByteArrayView name) const // negative if there is none
    {
        const auto at = place(name);
        return at != m_entries.end() && at->first == name ? at->second : -1;
    }
    void insert(const QByteArray &name, int index)
    {
        const auto at = place(name);
        if (at != m_entries.end() && at->first == name)
            m_entries[std::size_t(at - m_entries.begin())].second = index;
        else
            m_entries.insert(at, {name, index});
    }

private:
    using Entries = std::vector<std::pair<QByteArray, int>>;

    Entries::const_iterator place(QByteArrayView name) const
    {
        return std::lower_bound(
            m_entries.begin(),
            m_entries.end(),
            name,
            [](const auto &entry, QByteArrayView wanted) {
                const auto size = entry.first.size();
                return size != wanted.size()
                    ? size < wanted.size()
                    : std::memcmp(entry.first.constData(), wanted.data(), size_t(size)) < 0;
            });
    }

    Entries m_entries;
};

} // namespace Private

/*!
    What a state class offers to a browser: its properties, its events, and what it says of itself,
    read once from its QMetaObject. Kept for the life of the program; any thread. What is wrong with
    the class is in problems().
*/
class BACKSTATE_CORE_EXPORT Schema
{
public:
    enum class Tracking { Notify, Bindable, Compare, Constant };

    struct Property
    {
        int index = 0; // in properties()
        QByteArray name;
        QMetaProperty meta;
        QMetaType type;
        Tracking tracking = Tracking::Compare;
        bool isEditable = false; // USER true and writable: a browser's value is let in
        bool isVisible = true; // false if SCRIPTABLE false: it never leaves the server
        bool isStored = true;
        std::optional<Rules> rules = {}; // of BACKSTATE_RULES
    };
    struct Parameter
    {
        QByteArray name;
        QMetaType type;
        bool isRequest = false; // a BackState::Request, filled in by the library
        // An UploadedFile, or a list of them: the files of the form's field of that name
        bool isFile = false;

        bool isArgument() const { return !isRequest && !isFile; } // a page gives it
    };
    struct Event
    {
        int index = 0; // in events()
        QByteArray name;
        QMetaMethod method; // the full one, with all parameters
        QList<Parameter> parameters;
        int required = 0; // how many of the parameters have no default
        QByteArray path; // of BACKSTATE_EVENT, or empty: /<Namespace>/<method>
        QByteArray selector;
        Verb verb = Verb::Post;
        Mode mode = Mode::Outer;
        QByteArrayList roles;
        Again again = Again::Replace;
        bool isOverloaded = false; // refused at listen() when it is used
        bool goesOn = false; // returns a Flow or a QFuture
    };

    //! The schema of a class, made at the first call.
    static const Schema &of(const QMetaObject *metaObject);
    template<typename S>
    static const Schema &of()
    {
        static const Schema &schema = of(&S::staticMetaObject);
        return schema;
    }

    const QMetaObject *metaObject() const { return m_metaObject; }
    const QByteArray &nameSpace() const { return m_nameSpace; }
    Scope scope() const { return m_scope; }
    //! "id" of BACKSTATE_SCOPE(Record, "id")
    QByteArray scopeParameter() const { return m_scopeParameter; }
    Store store() const { return m_store; }
    //! Whether the class itself says that the server keeps it: BACKSTATE_STORE(Server).
    bool asksForStore() const { return m_asksForStore; }
    bool isKeptByBrowser() const
    {
        return m_store == Store::ClientSession || m_store == Store::ClientLocal;
    }
    bool isSealed() const { return m_isSealed; } // BACKSTATE_SEALED
    //! Whether a property's value lies in the seal: kept by the browser, though not the user's to
    //! set.
    bool isInSeal(const Property &property) const;
    int timeToLive() const { return m_timeToLive; } // seconds; 0 if the class says none
    int rate() const { return m_rate; } // frames a second; 0 if the class says none
    bool hasApi() const { return m_hasApi; }

    const QList<Property> &properties() const { return m_properties; }
    const QList<Event> &events() const { return m_events; }
    const Property *property(QByteArrayView name) const; // null if there is none
    const Event *event(QByteArrayView name) const;
    //! The property that a getter or data member of that name stands for: x, isX, hasX, getX, m_x.
    const Property *propertyOfMember(QByteArrayView member) const;

    //! Sentences, each naming class, member and cure, for what makes the class unusable.
    const QStringList &problems() const { return m_problems; }

private:
    friend struct SchemaReader;
    const QMetaObject *m_metaObject = nullptr;
    QByteArray m_nameSpace;
    QByteArray m_scopeParameter;
    Scope m_scope = Scope::Session;
    Store m_store = Store::Server;
    bool m_asksForStore = false;
    int m_timeToLive = 0;
    int m_rate = 0;
    bool m_hasApi = false;
    bool m_isSealed = false;
    QList<Property> m_properties;
    QList<Event> m_events;
    Private::NameIndex m_propertyByName;
    Private::NameIndex m_eventByName;
    QStringList m_problems;
};

//! Called by BACKSTATE_EVENT before main().
BACKSTATE_CORE_EXPORT bool
declareEvent(const QMetaObject *metaObject, const char *method, const EventOptions &options);

} // namespace BackState
