// Calls of one page that come by several connections: each once, in the order of their numbers, or
// refused by a sentence.
#include "browser.h"

#include <BackState/BackState>

#include <QElapsedTimer>

#include <memory>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class Ledger : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Ledger, QString, trail)
    BACKSTATE_EDITABLE(Ledger, QString, note)

public:
    Q_INVOKABLE void mark(const QString &word) { trail += word; }
    Q_INVOKABLE void keep(const BackState::UploadedFile &file)
    {
        trail += u'[' + QString::number(file.size()) + u']';
    }
};

static Element ledgerPage(const Ledger &ledger)
{
    return Main(
        P(text(ledger.trail)),
        Input(bind(ledger.note)),
        Button(onClick<&Ledger::mark>(ledger, u"a"_s), "A"),
        Form(onSubmit(submit<&Ledger::keep>(ledger)), Input(type("file"), name("file"))),
        error(ledger, "mark"));
}

// One request on a connection of its own, whose answer comes when it does.
class Call
{
public:
    Call(const Browser &browser, Tab &tab, const QByteArray &turn, const QByteArray &target)
        : Call(browser, tab, turn, target, "application/json", "{}", 2)
    {
    }
    Call(
        const Browser &browser,
        Tab &tab,
        const QByteArray &turn,
        const QByteArray &target,
        const QByteArray &contentType,
        const QByteArray &body,
        qsizetype size)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), browser.port);
        waitUntil([this] { return m_socket.state() == QAbstractSocket::ConnectedState; });
        m_socket.write(
            "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
            + "\r\nDatastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\n"
            + (turn.isEmpty() ? QByteArray() : "BackState-Turn: " + turn + "\r\n")
            + "Content-Type: " + contentType + "\r\nContent-Length: " + QByteArray::number(size)
            + "\r\n\r\n" + body);
        m_socket.flush();
    }

    void write(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    void cut() { m_socket.abort(); }
    bool isAnswered()
    {
        if (m_socket.isOpen())
            m_answer += m_socket.readAll();
        return m_answer.contains("\r\n\r\n");
    }
    bool isAnsweredBy(const QByteArray &status)
    {
        return waitUntil([this] { return isAnswered(); })
            && m_answer.startsWith("HTTP/1.1 " + status);
    }
    QByteArray answer()
    {
        isAnswered();
        return m_answer;
    }

private:
    QTcpSocket m_socket;
    QByteArray m_answer;
};

static QByteArray mark(char letter)
{
    return QByteArray("/Ledger/mark?word=") + letter;
}

class tst_Turns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void followEachOther();
    void areNotNumberedByOthers();
    void areTakenOnce();
    void areTakenOnceWhileTheyWait();
    void areNotWaitedForWhenThePageDoesNot();
    void areRefusedWhenTheyComeTooLate();
    void areRefusedWhenTheyAreTooFarAhead();
    void areNotTakenWhenTheirPageIsGone();
    void includeEdits();
    void beginAnewForACopy();
    void areKeptForFewPagesOfATab();
    void areLeftToTheirPageWhenTheyMakeNoSense_data();
    void areLeftToTheirPageWhenTheyMakeNoSense();
    void areTakenByFormsThatBegan();
    void areNotKeptByFormsThatWereCut();
    void areGivenBackByPagesThatAreWrong();

private:
    std::unique_ptr<Call> call(const QByteArray &turn, const QByteArray &target)
    {
        return std::make_unique<Call>(*m_browser, *m_tab, turn, target);
    }
    std::unique_ptr<Call> callAndWait(const QByteArray &turn, const QByteArray &target)
    {
        auto made = call(turn, target);
        [&] { QVERIFY(made->isAnsweredBy("20")); }();
        return made;
    }
    QString trail() { return m_tab->value("_Ledger.trail").toString(); }
    // What has come to the server is handled before this returns.
    void settle() { QVERIFY(m_browser->get("/").status == 200); }

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Browser> m_browser;
    std::unique_ptr<Tab> m_tab;
};

void tst_Turns::init()
{
    m_server = std::make_unique<Server>();
    ServerOptions options = testOptions();
    options.maxBody = 64 * 1024;
    m_server->setOptions(options);
    m_server->page("/", ledgerPage);
    QVERIFY(m_server->listen(0));
    m_browser = std::make_unique<Browser>(m_server->port());
    m_tab = std::make_unique<Tab>(m_browser->load());
    m_tab->openStream();
    QVERIFY(waitUntil([this] { return m_tab->isStreamOpen(); }));
}

void tst_Turns::cleanup()
{
    m_tab.reset();
    m_browser.reset();
    m_server.reset();
}

void tst_Turns::followEachOther()
{
    callAndWait("1/1/7", mark('a'));
    const auto fourth = call("4/2/7", mark('d'));
    settle();
    const auto third = call("3/2/7", mark('c'));
    settle();
    QVERIFY(!fourth->isAnswered());
    QVERIFY(!third->isAnswered());
    callAndWait("2/2/7", mark('b'));
    QVERIFY(fourth->isAnsweredBy("204"));
    QVERIFY(third->isAnsweredBy("204"));
    QTRY_COMPARE(trail(), u"abcd"_s);
    callAndWait("5/5/7", mark('e'));
    QTRY_COMPARE(trail(), u"abcde"_s);
}

void tst_Turns::areNotNumberedByOthers()
{
    callAndWait("1/1/7", mark('a'));
    const auto third = call("3/2/7", mark('c'));
    settle();
    callAndWait("", mark('x'));
    QVERIFY(!third->isAnswered());
    QTRY_COMPARE(trail(), u"ax"_s);
    callAndWait("2/2/7", mark('b'));
    QTRY_COMPARE(trail(), u"axbc"_s);
}

void tst_Turns::areTakenOnce()
{
    callAndWait("1/1/7", mark('a'));
    callAndWait("1/1/7", mark('a'));
    callAndWait("2/1/7", mark('b'));
    callAndWait("1/1/7", mark('a'));
    callAndWait("2/2/7", mark('b'));
    QTRY_COMPARE(trail(), u"ab"_s);
}

void tst_Turns::areTakenOnceWhileTheyWait()
{
    const auto first = call("2/1/7", mark('b'));
    settle();
    const auto second = call("2/1/7", mark('b'));
    QVERIFY(first->isAnsweredBy("204"));
    settle();
    QVERIFY(!second->isAnswered());
    callAndWait("1/1/7", mark('a'));
    QVERIFY(second->isAnsweredBy("204"));
    callAndWait("3/3/7", mark('c'));
    QTRY_COMPARE(trail(), u"abc"_s);
}

void tst_Turns::areNotWaitedForWhenThePageDoesNot()
{
    callAndWait("1/1/7", mark('a'));
    QElapsedTimer timer;
    timer.start();
    const auto third = call("3/2/7", mark('c')); // the second one has failed
    settle();
    callAndWait("4/3/7", mark('d'));
    QVERIFY(third->isAnsweredBy("204"));
    QVERIFY(timer.elapsed() < 1500);
    QTRY_COMPARE(trail(), u"acd"_s);
    callAndWait("2/2/7", mark('b')); // nobody waits for what it says
    callAndWait("5/5/7", mark('e'));
    QTRY_COMPARE(trail(), u"acde"_s);
}

void tst_Turns::areRefusedWhenTheyComeTooLate()
{
    callAndWait("1/1/7", mark('a'));
    QElapsedTimer timer;
    timer.start();
    const auto fourth = call("4/2/7", mark('d'));
    const auto fifth = call("5/2/7", mark('e'));
    QVERIFY(fourth->isAnsweredBy("204"));
    QVERIFY(fifth->isAnsweredBy("204"));
    QVERIFY(timer.elapsed() >= 1900);
    QTRY_COMPARE(trail(), u"ade"_s);

    const auto second = call("2/2/7", mark('b'));
    QVERIFY(second->isAnsweredBy("200"));
    QTRY_VERIFY(second->answer().endsWith("event: datastar-late\ndata: turn 2\n\n"));
    QTRY_COMPARE(
        m_tab->value("_errors.Ledger.mark").toString(),
        u"This came too late: what you did after it was done before it."_s);
    const auto third = call("3/2/7", mark('c'));
    QVERIFY(third->isAnsweredBy("200"));
    QTRY_VERIFY(third->answer().endsWith("event: datastar-late\ndata: turn 3\n\n"));

    callAndWait("6/6/7", mark('f'));
    QTRY_COMPARE(trail(), u"adef"_s);
    QCOMPARE(m_tab->value("_errors.Ledger.mark").toString(), QString());
}

void tst_Turns::areRefusedWhenTheyAreTooFarAhead()
{
    callAndWait("1/1/7", mark('a'));
    const auto far = call("4000000000/2/7", mark('x'));
    QVERIFY(far->isAnsweredBy("200"));
    QTRY_VERIFY(far->answer().contains("event: datastar-late\ndata: turn 4000000000\n\n"));
    callAndWait("2/2/7", mark('b'));
    QTRY_COMPARE(trail(), u"ab"_s);
}

void tst_Turns::areNotTakenWhenTheirPageIsGone()
{
    callAndWait("1/1/7", mark('a'));
    const auto third = call("3/2/7", mark('c'));
    settle();
    third->cut();
    settle();
    callAndWait("2/2/7", mark('b'));
    callAndWait("4/4/7", mark('d'));
    QTRY_COMPARE(trail(), u"abd"_s);
}

void tst_Turns::includeEdits()
{
    const QByteArray later = R"({"Ledger":{"note":"later"}})";
    const QByteArray sooner = R"({"Ledger":{"note":"sooner"}})";
    const QByteArray target = "/backstate/edit/Ledger";
    Call second(*m_browser, *m_tab, "2/1/7", target, "application/json", later, later.size());
    settle();
    QVERIFY(!second.isAnswered());
    Call first(*m_browser, *m_tab, "1/1/7", target, "application/json", sooner, sooner.size());
    QVERIFY(first.isAnsweredBy("204"));
    QVERIFY(second.isAnsweredBy("204"));
    Tab other = m_browser->load();
    QCOMPARE(other.value("Ledger.note").toString(), u"later"_s);
}

void tst_Turns::beginAnewForACopy()
{
    callAndWait("1/1/7", mark('a'));
    callAndWait("2/2/7", mark('b'));
    callAndWait("1/1/8", mark('c'));
    callAndWait("3/3/7", mark('d'));
    callAndWait("2/2/8", mark('e'));
    QTRY_COMPARE(trail(), u"abcde"_s);
}

// A client that is no page of ours may call itself many.
void tst_Turns::areKeptForFewPagesOfATab()
{
    std::vector<std::unique_ptr<Call>> early;
    for (const QByteArray page : {"10", "11", "12"})
        early.push_back(call("2/1/" + page, mark('b')));
    settle();
    for (const auto &made : early)
        QVERIFY(!made->isAnswered());
    callAndWait("2/1/13", mark('x'));
    QTRY_COMPARE(trail(), u"x"_s);
    for (const QByteArray page : {"10", "11", "12"})
        callAndWait("1/1/" + page, mark('a'));
    QTRY_COMPARE(trail(), u"xababab"_s);
    callAndWait("2/1/13", mark('y')); // there is room by now
    QTRY_COMPARE(trail(), u"xabababy"_s);
}

void tst_Turns::areLeftToTheirPageWhenTheyMakeNoSense_data()
{
    QTest::addColumn<QByteArray>("turn");

    QTest::addRow("no number") << "a/b/c"_ba;
    QTest::addRow("one number") << "17"_ba;
    QTest::addRow("two numbers") << "17/15"_ba;
    QTest::addRow("zero") << "1/0/7"_ba;
    QTest::addRow("later than itself") << "1/2/7"_ba;
    QTest::addRow("negative") << "-1/-2/7"_ba;
    QTest::addRow("too large") << "99999999999/1/7"_ba;
}

void tst_Turns::areLeftToTheirPageWhenTheyMakeNoSense()
{
    QFETCH(const QByteArray, turn);
    callAndWait(turn, mark('a'));
    callAndWait(turn, mark('b'));
    QTRY_COMPARE(trail(), u"ab"_s);
}

static const QByteArray multipart = "multipart/form-data; boundary=b";

static QByteArray formWithFile(qsizetype size)
{
    return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n"
           "Content-Type: application/octet-stream\r\n\r\n"
        + QByteArray(size, 'x') + "\r\n--b--\r\n";
}

// It has its place, but takes longer than others wait. It is not refused for that.
void tst_Turns::areTakenByFormsThatBegan()
{
    const QByteArray form = formWithFile(200'000);
    const QByteArray target = "/Ledger/keep";
    Call upload(*m_browser, *m_tab, "1/1/7", target, multipart, form.first(1000), form.size());
    settle();
    QElapsedTimer timer;
    timer.start();
    const auto second = call("2/1/7", mark('b'));
    QVERIFY(second->isAnsweredBy("204"));
    QVERIFY(timer.elapsed() >= 1900);
    upload.write(form.sliced(1000));
    QVERIFY(upload.isAnsweredBy("204"));
    QTRY_COMPARE(trail(), u"b[200000]"_s);

    // One that is quick enough is not overtaken.
    Call quick(*m_browser, *m_tab, "3/3/7", target, multipart, form.first(1000), form.size());
    settle();
    const auto fourth = call("4/3/7", mark('d'));
    settle();
    QVERIFY(!fourth->isAnswered());
    quick.write(form.sliced(1000));
    QVERIFY(fourth->isAnsweredBy("204"));
    QTRY_COMPARE(trail(), u"b[200000][200000]d"_s);
}

void tst_Turns::areNotKeptByFormsThatWereCut()
{
    const QByteArray form = formWithFile(200'000);
    Call upload(
        *m_browser,
        *m_tab,
        "1/1/7",
        "/Ledger/keep",
        multipart,
        form.first(1000),
        form.size());
    settle();
    const auto second = call("2/1/7", mark('b'));
    settle();
    QVERIFY(!second->isAnswered());
    QElapsedTimer timer;
    timer.start();
    upload.cut();
    QVERIFY(second->isAnsweredBy("204"));
    QVERIFY(timer.elapsed() < 1500);
    callAndWait("3/3/7", mark('c'));
    QTRY_COMPARE(trail(), u"bc"_s);
}

// A call that is refused has had its turn.
void tst_Turns::areGivenBackByPagesThatAreWrong()
{
    const auto third = call("3/1/7", mark('c'));
    settle();
    QVERIFY(call("1/1/7", "/Ledger/nothing")->isAnsweredBy("403"));
    Call second(*m_browser, *m_tab, "2/1/7", mark('b'), "application/json", "{", 1);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(third->isAnsweredBy("204"));
    QVERIFY(timer.elapsed() < 1500);
    QTRY_COMPARE(trail(), u"c"_s);
}

QTEST_GUILESS_MAIN(tst_Turns)
#include "tst_turns.moc"
