// How rows() takes keys and rows out of a list. Included by region.h.
#pragma once

#include <BackState/datastar/region_templates.h>

#include <QVariant>

#include <functional>

namespace BackState::Private {

template<typename Key>
concept RowKey = Text<Key> || (std::is_integral_v<Key> && !std::is_same_v<Key, bool>) || std::is_enum_v<Key>;

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
QByteArray rowKey(const KeyOf &keyOf, const T &element)
{
    using Key = std::remove_cvref_t<std::invoke_result_t<const KeyOf &, const T &>>;
    static_assert(RowKey<Key>, "BackState: the key of a row is a text or a whole number");
    return keyText<Key>(std::invoke(keyOf, element));
}

template<typename S, typename T, typename RowOf>
Html::Element rowElement(const RowOf &rowOf, const S &state, const T &element)
{
    if constexpr (std::is_invocable_v<const RowOf &, const S &, const T &>)
        return std::invoke(rowOf, state, element);
    else if constexpr (std::is_invocable_v<const RowOf &, const T &, const S &>)
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
    void end(const QByteArray &id, const Html::Element &element);
    std::vector<BuiltRow> take() { return std::move(m_rows); }

private:
    const RowsUse &m_use;
    Rendering &m_rendering;
    std::vector<BuiltRow> m_rows;
    QHash<QByteArray, int> m_seen;
};

template<typename S, typename List, typename KeyOf, typename RowOf>
std::vector<BuiltRow> buildRows(const RowsUse &use, Rendering &rendering)
{
    using T = typename List::value_type;
    RowBuilder builder(use, rendering);
    const auto keyOf = use.keyOf.template as<KeyOf>();
    const auto rowOf = use.rowOf.template as<RowOf>();
    const auto &state = static_cast<const S &>(*use.property.object);
    const auto list = use.property.property->meta.read(&state).template value<List>();
    for (const T &element : list) {
        const QByteArray id = builder.begin(rowKey<T>(keyOf, element));
        const Rendering::Inside inside(&rendering, id);
        builder.end(id, rowElement<S, T>(rowOf, state, element));
    }
    return builder.take();
}

// Builds the rows for the first time; the attribute brings them into their element and records where they are.
BACKSTATE_CORE_EXPORT Html::Attribute placeRows(RowsUse use);

template<typename S, typename List, typename KeyOf, typename RowOf>
Html::Attribute makeRows(const PropertyReference &property, const KeyOf &keyOf, const RowOf &rowOf)
{
    using T = typename List::value_type;
    static_assert(
        std::is_invocable_v<const KeyOf &, const T &>,
        "BackState: the key of a row comes from a function of the list's elements, or a pointer to member");
    static_assert(
        std::is_invocable_r_v<Html::Element, const RowOf &, const T &>
            || std::is_invocable_r_v<Html::Element, const RowOf &, const S &, const T &>
            || std::is_invocable_r_v<Html::Element, const RowOf &, const T &, const S &>,
        "BackState: a row is an Element made of (const T &), (const State &, const T &) or (const T &, const State &)");
    static_assert(
        Stateless<KeyOf> && Stateless<RowOf>,
        "BackState: the functions of rows capture nothing, so that what they build can be shared by all browsers");
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
