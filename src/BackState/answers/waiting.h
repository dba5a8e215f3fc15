// Waiting: requests that wait for the values of state objects. Internal.
#pragma once

#include <BackState/core/state.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

#include <QObject>

#include <chrono>
#include <functional>
#include <list>
#include <vector>

namespace BackState::Http {

// A request that could not be answered at once.
struct Waiter
{
    Message message;
    Deferred deferred;
    // The id of one that was made for it, whose cookie its browser has not got
    QByteArray newSession;
    int turns = 1; // how often it has waited
    std::vector<const State *> states = {}; // that it waits for now
};

// Asks for each of them to be handled again, from the start, when its states have their values or
// the time is over: its connection, tab and session may be gone by then.
class Waiting final : public QObject
{
public:
    using Handler = std::function<void(Waiter &)>;

    explicit Waiting(Handler handler);

    void add(Waiter waiter, std::chrono::milliseconds longest);
    void settled(const State *state);
    void clear();

private:
    struct Item
    {
        Waiter waiter;
        quint64 number;
    };
    void handle(quint64 number);

    Handler m_handler;
    std::list<Item> m_items;
    quint64 m_numbers = 0;
};

} // namespace BackState::Http
