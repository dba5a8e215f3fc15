// Page: what a page function returns, and the page functions themselves with their parameters read
// by the compiler.
#pragma once

#include <BackState/core/request.h>
#include <BackState/core/state_class.h>
#include <BackState/html/element.h>
#include <BackState/text/signature.h>

#include <QString>

#include <chrono>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace BackState {

/*!
    What a page function returns: content, and what goes with it. A function that returns an Element
    gives only the content.
*/
struct Page
{
    QString title = {}; // if empty, PageOptions::title, or else the application's name
    Html::Element head = {}; // additions to <head>
    Html::Element content = {};
    int status = 200; // of the answer: 404 where there is nothing to show
};

/*! What Server::page() is told of a page beside its function. */
struct PageOptions
{
    QString title = {}; // of a page whose function returns only an Element
    //! If above 0, its browser holds no stream but asks for what changed, each time after this
    //! pause: for clients that can't hold one.
    std::chrono::milliseconds poll{0};
    //! "admin editor": whoever has one of these roles may see it. Empty if no role is needed.
    QByteArray roles = {};
    bool signedIn = false; // whether only those who are signed in may see it
};

//! A page function without its type: which states it takes, and how it is called.
struct PageFunction
{
    using States = std::vector<const State *>; // in the order of `classes`

    std::vector<const StateClass *> classes;
    std::function<Page(const Request &, const States &)> build;
    bool takesRequest = false;
};

namespace Private {

inline Page toPage(Page page)
{
    return page;
}
inline Page toPage(Html::Element content)
{
    return {{}, {}, std::move(content), 200};
}

// How a function with these parameters is called for a page.
template<typename List>
struct PageParameters;
template<typename... Parameters>
struct PageParameters<TypeList<Parameters...>>
{
    template<typename Parameter>
    using Plain = std::remove_cvref_t<Parameter>;

    template<typename Parameter>
    static constexpr bool isRequest = std::is_same_v<Plain<Parameter>, Request>;

    static_assert(
        ((isRequest<Parameters> || std::is_base_of_v<State, Plain<Parameters>>) && ...),
        "BackState: a page function takes states by const & (const Counter &) and a const Request "
        "& where it wants one, nothing else");
    static_assert(
        ((isRequest<Parameters>
          || (std::is_lvalue_reference_v<Parameters>
              && std::is_const_v<std::remove_reference_t<Parameters>>))
         && ...),
        "BackState: a page function takes states by const &: building a page changes nothing");

    template<typename Parameter>
    static void addClass(std::vector<const StateClass *> &classes)
    {
        if constexpr (!isRequest<Parameter>)
            classes.push_back(&stateClass<Plain<Parameter>>());
    }

    template<typename Parameter>
    static decltype(auto)
    argument(const Request &request, const PageFunction::States &states, std::size_t &next)
    {
        if constexpr (isRequest<Parameter>)
            return (request);
        else
            return static_cast<const Plain<Parameter> &>(*states[next++]);
    }

    template<typename Function>
    static PageFunction wrap(Function function)
    {
        PageFunction page;
        (addClass<Parameters>(page.classes), ...);
        page.takesRequest = (isRequest<Parameters> || ...);
        page.build = [function = std::move(function)](
                         const Request &request,
                         const PageFunction::States &states) mutable -> Page {
            std::size_t next = 0;
            (void)request;
            (void)states;
            (void)next;
            // Braces: the arguments are taken in their order.
            const std::tuple<const Plain<Parameters> &...> arguments{
                argument<Parameters>(request, states, next)...};
            return toPage(std::apply(function, arguments));
        };
        return page;
    }
};

} // namespace Private

//! A function pointer, or a lambda or function object without template parameters. It is kept, so
//! that what a mutable lambda captured changes from call to call.
template<typename Function>
PageFunction pageFunction(Function function)
{
    using Parameters = Private::PageParameters<Private::ParametersOf<Function>>;
    return Parameters::wrap(std::move(function));
}

//! A member function of an object, which must live as long as the server.
template<typename Object, typename Method>
    requires std::is_member_function_pointer_v<Method>
PageFunction pageFunction(Object *object, Method method)
{
    using Parameters = Private::PageParameters<Private::ParametersOf<Method>>;
    return Parameters::wrap(
        [object, method](const auto &...arguments) { return (object->*method)(arguments...); });
}

} // namespace BackState
