#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <QTcpServer>
#include <QTemporaryDir>

#include <QFileInfo>

using namespace BackState;
using namespace BackState::Html;

// Uses are noted for the whole program, so that each mistake has a class of its own.

class Bound : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Bound, QString, name)
};

class Unmarked : public State
{
    Q_OBJECT

public:
    void call() { }
};

class Needy : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE void move(int x, int y)
    {
        Q_UNUSED(x)
        Q_UNUSED(y)
    }
};

class Overloaded : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE void set(int number) { Q_UNUSED(number) }
    Q_INVOKABLE void set(const QString &text) { Q_UNUSED(text) }
};

class Misspelt : public State
{
    Q_OBJECT
    Q_CLASSINFO("BackState.Scope", "Globl")
};

class Hidden : public State
{
    Q_OBJECT
    BACKSTATE_PRIVATE(Hidden, QString, password)
};

class Unnamed : public State
{
    Q_OBJECT
    Q_PROPERTY(int celsius READ celsius CONSTANT)

public:
    int celsius() const { return 1; }
    int fahrenheit() const { return 2; }
};

class Dossier : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
};

class Gate : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE QFuture<SignIn> enter() { return {}; }
};

namespace One {
class Twin : public State
{
    Q_OBJECT
};
} // namespace One

namespace Other {
class Twin : public State
{
    Q_OBJECT
};
} // namespace Other

static Element counterPage(const Counter &counter)
{
    return Main(text(counter.count));
}

class tst_Startup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void refusesABindThatIsNotTheUsers();
    void refusesACallOfWhatIsNoEvent();
    void refusesACallWithoutAnArgument();
    void refusesACallOfAnOverload();
    void refusesAMisspeltScope();
    void refusesToShowWhatIsPrivate();
    void refusesToShowWhatIsNoProperty();
    void refusesAWrongNameOfALentObject();
    void refusesAWrongNameOfAGlobalObject();
    void buildsNoPageOfWhatIsNotThere_data();
    void buildsNoPageOfWhatIsNotThere();
    void buildsAPageOnceAtMost();
    void refusesARecordWithoutItsParameter();
    void refusesALayoutThatShowsARecord();
    void takesARecordWithItsParameter();
    void refusesASignInThatComesLater();
    void refusesTwoClassesOfOneName();
    void refusesAPath_data();
    void refusesAPath();
    void refusesASecondPageAtAPath();
    void refusesAStateTwice();
    void refusesTwoStatesOfOneName();
    void saysAllMistakesAtOnce();
    void saysThatAPortIsTaken();
    void listensAfterAPortWasTaken();
    void tellsItsPortAndUrl();
    void makesASecretThatStays();

private:
    QString refusal(); // of listen()

    std::unique_ptr<Server> m_server;
};

void tst_Startup::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
}

QString tst_Startup::refusal()
{
    if (m_server->listen(0))
        return QStringLiteral("it listens");
    if (m_server->port() != 0 || !m_server->url().isEmpty())
        return QStringLiteral("it says no, but listens");
    return m_server->errorString();
}

void tst_Startup::refusesABindThatIsNotTheUsers()
{
    m_server->page("/", [](const Bound &bound) { return Input(bind(bound.name)); });
    QCOMPARE(
        refusal(),
        QStringLiteral(
            "Bound::name is bound to an input but is not for the user to edit: declare it with "
            "BACKSTATE_EDITABLE, or give its Q_PROPERTY a WRITE and USER true."));
}

void tst_Startup::refusesACallOfWhatIsNoEvent()
{
    m_server->page("/", [](const Unmarked &state) {
        return Button(onClick<&Unmarked::call>(state));
    });
    QCOMPARE(
        refusal(),
        QStringLiteral("Unmarked::call is called by a page but is no event: put Q_INVOKABLE before "
                       "it and make it public, or name the slot in BACKSTATE_EVENT."));
}

void tst_Startup::refusesACallWithoutAnArgument()
{
    m_server->page("/", [](const Needy &state) { return Button(onClick<&Needy::move>(state, 1)); });
    QCOMPARE(
        refusal(),
        QStringLiteral("Needy::move is called by a page without its argument y, which has no "
                       "default: give it one of both."));
}

void tst_Startup::refusesACallOfAnOverload()
{
    m_server->page("/", [](const Overloaded &state) {
        return Button(onClick<static_cast<void (Overloaded::*)(int)>(&Overloaded::set)>(state, 1));
    });
    QCOMPARE(
        refusal(),
        QStringLiteral("Overloaded::set is called by a page but is overloaded, so that its URL "
                       "would mean several methods: give the overloads names of their own."));
}

void tst_Startup::refusesAMisspeltScope()
{
    m_server->page("/", [](const Misspelt &) { return Main(); });
    QCOMPARE(
        refusal(),
        QStringLiteral("Misspelt: BackState.Scope is Tab, Session, User, Record or Global, not "
                       "\"Globl\""));
}

void tst_Startup::refusesToShowWhatIsPrivate()
{
    m_server->page("/", [](const Hidden &state) { return Main(text(state.password)); });
    QVERIFY(refusal().startsWith(QStringLiteral(
        "Hidden::password is shown by a page but may never leave the server: remove")));
}

void tst_Startup::refusesToShowWhatIsNoProperty()
{
    m_server->page("/", [](const Unnamed &state) {
        return Main(text<&Unnamed::celsius>(state), text<&Unnamed::fahrenheit>(state));
    });
    QCOMPARE(
        refusal(),
        QStringLiteral("Unnamed::fahrenheit is shown by a page but is no property: declare it with "
                       "BACKSTATE_PROPERTY or Q_PROPERTY."));
}

static Element misnamedPage(const Board &board)
{
    const Element first = P(text(board, "titel"));
    return Main(first, Input(bind(board, "leevl")));
}

static const char misnamed[]
    = "the page /bench: Board has no property for \"titel\": declare it with Q_PROPERTY or "
      "BACKSTATE_PROPERTY, or correct the name. Board has no property for \"leevl\": declare it "
      "with Q_PROPERTY or BACKSTATE_PROPERTY, or correct the name.";

void tst_Startup::refusesAWrongNameOfALentObject()
{
    Board board;
    m_server->page("/bench", misnamedPage);
    m_server->add(&board);
    QCOMPARE(refusal(), QString::fromUtf8(misnamed));
}

void tst_Startup::refusesAWrongNameOfAGlobalObject()
{
    m_server->page("/bench", misnamedPage);
    QVERIFY(m_server->state<Board>()); // made, so that it is there
    QCOMPARE(refusal(), QString::fromUtf8(misnamed));
}

// What is wrong with these pages is known when somebody asks for them.
void tst_Startup::buildsNoPageOfWhatIsNotThere_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addRow("its object is made for the first page") << QByteArray("/global");
    QTest::addRow("its object is each visitor's") << QByteArray("/pad");
    QTest::addRow("a region needs such an object") << QByteArray("/region");
    QTest::addRow("it asks for the request") << QByteArray("/request");
    QTest::addRow("it depends on its path") << QByteArray("/path/1");
}

void tst_Startup::buildsNoPageOfWhatIsNotThere()
{
    QFETCH(QByteArray, path);
    Counter lent;
    m_server->add(&lent);
    m_server->page("/global", misnamedPage);
    m_server->page("/pad", [](const Pad &pad, const Counter &) { return Main(text(pad, "x")); });
    m_server->page("/region", [](const Counter &counter) {
        return Main(text(counter, "x"), region(counter.count, [](const Counter &, const Pad &) {
                        return P("a");
                    }));
    });
    m_server->page("/request", [](const Counter &counter, const Request &request) {
        return Main(text(counter, "x"), request.user());
    });
    m_server->page("/path/<id>", [](const Counter &counter) { return Main(text(counter, "x")); });
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
    QCOMPARE(Pad::alive, 0);
    QCOMPARE(Board::alive, 0);
    QCOMPARE(Browser(m_server->port()).get(path).status, 500);
}

void tst_Startup::buildsAPageOnceAtMost()
{
    int built = 0;
    Board board;
    m_server->add(&board);
    const auto page = [&built](const Board &shown) {
        ++built;
        return Main(text(shown.title));
    };
    m_server->page("/", page);
    QVERIFY(m_server->listen(0));
    QCOMPARE(built, 1);
    // What is added later may need what the program sets after that.
    m_server->page("/other", page);
    QCOMPARE(built, 1);
}

void tst_Startup::refusesALayoutThatShowsARecord()
{
    m_server->layout([](const Page &page, const Dossier &) { return page.content; });
    QCOMPARE(
        refusal(),
        QStringLiteral(
            "the layout shows Dossier, which not every page has: give it to page functions, "
            "or the class another BACKSTATE_SCOPE"));
}

void tst_Startup::refusesARecordWithoutItsParameter()
{
    m_server->page("/row/<number>", [](const Dossier &) { return Main(); });
    QCOMPARE(
        refusal(),
        QStringLiteral(
            "the page /row/<number> shows Dossier, whose BACKSTATE_SCOPE(Record, \"id\") "
            "needs <id> in the path: add it, or correct the name"));
}

void tst_Startup::takesARecordWithItsParameter()
{
    m_server->page("/row/<id>", [](const Dossier &) { return Main(); });
    QCOMPARE(refusal(), QStringLiteral("it listens"));
}

void tst_Startup::refusesASignInThatComesLater()
{
    m_server->page("/", [](const Gate &) { return Main(); });
    QCOMPARE(
        refusal(),
        QStringLiteral(
            "Gate::enter returns a QFuture<BackState::SignIn>, but a sign-in needs the event's own "
            "answer for its cookie: return it as it is, and give a user directory that takes its "
            "time to Server::authenticate()"));
}

void tst_Startup::refusesTwoClassesOfOneName()
{
    m_server->page("/one", [](const One::Twin &) { return Main(); });
    m_server->page("/other", [](const Other::Twin &) { return Main(); });
    QCOMPARE(
        refusal(),
        QStringLiteral("One::Twin and Other::Twin would both be called Twin in the browser: give "
                       "one another name by BACKSTATE_NAMESPACE"));
}

void tst_Startup::refusesAPath_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("why");
    const auto add = [](const char *name, const char *path, const char *why) {
        QTest::addRow("%s", name) << QString::fromUtf8(path) << QString::fromUtf8(why);
    };
    add("without a slash", "about", "page(\"about\"): a path begins with a slash: \"/about\"");
    add("empty", "", "page(\"\"): a path begins with a slash: \"/\"");
    add("with a query",
        "/a?b",
        "page(\"/a?b\"): a path has no query or fragment; read those by Request::query()");
    add("of the library",
        "/backstate/x",
        "page(\"/backstate/x\"): paths under /backstate belong to the library; choose another");
    add("a part of a segment",
        "/p<id>",
        "page(\"/p<id>\"): a parameter is one whole segment with a name of letters and digits: "
        "\"/product/<id>\"");
    add("a parameter without a name",
        "/<>",
        "page(\"/<>\"): a parameter is one whole segment with a name of letters and digits: "
        "\"/product/<id>\"");
    add("a parameter twice",
        "/<id>/<id>",
        "page(\"/<id>/<id>\"): two parameters are called id; give each a name of its own");
}

void tst_Startup::refusesAPath()
{
    QFETCH(QString, path);
    QFETCH(QString, why);
    m_server->page("/", counterPage);
    m_server->page(path, counterPage);
    QCOMPARE(refusal(), why);
}

void tst_Startup::refusesASecondPageAtAPath()
{
    m_server->page("/a/<id>", counterPage);
    m_server->page("/a/<name>", counterPage);
    QCOMPARE(
        refusal(),
        QStringLiteral(
            "page(\"/a/<name>\"): there is a page at that path already; one of them must go"));
}

void tst_Startup::refusesAStateTwice()
{
    Counter counter;
    m_server->page("/", counterPage);
    m_server->add(&counter);
    QTest::ignoreMessage(QtWarningMsg, "add(): this Counter was added already");
    m_server->add(&counter);
    QCOMPARE(refusal(), QStringLiteral("add(): this Counter was added already"));
}

void tst_Startup::refusesTwoStatesOfOneName()
{
    Counter one;
    Counter other;
    const char *why = "add(): a second Counter called \"\": several objects of one class on a page "
                      "need names of their own, set by setObjectName() before add()";
    m_server->add(&one);
    QTest::ignoreMessage(QtWarningMsg, why);
    m_server->add(&other);
    QCOMPARE(refusal(), QString::fromUtf8(why));
}

void tst_Startup::saysAllMistakesAtOnce()
{
    m_server->page("bad", counterPage);
    m_server->page("/bound", [](const Bound &bound) { return Input(bind(bound.name)); });
    m_server->page("/misspelt", [](const Misspelt &) { return Main(); });
    const QString why = refusal();
    QVERIFY(why.contains(QStringLiteral("page(\"bad\")")));
    QVERIFY(why.contains(QStringLiteral("\nBackState: Bound::name")));
    QVERIFY(why.contains(QStringLiteral("\nBackState: Misspelt: ")));
}

void tst_Startup::saysThatAPortIsTaken()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    m_server->page("/", counterPage);
    QVERIFY(!m_server->listen(taken.serverPort()));
    QCOMPARE(
        m_server->errorString(),
        QStringLiteral("can't listen on 127.0.0.1, port %1: The bound address is already in use")
            .arg(taken.serverPort()));
}

void tst_Startup::listensAfterAPortWasTaken()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    m_server->page("/", counterPage);
    QVERIFY(!m_server->listen(taken.serverPort()));
    QVERIFY(m_server->listen(0));
    QVERIFY(m_server->errorString().isEmpty());
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/").status, 200);
    m_server->close();
    QCOMPARE(m_server->port(), 0);
    QVERIFY(m_server->listen(0));
    browser.port = m_server->port();
    QCOMPARE(browser.get("/").status, 200);
}

void tst_Startup::tellsItsPortAndUrl()
{
    m_server->page("/", counterPage);
    QCOMPARE(m_server->port(), 0);
    QVERIFY(m_server->url().isEmpty());
    QVERIFY(m_server->listen(0));
    QVERIFY(m_server->port() > 0);
    QCOMPARE(m_server->url(), QUrl(QStringLiteral("http://localhost:%1/").arg(m_server->port())));
}

void tst_Startup::makesASecretThatStays()
{
    QTemporaryDir folder;
    ServerOptions options = testOptions();
    options.secret.clear();
    options.secretFile = folder.filePath(QStringLiteral("new/secret"));
    m_server->setOptions(options);
    m_server->page("/", counterPage);
    QVERIFY(m_server->listen(0));
    Browser browser(m_server->port());
    browser.load();
    const QFileInfo file(options.secretFile);
    QCOMPARE(file.size(), 32);
    QCOMPARE(
        file.permissions() & ~(QFile::ReadUser | QFile::WriteUser),
        QFile::ReadOwner | QFile::WriteOwner);

    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", counterPage);
    QVERIFY(m_server->listen(0));
    browser.port = m_server->port();
    QVERIFY(!browser.load().page.hasHeader("Set-Cookie"));
}

QTEST_GUILESS_MAIN(tst_Startup)
#include "tst_startup.moc"
