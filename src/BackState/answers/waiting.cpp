#include <BackState/answers/waiting.h>

#include <QTimer>

#include <algorithm>

namespace BackState::Http {

Waiting::Waiting(Handler handler)
    : m_handler(std::move(handler))
{
}

void Waiting::add(Waiter waiter, std::chrono::milliseconds longest)
{
    const quint64 number = ++m_numbers;
    m_items.push_back({std::move(waiter), number});
    QTimer::singleShot(longest, this, [this, number] { handle(number); });
}

// Handled in a turn of their own: whoever settles a state is in the middle of something.
void Waiting::settled(const State *state)
{
    for (Item &item : m_items) {
        auto &states = item.waiter.states;
        if (std::erase(states, state) > 0 && states.empty())
            QMetaObject::invokeMethod(
                this,
                [this, number = item.number] { handle(number); },
                Qt::QueuedConnection);
    }
}

void Waiting::handle(quint64 number)
{
    const auto found = std::find_if(m_items.begin(), m_items.end(), [number](const Item &item) {
        return item.number == number;
    });
    if (found == m_items.end())
        return;
    Waiter waiter = std::move(found->waiter);
    m_items.erase(found);
    if (waiter.deferred.isPending())
        m_handler(waiter);
}

void Waiting::clear()
{
    m_items.clear();
}

} // namespace BackState::Http
