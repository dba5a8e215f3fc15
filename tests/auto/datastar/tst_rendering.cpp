#include "states.h"

#include <BackState/datastar/initial_signals.h>
#include <BackState/datastar/paths.h>
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Rendering : public QObject
{
    Q_OBJECT

private slots:
    void findsTheirPlaces();
    void findsTheirPlacesWithAKey();
    void recordsEachNameOnce();
    void recordsObjectsWhoseEventsAreUsed();
    void recordsProblemsInSentences();
    void nests();
    void recordsNothingByItself();
    void writesTheSignalsOfOneObject();
    void writesTheSignalsOfSeveralObjects();
    void writesSomeProperties();
    void writesErrors();
    void declaresAllSignals();
    void keepsInitialTextsFromBecomingCode_data();
    void keepsInitialTextsFromBecomingCode();
    void mirrorsAWholeState();
    void numbersIdsWithinTheirRegion();
    void keepsWhatIsPlaced();
    void takesMarksFromNoText();
    void goesOnFromAnEarlierStep();
};

static const Schema::Property &propertyOf(const State &state, const char *name)
{
    return *StateData::of(state).schema().property(name);
}

static QByteArray signalsOf(const Private::Rendering &rendering)
{
    QByteArray json;
    Private::appendSignals(json, rendering.names());
    return json;
}

void tst_Rendering::findsTheirPlaces()
{
    Counter counter;
    Chat chat;
    QCOMPARE(Private::signalPath(counter, propertyOf(counter, "count")), "_Counter.count"_ba);
    QCOMPARE(Private::signalPath(chat, propertyOf(chat, "draft")), "Chat.draft"_ba);
    QCOMPARE(Private::errorPath(chat, "draft"), "_errors.Chat.draft"_ba);
    QCOMPARE(Private::objectPath(chat), "/Chat"_ba);
    QCOMPARE(Private::objectId(chat), "Chat"_ba);
}

void tst_Rendering::findsTheirPlacesWithAKey()
{
    Chat chat;
    StateData::of(chat).setKey("42/ä");
    QCOMPARE(Private::signalPath(chat, propertyOf(chat, "draft")), "Chat.k34322fc3a4.draft"_ba);
    QCOMPARE(
        Private::signalPath(chat, propertyOf(chat, "messages")),
        "_Chat.k34322fc3a4.messages"_ba);
    QCOMPARE(Private::errorPath(chat, "draft"), "_errors.Chat.k34322fc3a4.draft"_ba);
    QCOMPARE(Private::objectPath(chat), "/Chat@42%2F%C3%A4"_ba);
    QCOMPARE(Private::objectId(chat), "Chat-k34322fc3a4"_ba);
}

void tst_Rendering::recordsEachNameOnce()
{
    Counter counter;
    Chat chat;
    Private::Rendering rendering;
    // Not in one call: compilers evaluate arguments in the order they like.
    const auto first = text(chat.draft);
    const auto second = text(counter.count);
    const auto third = text(counter.label);
    const auto again = text(counter.count);
    QVERIFY(!first.isNone() && !second.isNone() && !third.isNone() && !again.isNone());
    QCOMPARE(rendering.names().size(), 2U);
    QCOMPARE(rendering.names().at(0).object, &chat);
    QCOMPARE(rendering.names().at(1).properties.size(), 2);
    QVERIFY(rendering.names().at(1).properties.contains(&propertyOf(counter, "count")));
    QVERIFY(rendering.names().at(1).properties.contains(&propertyOf(counter, "label")));
    QVERIFY(rendering.problems().isEmpty());
}

void tst_Rendering::recordsObjectsWhoseEventsAreUsed()
{
    Counter counter;
    Private::Rendering rendering;
    QVERIFY(!action<&Counter::reset>(counter).text().isEmpty());
    QCOMPARE(rendering.names().size(), 1U);
    QCOMPARE(rendering.names().at(0).object, &counter);
    QVERIFY(rendering.names().at(0).properties.isEmpty());
}

void tst_Rendering::recordsProblemsInSentences()
{
    Counter counter;
    Private::Rendering rendering;
    QVERIFY(Html::text(counter, "cuont").isNone());
    QVERIFY(Html::text(counter, "cuont").isNone());
    QVERIFY(Html::text(counter, "secret").isNone());
    QCOMPARE(
        rendering.problems(),
        QStringList(
            {u"Counter has no property for \"cuont\": declare it with Q_PROPERTY or "
             "BACKSTATE_PROPERTY, or correct the name."_s,
             u"Counter::secret is private (SCRIPTABLE false) and can't be shown as a signal: "
             u"declare it "
             "with BACKSTATE_PROPERTY, or leave it out of the page."_s}));
}

void tst_Rendering::nests()
{
    QCOMPARE(Private::Rendering::current(), nullptr);
    {
        Private::Rendering outer;
        {
            Private::Rendering inner;
            QCOMPARE(Private::Rendering::current(), &inner);
        }
        QCOMPARE(Private::Rendering::current(), &outer);
    }
    QCOMPARE(Private::Rendering::current(), nullptr);
}

void tst_Rendering::recordsNothingByItself()
{
    Counter counter;
    QCOMPARE(Span(text(counter.count)).bytes(), "<span data-text=\"$_Counter.count\">0</span>"_ba);
}

void tst_Rendering::writesTheSignalsOfOneObject()
{
    Chat chat;
    Private::Rendering rendering;
    rendering.name(reference(chat.draft));
    rendering.name(reference(chat.messages));
    rendering.name(reference(chat.limit));
    QCOMPARE(
        signalsOf(rendering),
        "{\"_Chat\":{\"messages\":[]},\"Chat\":{\"draft\":\"Hi\",\"limit\":[]}}"_ba);
}

void tst_Rendering::writesTheSignalsOfSeveralObjects()
{
    Chat first;
    Chat second;
    Counter counter;
    StateData::of(first).setKey("1");
    StateData::of(second).setKey("2");
    second.draft = "Ho";
    Private::Rendering rendering;
    rendering.name(reference(first.draft));
    rendering.name(reference(counter.count));
    rendering.name(reference(second.draft));
    rendering.nameError(second, "draft");
    rendering.nameError(first, "draft");
    QCOMPARE(
        signalsOf(rendering),
        "{\"_Counter\":{\"count\":0},\"Chat\":{\"k31\":{\"draft\":\"Hi\"},\"k32\":{\"draft\":"
        "\"Ho\"}},"
        "\"_errors\":{\"Chat\":{\"k31\":{\"draft\":\"\"},\"k32\":{\"draft\":\"\"}}}}"_ba);
}

void tst_Rendering::writesSomeProperties()
{
    Counter counter;
    counter.limit = 5;
    counter.details = QVariantMap{{u"a"_s, 1}};
    QByteArray json;
    const Private::SignalNames names[]
        = {{&counter, {&propertyOf(counter, "limit"), &propertyOf(counter, "details")}, {}}};
    Private::appendSignals(json, names);
    QCOMPARE(json, "{\"_Counter\":{\"limit\":[5],\"details\":[{\"a\":1}]}}"_ba);
    json.clear();
    const Private::SignalNames none[] = {{&counter, {}, {}}};
    Private::appendSignals(json, none);
    QCOMPARE(json, "{}"_ba);
}

void tst_Rendering::writesErrors()
{
    Chat chat;
    QByteArray json;
    const std::pair<QByteArray, QString> sentences[]
        = {{"draft", u"No \"<b>\"."_s}, {"size", QString()}};
    Private::appendErrors(json, chat, sentences);
    QCOMPARE(
        json,
        "{\"_errors\":{\"Chat\":{\"draft\":\"No \\\"\\u003cb\\u003e\\\".\",\"size\":\"\"}}}"_ba);
}

void tst_Rendering::declaresAllSignals()
{
    Counter counter;
    Private::Rendering rendering;
    const auto open = show(BackState::local("open"));
    const auto page = Div(Span(text(counter.count)), open, indicator("busy"));
    QVERIFY(!page.isEmpty());
    const std::pair<QByteArray, QByteArray> members[] = {{"_tab", "\"abc\""}};
    QCOMPARE(
        Private::initialSignals(rendering, members, Dialect::v1()).bytes(),
        " data-signals=\"{&quot;_Counter&quot;:{&quot;count&quot;:0},&quot;_local&quot;:{&quot;"
        "open&quot;:"
        "&quot;&quot;,&quot;busy&quot;:false},&quot;_tab&quot;:&quot;abc&quot;}\""_ba);
    QCOMPARE(
        Private::initialSignals(rendering, members, Dialect::beta11()).bytes(),
        " data-signals-_declared=\"(ctx.signals.merge({&quot;_Counter&quot;:{&quot;count&quot;:0},&"
        "quot;_local"
        "&quot;:{&quot;open&quot;:&quot;&quot;,&quot;busy&quot;:false},"
        "&quot;_tab&quot;:&quot;abc&quot;}),true)\""_ba);
    const Private::Rendering empty;
    QCOMPARE(Private::initialSignals(empty, {}, Dialect::v1()).bytes(), " data-signals=\"{}\""_ba);
}

void tst_Rendering::keepsInitialTextsFromBecomingCode_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("written");

    QTest::addRow("a signal") << u"$Chat.draft"_s << "\\u0024Chat.draft"_ba;
    QTest::addRow("an action") << u"@get(1)"_s << "\\u0040get(1)"_ba;
    QTest::addRow("a quote") << u"a\"b"_s << "a\\u0022b"_ba;
    QTest::addRow("a backslash and a quote") << u"a\\\"b"_s << "a\\u005c\\u0022b"_ba;
    QTest::addRow("a semicolon") << u"a;b"_s << "a\\u003bb"_ba;
    QTest::addRow("slashes") << u"a/b/c"_s << "a\\u002fb\\u002fc"_ba;
    QTest::addRow("a line end stays its escape") << u"a\nb"_s << "a\\nb"_ba;
    QTest::addRow("Datastar's own escape")
        << u"\U0001F595JS_DS\U0001F680"_s << "\\ud83d\\udd95JS_DS\U0001F680"_ba;
    QTest::addRow("markup") << u"</script>"_s << "\\u003c\\u002fscript\\u003e"_ba;
}

void tst_Rendering::keepsInitialTextsFromBecomingCode()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, written);

    Chat chat;
    chat.draft = text;
    Private::Rendering rendering;
    rendering.name(reference(chat.draft));
    QCOMPARE(
        Private::initialSignals(rendering, {}, Dialect::v1()).bytes(),
        QByteArray(
            " data-signals=\"{&quot;Chat&quot;:{&quot;draft&quot;:&quot;" + written
            + "&quot;}}\""));
}

void tst_Rendering::mirrorsAWholeState()
{
    Chat chat;
    Private::Rendering rendering;
    QCOMPARE(Div(chat, "a").bytes(), "<div>a</div>"_ba);
    QCOMPARE(
        signalsOf(rendering),
        "{\"_Chat\":{\"messages\":[]},\"Chat\":{\"draft\":\"Hi\",\"size\":3,\"limit\":[]}}"_ba);
    Counter counter;
    const auto page = Div(counter);
    QVERIFY(!signalsOf(rendering).contains("secret"));
    QVERIFY(rendering.problems().isEmpty());
}

void tst_Rendering::numbersIdsWithinTheirRegion()
{
    Private::Rendering rendering;
    QCOMPARE(rendering.nextId("Chat-draft"), "Chat-draft-0"_ba);
    QCOMPARE(rendering.nextId("Chat-draft"), "Chat-draft-1"_ba);
    {
        const Private::Rendering::Inside inside(&rendering, "Todo-items-0", "Todo-items-0");
        QCOMPARE(rendering.nextId("Chat-draft"), "Todo-items-0-Chat-draft-0"_ba);
    }
    QCOMPARE(rendering.nextId("Chat-draft"), "Chat-draft-2"_ba);
}

using Counts = Private::Rendering::Counts;

void tst_Rendering::keepsWhatIsPlaced()
{
    Counter counter;
    Chat chat;
    Private::Rendering rendering({}, Counts::Placed);
    const Element unused = P(text(chat.messages), onClick<&Chat::send>(chat, signal(chat.draft)));
    const Attribute count = text(counter.count); // compilers differ in which argument comes first
    const Element marked = Div(count, cls("a", signal(counter.isOpen)));
    QVERIFY(marked.bytes().contains('\x02'));
    QVERIFY(rendering.rights().empty());
    const Element content = rendering.placed(marked);
    QVERIFY(content.isSingle());
    rendering.keepPlaced();
    QCOMPARE(signalsOf(rendering), "{\"_Counter\":{\"count\":0,\"isOpen\":false}}"_ba);
    QVERIFY(rendering.rights().empty());
    // The same as without marks
    const Element same = [&] {
        const Private::Rendering plain;
        return Div(text(counter.count), cls("a", signal(counter.isOpen)));
    }();
    QCOMPARE(content.bytes(), same.bytes());
    // A script that went through a QString
    const auto script = QString::fromUtf8(signal(chat.draft).text() + "+'\""_ba);
    QCOMPARE(
        rendering.placed(P(Attribute("data-text", Trusted(script)))).bytes(),
        "<p data-text=\"$Chat.draft+&#39;&quot;\"></p>"_ba);
    // What was built may be placed later.
    rendering.placed(unused);
    rendering.keepPlaced();
    QCOMPARE(rendering.rights().size(), 1U);
    QCOMPARE(rendering.rights().front().object, &chat);
}

// Neither is there a way to write a mark, nor is a text harmed that looks like one.
void tst_Rendering::takesMarksFromNoText()
{
    Counter counter;
    Private::Rendering rendering({}, Counts::Placed);
    const Element unused = P(text(counter.count));
    const qsizetype begin = unused.bytes().indexOf('\x01');
    const QByteArray mark = unused.bytes().mid(begin, unused.bytes().indexOf('\x02') - begin + 1);
    QVERIFY(mark.size() > 3);
    const Element hostile
        = P(title(mark),
            attr("title", Expression(mark)),
            show(Expression(mark) == mark),
            mark,
            QString::fromUtf8(mark));
    const Element content = rendering.placed(hostile);
    QVERIFY(content.bytes().contains("\xEF\xBF\xBD"));
    rendering.keepPlaced();
    QVERIFY(rendering.names().empty());
}

void tst_Rendering::goesOnFromAnEarlierStep()
{
    auto counter = std::make_unique<Counter>();
    Chat chat;
    Element later;
    std::shared_ptr<Private::RenderingLog> log;
    {
        Private::Rendering first({}, Counts::Placed);
        later = Div(Span(text(counter->count)), Span(text(chat.messages)));
        first.keepPlaced();
        QVERIFY(first.names().empty());
        log = first.takeLog();
    }
    counter.reset(); // what is gone is named no more
    Private::Rendering second({}, Counts::Placed);
    second.goOnFrom(log);
    second.placed(later);
    second.keepPlaced();
    QCOMPARE(second.names().size(), 1U);
    QCOMPARE(second.names().front().object, &chat);
}

QTEST_GUILESS_MAIN(tst_Rendering)
#include "tst_rendering.moc"
