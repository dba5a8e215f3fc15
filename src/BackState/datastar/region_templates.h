// How region() calls a function with the states it asks for. Included by region.h.
#pragma once

#include <BackState/datastar/rendering.h>
#include <BackState/text/signature.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>
#include <utility>

namespace BackState::Private {

// The state for a parameter: the region's own object if it is of that class, or the page's. Null
// after a problem was recorded.
BACKSTATE_CORE_EXPORT const State *
stateFor(const QMetaObject *metaObject, const PropertyReference &property, Rendering &rendering);

template<typename Parameter>
constexpr void checkStateParameter()
{
    static_assert(
        std::is_lvalue_reference_v<Parameter> && std::is_const_v<std::remove_reference_t<Parameter>>
            && std::derived_from<std::remove_cvref_t<Parameter>, State>,
        "BackState: a region's function takes states, each by const &: it can't change them");
}

template<typename... Parameters, typename Function>
Html::Element callRegion(
    TypeList<Parameters...>,
    Function function,
    const PropertyReference &property,
    Rendering &rendering)
{
    (checkStateParameter<Parameters>(), ...);
    const std::array<const State *, sizeof...(Parameters)> states{
        stateFor(&std::remove_cvref_t<Parameters>::staticMetaObject, property, rendering)...};
    if (std::find(states.cbegin(), states.cend(), nullptr) != states.cend())
        return {};
    return [&]<std::size_t... At>(std::index_sequence<At...>) -> Html::Element {
        return function(static_cast<const std::remove_cvref_t<Parameters> &>(*states[At])...);
    }(std::index_sequence_for<Parameters...>());
}

template<typename Function>
Html::Element buildRegion(const RegionUse &use, Rendering &rendering)
{
    return callRegion(
        ParametersOf<Function>(),
        use.callable.template as<Function>(),
        use.property,
        rendering);
}

// Builds the region for the first time and records it.
BACKSTATE_CORE_EXPORT Html::Element placeRegion(RegionUse use);

template<typename Function>
Html::Element makeRegion(const PropertyReference &property, const Function &function)
{
    static_assert(
        Stateless<Function>,
        "BackState: the function of a region captures nothing, so that what it builds can be "
        "shared by all browsers; take what it needs as parameters: [](const Todo &todo, const "
        "Settings &settings)");
    if constexpr (Stateless<Function>) {
        RegionUse use;
        use.property = property;
        use.function = &buildRegion<Function>;
        use.callable = StoredCallable(function);
        return placeRegion(use);
    } else {
        return {};
    }
}

} // namespace BackState::Private
