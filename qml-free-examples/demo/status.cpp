// Status: what the server is doing, looked at every second.
#include "pages.h"

#include <QTimer>

struct ClassCount
{
    Q_GADGET
    Q_PROPERTY(QString name MEMBER name)
    Q_PROPERTY(int count MEMBER count)
public:
    QString name;
    int count = 0;
    bool operator==(const ClassCount &) const = default;
};

class Health : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_TRANSIENT(Health, int, sessions)
    BACKSTATE_TRANSIENT(Health, int, tabs)
    BACKSTATE_TRANSIENT(Health, int, streams)
    BACKSTATE_TRANSIENT(Health, int, users)
    BACKSTATE_TRANSIENT(Health, qint64, pages)
    BACKSTATE_TRANSIENT(Health, qint64, events)
    BACKSTATE_TRANSIENT(Health, QString, uptime)
    BACKSTATE_TRANSIENT(Health, QString, store)
    BACKSTATE_TRANSIENT(Health, QList<ClassCount>, states)

public:
    Health()
    {
        connect(&m_timer, &QTimer::timeout, this, &Health::look);
        connect(this, &State::viewersChanged, this, [this] {
            look();
            viewers() > 0 ? m_timer.start(1000) : m_timer.stop();
        });
    }

    void watch(const Server &server)
    {
        m_server = &server;
        look();
    }

private:
    void look()
    {
        const ServerStatistics now = m_server->statistics();
        sessions = now.sessions;
        tabs = now.tabs;
        streams = now.streams;
        users = now.users;
        pages = now.pages;
        events = now.events;
        store = now.store.isEmpty() ? QString("none: values live in memory") : now.store;
        uptime = inWords(std::chrono::duration_cast<std::chrono::seconds>(now.uptime).count());
        QList<ClassCount> counts;
        for (auto it = now.states.begin(); it != now.states.end(); ++it)
            counts.append({it.key(), it.value()});
        states = counts;
    }

    static QString inWords(qint64 seconds)
    {
        const QTime time = QTime(0, 0).addSecs(int(seconds % 86'400));
        const qint64 days = seconds / 86'400;
        return (days > 0 ? QString::number(days) + " d " : QString()) + time.toString("HH:mm:ss");
    }

    const Server *m_server = nullptr; // it outlives the states that it makes
    QTimer m_timer;
};

static Element tile(const QString &name, const Attribute &value)
{
    return Div(cls("tile"), Small(name), Strong(value));
}

static Element stateRow(const ClassCount &state)
{
    return Tr(Th(scope("row"), Code(state.name)), Td(cls("number"), state.count));
}

static Element statusPage(const Health &health)
{
    return Fragment(
        H1("Status"),
        P(cls("lead"), "Server::statistics(), once a second. Open and close windows, and watch."),
        Div(cls("tiles"),
            tile("Browsers", text(health.sessions)),
            tile("Windows", text(health.tabs)),
            tile("Open streams", text(health.streams)),
            tile("Signed in", text(health.users)),
            tile("Pages built", text(health.pages)),
            tile("Events", text(health.events))),
        Div(cls("cards"),
            Section(
                cls("card"),
                H2("States by class"),
                Table(
                    Thead(
                        Tr(Th(scope("col"), "Class"), Th(scope("col"), cls("number"), "Objects"))),
                    Tbody(rows(health.states, &ClassCount::name, stateRow)))),
            Section(
                cls("card"),
                H2("Server"),
                Dl(Dt("Running for"),
                   Dd(Time(text(health.uptime))),
                   Dt("Store"),
                   Dd(text(health.store)),
                   Dt("Qt"),
                   Dd(qVersion()),
                   Dt("Client"),
                   Dd("Datastar, embedded: ", A(href("/backstate/about"), "which one"))))));
}

void addStatusPage(Server &server)
{
    server.state<Health>()->watch(server);
    server.page("/status", statusPage, {.title = "Status"});
}

#include "status.moc"
