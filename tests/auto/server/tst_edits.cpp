#include "browser.h"
#include "offers.h"
#include "states.h"

#include <BackState/BackState>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

#include <limits>
#include <optional>

using namespace BackState;
using namespace BackState::Html;

// Counts how often it is asked about a value.
class Asked : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Asked, QString, words)

public:
    QString validate(const QString &, const QVariant &) const override
    {
        ++times;
        return {};
    }

    inline static int times = 0;
};

static Element askedPage(const Counter &counter, const Asked &asked)
{
    return Main(
        allowEvents(counter),
        allowEvents(asked),
        P(text(counter.count)),
        Input(bind(asked.words)));
}

static Element profilePage(const Profile &profile)
{
    return Main(
        allowEvents(profile),
        Input(bind(profile.name)),
        Input(bind(profile.age)),
        Input(bind<&Profile::nick>(profile)),
        P(text(profile.greeting)),
        error(profile.age),
        Button(onClick<&Profile::say>(profile, signal(profile.name)), "Say"),
        Button(onClick<&Profile::say>(profile, signal(profile.greeting)), "Again"));
}

static Element severalPage(const Counter &counter, const Profile &profile, const Board &board)
{
    return Main(
        allowEvents(counter),
        allowEvents(profile),
        allowEvents(board),
        P(text(counter.count)),
        P(text(profile.greeting)),
        Input(bind(profile.name)),
        Input(bind(board.draft)),
        Input(bind(board.level)),
        Button(onClick<&Profile::say>(profile, signal(board.draft)), "Say"));
}

// What an input of type datetime-local edits.
class Meeting : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(
        Meeting, QDateTime, begin, QDateTime(QDate(2026, 5, 1), QTime(9, 30), QTimeZone(7200)))
    BACKSTATE_PROPERTY(Meeting, QString, known)
    BACKSTATE_PROPERTY(Meeting, int, edits, 0)

public:
    Meeting()
    {
        connect(this, &Meeting::beginChanged, this, [this] { ++edits; });
    }
    Q_INVOKABLE void look() { known = begin->toUTC().toString(Qt::ISODate); }
    // The same time in another zone were no change
    Q_INVOKABLE void inUtc() { begin = begin->toUTC().addDays(1); }
    Q_INVOKABLE void drop() { begin = QDateTime(); }
    Q_INVOKABLE void inBerlin()
    {
        begin = QDateTime(QDate(2026, 3, 28), QTime(9, 30), QTimeZone("Europe/Berlin"));
    }
};

static Element meetingPage(const Meeting &meeting)
{
    return Main(
        allowEvents(meeting),
        Input(type("datetime-local"), bind(meeting.begin)),
        P(text(meeting.known)),
        P(text(meeting.edits)),
        error(meeting.begin),
        Button(onClick<&Meeting::inBerlin>(meeting), "In Berlin"),
        Button(onClick<&Meeting::look>(meeting), "Look"));
}

// Fields that may be empty, and one that may not.
class Order : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Order, int, seats, 2)
    BACKSTATE_EDITABLE(Order, double, share, 0.5)
    BACKSTATE_EDITABLE(Order, qint64, number, 7)
    BACKSTATE_EDITABLE(Order, std::optional<int>, guests, 3)
    BACKSTATE_EDITABLE(Order, std::optional<QDate>, due, QDate(2026, 1, 31))
    BACKSTATE_EDITABLE(Order, QDate, day, QDate(2026, 1, 31))
    BACKSTATE_EDITABLE(Order, QTime, hour, QTime(9, 30))
    BACKSTATE_EDITABLE(Order, QList<int>, floors)
    BACKSTATE_EDITABLE(Order, double, measured, std::numeric_limits<double>::quiet_NaN())
    BACKSTATE_EDITABLE(Order, QString, note)
    BACKSTATE_PROPERTY(Order, int, looks, 0)
    BACKSTATE_RULES(seats, .required = true)
    BACKSTATE_RULES(share, .required = true, .sentence = "How much of it?")
    BACKSTATE_RULES(hour, .required = true)

public:
    Q_INVOKABLE void look() { ++looks; }
};

static Element orderPage(const Order &order)
{
    return Main(
        allowEvents(order),
        Input(bind(order.seats)),
        Input(bind(order.share)),
        Input(bind(order.number)),
        Input(bind(order.guests)),
        Input(bind(order.due)),
        Input(bind(order.day)),
        Input(bind(order.hour)),
        Input(bind(order.floors)),
        Input(bind(order.measured)),
        Input(bind(order.note)),
        P(text(order.looks)),
        Button(onClick<&Order::look>(order), "Look"));
}

// Its first setter may end everything.
class Plug : public State
{
    Q_OBJECT
    Q_PROPERTY(bool pulled READ pulled WRITE setPulled NOTIFY changed USER true)
    Q_PROPERTY(int amperes READ amperes WRITE setAmperes NOTIFY changed USER true)

public:
    bool pulled() const { return m_pulled; }
    void setPulled(bool pulled)
    {
        m_pulled = pulled;
        Q_EMIT changed();
        whenPulled();
    }
    int amperes() const { return m_amperes; }
    void setAmperes(int amperes)
    {
        ++setLater;
        m_amperes = amperes;
        Q_EMIT changed();
    }

    inline static std::function<void()> whenPulled;
    inline static int setLater = 0;

Q_SIGNALS:
    void changed();

private:
    bool m_pulled = false;
    int m_amperes = 16;
};

static Element plugPage(const Plug &plug)
{
    // Edits are set in this order
    const Element first = Input(type("checkbox"), bind<&Plug::pulled>(plug));
    const Element later = Input(bind<&Plug::amperes>(plug));
    return Main(allowEvents(plug), first, later);
}

static QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

class tst_Edits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void arriveBeforeTheEvent();
    void areNotEchoed();
    void areOnlyOfUserProperties();
    void areOnlyOfWhatThePageNames();
    void areOnlyOfWhatThePageBinds();
    void areNotTheSameValueAgain();
    void areNotTheSameValueInAnotherForm();
    void areRefusedAsAWhole_data();
    void areRefusedAsAWhole();
    void takeARefusalBack();
    void areValidated();
    void comeBackAsTheyWereTaken();
    void areInTheZoneOfTheValue();
    void keepTheZoneOfAnEmptiedField();
    void areNoNewsWithTheOffsetOfTheirZone();
    void areNotInAnHourThatIsLeftOut();
    void areEmptyWhereTheFieldIs_data();
    void areEmptyWhereTheFieldIs();
    void areRefusedWhereEmptyIsNoValue_data();
    void areRefusedWhereEmptyIsNoValue();
    void areNotWhatIsNoNumber();
    void keepAMarkOfByteOrder();
    void areOfTheEventsOwnObject();
    void areOfSignalsThatAreArguments();
    void areNotOfOtherSignalsAsArguments();
    void areTakenOnceFromARepeatedArgument();
    void arriveByThemselves();
    void areRefusedByThemselves();
    void areRefusedEachByThemselves();
    void needTheirTab();
    void stopWhereASetterEndsTheServer_data();
    void stopWhereASetterEndsTheServer();

private:
    std::unique_ptr<Server> m_server;
};

void tst_Edits::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", profilePage);
    m_server->page("/asked", askedPage);
    m_server->page("/several", severalPage);
    m_server->page("/meeting", meetingPage);
    m_server->page("/order", orderPage);
    m_server->page("/plug", plugPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Edits::arriveBeforeTheEvent()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.sent(), json(R"({"Profile":{"age":0,"name":"","nick":""}})"));
    tab.type("Profile.name", QStringLiteral("Ann"));
    tab.type("Profile.age", 7);
    tab.type("Profile.nick", QStringLiteral("An"));
    tab.post("/Profile/greet");
    QCOMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral("Ann, 7, An")));
}

void tst_Edits::areNotEchoed()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.name", QStringLiteral("Ann"));
    QCOMPARE(
        tab.post("/Profile/greet").body,
        signalsFrame(R"({"_Profile":{"greeting":"Ann, 0, "}})"));
}

void tst_Edits::areOnlyOfUserProperties()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.postWith(
        "/Profile/greet",
        json(R"({"Profile":{"greeting":"x","objectName":"x","no":1},"_Profile":{"name":"x"}})"));
    QCOMPARE(answer.body, signalsFrame(R"({"_Profile":{"greeting":", 0, "}})"));
    // Of another type than an object: there is nothing in it.
    QCOMPARE(tab.postWith("/Profile/greet", json(R"({"Profile":[1]})")).status, 204);
}

void tst_Edits::areOnlyOfWhatThePageNames()
{
    m_server->page("/name", [](const Profile &profile) {
        return Main(allowEvents(profile), Input(bind(profile.name)), P(text(profile.greeting)));
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/name");
    const Answer answer
        = tab.postWith("/Profile/greet", json(R"({"Profile":{"name":"Ann","age":9}})"));
    QCOMPARE(answer.body, signalsFrame(R"({"_Profile":{"greeting":"Ann, 0, "}})"));
}

// A tab that does not know yet what another one typed must not undo it.
// What a page merely shows can't be set from it, though it is editable on another one.
void tst_Edits::areOnlyOfWhatThePageBinds()
{
    Server server;
    server.setOptions(testOptions());
    server.page("/shown", [](const Profile &profile) {
        return Main(
            allowEvents(profile),
            P(text(profile.name)),
            Button(onClick<&Profile::greet>(profile), "Greet"),
            Button(onClick<&Profile::say>(profile, signal(profile.name)), "Say"));
    });
    server.page("/allowed", [](const Profile &profile) {
        return Main(
            allowEvents(profile),
            P(text(profile.name)),
            allow(profile.name),
            allow(profile, "nick"));
    });
    QVERIFY(server.listen(0));
    Browser browser(server.port());
    Tab shown = browser.load("/shown");
    const QJsonObject typed{{"Profile", QJsonObject{{"name", "evil"}, {"age", 7}}}};
    QCOMPARE(shown.postWith("/backstate/edit/Profile", typed).status, 204);
    shown.postWith("/Profile/greet", typed);
    shown.submit("/Profile/greet", "application/x-www-form-urlencoded", "name=evil");
    shown.postWith("/Profile/say?words=%24Profile.name", typed);
    QVERIFY(browser.load("/shown").page.body.contains("></p>"));

    Tab allowed = browser.load("/allowed");
    allowed.postWith("/backstate/edit/Profile", {{"Profile", QJsonObject{{"name", "good"}}}});
    QVERIFY(browser.load("/shown").page.body.contains(">good</p>"));
}

void tst_Edits::areNotTheSameValueAgain()
{
    Browser browser(m_server->port());
    Tab stale = browser.load();
    Tab tab = browser.load();
    tab.type("Profile.name", QStringLiteral("Bo"));
    tab.post("/Profile/greet");
    QCOMPARE(stale.value("Profile.name"), QJsonValue(QString()));
    stale.post("/Profile/greet");
    QCOMPARE(stale.value("Profile.name"), QJsonValue(QStringLiteral("Bo")));
    QVERIFY(browser.load().page.body.contains("Bo, 0, "));
    // Now it knows, so that the former value is an edit.
    stale.type("Profile.name", QString());
    stale.post("/Profile/greet");
    QCOMPARE(stale.value("_Profile.greeting"), QJsonValue(QStringLiteral(", 0, ")));
}

// An input that is bound to a number may send text.
void tst_Edits::areNotTheSameValueInAnotherForm()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab other = browser.load();
    other.type("Profile.age", 8);
    other.post("/Profile/greet");
    tab.postWith("/Profile/greet", json(R"({"Profile":{"age":0.0}})"));
    QVERIFY(browser.load().page.body.contains(", 8, "));
}

void tst_Edits::areRefusedAsAWhole_data()
{
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QByteArray>("errors");
    const QByteArray number = "expected a whole number from -2147483648 to 2147483647, got ";

    QTest::addRow("another type") << QByteArray(R"({"name":"x","age":"old","nick":"y"})")
                                  << QByteArray("{\"age\":\"" + number + "text\"}");
    QTest::addRow("out of range") << QByteArray(R"({"name":"x","age":3000000000})")
                                  << QByteArray("{\"age\":\"" + number + "3000000000\"}");
    QTest::addRow("a fraction") << QByteArray(R"({"age":1.5})")
                                << QByteArray("{\"age\":\"" + number + "1.5\"}");
    QTest::addRow("null") << QByteArray(R"({"name":"x","age":null})")
                          << QByteArray("{\"age\":\"" + number + "nothing\"}");
    QTest::addRow("an object") << QByteArray(R"({"name":{"a":1}})")
                               << QByteArray(R"({"name":"expected text, got an object"})");
    QTest::addRow("by validate()") << QByteArray(R"({"name":"x","age":151})")
                                   << QByteArray(R"({"age":"Nobody is that old."})");
}

void tst_Edits::areRefusedAsAWhole()
{
    QFETCH(QByteArray, values);
    QFETCH(QByteArray, errors);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.postWith("/Profile/greet", json("{\"Profile\":" + values + "}"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, signalsFrame("{\"_errors\":{\"Profile\":" + errors + "}}"));
    Tab again = browser.load();
    QCOMPARE(again.sent(), json(R"({"Profile":{"age":0,"name":"","nick":""}})"));
    QCOMPARE(again.value("_Profile.greeting"), QJsonValue(QString()));
}

void tst_Edits::takeARefusalBack()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.age", 200);
    tab.post("/Profile/greet");
    QCOMPARE(tab.value("_errors.Profile.age"), QJsonValue(QStringLiteral("Nobody is that old.")));
    // It is not known as what the server told, so it is refused again.
    tab.type("_errors.Profile.age", QString());
    tab.post("/Profile/greet");
    QCOMPARE(tab.value("_errors.Profile.age"), QJsonValue(QStringLiteral("Nobody is that old.")));
    tab.type("Profile.age", 20);
    tab.post("/Profile/greet");
    QCOMPARE(tab.value("_errors.Profile.age"), QJsonValue(QString()));
    QCOMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral(", 20, ")));
}

void tst_Edits::areValidated()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.age", 150);
    tab.post("/Profile/greet");
    QCOMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral(", 150, ")));
}

void tst_Edits::comeBackAsTheyWereTaken()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.nick", QStringLiteral("  Al "));
    const Answer answer = tab.post("/Profile/greet");
    QCOMPARE(
        answer.body,
        signalsFrame(R"({"_Profile":{"greeting":", 0, Al"}})")
            + signalsFrame(R"({"Profile":{"nick":"Al"}})", "1"));
    QCOMPARE(tab.post("/Profile/greet").status, 204);
    // Taken as what it was before: no change, yet the browser has another text.
    tab.type("Profile.nick", QStringLiteral("Al  "));
    tab.post("/Profile/greet");
    QCOMPARE(tab.value("Profile.nick"), QJsonValue(QStringLiteral("Al")));
}

// datetime-local knows no zones: what it sends is in the zone of what it showed.
void tst_Edits::areInTheZoneOfTheValue()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/meeting");
    QCOMPARE(tab.value("Meeting.begin"), QJsonValue(QStringLiteral("2026-05-01T09:30:00+02:00")));
    tab.type("Meeting.begin", QStringLiteral("2026-05-01T10:45"));
    tab.post("/Meeting/look");
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QStringLiteral("2026-05-01T08:45:00Z")));
    tab.post("/Meeting/look"); // the same again is no edit
    QCOMPARE(tab.value("_Meeting.edits"), QJsonValue(1));

    tab.post("/Meeting/inUtc");
    tab.type("Meeting.begin", QStringLiteral("2026-05-01T11:00"));
    tab.post("/Meeting/look");
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QStringLiteral("2026-05-01T11:00:00Z")));

    tab.post("/Meeting/drop"); // no value, no zone: the server's
    tab.type("Meeting.begin", QStringLiteral("2026-05-01T12:00"));
    tab.post("/Meeting/look");
    const QDateTime local(QDate(2026, 5, 1), QTime(12, 0));
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(local.toUTC().toString(Qt::ISODate)));
    // A zone of its own counts
    tab.type("Meeting.begin", QStringLiteral("2026-05-01T12:00:00-01:00"));
    tab.post("/Meeting/look");
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QStringLiteral("2026-05-01T13:00:00Z")));
}

void tst_Edits::keepTheZoneOfAnEmptiedField()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/meeting");
    for (int i = 0; i < 2; ++i) {
        tab.type("Meeting.begin", QString());
        tab.post("/Meeting/look");
        QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QString()));
    }
    tab.type("Meeting.begin", QStringLiteral("2026-11-30T14:30"));
    tab.post("/Meeting/look");
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QStringLiteral("2026-11-30T12:30:00Z")));
}

// As the page has it from the server: where the zone of this machine is that of London, "+00:00".
void tst_Edits::areNoNewsWithTheOffsetOfTheirZone()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/meeting");
    tab.type("Meeting.begin", QStringLiteral("2026-11-30T14:30"));
    tab.post("/Meeting/look");
    const QJsonValue told = tab.value("Meeting.begin");
    const QJsonValue known = tab.value("_Meeting.known");
    for (int time = 0; time < 2; ++time) {
        tab.post("/Meeting/look");
        QVERIFY(tab.value("_errors.Meeting.begin").toString().isEmpty());
        QCOMPARE(tab.value("Meeting.begin"), told);
        QCOMPARE(tab.value("_Meeting.known"), known);
        QCOMPARE(tab.value("_Meeting.edits"), QJsonValue(1));
    }
}

void tst_Edits::areNotInAnHourThatIsLeftOut()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/meeting");
    tab.post("/Meeting/inBerlin");
    tab.type("Meeting.begin", QStringLiteral("2026-03-29T02:30"));
    tab.post("/Meeting/look");
    QCOMPARE(
        tab.value("_errors.Meeting.begin"),
        QJsonValue(QStringLiteral("There is no such time on that day: the clocks are put "
                                  "forward.")));
    tab.type("Meeting.begin", QStringLiteral("2026-03-29T03:30"));
    tab.post("/Meeting/look");
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QStringLiteral("2026-03-29T01:30:00Z")));
    tab.type("Meeting.begin", QStringLiteral("2026-11-30T02:30"));
    tab.post("/Meeting/look");
    QCOMPARE(tab.value("_Meeting.known"), QJsonValue(QStringLiteral("2026-11-30T01:30:00Z")));
}

void tst_Edits::areEmptyWhereTheFieldIs_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QJsonValue>("sent");

    QTest::addRow("an optional number") << QByteArray("Order.guests") << QJsonValue(QJsonArray());
    QTest::addRow("an optional number, as text")
        << QByteArray("Order.guests") << QJsonValue(QString());
    QTest::addRow("an optional date") << QByteArray("Order.due") << QJsonValue(QJsonArray());
    QTest::addRow("a date") << QByteArray("Order.day") << QJsonValue(QString());
    QTest::addRow("a list") << QByteArray("Order.floors") << QJsonValue(QJsonArray());
}

void tst_Edits::areEmptyWhereTheFieldIs()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QJsonValue, sent);
    Browser browser(m_server->port());
    Tab tab = browser.load("/order");
    tab.type(path.constData(), sent);
    tab.post("/Order/look");
    QCOMPARE(tab.value("_Order.looks"), QJsonValue(1));
    Tab other = browser.load("/order");
    const QJsonValue kept = other.value(path.constData());
    QVERIFY2(
        kept == QJsonValue(QJsonArray()) || kept == QJsonValue(QString()),
        qPrintable(kept.toVariant().toString()));
}

void tst_Edits::areRefusedWhereEmptyIsNoValue_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("sentence");

    QTest::addRow("a number") << QByteArray("number") << QStringLiteral("a number is needed");
    QTest::addRow("required") << QByteArray("seats")
                              << QStringLiteral("Please fill in this field.");
    QTest::addRow("required, with a sentence")
        << QByteArray("share") << QStringLiteral("How much of it?");
    QTest::addRow("a time") << QByteArray("hour") << QStringLiteral("Please fill in this field.");
}

void tst_Edits::areRefusedWhereEmptyIsNoValue()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QString, sentence);
    Browser browser(m_server->port());
    Tab tab = browser.load("/order");
    const QByteArray path = "Order." + name;
    const QJsonValue before = tab.value(path.constData());
    tab.type(path.constData(), QString());
    tab.post("/Order/look");
    QCOMPARE(tab.value(("_errors." + path).constData()), QJsonValue(sentence));
    QCOMPARE(tab.value("_Order.looks"), QJsonValue(0));
    Tab other = browser.load("/order");
    QCOMPARE(other.value(path.constData()), before);
}

// A value that is not finite is shown as an empty field, which nobody has emptied.
void tst_Edits::areNotWhatIsNoNumber()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/order");
    QCOMPARE(tab.value("Order.measured"), QJsonValue(QString()));
    tab.post("/Order/look");
    QCOMPARE(tab.value("_Order.looks"), QJsonValue(1));
    tab.type("Order.measured", 21.5);
    tab.post("/Order/look");
    tab.type("Order.measured", QString());
    tab.post("/Order/look");
    QCOMPARE(tab.value("_errors.Order.measured"), QJsonValue(QStringLiteral("a number is needed")));
    Tab other = browser.load("/order");
    QCOMPARE(other.value("Order.measured"), QJsonValue(21.5));
}

void tst_Edits::keepAMarkOfByteOrder()
{
    const QString note = QString(QChar(QChar::ByteOrderMark)) + QStringLiteral("note");
    Browser browser(m_server->port());
    Tab tab = browser.load("/order");
    tab.type("Order.note", note);
    tab.post("/Order/look");
    const Answer page = browser.get("/order");
    QVERIFY(page.body.contains("\xEF\xBB\xBFnote"));
}

void tst_Edits::areOfTheEventsOwnObject()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/several");
    tab.type("Profile.name", QStringLiteral("Ann"));
    tab.type("Board.draft", QStringLiteral("typed"));
    tab.post("/Counter/increment");
    QCOMPARE(m_server->state<Board>()->draft.value(), QString());
    QCOMPARE(browser.load("/several").value("Profile.name"), QJsonValue(QString()));
    tab.post("/Board/raise");
    QCOMPARE(m_server->state<Board>()->draft.value(), QStringLiteral("typed"));
    QCOMPARE(browser.load("/several").value("Profile.name"), QJsonValue(QString()));
}

void tst_Edits::areOfSignalsThatAreArguments()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/several");
    QCOMPARE(tab.actionOf("Say"), "/Profile/say?words=%24Board.draft");
    tab.type("Board.draft", QStringLiteral("typed"));
    tab.type("Board.level", 5);
    tab.post(tab.actionOf("Say"));
    QCOMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral("typed")));
    QCOMPARE(m_server->state<Board>()->draft.value(), QStringLiteral("typed"));
    QCOMPARE(m_server->state<Board>()->level.value(), 0);
}

void tst_Edits::areNotOfOtherSignalsAsArguments()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.name", QStringLiteral("Ann"));
    tab.post(tab.actionOf("Say"));
    QCOMPARE(tab.value("_Profile.greeting"), QJsonValue(QStringLiteral("Ann")));
    // The property itself is read, whatever is sent in its place.
    QCOMPARE(tab.actionOf("Again"), "/Profile/say?words=%24_Profile.greeting");
    tab.postWith(
        tab.actionOf("Again"),
        json(R"({"_Profile":{"greeting":"forged"},"Profile":{"greeting":"forged"}})"));
    QVERIFY(browser.load().page.body.contains(">Ann</p>"));
}

// Else a small request with one long text would become very many copies of it.
void tst_Edits::areTakenOnceFromARepeatedArgument()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/asked");
    tab.type("Asked.words", QString(1000, u'x'));
    Asked::times = 0;
    tab.post("/Counter/increment?amount=1" + QByteArray("&amount=$Asked.words").repeated(500));
    QCOMPARE(tab.value("_errors.Counter.amount"), QJsonValue(QStringLiteral("is given twice")));
    QCOMPARE(Asked::times, 1);
}

void tst_Edits::arriveByThemselves()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.name", QStringLiteral("Ann"));
    const Answer answer = tab.post("/backstate/edit/Profile");
    QCOMPARE(answer.status, 204);
    QCOMPARE(browser.load().value("Profile.name"), QJsonValue(QStringLiteral("Ann")));
    QCOMPARE(browser.load().value("_Profile.greeting"), QJsonValue(QString()));
    tab.type("Profile.nick", QStringLiteral(" Al"));
    QCOMPARE(
        tab.post("/backstate/edit/Profile").body,
        signalsFrame(R"({"Profile":{"nick":"Al"}})", "1"));
}

void tst_Edits::areRefusedByThemselves()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.age", 151);
    QCOMPARE(
        tab.post("/backstate/edit/Profile").body,
        signalsFrame(R"({"_errors":{"Profile":{"age":"Nobody is that old."}}})"));
    QCOMPARE(browser.load().value("Profile.age"), QJsonValue(0));
    QCOMPARE(tab.submit("/backstate/edit/Profile", "application/json", "{").status, 400);
}

// A field that is refused keeps no other one back.
void tst_Edits::areRefusedEachByThemselves()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.age", 151);
    tab.type("Profile.name", QStringLiteral("Ann"));
    QVERIFY(tab.post("/backstate/edit/Profile").body.contains("Nobody is that old."));
    QCOMPARE(browser.load().value("Profile.name"), QJsonValue(QStringLiteral("Ann")));
    QCOMPARE(browser.load().value("Profile.age"), QJsonValue(0));
    tab.type("Profile.age", 50);
    QVERIFY(tab.post("/backstate/edit/Profile").body.contains(R"("age":"")"));
    QCOMPARE(browser.load().value("Profile.age"), QJsonValue(50));
}

void tst_Edits::needTheirTab()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Profile.name", QStringLiteral("Eve"));
    QCOMPARE(tab.post("/backstate/edit/Board").status, 403);
    QCOMPARE(tab.post("/backstate/edit/Profile@1").status, 403);
    QCOMPARE(tab.post("/backstate/edit/").status, 403);
    QCOMPARE(tab.call("GET", "/backstate/edit/Profile").status, 405);
    const QByteArray body = R"({"Profile":{"name":"Mallory"}})";
    QCOMPARE(browser.send("POST", "/backstate/edit/Profile", {}, body).status, 403);
    Browser other(m_server->port());
    other.load();
    const QByteArray fields = "BackState-Tab: " + tab.id() + "\r\n";
    QCOMPARE(other.send("POST", "/backstate/edit/Profile", fields, body).status, 403);
    QCOMPARE(browser.load().value("Profile.name"), QJsonValue(QString()));
}

void tst_Edits::stopWhereASetterEndsTheServer_data()
{
    QTest::addColumn<bool>("hasStream");
    QTest::addRow("with a stream") << true;
    QTest::addRow("without one") << false;
}

void tst_Edits::stopWhereASetterEndsTheServer()
{
    QFETCH(const bool, hasStream);
    Browser browser(m_server->port());
    Tab tab = browser.load("/plug");
    if (hasStream) {
        tab.openStream();
        QTRY_VERIFY(tab.isStreamOpen());
    }
    int pulled = 0;
    Plug::setLater = 0;
    Plug::whenPulled = [&] {
        ++pulled;
        m_server->close();
    };
    const Answer answer
        = tab.postWith("/backstate/edit/Plug", json(R"({"Plug":{"amperes":10,"pulled":true}})"));
    QCOMPARE(answer.status, 0); // its connection went with the server
    QCOMPARE(pulled, 1);
    QCOMPARE(Plug::setLater, 0);
    QVERIFY(m_server->listen(0));
    QCOMPARE(Browser(m_server->port()).get("/plug").status, 200);
}

QTEST_GUILESS_MAIN(tst_Edits)
#include "tst_edits.moc"
