// What the program refuses beside its rules: values that do not go together, and values of an event
// while it runs.
#include "browser.h"

#include <BackState/BackState>

#include <QJsonDocument>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// What a range of each kind of state is: of the server's, and of the browser's.
#define RANGE(Class)                                                                               \
public:                                                                                            \
    Refusals validateTogether(const Proposed &values) const override                               \
    {                                                                                              \
        ++asked;                                                                                   \
        if (values.value<&Class::lowest>() > values.value<&Class::highest>())                      \
            return {{u"highest"_s, u"Below the lowest."_s}};                                       \
        if (values.value(u"note"_s).toString() == "odd"_L1)                                        \
            return {{u"nothing"_s, u"This is odd."_s}, {u"lowest"_s, QString()}};                  \
        return {};                                                                                 \
    }                                                                                              \
    Q_INVOKABLE void save()                                                                        \
    {                                                                                              \
        result = u"%1..%2 %3"_s.arg(lowest.value()).arg(highest.value()).arg(note.value());        \
    }                                                                                              \
    inline static int asked = 0;

class Range : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_EDITABLE(Range, int, lowest, 5)
    BACKSTATE_RULES(lowest, .min = 0)
    BACKSTATE_EDITABLE(Range, int, highest, 30)
    BACKSTATE_EDITABLE(Range, QString, note)
    BACKSTATE_PROPERTY(Range, QString, result)
    BACKSTATE_API
    RANGE(Range)

public:
    Q_INVOKABLE void set(int lowest, int highest); // of the names of its properties
    // Refuses what `how` says.
    Q_INVOKABLE Element book(const QString &how, int seats = 1)
    {
        if (how == "property"_L1)
            refuse(lowest, u"Taken."_s);
        if (how == "name"_L1)
            refuse("highest", u"Taken by name."_s);
        if (how == "parameter"_L1)
            refuse("seats", u"No %1 seats."_s.arg(seats));
        if (how == "event"_L1)
            refuse("book", u"Closed."_s);
        if (how == "unknown"_L1)
            refuse("nobody", u"Of nothing."_s);
        if (how == "twice"_L1) {
            refuse(lowest, u"First."_s);
            refuse(lowest, u"Second."_s);
        }
        if (how == "set"_L1) {
            lowest = 1;
            refuse(highest, u"Set by the event."_s);
        }
        if (how == "nothing"_L1)
            refuse(lowest, QString());
        result = u"booked"_s;
        return P(id("answer"), how);
    }
    Q_INVOKABLE SignIn enter()
    {
        refuse(note, u"Wrong."_s);
        return {u"ann"_s};
    }
    // Before its first wait, or after it
    Q_INVOKABLE Flow<> wait(bool isAtOnce)
    {
        if (isAtOnce)
            refuse(lowest, u"At once."_s);
        co_await received(this, &Range::go);
        if (!isAtOnce)
            refuse(lowest, u"Later."_s);
    }

Q_SIGNALS:
    void go();
};

void Range::set(int from, int to)
{
    result = u"set %1 %2"_s.arg(from).arg(to);
}

class Other : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Other, int, calls, 0)

public:
    Q_INVOKABLE void touch(int number)
    {
        calls += number;
        if (number == 13)
            range->refuse(range->lowest, u"Not by others."_s);
    }
    inline static Range *range = nullptr;
};

class Kept : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_SEALED
    BACKSTATE_EDITABLE(Kept, int, lowest, 5)
    BACKSTATE_EDITABLE(Kept, int, highest, 30)
    BACKSTATE_EDITABLE(Kept, QString, note)
    BACKSTATE_PROPERTY(Kept, QString, result)
    RANGE(Kept)

public:
    Q_INVOKABLE void no() { refuse(note, u"No."_s); }
};

template<typename S>
static Element fieldsOf(const S &state)
{
    return Form(
        Input(bind(state.lowest, live())),
        error(state.lowest),
        Input(bind(state.highest, live())),
        error(state.highest),
        Input(bind(state.note)),
        error(state.note),
        P(text(state.result)));
}

static Element rangePage(const Range &range, const Other &other)
{
    return Main(
        fieldsOf(range),
        P(id("answer")),
        Form(onSubmit(submit<&Range::save>(range))),
        Button(onClick<&Range::save>(range), "Save"),
        Button(onClick<&Other::touch>(other, signal(range.lowest)), "Touch"),
        error<&Range::book>(range, "seats"),
        error(range, "book"));
}

static Element keptPage(const Kept &kept)
{
    return Main(fieldsOf(kept));
}

static QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

class tst_Refusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void areOfValuesTogether_data();
    void areOfValuesTogether();
    void areNotAskedAboutWhatIsRefusedAlready();
    void areNotAskedAboutNoEdit();
    void areOfFieldsThatAreTypedOneAfterTheOther();
    void areOfTheFieldsOfForms();
    void areOfSignalsThatAreArguments();
    void nameAFieldEvenIfTheClassNamesNone();
    void areJsonForOtherClients();
    void areOfArgumentsOfOtherClients();
    void areOfWhatABrowserKeeps();
    void areSaidByEvents_data();
    void areSaidByEvents();
    void leaveWhatTheEventHasSet();
    void areTakenBackByTheNextCall();
    void areOfOtherObjectsAsWell();
    void areToldByTheStream();
    void signNobodyIn();
    void areSaidByFlows_data();
    void areSaidByFlows();
    void areLoggedOutsideOfEvents();

private:
    Range &range() { return *m_server->state<Range>(); }
    std::unique_ptr<Server> m_server;
};

void tst_Refusals::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page("/", rangePage);
    m_server->page("/kept", keptPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
    Other::range = &range();
    Range::asked = 0;
    Kept::asked = 0;
}

void tst_Refusals::areOfValuesTogether_data()
{
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QString>("result");
    const QString refused;
    QTest::addRow("each fits the old other") << R"({"lowest":25,"highest":20})"_ba << refused;
    QTest::addRow("neither fits the old other")
        << R"({"lowest":35,"highest":40})"_ba << u"35..40 "_s;
    QTest::addRow("the other order") << R"({"highest":4,"lowest":2})"_ba << u"2..4 "_s;
    QTest::addRow("one alone fits") << R"({"lowest":30})"_ba << u"30..30 "_s;
    QTest::addRow("one alone does not") << R"({"lowest":31})"_ba << refused;
    QTest::addRow("with a third one") << R"({"lowest":31,"note":"x"})"_ba << refused;
    QTest::addRow("equal") << R"({"lowest":40,"highest":40,"note":"x"})"_ba << u"40..40 x"_s;
}

void tst_Refusals::areOfValuesTogether()
{
    QFETCH(QByteArray, values);
    QFETCH(QString, result);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer = tab.postWith("/Range/save", json("{\"Range\":" + values + "}"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(range().result.value(), result);
    QCOMPARE(Range::asked, 1);
    if (!result.isEmpty())
        return;
    QCOMPARE(answer.body, signalsFrame(R"({"_errors":{"Range":{"highest":"Below the lowest."}}})"));
    QCOMPARE(range().lowest.value(), 5);
    QCOMPARE(range().highest.value(), 30);
    QCOMPARE(range().note.value(), QString());
}

void tst_Refusals::areNotAskedAboutWhatIsRefusedAlready()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const Answer answer
        = tab.postWith("/Range/save", json(R"({"Range":{"lowest":-1,"highest":-2}})"));
    QVERIFY(answer.body.contains("{\"_errors\":{\"Range\":{\"lowest\":"));
    QCOMPARE(Range::asked, 0);
}

void tst_Refusals::areNotAskedAboutNoEdit()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.post("/Range/save"); // with the values that it has from the server
    QCOMPARE(range().result.value(), u"5..30 "_s);
    QCOMPARE(Range::asked, 0);
}

// Each field sends by itself; the second one brings the first one along.
void tst_Refusals::areOfFieldsThatAreTypedOneAfterTheOther()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Range.lowest", 35);
    QCOMPARE(tab.post("/backstate/edit/Range").status, 200);
    QCOMPARE(tab.value("_errors.Range.highest"), QJsonValue(u"Below the lowest."_s));
    QCOMPARE(tab.value("Range.lowest"), QJsonValue(35)); // stays in its field
    QCOMPARE(range().lowest.value(), 5);
    tab.type("Range.highest", 40);
    tab.post("/backstate/edit/Range");
    QCOMPARE(tab.value("_errors.Range.highest"), QJsonValue(QString()));
    QCOMPARE(range().lowest.value(), 35);
    QCOMPARE(range().highest.value(), 40);
}

void tst_Refusals::areOfTheFieldsOfForms()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray type = "application/x-www-form-urlencoded";
    tab.submit("/Range/save", type, "lowest=25&highest=20");
    QCOMPARE(tab.value("_errors.Range.highest"), QJsonValue(u"Below the lowest."_s));
    QCOMPARE(range().lowest.value(), 5);
    tab.submit("/Range/save", type, "lowest=35&highest=40");
    QCOMPARE(range().result.value(), u"35..40 "_s);
}

void tst_Refusals::areOfSignalsThatAreArguments()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Range.lowest", 31);
    tab.post(tab.actionOf("Touch"));
    QCOMPARE(tab.value("_errors.Range.highest"), QJsonValue(u"Below the lowest."_s));
    QCOMPARE(m_server->state<Other>()->calls.value(), 0);
    QCOMPARE(range().lowest.value(), 5);
}

void tst_Refusals::nameAFieldEvenIfTheClassNamesNone()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QTest::ignoreMessage(
        QtWarningMsg,
        "Range::validateTogether() refuses nothing, which is no property of it");
    tab.type("Range.note", u"odd"_s);
    tab.post("/Range/save");
    QCOMPARE(tab.value("_errors.Range.note"), QJsonValue(u"This is odd."_s));
}

void tst_Refusals::areJsonForOtherClients()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const auto post = [&](const QByteArray &target, const QByteArray &body) {
        return browser.send(
            "POST",
            target,
            "BackState-Tab: " + tab.id() + "\r\nContent-Type: application/json\r\n",
            body);
    };
    const Answer together = post("/Range/save", R"({"Range":{"lowest":25,"highest":20}})");
    QCOMPARE(together.status, 422);
    QCOMPARE(together.body, R"({"errors":{"highest":"Below the lowest."}})"_ba);
    const Answer refused = post("/Range/book?how=property", R"({"Range":{"lowest":7}})");
    QCOMPARE(refused.status, 422);
    QCOMPARE(refused.body, R"({"errors":{"lowest":"Taken."}})"_ba);
    QCOMPARE(range().lowest.value(), 5);
}

void tst_Refusals::areOfArgumentsOfOtherClients()
{
    Browser browser(m_server->port());
    const auto post = [&](const QByteArray &target, const QByteArray &body) {
        return browser.send("POST", target, "Content-Type: application/json\r\n", body);
    };
    const Answer together = post("/Range/set", R"({"lowest":25,"highest":20})");
    QCOMPARE(together.status, 422);
    QCOMPARE(together.body, R"({"errors":{"highest":"Below the lowest."}})"_ba);
    QCOMPARE(post("/Range/set", R"({"lowest":35,"highest":40})").status, 200);
    QCOMPARE(range().result.value(), u"set 35 40"_s);
    const Answer refused = post("/Range/book", R"({"how":"parameter","seats":12})");
    QCOMPARE(refused.status, 422);
    QCOMPARE(refused.body, R"({"errors":{"seats":"No 12 seats."}})"_ba);
    QCOMPARE(post("/Range/book", R"({"how":"nothing"})").status, 200);
}

void tst_Refusals::areOfWhatABrowserKeeps()
{
    Browser browser(m_server->port());
    Tab tab = browser.load("/kept");
    tab.type("Kept.lowest", 25);
    tab.type("Kept.highest", 20);
    tab.post("/Kept/save");
    QCOMPARE(tab.value("_errors.Kept.highest"), QJsonValue(u"Below the lowest."_s));
    QCOMPARE(tab.value("_Kept.result"), QJsonValue(QString()));
    tab.type("Kept.lowest", 35);
    tab.type("Kept.highest", 40);
    tab.post("/Kept/save");
    QCOMPARE(tab.value("_errors.Kept.highest"), QJsonValue(QString()));
    QCOMPARE(tab.value("_Kept.result"), QJsonValue(u"35..40 "_s));
    // Its values are the browser's: they stay there.
    tab.type("Kept.note", u"x"_s);
    tab.post("/Kept/no");
    QCOMPARE(tab.value("_errors.Kept.note"), QJsonValue(u"No."_s));
    QCOMPARE(tab.value("Kept.note"), QJsonValue(u"x"_s));
    QCOMPARE(tab.value("Kept.lowest"), QJsonValue(35));
}

void tst_Refusals::areSaidByEvents_data()
{
    QTest::addColumn<QByteArray>("errors");
    QTest::addRow("property") << R"({"lowest":"Taken."})"_ba;
    QTest::addRow("name") << R"({"highest":"Taken by name."})"_ba;
    QTest::addRow("parameter") << R"({"seats":"No 1 seats."})"_ba;
    QTest::addRow("event") << R"({"book":"Closed."})"_ba;
    QTest::addRow("unknown") << R"({"book":"Of nothing."})"_ba;
    QTest::addRow("twice") << R"({"lowest":"First."})"_ba;
    QTest::addRow("nothing") << QByteArray();
}

void tst_Refusals::areSaidByEvents()
{
    QFETCH(QByteArray, errors);
    const QByteArray how = QTest::currentDataTag();
    Browser browser(m_server->port());
    Tab tab = browser.load();
    if (how == "unknown")
        QTest::ignoreMessage(
            QtWarningMsg,
            "the event book refuses nobody, which is no property that its page shows, and "
            "no parameter");
    tab.type("Range.lowest", 13);
    tab.type("Range.note", u"seen"_s);
    const Answer answer = tab.post("/Range/book?how=" + how);
    QCOMPARE(answer.status, 200);
    const bool isRefused = !errors.isEmpty();
    // What was typed is taken back, all of it; what the event did itself stays, and it answers.
    QCOMPARE(range().lowest.value(), isRefused ? 5 : 13);
    QCOMPARE(range().note.value(), isRefused ? QString() : u"seen"_s);
    QCOMPARE(
        answer.body,
        signalsFrame(R"({"_Range":{"result":"booked"}})")
            + (isRefused ? signalsFrame("{\"_errors\":{\"Range\":" + errors + "}}") : QByteArray())
            + elementsFrame("<p id=\"answer\">" + how + "</p>"));
    QCOMPARE(tab.value("Range.lowest"), QJsonValue(13)); // stays in its field
}

void tst_Refusals::leaveWhatTheEventHasSet()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Range.lowest", 13);
    tab.type("Range.highest", 50);
    tab.post("/Range/book?how=set");
    QCOMPARE(range().lowest.value(), 1);
    QCOMPARE(range().highest.value(), 30);
    QCOMPARE(tab.value("Range.lowest"), QJsonValue(1));
    QCOMPARE(tab.value("Range.highest"), QJsonValue(50));
    QCOMPARE(tab.value("_errors.Range.highest"), QJsonValue(u"Set by the event."_s));
}

// What was refused is typed still: it is no value that the browser has from the server.
void tst_Refusals::areTakenBackByTheNextCall()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Range.lowest", 13);
    tab.post("/Range/book?how=property");
    QCOMPARE(tab.value("_errors.Range.lowest"), QJsonValue(u"Taken."_s));
    tab.post("/Range/book?how=nothing");
    QCOMPARE(tab.value("_errors.Range.lowest"), QJsonValue(QString()));
    QCOMPARE(range().lowest.value(), 13);
}

void tst_Refusals::areOfOtherObjectsAsWell()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Range.lowest", 13);
    tab.post(tab.actionOf("Touch"));
    QCOMPARE(tab.value("_errors.Range.lowest"), QJsonValue(u"Not by others."_s));
    QCOMPARE(range().lowest.value(), 5);
    QCOMPARE(tab.value("_Other.calls"), QJsonValue(QJsonValue::Undefined)); // not on the page
    tab.type("Range.lowest", 14);
    tab.post(tab.actionOf("Touch"));
    QCOMPARE(range().lowest.value(), 14);
    QCOMPARE(m_server->state<Other>()->calls.value(), 27);
}

void tst_Refusals::areToldByTheStream()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    Tab other = browser.load();
    tab.openStream();
    other.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen() && other.isStreamOpen(); }));
    tab.type("Range.lowest", 13);
    QCOMPARE(tab.post("/Range/book?how=property").status, 204);
    QVERIFY(waitUntil([&] {
        return tab.value("_errors.Range.lowest") == QJsonValue(u"Taken."_s)
            && other.value("_Range.result") == QJsonValue(u"booked"_s);
    }));
    // The other window never shows what was refused.
    QCOMPARE(other.value("Range.lowest"), QJsonValue(5));
    QCOMPARE(other.value("_errors.Range.lowest"), QJsonValue(QString()));
}

void tst_Refusals::signNobodyIn()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray cookie = browser.cookie;
    const Answer answer = tab.post("/Range/enter");
    QCOMPARE(tab.value("_errors.Range.note"), QJsonValue(u"Wrong."_s));
    QVERIFY(!answer.hasHeader("Set-Cookie"));
    QCOMPARE(browser.cookie, cookie);
}

void tst_Refusals::areSaidByFlows_data()
{
    QTest::addColumn<bool>("hasStream");
    QTest::addColumn<bool>("isAtOnce");
    QTest::addRow("by the stream, at once") << true << true;
    QTest::addRow("by the stream, later") << true << false;
    QTest::addRow("kept for the stream, later") << false << false;
}

void tst_Refusals::areSaidByFlows()
{
    QFETCH(bool, hasStream);
    QFETCH(bool, isAtOnce);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QVERIFY(waitUntil([&] { return tab.isStreamOpen(); }));
    tab.type("Range.lowest", 13);
    QCOMPARE(
        tab.post(isAtOnce ? "/Range/wait?isAtOnce=true" : "/Range/wait?isAtOnce=false").status,
        204);
    QCOMPARE(range().lowest.value(), isAtOnce ? 5 : 13);
    if (!hasStream) {
        tab.closeStream();
        QVERIFY(waitUntil([&] { return m_server->statistics().streams == 0; }));
    }
    Q_EMIT range().go();
    if (!hasStream)
        tab.openStream();
    const QString sentence = isAtOnce ? u"At once."_s : u"Later."_s;
    QVERIFY(waitUntil([&] { return tab.value("_errors.Range.lowest") == QJsonValue(sentence); }));
    QCOMPARE(range().lowest.value(), isAtOnce ? 5 : 13); // what has been seen stays
}

void tst_Refusals::areLoggedOutsideOfEvents()
{
    QTest::ignoreMessage(QtWarningMsg, "Range refuses lowest outside of an event: nobody is told");
    range().refuse(range().lowest, u"No."_s);
}

QTEST_GUILESS_MAIN(tst_Refusals)
#include "tst_refusals.moc"
