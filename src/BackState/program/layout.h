// LayoutFunction: what all pages have around them, with its parameters read by the compiler.
#pragma once

#include <BackState/export.h>
#include <BackState/html/page_objects.h>
#include <BackState/program/page.h>

namespace BackState {

//! A layout without its type: which states it takes, and how it is called while a page is built.
struct LayoutFunction
{
    std::vector<const StateClass *> classes;
    std::function<Html::Element(const Request &, const Page &, Private::PageObjects &)> build;
};

namespace Private {

// The object of a class that goes with the page that is being built, which thereby shows it. Null,
// after the page was refused by a sentence, if there is none.
BACKSTATE_EXPORT const QObject *objectForLayout(PageObjects &objects, const StateClass &stateClass);

// How a function with these parameters is called around a page.
template<typename List>
struct LayoutParameters;
template<typename... Parameters>
struct LayoutParameters<TypeList<Parameters...>>
{
    template<typename Parameter>
    using Plain = std::remove_cvref_t<Parameter>;
    template<typename Parameter>
    static constexpr bool isState = std::is_base_of_v<State, Plain<Parameter>>;

    static_assert(
        ((std::is_same_v<Plain<Parameters>, Request> || std::is_same_v<Plain<Parameters>, Page>
          || (isState<Parameters> && std::is_const_v<std::remove_reference_t<Parameters>>))
         && ...),
        "BackState: a layout takes a const Request &, a const Page &, and states by const &, "
        "nothing else");

    template<typename Parameter>
    static void addClass(std::vector<const StateClass *> &classes)
    {
        if constexpr (isState<Parameter>)
            classes.push_back(&stateClass<Plain<Parameter>>());
    }

    template<typename Parameter>
    static const Plain<Parameter> *
    argument(const Request &request, const Page &page, PageObjects &objects)
    {
        if constexpr (std::is_same_v<Plain<Parameter>, Request>)
            return &request;
        else if constexpr (std::is_same_v<Plain<Parameter>, Page>)
            return &page;
        else
            return static_cast<const Plain<Parameter> *>(
                objectForLayout(objects, stateClass<Plain<Parameter>>()));
    }

    template<typename Function>
    static LayoutFunction wrap(Function function)
    {
        LayoutFunction layout;
        (addClass<Parameters>(layout.classes), ...);
        layout.build = [function = std::move(function)](
                           const Request &request,
                           const Page &page,
                           PageObjects &objects) mutable {
            const std::tuple<const Plain<Parameters> *...> found{
                argument<Parameters>(request, page, objects)...};
            return std::apply(
                [&](const auto *...parts) {
                    // Without one of its states there is no layout. The page was refused
                    // then.
                    return ((parts != nullptr) && ...) ? Html::Element(function(*parts...))
                                                       : page.content;
                },
                found);
        };
        return layout;
    }
};

} // namespace Private

//! A function pointer, or a lambda or function object without template parameters. It is kept, so
//! that what a mutable lambda captured changes from call to call.
template<typename Function>
LayoutFunction layoutFunction(Function function)
{
    using Parameters = Private::LayoutParameters<Private::ParametersOf<Function>>;
    return Parameters::wrap(std::move(function));
}

//! A member function of an object, which must live as long as the server.
template<typename Object, typename Method>
    requires std::is_member_function_pointer_v<Method>
LayoutFunction layoutFunction(Object *object, Method method)
{
    using Parameters = Private::LayoutParameters<Private::ParametersOf<Method>>;
    return Parameters::wrap(
        [object, method](const auto &...arguments) { return (object->*method)(arguments...); });
}

} // namespace BackState
