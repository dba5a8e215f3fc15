#include <BackState/datastar/rendering.h>

#include "rendering_log_p.h"
#include <BackState/core/convert.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/paths.h>
#include <BackState/html/marks.h>

#include <algorithm>

namespace BackState::Private {

namespace {

thread_local Rendering *t_current = nullptr;

using Use = RenderingUse;

Use useOf(const State &object, Use::Also also, QByteArrayView name)
{
    Use use{&object};
    use.also = also;
    use.name = name.toByteArray();
    return use;
}

} // namespace

/*!
    \class BackState::Private::Rendering
    \brief What a page or a region names while its function runs.

    Whoever builds a page makes one, calls the page's function, and reads what was recorded: the
    properties whose signals the page needs, the objects whose events it may call, its regions and
    rows, and sentences about what is wrong. It is the current one of its thread from its
    constructor to its destructor, and they nest. Without a current one the functions of pages work
    as well, with Dialect::current(), and record nothing.

    It holds loans of the states that were named, and is used in their thread only.

    A page may build more than it shows, by an argument of when() or a ternary. So whoever sends the
    markup lets only that count which is in it: what is named leaves a mark there, placed() takes
    the marks out, and keepPlaced() forgets what had none.

    \code
    Rendering rendering(findState, Rendering::Counts::Placed);
    const Html::Element content = rendering.placed(counterPage(counter));
    rendering.keepPlaced();
    subscribe(rendering.names());
    \endcode
*/

/*!
    Makes this rendering the thread's current one. \a resolver finds the object that a region asks
    for by its class. \a counts says what of all that is named counts.
*/
Rendering::Rendering(Resolver resolver, Counts counts)
    : m_resolver(std::move(resolver))
    , m_former(t_current)
    , m_pathMarks(counts == Counts::Placed)
    , m_counts(counts)
{
    t_current = this;
}

/*!
    Makes the former rendering the current one again.
*/
Rendering::~Rendering()
{
    t_current = m_former;
}

/*!
    Returns the rendering of this thread, or null.
*/
Rendering *Rendering::current()
{
    return t_current;
}

RenderingLog *Rendering::log()
{
    if (!m_log && m_counts == Counts::Placed)
        m_log = std::make_shared<RenderingLog>();
    return m_log.get();
}

SignalNames &Rendering::namesOf(const State &object)
{
    ++m_recorded;
    const auto found = m_indexes.constFind(&object);
    if (RenderingLog *log = this->log())
        log->follow(object);
    if (found != m_indexes.constEnd())
        return m_names[std::size_t(*found)];
    m_indexes.insert(&object, qsizetype(m_names.size()));
    SignalNames &names = m_names.emplace_back(SignalNames{&object, {}, {}});
    // What the browser keeps has to be on the page as a whole.
    const Schema &schema = StateData::of(object).schema();
    if (schema.isKeptByBrowser()) {
        for (const Schema::Property &property : schema.properties()) {
            if (property.isVisible && property.isStored
                && (property.isEditable || schema.isInSeal(property)))
                names.properties.append(&property);
        }
    }
    return names;
}

/*!
    Records that the page needs the signal of \a property. A name that is no property, or one that
    must not leave the server, is recorded as a problem.
*/
QByteArray Rendering::name(const PropertyReference &property)
{
    return check(property) ? note(Use{property.object, property.property}) : QByteArray();
}

// Whether it can be shown; if not, why.
bool Rendering::check(const PropertyReference &property)
{
    if (!property.object)
        return false;
    if (property.property && property.property->isVisible)
        return true;
    const auto className = QLatin1StringView(property.object->metaObject()->className());
    const QString given = QString::fromUtf8(property.name);
    if (!property.property) {
        problem(QStringLiteral("%1 has no property for \"%2\": declare it with Q_PROPERTY or "
                               "BACKSTATE_PROPERTY, or correct the name.")
                    .arg(className, given));
    } else {
        problem(
            QStringLiteral(
                "%1::%2 is private (SCRIPTABLE false) and can't be shown as a signal: declare it "
                "with BACKSTATE_PROPERTY, or leave it out of the page.")
                .arg(className, given));
    }
    return false;
}

/*!
    Records that an input of the page sets \a property, whose user can mend what he typed there.
*/
QByteArray Rendering::bind(const PropertyReference &property)
{
    if (!check(property))
        return {};
    return note(Use{property.object, property.property, rightToEdit(property.property->index)});
}

/*!
    Records that the page offers \a event of \a object.
*/
QByteArray Rendering::offer(const State &object, const Schema::Event &event)
{
    return note(Use{&object, nullptr, rightToCall(event.index)});
}

/*!
    Records that the page shows why \a name, a property or a parameter of an event of \a object, was
    refused.
*/
QByteArray Rendering::nameError(const State &object, QByteArrayView name)
{
    return note(useOf(object, Use::Also::Error, name));
}

/*!
    Records that the page shows whether \a event of \a object runs.
*/
QByteArray Rendering::nameRunning(const State &object, const QByteArray &event)
{
    return note(useOf(object, Use::Also::Running, event));
}

/*!
    Returns whether the element that shows why \a name of \a object was refused is the first one,
    which is the one that has an id.
*/
bool Rendering::claimErrorElement(const State &object, QByteArrayView name)
{
    const QByteArray path = errorPath(object, name);
    if (m_errorElements.contains(path))
        return false;
    m_errorElements.insert(path);
    return true;
}

/*!
    Records that the page shows how much of a form that calls \a event of \a object has arrived.
*/
QByteArray Rendering::nameUpload(const State &object, QByteArrayView event)
{
    return note(useOf(object, Use::Also::Upload, event));
}

/*!
    Records that the page's tab is told of \a object.
*/
void Rendering::show(const State &object)
{
    m_shown.insert(&object);
    namesOf(object);
}

/*!
    Returns what goes along with a call of \a event of \a object. Regions and rows have none: they
    are for all tabs, and offer what they offer when they are built again.
*/
QByteArray Rendering::sealOf(const State &object, const Schema::Event &event) const
{
    return m_sealer && m_isForOneTab ? m_sealer(object, event) : QByteArray();
}

/*!
    Records a signal of the page's own, which is declared as \c{_local.<name>} with the value \a
    json; empty if it is computed from others, which declares it where that matters.
*/
void Rendering::local(const QByteArray &name, const QByteArray &json)
{
    ++m_recorded;
    for (auto &[known, value] : m_locals) {
        if (known == name) {
            // local("open", true) and computed() say more than a mere use of the name.
            if (value == "\"\"")
                value = json;
            return;
        }
    }
    m_locals.append({name, json});
}

/*!
    \overload
    The value may be what the page shows to some users only.
*/
QByteArray Rendering::localValue(const QByteArray &name, const QByteArray &json)
{
    RenderingLog *log = this->log();
    local(name, log ? "\"\"" : json);
    if (!log)
        return {};
    Use use;
    use.local = std::make_shared<const std::pair<QByteArray, QByteArray>>(name, json);
    return log->note(std::move(use));
}

/*!
    Records a mistake of the program. The server refuses a page with problems and logs them.
*/
void Rendering::problem(const QString &sentence)
{
    if (!m_problems.contains(sentence))
        m_problems.append(sentence);
}

/*!
    Records a region.
*/
QByteArray Rendering::add(const RegionUse &use)
{
    ++m_recordedElements;
    return note(Use{use.property.object, nullptr, -1, std::make_shared<const RegionUse>(use)});
}

/*!
    Returns the mark of rows that add() is given when their element is built.
*/
QByteArray Rendering::markRows(const State &object)
{
    ++m_recordedElements;
    return log() ? note(Use{&object}) : QByteArray();
}

/*!
    Records rows. \a mark is what markRows() returned, of this rendering or of another one, whose
    rows are none of this.
*/
void Rendering::add(const RowsUse &use, const QByteArray &mark)
{
    const auto rows = std::make_shared<const RowsUse>(use);
    RenderingLog *log = this->log();
    if (!log)
        keep(Use{use.property.object, nullptr, -1, {}, rows});
    else if (Use *marked = log->find(nameOfMark(mark)))
        marked->rows = rows;
}

/*!
    Returns the object of the class \a metaObject that the page shows, or null.
*/
const State *Rendering::resolve(const QMetaObject *metaObject) const
{
    return m_resolver ? m_resolver(metaObject) : nullptr;
}

/*!
    Returns the object of the class \a metaObject that goes with the page, which shows it from now
    on, or null.
*/
const State *Rendering::showObject(const QMetaObject *metaObject)
{
    const State *state = resolve(metaObject);
    if (state)
        show(*state);
    return state;
}

/*!
    Returns \a base with the next number for it. Inside a region its id comes first and its numbers
    begin anew.
*/
QByteArray Rendering::nextId(const QByteArray &base)
{
    QByteArray id = m_inside.isEmpty() ? base : QByteArray(m_inside + '-' + base);
    const int ordinal = m_ordinals[id]++;
    return id.append('-').append(QByteArray::number(ordinal));
}

/*!
    \class BackState::Private::Rendering::Inside
    \brief As long as it lives, ids of regions begin with that of the region around them, and what
    is offered belongs to that.

    A \a rendering that is null is fine.
*/

/*!
    Enters the region or row \a id, which is built anew with all of \a place.
*/
Rendering::Inside::Inside(
    Rendering *rendering, const QByteArray &id, const QByteArray &place, bool isForOneTab)
    : m_rendering(rendering)
{
    if (!m_rendering)
        return;
    m_before = std::exchange(m_rendering->m_inside, id);
    m_placeBefore = std::exchange(m_rendering->m_place, place);
    m_wasForOneTab = std::exchange(m_rendering->m_isForOneTab, isForOneTab);
}

/*!
    Leaves it.
*/
Rendering::Inside::~Inside()
{
    if (!m_rendering)
        return;
    m_rendering->m_inside = m_before;
    m_rendering->m_place = m_placeBefore;
    m_rendering->m_isForOneTab = m_wasForOneTab;
}

} // namespace BackState::Private
