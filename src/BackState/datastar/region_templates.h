// How region() calls a function with the states it asks for. Included by region.h.
#pragma once

#include <BackState/datastar/rendering.h>

#include <concepts>
#include <tuple>
#include <type_traits>

namespace BackState::Private {

// The parameters of a function or of a lambda.
template<typename Callable>
struct CallTraits : CallTraits<decltype(&Callable::operator())>
{
};
template<typename R, typename... Given>
struct CallTraits<R (*)(Given...)>
{
    using Parameters = std::tuple<Given...>;
};
template<typename R, typename... Given>
struct CallTraits<R (*)(Given...) noexcept> : CallTraits<R (*)(Given...)>
{
};
template<typename R, typename C, typename... Given>
struct CallTraits<R (C::*)(Given...) const> : CallTraits<R (*)(Given...)>
{
};
template<typename R, typename C, typename... Given>
struct CallTraits<R (C::*)(Given...) const noexcept> : CallTraits<R (*)(Given...)>
{
};

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

template<typename Function>
Html::Element buildRegion(const RegionUse &use, Rendering &rendering)
{
    using Parameters = typename CallTraits<Function>::Parameters;
    return [&]<std::size_t... At>(std::index_sequence<At...>) -> Html::Element {
        (checkStateParameter<std::tuple_element_t<At, Parameters>>(), ...);
        const std::array<const State *, sizeof...(At)> states{stateFor(
            &std::remove_cvref_t<std::tuple_element_t<At, Parameters>>::staticMetaObject,
            use.property,
            rendering)...};
        for (const State *state : states) {
            if (!state)
                return {};
        }
        return use.callable.template as<Function>()(
            static_cast<const std::remove_cvref_t<std::tuple_element_t<At, Parameters>> &>(
                *states[At])...);
    }(std::make_index_sequence<std::tuple_size_v<Parameters>>());
}

// Builds the region for the first time and records it.
BACKSTATE_CORE_EXPORT Html::Element placeRegion(RegionUse use);

template<typename Function>
Html::Element makeRegion(const PropertyReference &property, const Function &function)
{
    static_assert(
        Stateless<Function>,
        "BackState: the function of a region captures nothing, so that what it builds can be "
        "shared by all "
        "browsers; take what it needs as parameters: [](const Todo &todo, const Settings "
        "&settings)");
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
