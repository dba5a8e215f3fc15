// Owner: whose objects are made, and end, together: a tab, a session, a user, a record. Internal.
#pragma once

#include <BackState/core/state_data.h>

#include <QByteArray>

#include <list>
#include <memory>
#include <vector>

namespace BackState::Http {

class Objects;

class Owner : public Surroundings
{
public:
    enum class Kind : quint8 { Tab, Session, User, Record, Key, Global, Program };

    explicit Owner(Kind kindOfOwner)
        : kind(kindOfOwner)
    {
    }
    virtual ~Owner();
    Owner(const Owner &) = delete;
    Owner &operator=(const Owner &) = delete;

    // Tells owners apart, the same after a restart: "session/<public id>", "user/<name>",
    // "record/<key>", "key/<key>", "tab/<random part of its id>", "global".
    virtual QByteArray key() const = 0;

    State *find(const StateClass &stateClass) override;

    // The owner of an object that the server made; null: it is the program's own.
    static const Owner *of(const State &state);

    Kind kind;
    Objects *objects = nullptr; // who made `states`
    std::vector<std::unique_ptr<State>> states;
};

// Of what everybody shares; and, as Kind::Program, of nothing: it gives a place to what the program
// lent.
class GlobalOwner final : public Owner
{
public:
    using Owner::Owner;
    QByteArray key() const override;
};

// A user that is signed in somewhere.
class UserOwner final : public Owner
{
public:
    explicit UserOwner(const QString &user)
        : Owner(Kind::User)
        , name(user)
    {
    }
    QByteArray key() const override;

    QString name;
    int sessions = 0; // that are signed in under it
};

// A record of one class, or what is shared by a key of the program's own.
class KeyOwner final : public Owner
{
public:
    KeyOwner(Kind kindOfOwner, const QMetaObject *ofClass, const QByteArray &key)
        : Owner(kindOfOwner)
        , metaObject(ofClass)
        , name(key)
    {
    }
    QByteArray key() const override;

    const QMetaObject *metaObject;
    QByteArray name;
    bool isShown = false;
    qint64 usedAt = 0; // ms
    // Its place among those that nobody shows, while it is not shown
    std::list<KeyOwner *>::iterator idle;
};

} // namespace BackState::Http
