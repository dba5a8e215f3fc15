#include <BackState/datastar/paths.h>
#include <BackState/datastar/region.h>
#include <BackState/datastar/region_frames.h>
#include <BackState/html/marks.h>

#include "attribute_p.h"
#include "css_p.h"

#include <QSet>

#include <algorithm>

namespace BackState::Private {

namespace {

constexpr size_t hashSeed = 0x5bd1e995; // any number, but the same for all rows of this process

size_t hashOf(const BuiltRow &row)
{
    return qHash(withoutMarks(row.element.bytes()), hashSeed);
}

// The positions, in list, of one of its longest rising subsequences. -1 stands for "not there".
std::vector<std::size_t> longestRising(const std::vector<qsizetype> &list)
{
    std::vector<std::size_t> ends; // ends[n]: where the best sequence of n + 1 members ends
    std::vector<std::size_t> before(list.size());
    constexpr auto none = std::size_t(-1);
    for (std::size_t at = 0; at < list.size(); ++at) {
        if (list[at] < 0)
            continue;
        const auto place = std::lower_bound(
            ends.begin(),
            ends.end(),
            list[at],
            [&](std::size_t end, qsizetype value) { return list[end] < value; });
        before[at] = place == ends.begin() ? none : *(place - 1);
        if (place == ends.end())
            ends.push_back(at);
        else
            *place = at;
    }
    std::vector<std::size_t> result(ends.size());
    std::size_t at = ends.empty() ? none : ends.back();
    for (auto it = result.rbegin(); it != result.rend(); ++it) {
        *it = at;
        at = before[at];
    }
    return result;
}

// What has to happen to the rows of a browser.
class Difference
{
public:
    Difference(std::span<const RowShown> shown, const std::vector<BuiltRow> &rows);

    bool isWhole() const { return m_kept.empty(); }
    QList<Frame> frames(const Dialect &dialect) const;

private:
    void appendRemoved(QList<Frame> &frames, const Dialect &dialect) const;
    void appendChanged(QList<Frame> &frames, const Dialect &dialect) const;
    void appendPlaced(
        QList<Frame> &frames, std::size_t first, std::size_t end, const Dialect &dialect) const;
    void appendRun(
        QList<Frame> &frames,
        std::size_t first,
        std::size_t end,
        const ElementsOptions &place,
        const Dialect &dialect) const;
    bool isThere(std::size_t at) const { return m_before.contains(m_rows[at].id); }

    std::span<const RowShown> m_shown;
    const std::vector<BuiltRow> &m_rows;
    QHash<QByteArray, qsizetype> m_before; // where a row was
    std::vector<std::size_t> m_kept; // rows that stay where they are, by their new position
};

Difference::Difference(std::span<const RowShown> shown, const std::vector<BuiltRow> &rows)
    : m_shown(shown)
    , m_rows(rows)
{
    m_before.reserve(qsizetype(shown.size()));
    for (std::size_t at = 0; at < shown.size(); ++at)
        m_before.insert(shown[at].id, qsizetype(at));
    std::vector<qsizetype> positions;
    positions.reserve(rows.size());
    for (const BuiltRow &row : rows)
        positions.push_back(m_before.value(row.id, -1));
    m_kept = longestRising(positions);
}

// Removes, by one frame, the rows that are gone.
void Difference::appendRemoved(QList<Frame> &frames, const Dialect &dialect) const
{
    QSet<QByteArray> present;
    present.reserve(qsizetype(m_rows.size()));
    for (const BuiltRow &row : m_rows)
        present.insert(row.id);
    QByteArray selector;
    for (const RowShown &row : m_shown) {
        if (present.contains(row.id))
            continue;
        if (!selector.isEmpty())
            selector.append(',');
        selector.append(selectorOfId(row.id));
    }
    if (selector.isEmpty())
        return;
    if (const auto frame = Frame::removeElements(selector, false, dialect))
        frames.append(*frame);
}

// Morphs all changed rows by one frame, wherever they are: each root morphs the row of its id.
void Difference::appendChanged(QList<Frame> &frames, const Dialect &dialect) const
{
    QByteArray markup;
    for (const BuiltRow &row : m_rows) {
        const qsizetype before = m_before.value(row.id, -1);
        if (before >= 0 && hashOf(row) != m_shown[std::size_t(before)].hash)
            markup.append(row.element.bytes());
    }
    if (!markup.isEmpty())
        frames.append(Frame::patchElements(markup, dialect));
}

// Brings in, or moves, rows that follow each other by one frame.
void Difference::appendRun(
    QList<Frame> &frames,
    std::size_t first,
    std::size_t end,
    const ElementsOptions &place,
    const Dialect &dialect) const
{
    if (isThere(first)) {
        QByteArrayList moved;
        for (std::size_t at = first; at < end; ++at)
            moved.append(selectorOfId(m_rows[at].id));
        frames.append(moveFrame(moved, place.mode, place.selector));
        return;
    }
    QByteArray markup;
    const bool isReversed = dialect.reversesSeveral && place.mode == Mode::After;
    for (std::size_t at = first; at < end; ++at)
        markup.append(m_rows[isReversed ? first + end - 1 - at : at].element.bytes());
    if (const auto frame = Frame::patchElements(QByteArrayView(markup), place, dialect))
        frames.append(*frame);
}

// Puts rows that follow each other beside a row that is in its place already, in runs of such as
// are new and such as are there.
void Difference::appendPlaced(
    QList<Frame> &frames, std::size_t first, std::size_t end, const Dialect &dialect) const
{
    ElementsOptions place;
    place.mode = first > 0 ? Mode::After : Mode::Before;
    place.selector = selectorOfId(m_rows[first > 0 ? first - 1 : end].id);
    for (std::size_t next = first; first < end; first = next) {
        while (next < end && isThere(next) == isThere(first))
            ++next;
        appendRun(frames, first, next, place, dialect);
        place.mode = Mode::After;
        place.selector = selectorOfId(m_rows[next - 1].id);
    }
}

QList<Frame> Difference::frames(const Dialect &dialect) const
{
    QList<Frame> frames;
    appendRemoved(frames, dialect);
    appendChanged(frames, dialect);
    std::size_t next = 0; // the first row that is not in its place yet
    for (const std::size_t kept : m_kept) {
        if (kept > next)
            appendPlaced(frames, next, kept, dialect);
        next = kept + 1;
    }
    if (next < m_rows.size())
        appendPlaced(frames, next, m_rows.size(), dialect);
    return frames;
}

} // namespace

/*!
    \class BackState::Private::RowsUse
    \brief Keyed rows as they stand on a page: their container, what they follow, and how they are
    built again.

    A value. Its object is a loan that ends with the object. What a browser has is remembered as ids
    and hashes only, see rowsShown(). The markup of a thousand rows is kept, as BuiltRows, where
    several tabs show them, and nowhere else.
*/

/*!
    Returns the rows of now, each with its id. \a rendering has to be the current one; it records
    what the rows name. A row that is made of its element alone, and names nothing itself, is not
    built again where \a known has one of an equal element under its key; the rows of now are left
    there for the next time.
*/
std::vector<BuiltRow> RowsUse::build(Rendering &rendering, BuiltRows *known) const
{
    return function(*this, rendering, known);
}

/*!
    Returns the fewest frames that turn the rows a browser has, \a shown, into \a rows: one removes
    those that are gone, one morphs those that changed, and one for each run brings in those that
    are new, or moves those that are elsewhere. The longest sequence of rows that are still in order
    is not moved.

    No row in common: the container is patched as a whole. Nothing to do: no frame.
*/
QList<Frame> rowsDifference(
    const RowsUse &use,
    std::span<const RowShown> shown,
    const std::vector<BuiltRow> &rows,
    const Dialect &dialect)
{
    if (shown.empty() && rows.empty())
        return {};
    const Difference difference(shown, rows);
    if (difference.isWhole())
        return {rowsWhole(use, rows, dialect)};
    return difference.frames(dialect);
}

/*!
    Returns the frame that morphs the whole container, with \a rows in it.
*/
Frame rowsWhole(const RowsUse &use, const std::vector<BuiltRow> &rows, const Dialect &dialect)
{
    qsizetype size = use.before.size() + use.after.size();
    for (const BuiltRow &row : rows)
        size += row.element.bytes().size();
    QByteArray markup;
    markup.reserve(size);
    markup.append(use.before);
    for (const BuiltRow &row : rows)
        markup.append(row.element.bytes());
    markup.append(use.after);
    return Frame::patchElements(markup, dialect);
}

/*!
    Returns what has to be remembered of \a rows to tell them from later ones.
*/
std::vector<RowShown> rowsShown(const std::vector<BuiltRow> &rows)
{
    std::vector<RowShown> shown;
    shown.reserve(rows.size());
    for (const BuiltRow &row : rows)
        shown.push_back({row.id, hashOf(row)});
    return shown;
}

QByteArray selectorOfId(QByteArrayView id)
{
    QByteArray selector = "#";
    selector.reserve(id.size() + 1);
    for (const char c : id) {
        const bool isDigit = c >= '0' && c <= '9';
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        const bool isFirst = selector.size() == 1;
        if (isLetter || static_cast<unsigned char>(c) >= 0x80
            || (!isFirst && (isDigit || c == '-')))
            selector.append(c);
        else if (static_cast<unsigned char>(c) < 0x20 || isDigit || c == 0x7f)
            selector.append('\\').append(QByteArray::number(c, 16)).append(' ');
        else
            selector.append('\\').append(c);
    }
    return selector;
}

RowBuilder::RowBuilder(const RowsUse &use, Rendering &rendering)
    : m_use(use)
    , m_rendering(rendering)
{
}

RowBuilder::~RowBuilder() = default;

QByteArray RowBuilder::begin(const QByteArray &key)
{
    QByteArray id = m_use.id + "-r" + key.toHex();
    const int seen = m_seen[id]++;
    if (seen == 0)
        return id;
    m_rendering.problem(
        QStringLiteral(
            "The rows of %1::%2 have a key more than once: give every element of the list its own, "
            "or the wrong rows are changed.")
            .arg(
                QLatin1StringView(m_use.property.object->metaObject()->className()),
                QString::fromUtf8(m_use.property.name)));
    return id.append('-').append(QByteArray::number(seen + 1));
}

void RowBuilder::end(const QByteArray &id, const Html::Element &element, bool isPlain)
{
    if (!element.isSingle()) {
        m_rendering.problem(
            QStringLiteral(
                "A row of %1::%2 is not one element: put what it shows into one, Li(…) or Tr(…).")
                .arg(
                    QLatin1StringView(m_use.property.object->metaObject()->className()),
                    QString::fromUtf8(m_use.property.name)));
        return;
    }
    const Html::Element row = element.withId(id);
    m_rows.push_back({row.id(), row, id, isPlain});
}

Html::Attribute placeRows(RowsUse use)
{
    Rendering *rendering = Rendering::current();
    std::optional<Rendering> own;
    if (!rendering)
        rendering = &own.emplace();
    if (!use.property.property) {
        markOfName(use.property); // says what is wrong with it
        return {};
    }
    use.id = rendering->nextId(objectId(*use.property.object) + '-' + use.property.property->name);
    const quint64 inside = rendering->recordedElements();
    const auto built = std::make_shared<BuiltRows>();
    const std::vector<BuiltRow> rows = use.build(*rendering, built.get());
    use.shown = rowsShown(rows);
    if (built->list.isValid() && rendering->recordedElements() == inside)
        use.built = built;
    QByteArray content;
    for (const BuiltRow &row : rows)
        content.append(row.element.bytes());
    const QByteArray mark = rendering->markRows(*use.property.object);
    const auto placed = [use, mark](const Html::Placement &placement) mutable {
        use.containerId = placement.id.toByteArray();
        use.before = withoutMarks(placement.before.toByteArray());
        use.after = withoutMarks(placement.after.toByteArray());
        if (Rendering *current = Rendering::current())
            current->add(use, mark);
    };
    return Html::Attribute::withContent(content) + Html::Attribute::fallbackId(use.id)
        + Html::Attribute::onPlaced(placed) + markAttribute(mark);
}

/*!
    \fn template<typename Prop, typename KeyOf, typename RowOf> Html::Attribute Html::rows(const
    Prop &property, KeyOf keyOf, RowOf rowOf)

    Returns the rows of the list \a property, as an argument of the element that holds them. When
    the list changes, only the rows that were added, changed, moved or removed are patched, in every
    browser that shows them.

    \a keyOf takes a text or a whole number out of an element of the list, by which the row is known
    from then on; \a rowOf makes the one element of a row. Neither captures anything. Ids are made
    of both; the container keeps the id it is given. Where several tabs show the list, a row that is
    made of its element alone is built again only when that element is another one by its \c{==},
    which has to compare all that the row shows: what else there is, such as the time of day, has to
    be a part of the element, or come by the (const State &, const T &) form. A row of that form may
    show more of its state than can be seen from outside, such as whether it is the last one of the
    list. So all of them are built again when the list changes, once for all tabs, and those that
    come out different travel.

    \code
    Ul(rows(chat.messages, &Message::id, [](const Message &message) { return Li(message.text); }))
    \endcode
    \sa region()
*/

} // namespace BackState::Private
