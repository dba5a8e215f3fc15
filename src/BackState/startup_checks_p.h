// StartupChecks: the program's mistakes, each a sentence that names class, member and cure.
// Internal.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

QT_BEGIN_NAMESPACE
struct QMetaObject;
QT_END_NAMESPACE

namespace BackState {

class Schema;
struct ServerOptions;
struct StateClass;

namespace Http {
class Objects;
class Routes;
struct Route;
} // namespace Http

// Gathers what the program names beside its pages, and what went wrong meanwhile. All that it was
// constructed with must outlive it.
class StartupChecks
{
public:
    StartupChecks(
        const ServerOptions &options, const Http::Routes &routes, const Http::Objects &objects);

    void addMistake(const QString &sentence); // of a call that was refused
    bool addLent(const QMetaObject *metaObject); // whether it is the first of its class
    void addLayout(std::vector<const StateClass *> classes); // which the layout shows

    bool hasLayout() const { return m_hasLayout; }
    // Whether any class has BACKSTATE_STORE(ClientLocal) or its like.
    bool areStatesKeptByBrowser() const;
    // Empty if the server may listen.
    QStringList problems() const;
    // What is wrong in pages that can be built before anybody asks for them. It calls the program's
    // page functions, so it is for the moment before the server listens: a page that is added later
    // may need what the program sets after it.
    QStringList problemsOfPages() const;

private:
    // Those that were lent, and those that pages or the layout show.
    QList<const QMetaObject *> classes() const;
    QStringList problemsOfClasses() const;
    QStringList problemsOf(const QMetaObject *metaObject) const;
    QStringList problemsOf(const Http::Route &route) const;
    bool canBeBuilt(const Http::Route &route) const;
    QStringList problemsOfBuilding(const Http::Route &route) const;
    QStringList problemsOfLogin() const;
    QStringList problemsOfLayout() const;

    const ServerOptions &m_options;
    const Http::Routes &m_routes;
    const Http::Objects &m_objects;
    QStringList m_mistakes;
    QList<const QMetaObject *> m_lent;
    std::vector<const StateClass *> m_layoutClasses;
    bool m_hasLayout = false;
};

} // namespace BackState
