// What may stand in the call of a tag, and how it is looked at. Not API.
#pragma once

#include <BackState/html/element.h>

#include <iterator>
#include <optional>

namespace BackState::Private {

// Other types take part through a function in their own namespace: Element toElement(const T &) or
// Attribute toAttribute(const T &).
template<typename T>
concept IsPlain
    = Utf8Text<T> || Utf16Text<T> || Number<T> || AnyOf<T, Html::Element, Html::Attribute, bool>;
template<typename T>
concept BecomesElement = !IsPlain<T> && requires(const T &value) {
    { toElement(value) } -> std::convertible_to<Html::Element>;
};
template<typename T>
concept BecomesAttribute = !IsPlain<T> && requires(const T &value) {
    { toAttribute(value) } -> std::convertible_to<Html::Attribute>;
};

template<typename T>
concept ElementArray = requires(const T &range) {
    { std::data(range) } -> std::convertible_to<const Html::Element *>;
    { std::size(range) } -> std::convertible_to<std::size_t>;
};
template<typename T>
concept ElementRange = requires(const T &range) {
    { *std::begin(range) } -> std::convertible_to<const Html::Element &>;
    std::end(range);
};

template<typename T>
concept IsAttribute
    = std::derived_from<T, Html::Attribute> || std::same_as<T, std::optional<Html::Attribute>>;
template<typename T>
concept IsMarkup = std::derived_from<T, Html::Element>
    || std::same_as<T, std::optional<Html::Element>> || ElementArray<T>;
template<typename T>
concept IsText = Utf8Text<T> || Utf16Text<T> || Number<T>;

template<typename T>
decltype(auto) prepareChild(const T &value)
{
    if constexpr (BecomesElement<T>) {
        return Html::Element(toElement(value));
    } else if constexpr (BecomesAttribute<T>) {
        return Html::Attribute(toAttribute(value));
    } else if constexpr (QtProperty<T>) {
        return std::remove_cvref_t<decltype(prepareChild(value.value()))>(
            prepareChild(value.value()));
    } else if constexpr (ElementRange<T> && !ElementArray<T>) {
        Html::Element joined;
        for (const Html::Element &element : value)
            joined += element;
        return joined;
    } else {
        return prepare(value);
    }
}

// Views what prepareChild() returned; without a sentence, for those who checked before.
template<typename T>
Piece viewChild(const T &value)
{
    if constexpr (std::derived_from<T, Html::Attribute>)
        return Piece(static_cast<const Html::Attribute &>(value));
    else if constexpr (std::derived_from<T, Html::Element>)
        return Piece(static_cast<const Html::Element *>(&value), 1);
    else if constexpr (std::same_as<T, std::optional<Html::Attribute>>)
        return value ? Piece(*value) : Piece();
    else if constexpr (std::same_as<T, std::optional<Html::Element>>)
        return value ? Piece(&*value, 1) : Piece();
    else if constexpr (ElementArray<T>)
        return Piece(std::data(value), static_cast<qsizetype>(std::size(value)));
    else if constexpr (IsText<T>)
        return textPiece(value);
    else
        return Piece();
}

// The three sentences are what the compiler says of a wrong argument.
template<typename T>
Piece argumentPiece(const T &value)
{
    static_assert(
        IsAttribute<T> || IsMarkup<T> || IsText<T>,
        "BackState: what stands in an element must be text (QString, QStringView, QByteArray or "
        "std::string as UTF-8, a literal), a number, an Element, a range or optional of Elements, "
        "or an Attribute; bool, pointers and other types have no text of their own");
    return viewChild(value);
}

template<typename T>
Piece childPiece(const T &value)
{
    static_assert(
        IsMarkup<T> || IsText<T>,
        "BackState: what stands here must be a child: text, a number, an Element, a range or an "
        "optional of Elements; an Attribute belongs into the call of a tag");
    return viewChild(value);
}

template<typename T>
Piece attributePiece(const T &value)
{
    static_assert(
        IsAttribute<T>,
        "BackState: a void element such as Br, Img or Input takes attributes only, it can have no "
        "children");
    return viewChild(value);
}

} // namespace BackState::Private
