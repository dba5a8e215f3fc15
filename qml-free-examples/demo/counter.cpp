// Counter: one number for everybody, and who changed it.
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
    Tally() { instance = this; }
    inline static Tally *instance = nullptr;

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

// What one browser enters: the name and the amount are its own.
class Player : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Player, QString, name, "Guest")
    BACKSTATE_EDITABLE(Player, int, amount, 10)

public:
    Q_INVOKABLE void add(int number)
    {
        const QString known = name->trimmed();
        Tally::instance->add(known.isEmpty() ? QString("Somebody") : known, number);
    }
    Q_INVOKABLE void addAmount() { add(amount); }

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "name" && value.toString().size() > 24)
            return "24 letters at most, please.";
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

static Element totalCard(const Tally &tally, const Player &player)
{
    return Section(
        cls("card"),
        H2("Everybody's number"),
        P(Output(cls("big"), aria("label", "Total"), text(tally.total))),
        Div(cls("row"),
            Button(onClick<&Player::add>(player, 1), "+1"),
            Button(onClick<&Player::add>(player, -1), "−1")),
        Form(
            onSubmit<&Player::addAmount>(player),
            Div(cls("field"),
                Label(htmlFor("who"), "Your name"),
                Input(id("who"), bind(player.name), autocomplete("off")),
                error(player.name)),
            Div(cls("field"),
                Label(htmlFor("amount"), "An amount of your own"),
                Input(id("amount"), type("number"), bind(player.amount)),
                error(player.amount)),
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

static Element counterPage(const Tally &tally, const Player &player)
{
    return Fragment(
        H1("Counter"),
        P(cls("lead"), "A global state: open this page in two browsers and count against each other."),
        Div(cls("cards"), totalCard(tally, player), historyCard(tally)));
}

void addCounterPage(Server &server)
{
    server.page("/counter", counterPage, {.title = "Counter"});
}

#include "counter.moc"
