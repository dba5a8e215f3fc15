#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QJsonDocument>

using namespace BackState;
using namespace BackState::Html;

static Element boardPage(const Board &board)
{
    const Element draft = Input(bind(board.draft));
    const Element level = Input(bind(board.level));
    return Main(allowEvents(board), P(text(board.number)), draft, level);
}

static Element profilePage(const Profile &profile)
{
    return Main(
        allowEvents(profile),
        Input(bind(profile.name)),
        Input(bind(profile.age)),
        Input(bind<&Profile::nick>(profile)));
}

static Element sayPage(const Profile &profile, const Board &board)
{
    return Main(
        allowEvents(profile),
        allowEvents(board),
        Input(bind(board.draft)),
        P(text(profile.greeting)),
        Button(onClick<&Profile::say>(profile, signal(board.draft)), "Say"));
}

static QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

// What is typed meets what the browser was told and had not seen.
class tst_Fields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(); }
    void cleanup() { m_server.reset(); }

    void tellWhichEditIsInThem();
    void tellInSeveralFramesWhatHasSeveralEdits();
    void areNotToldWhatTheyHave();
    void takeTextOntoWhatIsUnderWay();
    void takeTextOntoWhatAnotherOneTyped();
    void giveArgumentsWhatBecameOfThem();
    void keepTheLaterOfTwoChoices();
    void areNotChangedByWhatIsOnlyOld();
    void areNotChangedByWhatWaited();
    void areNotChangedByWhatWaitedForANewStream();
    void knowOfAnEditThatChangesNothing();
    void areToldAgainWhatWasNotShown();
    void leaveOutAnEditThatWasOvertaken();
    void keepARefusedTextOutOfTheNextOne();
    void forgetFramesThatWereLost();
    void tellAgainWhatIsMissingBetweenOthers();
    void knowAnAnswerThatCameLate();
    void countOnAfterARestart();
    void readNumbersStrictly_data();
    void readNumbersStrictly();

private:
    void serve();
    Board &board() { return *m_server->state<Board>(); }

    std::unique_ptr<Server> m_server;
};

void tst_Fields::serve()
{
    m_server.reset();
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", boardPage);
    m_server->page("/profile", profilePage);
    m_server->page("/say", sayPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Fields::tellWhichEditIsInThem()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    tab.openStream();
    tab.type("Profile.nick", QStringLiteral("  Al "));
    tab.setEditNumber("4.0");
    QCOMPARE(tab.post("/backstate/edit/Profile").status, 204);
    QTRY_COMPARE(tab.received(), editedFrame(R"({"Profile":{"nick":"Al"}})", "1", "4"));
}

void tst_Fields::tellInSeveralFramesWhatHasSeveralEdits()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.type("Board.draft", QStringLiteral("typed"));
    tab.setEditNumber("1.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"typed"}})"));
    board().draft = "one";
    board().level = 2;
    QTRY_COMPARE(
        tab.received(),
        editedFrame(R"({"Board":{"draft":"one"}})", "1", "1")
            + signalsFrame(R"({"Board":{"level":2}})", "2"));
}

void tst_Fields::areNotToldWhatTheyHave()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab other = browser.load();
    tab.openStream();
    other.openStream();
    tab.type("Board.draft", QStringLiteral("typed"));
    tab.setEditNumber("1.0");
    tab.post("/backstate/edit/Board");
    QTRY_COMPARE(other.received(), signalsFrame(R"({"Board":{"draft":"typed"}})", "1"));
    QCOMPARE(tab.received(), QByteArray());
}

void tst_Fields::takeTextOntoWhatIsUnderWay()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().draft = "hello";
    QTRY_COMPARE(tab.received(), signalsFrame(R"({"Board":{"draft":"hello"}})", "1"));
    // Sent before that was seen
    tab.takeReceived();
    tab.setEditNumber("1.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"typed "}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("typed hello"));
    QTRY_COMPARE(tab.received(), editedFrame(R"({"Board":{"draft":"typed hello"}})", "2", "1"));
    // And after it: that and no more was done
    tab.setEditNumber("2.1");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"typed hello!"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("typed hello!"));
}

void tst_Fields::takeTextOntoWhatAnotherOneTyped()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab other = browser.load();
    tab.openStream();
    other.openStream();
    tab.setEditNumber("1.0");
    other.setEditNumber("1.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"ab"}})"));
    other.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"xy"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("xyab"));
    QTRY_COMPARE(tab.value("Board.draft"), QJsonValue(QStringLiteral("xyab")));
    QTRY_COMPARE(other.value("Board.draft"), QJsonValue(QStringLiteral("xyab")));
}

void tst_Fields::giveArgumentsWhatBecameOfThem()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/say");
    tab.openStream();
    board().draft = "hello";
    QTRY_VERIFY(!tab.received().isEmpty());
    tab.setEditNumber("1.0");
    tab.postWith(tab.actionOf("Say"), json(R"({"Board":{"draft":"typed "}})"));
    QTRY_COMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral("typed hello")));
    // Nothing was typed, so it is what the property is.
    board().draft = "";
    tab.setEditNumber("2.2");
    tab.postWith(tab.actionOf("Say"), json(R"({"Board":{"draft":"typed hello"}})"));
    QTRY_COMPARE(tab.value("_Profile.greeting"), QJsonValue(QString()));
}

// "item10" was chosen to be "item20" here, and "item11" there: that is no text to be merged.
void tst_Fields::keepTheLaterOfTwoChoices()
{
    board().draft = "item10";
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().draft = "item11";
    QTRY_VERIFY(!tab.received().isEmpty());
    tab.setEditNumber("1.0 Board.level Board.draft");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"item20"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("item20"));
    QTRY_COMPARE(tab.value("Board.draft"), QJsonValue(QStringLiteral("item20")));
}

// Requests wait for one that was lost, and carry what their page had when it sent them. Meanwhile
// others went on.
void tst_Fields::areNotChangedByWhatWaited()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.setEditNumber("1.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"","level":1}})"));
    QString text;
    for (int i = 0; i < 60; ++i) {
        text += QChar(u'a' + i % 26);
        board().draft = text;
        QTRY_COMPARE(tab.value("Board.draft"), QJsonValue(text));
    }
    tab.setEditNumber("2.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"","level":2}})"));
    QCOMPARE(board().draft.value(), text);
    QCOMPARE(board().level.value(), 2);
    tab.setEditNumber("3.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"typed ","level":2}})"));
    QCOMPARE(board().draft.value(), "typed " + text);
}

// Meanwhile the stream was opened anew, and said which frames the page has seen since.
void tst_Fields::areNotChangedByWhatWaitedForANewStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    for (const char *text : {"one", "one two", "one two three", "lost"}) {
        board().draft = QString::fromLatin1(text);
        QTRY_COMPARE(tab.value("Board.draft"), QJsonValue(QString::fromLatin1(text)));
    }
    tab.openStream({}, "1", "BackState-Frame: 3\r\n");
    QTRY_VERIFY(tab.received().contains(signalsFrame(R"({"Board":{"draft":"lost"}})", "5")));
    tab.setEditNumber("1.1");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"one","level":1}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("lost"));
    QCOMPARE(board().level.value(), 1);
    tab.setEditNumber("2.2");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"one two","level":1}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("lost"));
    tab.setEditNumber("3.5");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"lost!","level":1}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("lost!"));
}

// A click carries all that its page has, which may be older than what it was told.
void tst_Fields::areNotChangedByWhatIsOnlyOld()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    const QJsonObject old = tab.sent();
    board().draft = "new";
    board().level = 7;
    QTRY_COMPARE(tab.value("Board.level"), QJsonValue(7));
    tab.setEditNumber("1.0");
    tab.postWith("/Board/raise", old);
    QCOMPARE(board().draft.value(), QStringLiteral("new"));
    QCOMPARE(board().level.value(), 7);
    // The same values once they were seen are an edit
    tab.setEditNumber("2.1");
    tab.postWith("/Board/raise", old);
    QCOMPARE(board().draft.value(), QString());
    QCOMPARE(board().level.value(), 0);
}

// A choice that was taken back: the page shows nothing that was told before it.
void tst_Fields::knowOfAnEditThatChangesNothing()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.setEditNumber("3.0 Board.level");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"","level":0}})"));
    board().level = 5;
    QTRY_COMPARE(tab.received(), editedFrame(R"({"Board":{"level":5}})", "1", "3"));
}

// The page has something else chosen when the frame comes, and then the former value again.
void tst_Fields::areToldAgainWhatWasNotShown()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    const QJsonObject sent = json(R"({"Board":{"draft":"","level":1}})");
    tab.setEditNumber("1.0 Board.level");
    tab.postWith("/backstate/edit/Board", sent);
    board().level = 2;
    QTRY_COMPARE(tab.received(), editedFrame(R"({"Board":{"level":2}})", "1", "1"));
    tab.setEditNumber("2.0 Board.level");
    tab.postWith("/backstate/edit/Board", sent);
    QCOMPARE(board().level.value(), 2);
    QTRY_VERIFY(tab.received().endsWith(editedFrame(R"({"Board":{"level":2}})", "2", "2")));
}

void tst_Fields::leaveOutAnEditThatWasOvertaken()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.setEditNumber("2.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"later"}})"));
    tab.setEditNumber("1.0");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"earlier"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("later"));
    tab.setEditNumber("2.0"); // the same again, by a network that repeats it
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"again"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("later"));
}

void tst_Fields::keepARefusedTextOutOfTheNextOne()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/profile");
    tab.openStream();
    tab.setEditNumber("1.0");
    tab.postWith("/Profile/greet", json(R"({"Profile":{"name":"Ann","age":200}})"));
    QTRY_COMPARE(
        tab.value("_errors.Profile.age"),
        QJsonValue(QStringLiteral("Nobody is that old.")));
    QCOMPARE(browser.load("/profile").value("Profile.name"), QJsonValue(QString()));
    tab.setEditNumber("2.0");
    tab.postWith("/backstate/edit/Profile", json(R"({"Profile":{"name":"Anna","age":20}})"));
    QCOMPARE(browser.load("/profile").value("Profile.name"), QJsonValue(QStringLiteral("Anna")));
}

void tst_Fields::forgetFramesThatWereLost()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().draft = "one";
    QTRY_COMPARE(tab.value("Board.draft"), QJsonValue(QStringLiteral("one")));
    board().draft = "one two";
    QTRY_COMPARE(tab.told().size(), 2);
    // The page has seen the first one only. It opens its stream anew, so Datastar knows no id.
    tab.openStream({}, "1", "BackState-Frame: 1\r\n");
    QTRY_VERIFY(tab.received().contains(signalsFrame(R"({"Board":{"draft":"one two"}})", "3")));
    tab.setEditNumber("1.1");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"zero one"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("zero one two"));
}

// A later frame has come, by an answer, and the one before it is lost.
void tst_Fields::tellAgainWhatIsMissingBetweenOthers()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().draft = "one";
    QTRY_COMPARE(tab.told().size(), 1);
    board().level = 5;
    QTRY_COMPARE(tab.told().size(), 2);
    tab.setEditNumber("1.0+2");
    const QJsonObject sent = json(R"({"Board":{"draft":"","level":5}})");
    tab.postWith("/backstate/edit/Board", sent);
    QCOMPARE(board().draft.value(), QStringLiteral("one"));
    QCOMPARE(board().level.value(), 5);
    tab.openStream({}, "1", "BackState-Frame: 0+2\r\n");
    QTRY_VERIFY(tab.received().contains(editedFrame(R"({"Board":{"draft":"one"}})", "3", "1")));
    QVERIFY(!tab.received().contains("\"level\":5}})"));
}

// An answer was under way when the stream was opened, and has come before the stream told the same
// again.
void tst_Fields::knowAnAnswerThatCameLate()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    board().draft = "one";
    tab.setEditNumber("1.0");
    const QJsonObject former = json(R"({"Board":{"draft":"","level":0}})");
    QVERIFY(tab.postWith("/backstate/edit/Board", former).body.contains("data: frame 1\n"));
    tab.openStream({}, "1", "BackState-Frame: 0\r\n");
    QTRY_VERIFY(tab.received().contains(signalsFrame(R"({"Board":{"draft":"one"}})", "2")));
    tab.setEditNumber("2.0+1");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"one!"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("one!"));
}

void tst_Fields::countOnAfterARestart()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab silent = browser.load();
    serve();
    browser.port = m_server->port();
    tab.setEditNumber("9.7");
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"typed"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("typed"));
    board().draft = "told";
    tab.openStream();
    QTRY_VERIFY(tab.received().contains(editedFrame(R"({"Board":{"draft":"told"}})", "8", "9")));
    silent.openStream({}, "2", "BackState-Frame: 20\r\n");
    // What has changed since its object came to be, and what the browser may know better.
    const QByteArray frames = editedFrame(R"({"Board":{"draft":"told"}})", "21", "all")
        + editedFrame(R"({"Board":{"level":0}})", "22", "none");
    QTRY_VERIFY(silent.received().contains(frames));
    board().draft = "told again";
    QTRY_VERIFY(
        silent.received().contains(signalsFrame(R"({"Board":{"draft":"told again"}})", "23")));
}

void tst_Fields::readNumbersStrictly_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addRow("none") << QByteArray("none");
    QTest::addRow("a number alone") << QByteArray("1");
    QTest::addRow("no edit") << QByteArray(".1");
    QTest::addRow("no frame") << QByteArray("1.");
    QTest::addRow("negative") << QByteArray("-1.0");
    QTest::addRow("a frame that is none") << QByteArray("1.0+");
    QTest::addRow("three numbers") << QByteArray("1.0.0");
    QTest::addRow("too long") << QByteArray("1." + QByteArray(20, '1'));
}

// What can't be read is as if nothing was said.
void tst_Fields::readNumbersStrictly()
{
    QFETCH(QByteArray, number);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    board().draft = "hello";
    QTRY_VERIFY(!tab.received().isEmpty());
    tab.setEditNumber(number);
    tab.postWith("/backstate/edit/Board", json(R"({"Board":{"draft":"typed"}})"));
    QCOMPARE(board().draft.value(), QStringLiteral("typed"));
}

QTEST_GUILESS_MAIN(tst_Fields)
#include "tst_fields.moc"
