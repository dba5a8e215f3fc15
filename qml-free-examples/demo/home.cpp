// Home: numbers and words of this browser, the same in all its windows.
#include "guest.h"
#include "pages.h"

#include <QTimer>

// The default scope is a session: one browser with all its windows.
class Home : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Home, int, clicks)
    BACKSTATE_PROPERTY(Home, int, seconds)
    BACKSTATE_PROPERTY(Home, bool, isTicking)

public:
    Home()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] { ++seconds; });
    }

    Q_INVOKABLE void click() { ++clicks; }
    Q_INVOKABLE void setTicking(bool on)
    {
        isTicking = on;
        on ? m_timer.start(1000) : m_timer.stop();
    }
    Q_INVOKABLE void reset() { seconds = 0; }

private:
    QTimer m_timer;
};

static Element counterCard(const Home &home)
{
    return Section(
        cls("card"),
        H2("Click"),
        P(Output(cls("big"), aria("label", "Clicks"), text(home.clicks))),
        Button(onClick<&Home::click>(home), "Count"),
        P(cls("muted"), "Open a second window of this browser: both count."));
}

static Element greetingCard(const Guest &guest)
{
    return Section(
        cls("card"),
        H2("Type"),
        guestField(guest),
        P(aria("live", "polite"), text(guest.greeting)),
        P(cls("muted"), "The sentence is made in C++, by a binding that follows what you type."));
}

static Element tickerCard(const Home &home)
{
    const auto ticks = signal(home.isTicking);
    return Section(
        cls("card"),
        H2("Wait"),
        P(Output(cls("big"), aria("label", "Seconds"), text(home.seconds)), " s"),
        Div(cls("row"),
            Button(show(!ticks), onClick<&Home::setTicking>(home, true), "Start"),
            Button(show(ticks), onClick<&Home::setTicking>(home, false), "Stop"),
            Button(cls("secondary"), onClick<&Home::reset>(home), "Back to 0")),
        P(cls("muted"), "The server counts, and pushes each second."));
}

static Element homePage(const Home &home, const Guest &guest)
{
    return Fragment(
        H1("Live pages, written in C++"),
        P(cls("lead"),
          "Every number and word on these pages is a property of a QObject on the server. Change it anywhere, and "
          "all browsers that show it follow at once."),
        Div(cls("cards"), counterCard(home), greetingCard(guest), tickerCard(home)));
}

void addHomePage(Server &server)
{
    server.page("/", homePage, {.title = "Home"});
}

#include "home.moc"
