#include "rendering_log_p.h"

#include <BackState/core/state.h>
#include <BackState/html/marks.h>

#include <QSet>

#include <atomic>

namespace BackState::Private {

namespace {

// More are not kept from one step to the next: a flow may go on for ever.
constexpr std::size_t mostKept = 1000;

// Of no other log of the program.
QByteArray newPrefix()
{
    static std::atomic<quint64> last = 0;
    return '.' + QByteArray::number(++last, 36) + '.';
}

} // namespace

QByteArray RenderingLog::note(RenderingUse use)
{
    if (m_prefix.isEmpty())
        m_prefix = newPrefix();
    m_uses.push_back(std::move(use));
    return markOf(m_prefix, m_first + m_uses.size() - 1);
}

RenderingUse *RenderingLog::find(QByteArrayView name)
{
    if (m_prefix.isEmpty() || !name.startsWith(m_prefix))
        return nullptr;
    const std::size_t number = name.sliced(m_prefix.size()).toULongLong();
    const std::size_t at = number - m_first;
    return number >= m_first && at < m_uses.size() ? &m_uses[at] : nullptr;
}

QByteArray RenderingLog::placed(const QByteArray &markup)
{
    return withoutMarks(markup, [this](QByteArrayView name) {
        if (RenderingUse *use = find(name))
            use->isPlaced = true;
    });
}

void RenderingLog::follow(const State &object)
{
    if (&object == m_latest.data()) // mostly several in a row are of one object
        return;
    m_latest = &object;
    const auto known = m_objects.find(&object);
    if (known == m_objects.end()) {
        m_objects.insert(&object, &object);
        return;
    }
    if (!known->isNull())
        return;
    for (RenderingUse &use : m_uses) { // of one that was there before
        if (use.object == &object)
            use.object = nullptr;
    }
    *known = &object;
}

void RenderingLog::goOn()
{
    if (m_uses.size() > mostKept) {
        const std::size_t dropped = m_uses.size() - mostKept;
        m_uses.erase(m_uses.begin(), m_uses.begin() + qsizetype(dropped));
        m_first += dropped;
    }
    QSet<const State *> used;
    for (RenderingUse &use : m_uses) {
        use.isPlaced = false;
        used.insert(use.object);
    }
    m_objects.removeIf([&used](const auto &known) { return !used.contains(known.key()); });
}

} // namespace BackState::Private
