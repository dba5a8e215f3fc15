// Objects: which state object a tab is shown, by scope; and those the program lent. Internal.
#pragma once

#include <BackState/core/state_class.h>
#include <BackState/core/state_data.h>

#include <QHash>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace BackState::Http {

class Session;
class Tab;

class Objects
{
public:
    // `ending` is told of each object before it goes; it may use the address only.
    Objects(Changes &changes, std::function<void(State *)> ending);
    ~Objects();

    // The sentence says why the program's object can't be taken; empty: it was.
    QString add(State &state);
    void remove(State &state);

    // The object of a class for a tab, made if need be; null: its scope has none here.
    State *find(const StateClass &stateClass, Session &session, Tab &tab);
    // The global one, made if need be, or one that was lent with that name.
    State *find(const StateClass &stateClass, const QByteArray &key);

    void endAll(std::vector<std::unique_ptr<State>> &states);

private:
    using Key = std::pair<const QMetaObject *, QByteArray>;

    State *make(const StateClass &stateClass, std::vector<std::unique_ptr<State>> &among);
    void forget(State *state);

    QObject m_context;
    Changes &m_changes;
    std::function<void(State *)> m_ending;
    QHash<Key, State *> m_lent;
    std::vector<std::unique_ptr<State>> m_global;
};

} // namespace BackState::Http
