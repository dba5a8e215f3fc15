// What of all that a Rendering was told is in the markup that goes out.
#include "rendering_log_p.h"
#include <BackState/datastar/rendering.h>
#include <BackState/html/marks.h>

#include <algorithm>

namespace BackState::Private {

namespace {

using Use = RenderingUse;

void insertSorted(QList<int> &numbers, int number)
{
    const auto at = std::lower_bound(numbers.cbegin(), numbers.cend(), number);
    if (at == numbers.cend() || *at != number)
        numbers.insert(at, number);
}

void addOnce(QByteArrayList &names, const QByteArray &name)
{
    if (!names.contains(name))
        names.append(name);
}

void addRunning(QList<RunningName> &names, const QByteArray &event)
{
    const bool isNamed
        = std::any_of(names.cbegin(), names.cend(), [&event](const RunningName &name) {
              return name.event == event;
          });
    if (!isNamed)
        names.append({event, false});
}

} // namespace

// Returns the mark of a use, or nothing where everything counts.
QByteArray Rendering::note(Use use)
{
    RenderingLog *log = this->log();
    if (!log) {
        keep(use);
        return {};
    }
    namesOf(*use.object);
    use.place = m_place;
    return log->note(std::move(use));
}

void Rendering::keep(const Use &use)
{
    if (use.local) {
        local(use.local->first, use.local->second);
        return;
    }
    SignalNames &names = namesOf(*use.object);
    if (use.property && !names.properties.contains(use.property))
        names.properties.append(use.property);
    if (use.region)
        m_regions.push_back(*use.region);
    if (use.rows)
        m_rows.push_back(*use.rows);
    if (use.right >= 0)
        addRight(use.object, use.place, use.right);
    switch (use.also) {
    case Use::Also::Nothing: break;
    case Use::Also::Error: addOnce(names.errors, use.name); break;
    case Use::Also::Upload: addOnce(names.uploads, use.name); break;
    case Use::Also::Running: addRunning(names.running, use.name); break;
    }
}

void Rendering::addRight(const State *object, const QByteArray &place, int right)
{
    const auto at = m_rightIndexes.constFind({object, place});
    const std::size_t index = at == m_rightIndexes.constEnd() ? m_rights.size() : *at;
    if (index == m_rights.size()) {
        m_rightIndexes.insert({object, place}, index);
        m_rights.push_back({place, object, {}});
    }
    insertSorted(m_rights[index].given, right);
}

/*!
    Returns \a markup without its marks. What they stand for counts from the next keepPlaced() on.
*/
QByteArray Rendering::placed(const QByteArray &markup)
{
    return m_log ? m_log->placed(markup) : withoutMarks(markup);
}

/*!
    \overload
*/
Html::Element Rendering::placed(const Html::Element &element)
{
    if (!hasMarks(element.bytes()))
        return element;
    const QByteArray markup = placed(element.bytes());
    return element.isSingle() ? Html::Element::single(markup) : Html::Element::fragment(markup);
}

/*!
    Forgets all that was named and is not in the markup that placed() was given, where only that
    counts.
*/
void Rendering::keepPlaced()
{
    if (!m_log)
        return;
    const std::vector<SignalNames> named = std::exchange(m_names, {});
    m_indexes.clear();
    m_regions.clear();
    m_rows.clear();
    m_rights.clear();
    m_rightIndexes.clear();
    QSet<const State *> objects = m_shown;
    m_log->eachPlaced([&objects](const Use &use) { objects.insert(use.object); });
    for (const SignalNames &names : named) { // in the order in which they were named first
        if (m_log->isThere(names.object) && objects.contains(names.object))
            namesOf(*names.object);
    }
    m_log->eachPlaced([this](const Use &use) { keep(use); });
}

/*!
    Takes over what an earlier step of the same work named; null in its first step. What that built
    may still be placed.
*/
void Rendering::goOnFrom(std::shared_ptr<RenderingLog> log)
{
    if (!log)
        return;
    m_log = std::move(log);
    m_log->goOn();
}

/*!
    Returns what goOnFrom() of the next step is given. What is named after it is no part of it.
*/
std::shared_ptr<RenderingLog> Rendering::takeLog()
{
    return std::exchange(m_log, nullptr);
}

} // namespace BackState::Private
