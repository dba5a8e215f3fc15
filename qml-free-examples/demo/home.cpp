// Home: numbers and words that belong to this browser, the same in all its windows.
#include "guest.h"
#include "pages.h"

#include <QScopeGuard>

// The default scope is a session: one browser with all its windows.
class Home : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Home, int, clicks)
    BACKSTATE_PROPERTY(Home, int, seconds)
    BACKSTATE_TRANSIENT(Home, bool, isTicking)

public:
    Q_INVOKABLE void click() { ++clicks; }

    // An event that goes on. When its window is closed it is destroyed where it waits, and the
    // guard runs.
    Q_INVOKABLE Flow<> tick()
    {
        isTicking = true;
        const auto guard = qScopeGuard([this] { isTicking = false; });
        while (isTicking) {
            co_await after(std::chrono::seconds(1));
            ++seconds;
        }
    }
    Q_INVOKABLE void stop() { isTicking = false; }
    Q_INVOKABLE void reset() { seconds = 0; }
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
            Button(show(!ticks), onClick<&Home::tick>(home), "Start"),
            Button(cls("secondary"), show(ticks), onClick<&Home::stop>(home), "Stop"),
            Button(cls("secondary"), onClick<&Home::reset>(home), "Back to 0")),
        P(cls("muted"),
          "A coroutine on the server counts, until it is stopped or this window is closed."));
}

static Element homePage(const Home &home, const Guest &guest)
{
    return Fragment(
        H1("Live pages, written in C++"),
        P(cls("lead"),
          "Every number and word on these pages is a property of a QObject on the server. Change "
          "it anywhere, and "
          "all browsers that show it follow at once."),
        Div(cls("cards"), counterCard(home), greetingCard(guest), tickerCard(home)));
}

void addHomePage(Server &server)
{
    server.page("/", homePage, {.title = "Home"});
}

#include "home.moc"
