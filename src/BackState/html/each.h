// each() and when(): elements for the items of a range, and elements that may be missing.
#pragma once

#include <BackState/html/tag.h>

#include <functional>
#include <initializer_list>

namespace BackState::Private {

// std::invoke converts the index to what the function takes without a warning in the caller's
// build.
template<typename Function, typename Item>
decltype(auto) callEach(Function &function, const Item &item, qsizetype index)
{
    constexpr bool takesItem = std::is_invocable_v<Function &, const Item &>;
    constexpr bool takesIndex = std::is_invocable_v<Function &, const Item &, qsizetype>;
    static_assert(
        takesItem || takesIndex,
        "BackState: the function of each() must be callable with an element of the range, or with "
        "an element and its index");
    if constexpr (takesItem)
        return std::invoke(function, item);
    else if constexpr (takesIndex)
        return std::invoke(function, item, index);
    else
        return Html::Element();
}

template<typename Range>
qsizetype countOf(const Range &range)
{
    if constexpr (requires { std::size(range); })
        return static_cast<qsizetype>(std::size(range));
    else
        return 0;
}

template<typename Arm>
decltype(auto) valueOf(Arm &arm)
{
    if constexpr (std::is_invocable_v<Arm &>)
        return std::invoke(arm);
    else
        return (arm);
}

// What an arm of when() makes: an Attribute, or an Element of anything that may be a child.
template<typename Arm>
auto asPart(Arm &arm)
{
    using Value = std::remove_cvref_t<decltype(valueOf(arm))>;
    if constexpr (IsAttribute<Value> || BecomesAttribute<Value>)
        return Html::Attribute(prepareChild(valueOf(arm)));
    else
        return Html::Fragment(valueOf(arm));
}

} // namespace BackState::Private

namespace BackState::Html {

/*!
    Puts what \a function makes of each item side by side: function(item) or function(item, index).
*/
template<typename Range, typename Function>
Element each(const Range &range, Function &&function)
{
    QByteArray bytes;
    qsizetype index = 0;
    for (const auto &item : range) {
        const Element element = Fragment(Private::callEach(function, item, index));
        if (index++ == 0) // the others will be about as long
            bytes.reserve(Private::countOf(range) * (element.bytes().size() + 8));
        bytes.append(element.bytes());
    }
    return Element::fragment(std::move(bytes));
}

template<typename Item, typename Function>
Element each(std::initializer_list<Item> items, Function &&function)
{
    return each<std::initializer_list<Item>>(items, function);
}

/*! Returns \a part, or what it returns if it can be called, if \a condition holds; else nothing. */
template<typename Part>
auto when(bool condition, Part &&part)
{
    using Result = decltype(Private::asPart(part));
    return condition ? Private::asPart(part) : Result();
}

/*! Returns one of two parts; the other is not called. */
template<typename Part, typename OtherPart>
auto when(bool condition, Part &&part, OtherPart &&otherPart)
{
    return condition ? Private::asPart(part) : Private::asPart(otherPart);
}

} // namespace BackState::Html
