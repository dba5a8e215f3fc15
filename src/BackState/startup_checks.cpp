#include "startup_checks_p.h"

#include <BackState/answers/authority.h>
#include <BackState/answers/rights.h>
#include <BackState/core/schema.h>
#include <BackState/core/state_class.h>
#include <BackState/core/uses.h>
#include <BackState/datastar/rendering.h>
#include <BackState/live/event_results.h>
#include <BackState/program/options.h>
#include <BackState/program/page.h>
#include <BackState/program/routes.h>
#include <BackState/visitors/objects.h>

#include <QHash>

#include <algorithm>

namespace BackState {

using namespace Qt::StringLiterals;

StartupChecks::StartupChecks(
    const ServerOptions &options, const Http::Routes &routes, const Http::Objects &objects)
    : m_options(options)
    , m_routes(routes)
    , m_objects(objects)
{
}

void StartupChecks::addMistake(const QString &sentence)
{
    m_mistakes.append(sentence);
}

bool StartupChecks::addLent(const QMetaObject *metaObject)
{
    if (m_lent.contains(metaObject))
        return false;
    m_lent.append(metaObject);
    return true;
}

void StartupChecks::addLayout(std::vector<const StateClass *> classes)
{
    m_hasLayout = true;
    m_layoutClasses = std::move(classes);
}

QList<const QMetaObject *> StartupChecks::classes() const
{
    QList<const QMetaObject *> classes = m_lent;
    const auto add = [&classes](const StateClass *stateClass) {
        if (!classes.contains(stateClass->metaObject))
            classes.append(stateClass->metaObject);
    };
    for (const auto &route : m_routes.all())
        std::for_each(route->function.classes.cbegin(), route->function.classes.cend(), add);
    std::for_each(m_layoutClasses.cbegin(), m_layoutClasses.cend(), add);
    return classes;
}

bool StartupChecks::areStatesKeptByBrowser() const
{
    const QList<const QMetaObject *> all = classes();
    return std::any_of(all.cbegin(), all.cend(), [](const QMetaObject *metaObject) {
        return Schema::of(metaObject).isKeptByBrowser();
    });
}

QStringList StartupChecks::problems() const
{
    QStringList problems = m_mistakes;
    for (const auto &route : m_routes.all())
        problems += problemsOf(*route);
    return problems + problemsOfLogin() + problemsOfLayout() + problemsOfClasses();
}

QStringList StartupChecks::problemsOfPages() const
{
    QStringList problems;
    for (const auto &route : m_routes.all()) {
        if (canBeBuilt(*route))
            problems += problemsOfBuilding(*route);
    }
    return problems;
}

// Whether a page can be tried before anybody asks for it: it must not depend on who does, and its
// states have to be there. None are made for this.
bool StartupChecks::canBeBuilt(const Http::Route &route) const
{
    const std::vector<const StateClass *> &classes = route.function.classes;
    return !classes.empty() && !route.function.takesRequest && !route.pattern.contains(u'<')
        && Http::accessTo(route.options, nullptr) == Http::Access::Allowed
        && std::all_of(classes.cbegin(), classes.cend(), [this](const StateClass *stateClass) {
               return m_objects.find(*stateClass) != nullptr;
           });
}

// What only the page itself says: properties and events that it names by text.
QStringList StartupChecks::problemsOfBuilding(const Http::Route &route) const
{
    bool isWhole = true; // it needed no object that is made for visitors only
    Private::Rendering rendering([&](const QMetaObject *metaObject) -> const State * {
        const StateClass *stateClass = findStateClass(metaObject);
        const State *state = stateClass ? m_objects.find(*stateClass) : nullptr;
        isWhole = isWhole && state;
        return state;
    });
    PageFunction::States states;
    for (const StateClass *stateClass : route.function.classes) {
        states.push_back(m_objects.find(*stateClass));
        rendering.show(*states.back());
    }
    rendering.setPath(route.pattern);
    try {
        route.function.build(Request(), states);
    } catch (...) { // what it threw may be over when somebody asks for the page
        return {};
    }
    if (!isWhole || rendering.problems().isEmpty())
        return {};
    return {u"the page %1: %2"_s.arg(route.pattern, rendering.problems().join(u' '))};
}

// A record is found by a part of the page's path.
QStringList StartupChecks::problemsOf(const Http::Route &route) const
{
    QStringList problems;
    for (const StateClass *stateClass : route.function.classes) {
        const Schema &schema = Schema::of(stateClass->metaObject);
        const QString parameter = QString::fromLatin1(schema.scopeParameter());
        if (schema.scope() == Scope::Record && !route.hasParameter(parameter)
            && !m_objects.isKeyed(stateClass->metaObject)
            && !m_lent.contains(stateClass->metaObject))
            problems.append(u"the page %1 shows %2, whose BACKSTATE_SCOPE(Record, \"%3\") needs "
                            u"<%3> in the path: add it, or correct the name"_s.arg(
                                route.pattern,
                                QLatin1StringView(stateClass->metaObject->className()),
                                parameter));
    }
    return problems;
}

QStringList StartupChecks::problemsOfLogin() const
{
    const auto login = m_routes.find(m_options.loginPath.toUtf8());
    if (!login || Http::accessTo(login->route->options, nullptr) == Http::Access::Allowed)
        return {};
    return {u"the page %1, where people sign in, is only for those who are signed in: take "
            u"signedIn and roles out of its PageOptions"_s.arg(m_options.loginPath)};
}

QStringList StartupChecks::problemsOfLayout() const
{
    QStringList problems;
    for (const StateClass *stateClass : m_layoutClasses) {
        const Scope scope = Schema::of(stateClass->metaObject).scope();
        if ((scope == Scope::User || scope == Scope::Record)
            && !m_lent.contains(stateClass->metaObject))
            problems.append(
                u"the layout shows %1, which not every page has: give it to page functions, or the "
                u"class another BACKSTATE_SCOPE"_s.arg(
                    QLatin1StringView(stateClass->metaObject->className())));
    }
    return problems;
}

QStringList StartupChecks::problemsOfClasses() const
{
    QStringList problems;
    QHash<QByteArray, const QMetaObject *> nameSpaces;
    for (const QMetaObject *metaObject : classes()) {
        const QByteArray nameSpace = Schema::of(metaObject).nameSpace();
        const QMetaObject *other = nameSpaces.value(nameSpace, metaObject);
        if (other != metaObject)
            problems.append(
                u"%1 and %2 would both be called %3 in the browser: give one another name by "
                u"BACKSTATE_NAMESPACE"_s.arg(
                    QLatin1StringView(other->className()),
                    QLatin1StringView(metaObject->className()),
                    QLatin1StringView(nameSpace)));
        nameSpaces.insert(nameSpace, metaObject);
        for (const QString &problem : problemsOf(metaObject)) {
            if (!problems.contains(problem))
                problems.append(problem);
        }
    }
    return problems;
}

QStringList StartupChecks::problemsOf(const QMetaObject *metaObject) const
{
    const Schema &schema = Schema::of(metaObject);
    QStringList problems = schema.problems() + Private::problemsOfUses(metaObject)
        + Http::problemsOfFlows(schema) + Http::Authority::problemsOf(schema);
    if (schema.hasApi() && schema.scope() == Scope::Tab && !m_objects.isKeyed(metaObject))
        problems.append(
            QLatin1StringView(metaObject->className())
            + u": BACKSTATE_API serves clients without a page, which have no object of "
              u"BACKSTATE_SCOPE(Tab): give the class another scope or take one of both out"_s);
    if (schema.isKeptByBrowser() && m_objects.isKeyed(metaObject))
        problems.append(
            QLatin1StringView(metaObject->className())
            + u": keyBy() shares one object, but its values are kept by each browser "
              u"(BACKSTATE_STORE): remove one of the two"_s);
    return problems;
}

} // namespace BackState
