#include "states.h"

#include <BackState/datastar/requests.h>
#include <BackState/text/url.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Action : public QObject
{
    Q_OBJECT

private slots:
    void spellsVerbs_data();
    void spellsVerbs();
    void encodesArguments_data();
    void encodesArguments();
    void refersToSignals();
    void namesItsSignals();
    void refusesWhatIsNoEvent();
    void refusesWhatDoesNotFit();
    void sendsEdits();
};

namespace {

constexpr const char *v1 = "backState.act(el,$_tab,o=>";
constexpr const char *beta11 = "backState.act(ctx.el,$_tab,o=>";
constexpr const char *end = "',o))";

} // namespace

void tst_Action::spellsVerbs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");

    Counter counter;
    Chat chat;
    QTest::addRow("post") << action<&Counter::increment>(counter, 1).text()
                          << v1 + QByteArray("@post('/Counter/increment?amount=1") + end;
    QTest::addRow("without arguments") << action<&Counter::increment>(counter).text()
                                       << v1 + QByteArray("@post('/Counter/increment") + end;
    QTest::addRow("get") << action<&Chat::search>(chat, "a", 2).text()
                         << QByteArray(v1) + "@get('/Chat/search?text=a&page=2" + end;
    QTest::addRow("delete") << action<&Chat::remove>(chat).text()
                            << v1 + QByteArray("@delete('/Chat/remove") + end;
    QTest::addRow("a path of its own") << action<&Chat::publish>(chat, true).text()
                                       << v1 + QByteArray("@put('/published?now=true") + end;
    {
        const Speaking speaking(Dialect::beta11());
        QTest::addRow("post in beta.11")
            << action<&Counter::increment>(counter, 1).text()
            << beta11 + QByteArray("@post('/Counter/increment?amount=1") + end;
        QTest::addRow("get in beta.11")
            << action<&Chat::search>(chat, "a", 2).text()
            << beta11 + QByteArray("@get('/Chat/search?text=a&page=2") + end;
    }
    StateData::of(chat).setKey("a'b/1");
    QTest::addRow("a key") << action<&Chat::remove>(chat).text()
                           << v1 + QByteArray("@delete('/Chat@a%27b%2F1/remove") + end;
}

void tst_Action::spellsVerbs()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(text, expected);
}

void tst_Action::encodesArguments_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("encoded");

    QTest::addRow("space and plus") << u"a b+c"_s << "a%20b%2Bc"_ba;
    QTest::addRow("a dollar is doubled at the beginning")
        << u"$Chat.draft"_s << "%24%24Chat.draft"_ba;
    QTest::addRow("and nowhere else") << u"5 $"_s << "5%20%24"_ba;
    QTest::addRow("quotes") << u"');alert(1)//\""_s << "%27%29%3Balert%281%29%2F%2F%22"_ba;
    QTest::addRow("what separates") << u"a&b=c?d#e%f"_s << "a%26b%3Dc%3Fd%23e%25f"_ba;
    QTest::addRow("letters of others") << u"ä日"_s << "%C3%A4%E6%97%A5"_ba;
    QTest::addRow("nothing") << QString() << ""_ba;
}

void tst_Action::encodesArguments()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, encoded);

    Chat chat;
    QCOMPARE(
        action<&Chat::send>(chat, text).text(),
        QByteArray(v1) + "@post('/Chat/send?message=" + encoded + end);
    // What a server reads of it.
    const QByteArray value = Private::queryField(QByteArray("message=" + encoded), "message");
    QCOMPARE(QString::fromUtf8(value), text.startsWith(u'$') ? u'$' + text : text);
}

void tst_Action::refersToSignals()
{
    Chat chat;
    QCOMPARE(
        action<&Chat::send>(chat, signal(chat.draft)).text(),
        v1 + QByteArray("@post('/Chat/send?message=%24Chat.draft") + end);
    StateData::of(chat).setKey("7");
    QCOMPARE(
        action<&Chat::send>(chat, signal(chat.draft)).text(),
        v1 + QByteArray("@post('/Chat@7/send?message=%24Chat.k37.draft") + end);
}

void tst_Action::namesItsSignals()
{
    Chat chat;
    Private::Rendering rendering;
    const Expression send = action<&Chat::send>(chat, signal(chat.draft));
    QCOMPARE(send.binding(), Binding::Primary);
    QCOMPARE(rendering.names().at(0).properties.at(0)->name, "draft"_ba);
    QVERIFY(rendering.problems().isEmpty());
}

void tst_Action::refusesWhatIsNoEvent()
{
    Chat chat;
    Private::Rendering rendering;
    QVERIFY(action<&Chat::notAnEvent>(chat).text().isEmpty());
    QCOMPARE(
        rendering.problems(),
        QStringList(u"Chat::notAnEvent is not an event: make it Q_INVOKABLE, or name the slot with "
                    u"BACKSTATE_EVENT."_s));
}

void tst_Action::refusesWhatDoesNotFit()
{
    Counter counter;
    Private::Rendering rendering;
    QVERIFY(!action<&Counter::increment>(counter, qint64(5000000000)).text().isEmpty());
    QCOMPARE(rendering.problems().size(), 1);
    QVERIFY(rendering.problems().first().startsWith(
        u"action<&Counter::increment>: the argument for \"amount\" is refused: "_s));
}

void tst_Action::sendsEdits()
{
    Chat chat;
    QCOMPARE(editAction(chat).text(), v1 + QByteArray("@post('/backstate/edit/Chat") + end);
}

QTEST_GUILESS_MAIN(tst_Action)
#include "tst_action.moc"
