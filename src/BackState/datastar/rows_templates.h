// How rows() takes keys and rows out of a list. Included by region.h.
#pragma once

#include <BackState/datastar/region_templates.h>

#include <QVariant>

#include <concepts>
#include <functional>
#include <iterator>

namespace BackState::Private {

template<typename Key>
concept RowKey
    = Text<Key> || (std::is_integral_v<Key> && !std::is_same_v<Key, bool>) || std::is_enum_v<Key>;

template<RowKey Key>
QByteArray keyText(const Key &key)
{
    if constexpr (Text<Key>)
        return textOf(key).toUtf8();
    else if constexpr (std::is_enum_v<Key>)
        return keyText(static_cast<std::underlying_type_t<Key>>(key));
    else if constexpr (std::is_signed_v<Key>)
        return QByteArray::number(qint64(key));
    else
        return QByteArray::number(quint64(key));
}

template<typename T, typename KeyOf>
QByteArray rowKey(KeyOf &keyOf, const T &element)
{
    using Key = std::remove_cvref_t<std::invoke_result_t<KeyOf &, const T &>>;
    static_assert(RowKey<Key>, "BackState: the key of a row is a text or a whole number");
    return keyText<Key>(std::invoke(keyOf, element));
}

template<typename S, typename T, typename RowOf>
Html::Element rowElement(RowOf &rowOf, const S &state, const T &element)
{
    if constexpr (std::is_invocable_v<RowOf &, const S &, const T &>)
        return std::invoke(rowOf, state, element);
    else if constexpr (std::is_invocable_v<RowOf &, const T &, const S &>)
        return std::invoke(rowOf, element, state);
    else
        return std::invoke(rowOf, element);
}

// Collects rows: gives each its id, tells keys that come twice apart, and records what is wrong.
class BACKSTATE_CORE_EXPORT RowBuilder
{
public:
    RowBuilder(const RowsUse &use, Rendering &rendering);
    ~RowBuilder();
    RowBuilder(const RowBuilder &) = delete;
    RowBuilder &operator=(const RowBuilder &) = delete;

    QByteArray begin(const QByteArray &key); // the row's id
    void end(const QByteArray &id, const Html::Element &element, bool isPlain);
    void takeOver(const BuiltRow &row) { m_rows.push_back(row); }
    std::vector<BuiltRow> take() { return std::move(m_rows); }

private:
    const RowsUse &m_use;
    Rendering &m_rendering;
    std::vector<BuiltRow> m_rows;
    QHash<QByteArray, int> m_seen;
};

// Whether rows of equal elements are equal.
template<typename S, typename T, typename RowOf>
constexpr bool isOfItsElementAlone = !std::is_invocable_v<RowOf &, const S &, const T &>
    && !std::is_invocable_v<RowOf &, const T &, const S &> && std::equality_comparable<T>;

// The rows known of an earlier list, found by their elements: mostly where they were, or a few
// places away.
template<typename List>
class KnownRows
{
    using T = typename List::value_type;

public:
    explicit KnownRows(const BuiltRows *known)
    {
        if (!known || known->list.metaType() != QMetaType::fromType<List>())
            return;
        m_list = known->list.template value<List>(); // shares its elements
        if (std::size_t(std::distance(m_list.cbegin(), m_list.cend())) != known->rows.size())
            return; // an element of the list made no row
        m_rows = &known->rows;
        for (auto at = m_list.cbegin(); at != m_list.cend(); ++at)
            m_elements.push_back(at);
        for (std::size_t at = 0; at < m_rows->size(); ++at)
            m_places.insert((*m_rows)[at].place, at);
    }

    // Null if there is none, if it is of another element, or if it has to be built to tell what it
    // names.
    const BuiltRow *find(const QByteArray &place, const T &element) const
    {
        const auto at = m_places.constFind(place);
        if (at == m_places.cend() || !(*m_rows)[*at].isPlain || !(*m_elements[*at] == element))
            return nullptr;
        return &(*m_rows)[*at];
    }

private:
    List m_list;
    const std::vector<BuiltRow> *m_rows = nullptr;
    // Some lists make their elements when they are asked
    std::vector<typename List::const_iterator> m_elements;
    QHash<QByteArray, std::size_t> m_places;
};

template<typename S, typename List, typename KeyOf, typename RowOf>
std::vector<BuiltRow> buildRows(const RowsUse &use, Rendering &rendering, BuiltRows *known)
{
    using T = typename List::value_type;
    RowBuilder builder(use, rendering);
    auto keyOf = use.keyOf.template as<KeyOf>();
    auto rowOf = use.rowOf.template as<RowOf>();
    const auto &state = static_cast<const S &>(*use.property.object);
    const auto list = use.property.property->meta.read(&state).template value<List>();
    const auto build = [&](const QByteArray &id, const T &element) {
        const Rendering::Inside inside(&rendering, id, use.id);
        const quint64 before = rendering.recorded();
        const Html::Element row = rowElement<S, T>(rowOf, state, element);
        builder.end(id, row, rendering.recorded() == before);
    };
    if constexpr (isOfItsElementAlone<S, T, RowOf>) {
        const KnownRows<List> former(known);
        for (const T &element : list) {
            const QByteArray id = builder.begin(rowKey<T>(keyOf, element));
            if (const BuiltRow *row = former.find(id, element))
                builder.takeOver(*row);
            else
                build(id, element);
        }
        auto rows = builder.take();
        if (known)
            *known = {QVariant::fromValue(list), rows};
        return rows;
    } else {
        for (const T &element : list)
            build(builder.begin(rowKey<T>(keyOf, element)), element);
        if (known)
            *known = {};
        return builder.take();
    }
}

// Builds the rows for the first time; the attribute brings them into their element and records
// where they are.
BACKSTATE_CORE_EXPORT Html::Attribute placeRows(RowsUse use);

template<typename S, typename List, typename KeyOf, typename RowOf>
Html::Attribute makeRows(const PropertyReference &property, const KeyOf &keyOf, const RowOf &rowOf)
{
    using T = typename List::value_type;
    static_assert(
        std::is_invocable_v<KeyOf &, const T &>,
        "BackState: the key of a row comes from a function of the list's elements, or a pointer to "
        "member");
    static_assert(
        std::is_invocable_r_v<Html::Element, RowOf &, const T &>
            || std::is_invocable_r_v<Html::Element, RowOf &, const S &, const T &>
            || std::is_invocable_r_v<Html::Element, RowOf &, const T &, const S &>,
        "BackState: a row is an Element made of (const T &), (const State &, const T &) or (const "
        "T &, const State &)");
    static_assert(
        Stateless<KeyOf> && Stateless<RowOf>,
        "BackState: the functions of rows capture nothing, so that what they build can be shared "
        "by all browsers");
    if constexpr (Stateless<KeyOf> && Stateless<RowOf>) {
        RowsUse use;
        use.property = property;
        use.function = &buildRows<S, List, KeyOf, RowOf>;
        use.keyOf = StoredCallable(keyOf);
        use.rowOf = StoredCallable(rowOf);
        return placeRows(use);
    } else {
        return {};
    }
}

} // namespace BackState::Private
