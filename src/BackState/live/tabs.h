// Tabs: all loaded pages, by the signed id that each of their requests carries. Internal.
#pragma once

#include <BackState/program/options.h>
#include <BackState/program/routes.h>
#include <BackState/visitors/secret.h>
#include <BackState/visitors/tab.h>

#include <QHash>
#include <QSet>

#include <list>
#include <optional>

namespace BackState::Http {

class Flows;
class Objects;
class Subscriptions;
class Session;
class Sessions;

class Tabs
{
public:
    Tabs(
        const ServerOptions &options,
        const Secret &secret,
        const Routes &routes,
        Sessions &sessions,
        Subscriptions &subscriptions,
        Objects &objects,
        Flows &flows);
    ~Tabs();

    Tab &create(
        Session &session, const Match &page, QByteArrayView path, QByteArrayView query, qint64 now);
    // The tab of that id if it is this session's. Null if it is unknown, or not built again yet.
    Tab *find(QByteArrayView token, const Session &session) const;
    Tab *find(QByteArrayView token) const; // for the library's own timers
    // Another tab that was to follow the same former tab as this one, and whose page the browser
    // gave up before it arrived. Null if there is none.
    Tab *unseenFrom(const Tab &tab) const;
    // The tab of the page before this one in its window, or of the one after it whose page did not
    // arrive, or not yet. Null if there is none.
    Tab *neighbour(const Tab &tab) const;
    // Makes a tab again that was forgotten, for the page that its signed id stands for. It has no
    // objects, and find() does not return it, until built() is called. Null if the id is not signed
    // for this session, or its page is gone.
    Tab *revive(QByteArrayView token, Session &session, qint64 now);
    // The page function of a revived tab ran.
    void built(Tab &tab);
    // Path and query of the page that a tab's id was made for.
    static std::pair<QByteArray, QByteArray> pageOf(QByteArrayView token);
    // The id of a second window that shows a copy of a tab's page: the same for each of its
    // requests.
    QByteArray copiedToken(const Tab &tab, QByteArrayView instance, const Session &session) const;

    // A stream the tab had before must be ended by the caller.
    void streamOpened(Tab &tab, StreamSocket *stream, const QByteArray &instance);
    void streamClosed(Tab &tab, qint64 now);
    void use(Tab &tab, qint64 now);

    // Whether it is the signed id of a tab of that session, known or not.
    bool isSigned(QByteArrayView token, const Session &session) const;
    // Takes the stream from a tab; the caller must end it. Null if none is open.
    StreamSocket *takeStream(Tab &tab, qint64 now);

    void drop(Tab &tab);
    void dropAll(Session &session);
    void expire(qint64 now);

    int count() const { return int(m_tabs.size()); }
    const std::vector<Tab *> &streaming() const { return m_streaming; }

private:
    QByteArray token(QByteArrayView random, QByteArrayView page, const Session &session) const;
    Tab &insert(Session &session, const QByteArray &token, Match page, qint64 now);
    void makeRoom(Session &session);
    void release(Tab &tab);

    const ServerOptions &m_options;
    const Secret &m_secret;
    const Routes &m_routes;
    Sessions &m_sessions;
    Subscriptions &m_subscriptions;
    Objects &m_objects;
    Flows &m_flows;
    QHash<QByteArray, Tab *> m_tabs;
    std::list<Tab *> m_waiting; // tabs without a stream, the least recently used first
    std::vector<Tab *> m_streaming;
    QSet<const Tab *> m_unbuilt; // revived tabs whose page function did not run yet
    quint64 m_turns = 0; // streams opened so far
};

} // namespace BackState::Http
