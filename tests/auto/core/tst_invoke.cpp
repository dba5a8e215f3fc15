#include <BackState/core/invoke.h>
#include <BackState/core/request_data.h>
#include <BackState/core/state.h>

#include <QJsonArray>
#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class Recorder : public State
{
    Q_OBJECT

public:
    enum class Mode { Slow, Fast };
    Q_ENUM(Mode)

    Q_INVOKABLE void plain() { calls = u"plain"_s; }
    Q_INVOKABLE void one(int amount) { calls = QString::number(amount); }
    Q_INVOKABLE void defaults(const QString &text, int amount = 7, bool loud = true)
    {
        calls = u"%1 %2 %3"_s.arg(text).arg(amount).arg(loud);
    }
    Q_INVOKABLE QString
    several(Recorder::Mode mode, const std::optional<int> &number, const QVariant &any)
    {
        return u"%1 %2 %3"_s.arg(int(mode)).arg(number.value_or(-1)).arg(any.toString());
    }
    Q_INVOKABLE QVariant any(const QVariant &value) { return value; }
    Q_INVOKABLE void asked(const BackState::Request &request, int amount = 1)
    {
        calls = request.user() + u' ' + QString::number(amount);
    }
    Q_INVOKABLE void list(const QList<int> &items) { calls = QString::number(items.size()); }

    QString calls;
};

class Louder : public Recorder
{
    Q_OBJECT

public:
    Q_INVOKABLE void extra(int amount = 3) { calls = u"extra %1"_s.arg(amount); }
};

class tst_Invoke : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsByName_data();
    void callsByName();
    void refusesByName_data();
    void refusesByName();
    void returnsTheReturnValue();
    void givesTheRequest();
    void callsInheritedEvents();
};

static Arguments
given(QList<std::pair<QByteArray, QString>> query, QJsonObject own = {}, QJsonObject all = {})
{
    return {std::move(query), std::move(own), std::move(all), {}};
}

void tst_Invoke::callsByName_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<Arguments>("arguments");
    QTest::addColumn<QString>("calls");

    const QJsonObject signalsOfChat{
        {u"Chat"_s, QJsonObject{{u"draft"_s, u"$hi"_s}, {u"count"_s, 4}}}};
    QTest::newRow("no parameter") << "plain"_ba << given({}) << u"plain"_s;
    QTest::newRow("from the query") << "one"_ba << given({{"amount", u"5"_s}}) << u"5"_s;
    QTest::newRow("from the object's signals")
        << "one"_ba << given({}, {{u"amount"_s, 6}}) << u"6"_s;
    QTest::newRow("the query comes first")
        << "one"_ba << given({{"amount", u"5"_s}}, {{u"amount"_s, u"x"_s}}) << u"5"_s;
    QTest::newRow("beside Datastar's own")
        << "one"_ba << given({{"datastar", u"{}"_s}, {"amount", u"5"_s}}) << u"5"_s;
    QTest::newRow("all defaults") << "defaults"_ba << given({{"text", u"a"_s}}) << u"a 7 1"_s;
    QTest::newRow("one default") << "defaults"_ba << given({{"amount", u"1"_s}, {"text", u"a"_s}})
                                 << u"a 1 1"_s;
    QTest::newRow("no default") << "defaults"_ba
                                << given(
                                       {{"text", u""_s}, {"amount", u"1"_s}, {"loud", u"false"_s}})
                                << u" 1 0"_s;
    QTest::newRow("a reference")
        << "defaults"_ba
        << given({{"text", u"$Chat.draft"_s}, {"amount", u"$Chat.count"_s}}, {}, signalsOfChat)
        << u"$hi 4 1"_s;
    QTest::newRow("a reference to a local signal")
        << "one"_ba << given({{"amount", u"$_amount"_s}}, {}, {{u"amount"_s, 8}}) << u"8"_s;
    QTest::newRow("a doubled $") << "defaults"_ba
                                 << given({{"text", u"$$Chat.draft"_s}}, {}, signalsOfChat)
                                 << u"$Chat.draft 7 1"_s;
    QTest::newRow("a $ inside") << "defaults"_ba << given({{"text", u"5$$"_s}}) << u"5$$ 7 1"_s;
}

void tst_Invoke::callsByName()
{
    QFETCH(QByteArray, event);
    QFETCH(Arguments, arguments);
    QFETCH(QString, calls);

    Recorder recorder;
    const Schema::Event *called = Schema::of<Recorder>().event(event);
    const auto typed = BackState::arguments(*called, arguments);
    QVERIFY2(typed, qPrintable(typed.error().message));
    QVERIFY(recorder.calls.isEmpty());
    QVERIFY(!invoke(recorder, *called, *typed).isValid());
    QCOMPARE(recorder.calls, calls);
}

void tst_Invoke::refusesByName_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<Arguments>("arguments");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("message");

    QTest::newRow("missing") << "one"_ba << given({}) << "amount"_ba << u"is missing"_s;
    QTest::newRow("missing before one that is given")
        << "defaults"_ba << given({{"text", u"a"_s}, {"loud", u"true"_s}}) << "amount"_ba
        << u"is missing, but one after it is given"_s;
    QTest::newRow("surplus") << "one"_ba << given({{"amount", u"1"_s}, {"other", u"1"_s}})
                             << "other"_ba << u"is not a parameter of one"_s;
    QTest::newRow("twice") << "one"_ba << given({{"amount", u"1"_s}, {"amount", u"2"_s}})
                           << "amount"_ba << u"is given twice"_s;
    QTest::newRow("of the wrong type")
        << "one"_ba << given({{"amount", u"a"_s}}) << "amount"_ba
        << u"expected a whole number from -2147483648 to 2147483647, got text"_s;
    QTest::newRow("inside")
        << "list"_ba << given({{"items", u"[1,true]"_s}}) << "items[1]"_ba
        << u"expected a whole number from -2147483648 to 2147483647, got true"_s;
    QTest::newRow("a signal of the wrong type")
        << "one"_ba << given({}, {{u"amount"_s, 1.5}}) << "amount"_ba
        << u"expected a whole number from -2147483648 to 2147483647, got 1.5"_s;
    QTest::newRow("an unknown reference")
        << "one"_ba << given({{"amount", u"$Chat.draft"_s}}) << "amount"_ba
        << u"the signal it refers to was not sent"_s;
    QTest::newRow("a reference into text")
        << "defaults"_ba
        << given({{"text", u"$a.b.c"_s}}, {}, {{u"a"_s, QJsonObject{{u"b"_s, u"x"_s}}}})
        << "text"_ba << u"the signal it refers to was not sent"_s;
    QTest::newRow("a request") << "asked"_ba << given({{"request", u"1"_s}}) << "request"_ba
                               << u"is not a parameter of asked"_s;
}

void tst_Invoke::refusesByName()
{
    QFETCH(QByteArray, event);
    QFETCH(Arguments, arguments);
    QFETCH(QByteArray, name);
    QFETCH(QString, message);

    const auto typed = BackState::arguments(*Schema::of<Recorder>().event(event), arguments);
    QVERIFY(!typed);
    QCOMPARE(typed.error().name, name);
    QCOMPARE(typed.error().message, message);
}

void tst_Invoke::returnsTheReturnValue()
{
    Recorder recorder;
    const Schema &schema = Schema::of<Recorder>();
    QCOMPARE(schema.problems(), QStringList());

    const Schema::Event &several = *schema.event("several");
    const auto typed = BackState::arguments(
        several,
        given({{"mode", u"Fast"_s}, {"number", u"[3]"_s}, {"any", u"[\"x\"]"_s}}));
    QVERIFY2(typed, qPrintable(typed.error().message));
    QCOMPARE(invoke(recorder, several, *typed), QVariant(u"1 3 x"_s));

    const Schema::Event &any = *schema.event("any");
    QCOMPARE(invoke(recorder, any, {QVariant(5)}), QVariant(5));
    QCOMPARE(invoke(recorder, any, {QVariant()}), QVariant());
}

void tst_Invoke::givesTheRequest()
{
    RequestData data;
    data.user = u"ada"_s;
    data.signalValues = {{u"Chat"_s, QJsonObject{{u"draft"_s, u"hi"_s}}}};
    data.headers = {{"accept", "text/html"}};
    const Request request(data);
    QCOMPARE(request.signal(u"Chat.draft"_s), QJsonValue(u"hi"_s));
    QVERIFY(request.signal(u"Chat.other.x"_s).isUndefined());
    QCOMPARE(request.header(u"Accept"_s), u"text/html"_s);
    QCOMPARE(request.query(u"q"_s), QString());

    Recorder recorder;
    const Schema::Event &asked = *Schema::of<Recorder>().event("asked");
    Arguments arguments = given({{"amount", u"2"_s}});
    arguments.request = request;
    invoke(recorder, asked, *BackState::arguments(asked, arguments));
    QCOMPARE(recorder.calls, u"ada 2"_s);
    arguments.query.clear();
    invoke(recorder, asked, *BackState::arguments(asked, arguments));
    QCOMPARE(recorder.calls, u"ada 1"_s);
}

void tst_Invoke::callsInheritedEvents()
{
    Louder louder;
    const Schema &schema = Schema::of<Louder>();
    invoke(louder, *schema.event("one"), {4});
    QCOMPARE(louder.calls, u"4"_s);
    invoke(louder, *schema.event("extra"), {});
    QCOMPARE(louder.calls, u"extra 3"_s);
    invoke(louder, *schema.event("extra"), {5});
    QCOMPARE(louder.calls, u"extra 5"_s);
}

QTEST_GUILESS_MAIN(tst_Invoke)

#include "tst_invoke.moc"
