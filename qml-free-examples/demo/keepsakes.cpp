// Keepsakes: states that the browser keeps. The server has them only while one of their events
// runs.
#include "pages.h"

// Kept in the local storage of this browser: it outlives a closed window and a restart of the
// server.
class Notebook : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_EDITABLE(Notebook, QString, words)
    BACKSTATE_EDITABLE(Notebook, bool, isBig)
    BACKSTATE_TRANSIENT(Notebook, QString, verdict)

public:
    Q_INVOKABLE void countWords()
    {
        const qsizetype count = words->split(' ', Qt::SkipEmptyParts).size();
        verdict = count == 1 ? QString("One word.") : QString("%1 words.").arg(count);
    }
    Q_INVOKABLE void clear() { words = ""; }
};

// Kept in the session storage of this window. It is sealed: the user can read and keep what is in
// it, but not change it.
class Purse : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientSession)
    BACKSTATE_SEALED
    BACKSTATE_PROPERTY(Purse, int, coins)

public:
    Q_INVOKABLE void earn() { ++coins; }
    Q_INVOKABLE void spend()
    {
        if (coins >= 3)
            coins -= 3;
    }
};

static Element notebookCard(const Notebook &notebook)
{
    return Section(
        cls("card"),
        H2("Notebook"),
        Div(cls("field"),
            Label(htmlFor("words"), "Write something"),
            Textarea(id("words"), bind(notebook.words), cls("large", signal(notebook.isBig)))),
        P(Label(Input(type("checkbox"), bind(notebook.isBig)), "Large letters")),
        Button(onClick<&Notebook::countWords>(notebook), "Count the words"),
        Button(onClick<&Notebook::clear>(notebook), "Clear"),
        P(role("status"), text(notebook.verdict)),
        P(cls("muted"),
          "Close the browser and come back: it is still here, and in every window of this "
          "browser."));
}

static Element purseCard(const Purse &purse)
{
    return Section(
        cls("card"),
        H2("Purse"),
        P(Output(cls("big"), aria("label", "Coins"), text(purse.coins))),
        Button(onClick<&Purse::earn>(purse), "Earn one"),
        Button(
            onClick<&Purse::spend>(purse),
            attr("disabled", signal(purse.coins) < 3),
            "Spend three"),
        P(cls("muted"),
          "Kept in this window, encrypted with the server's secret. Whoever tries to change it has "
          "an empty purse."));
}

static Element keepsakesPage(const Notebook &notebook, const Purse &purse)
{
    return Fragment(
        H1("Keepsakes"),
        P(cls("lead"),
          "These two states live in the browser. The server keeps nothing of them between two "
          "events."),
        Div(cls("cards"), notebookCard(notebook), purseCard(purse)));
}

void addKeepsakesPage(Server &server)
{
    server.page("/keepsakes", keepsakesPage, {.title = "Keepsakes"});
}

#include "keepsakes.moc"
