// Counter: one number for everybody, and who changed it.
#include "guest.h"
#include "pages.h"

struct Change
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString who MEMBER who)
    Q_PROPERTY(int amount MEMBER amount)
    Q_PROPERTY(QTime at MEMBER at)
public:
    int id = 0;
    QString who;
    int amount = 0;
    QTime at;
    bool operator==(const Change &) const = default;
};

class Tally : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Tally, int, total)
    BACKSTATE_PROPERTY(Tally, QList<Change>, changes) // the latest first

public:
    void add(const QString &who, int amount)
    {
        total += amount;
        changes.change([&](QList<Change> &list) {
            const int id = list.isEmpty() ? 1 : list.first().id + 1;
            list.prepend({id, who, amount, QTime::currentTime()});
            if (list.size() > 8)
                list.removeLast();
        });
    }
};

// The amount that one window adds.
class Step : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Step, int, amount, 10)

public:
    // The name is an argument, so that what is being typed comes along.
    Q_INVOKABLE void add(const QString &name, int number)
    {
        related<Tally>()->add(Guest::shownName(name), number);
    }
    Q_INVOKABLE void addAmount(const QString &name) { add(name, amount); }

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "amount" && qAbs(value.toInt()) > 1000)
            return "Between -1000 and 1000, please.";
        return {};
    }
};

static Element changeRow(const Change &change)
{
    const QString sign = change.amount < 0 ? "−" : "+";
    return Li(
        Span(cls("avatar"), aria("hidden", true), change.who.left(1).toUpper()),
        Span(Strong(change.who), " ", sign, qAbs(change.amount)),
        Time(cls("muted"), change.at.toString("HH:mm:ss")));
}

static Element totalCard(const Tally &tally, const Step &step, const Guest &guest)
{
    const auto name = signal(guest.name);
    return Section(
        cls("card"),
        H2("Everybody's number"),
        P(Output(cls("big"), aria("label", "Total"), text(tally.total))),
        Div(cls("row"),
            Button(onClick<&Step::add>(step, name, 1), "+1"),
            Button(onClick<&Step::add>(step, name, -1), "−1")),
        Form(
            onSubmit<&Step::addAmount>(step, name),
            guestField(guest),
            Div(cls("field"),
                Label(htmlFor("amount"), "An amount of your own"),
                Input(id("amount"), type("number"), bind(step.amount)),
                error(step.amount)),
            Button("Add it")));
}

static Element historyCard(const Tally &tally)
{
    return Section(
        cls("card"),
        H2("Who changed it"),
        Ul(cls("plain"), rows(tally.changes, &Change::id, changeRow)),
        region(tally.changes, [](const Tally &shown) {
            return P(cls("empty"), when(shown.changes.isEmpty(), "Nobody yet."));
        }));
}

static Element counterPage(const Tally &tally, const Step &step, const Guest &guest)
{
    return Fragment(
        H1("Counter"),
        P(cls("lead"),
          "A global state: open this page in two browsers and count against each other."),
        Div(cls("cards"), totalCard(tally, step, guest), historyCard(tally)));
}

void addCounterPage(Server &server)
{
    server.page("/counter", counterPage, {.title = "Counter"});
}

#include "counter.moc"
