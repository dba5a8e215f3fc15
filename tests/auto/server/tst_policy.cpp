// What the header fields of pages let a browser do.
#include "browser.h"
#include "states.h"

#include <BackState/BackState>
#include <BackState/answers/bundle.h>

#include <QCryptographicHash>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static Element counterPage(const Counter &counter)
{
    return Main(Span(text(counter.count)));
}

class tst_Policy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSentByDefault_data();
    void isSentByDefault();
    void runsTheScriptInTheHead();
    void hasANumberForEachPage();
    void runsScriptsThatTheProgramNames();
    void isTheProgramsOwn();
    void leadsToTlsForLater();
    void isCheckedAtTheStart();

private:
    void serve(const ServerOptions &options = testOptions());

    std::unique_ptr<Server> m_server;
};

void tst_Policy::serve(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page("/", counterPage);
    m_server->page("/members", counterPage, {.signedIn = true});
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

// The bundle of this build runs what is on a page by the page's number.
static bool hasNumber()
{
    return qstrcmp(Bundle::dialect(), "1.0") == 0;
}

void tst_Policy::isSentByDefault_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addRow("a page") << QByteArray("/") << 200;
    QTest::addRow("no page") << QByteArray("/nothing") << 404;
    QTest::addRow("a page for others") << QByteArray("/members") << 401;
}

void tst_Policy::isSentByDefault()
{
    QFETCH(QByteArray, path);
    serve();
    const Answer answer = Browser(m_server->port()).get(path);
    QTEST(answer.status, "status");
    const QByteArray policy = answer.header("Content-Security-Policy");
    QVERIFY(policy.startsWith("script-src 'self'"));
    QCOMPARE(policy.contains("'unsafe-eval'"), !hasNumber());
    QCOMPARE(policy.contains("'unsafe-inline'"), !hasNumber());
    QCOMPARE(policy.contains("require-trusted-types-for 'script'"), hasNumber());
    for (const char *rest :
         {"object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'self'"})
        QVERIFY(policy.contains(rest));
    QCOMPARE(answer.header("X-Content-Type-Options"), "nosniff");
    QCOMPARE(answer.header("Referrer-Policy"), "same-origin");
    QVERIFY(answer.header("Permissions-Policy").contains("camera=()"));
    QVERIFY(!answer.hasHeader("Strict-Transport-Security"));
}

void tst_Policy::runsTheScriptInTheHead()
{
    if (!hasNumber())
        QSKIP("this bundle needs 'unsafe-inline'");
    serve();
    const Answer answer = Browser(m_server->port()).get("/");
    const qsizetype from = answer.body.indexOf("<script>") + 8;
    const QByteArray script = answer.body.sliced(from, answer.body.indexOf("</script>") - from);
    const QByteArray hash = QCryptographicHash::hash(script, QCryptographicHash::Sha256).toBase64();
    QVERIFY(answer.header("Content-Security-Policy").contains("'sha256-" + hash + "'"));
}

void tst_Policy::hasANumberForEachPage()
{
    if (!hasNumber())
        QSKIP("this bundle has none");
    serve();
    const auto number = [this] {
        const Answer answer = Browser(m_server->port()).get("/");
        const qsizetype at = answer.body.indexOf("data-nonce=\"") + 12;
        const QByteArray nonce = answer.body.sliced(at, answer.body.indexOf('"', at) - at);
        return answer.header("Content-Security-Policy").contains("'nonce-" + nonce + "'")
            ? nonce
            : QByteArray();
    };
    const QByteArray first = number();
    QCOMPARE(first.size(), 22); // 128 bits
    QVERIFY(number() != first);
}

void tst_Policy::runsScriptsThatTheProgramNames()
{
    QCOMPARE(Script(nonce(), "f()").bytes(), "<script>f()</script>"); // outside of a page
    Server server;
    server.setOptions(testOptions());
    server.page("/", [](const Counter &counter) {
        return Main(Script(nonce(), Raw("page()"_ba)), region(counter.count, [](const Counter &) {
                        return Script(nonce(), Raw("region()"_ba));
                    }));
    });
    server.layout([](const Request &, const Page &page) {
        return Fragment(Script(nonce(), Raw("layout()"_ba)), page.content);
    });
    QVERIFY(server.listen(0));
    const QByteArray page = Browser(server.port()).get("/").body;
    const qsizetype at = page.indexOf("data-nonce=\"") + 12;
    const QByteArray attribute
        = hasNumber() ? " nonce=\"" + page.sliced(at, 22) + '"' : QByteArray();
    QVERIFY(page.contains("<script" + attribute + ">page()</script>"));
    QVERIFY(page.contains("<script" + attribute + ">layout()</script>"));
    QVERIFY(!page.contains(attribute + ">region()</script>") || !hasNumber()); // is for all pages
}

void tst_Policy::isTheProgramsOwn()
{
    ServerOptions options = testOptions();
    options.headers
        = {{"content-security-policy", "script-src %scripts% https://a.example; img-src 'none'"},
           {"Referrer-Policy", ""},
           {"Cross-Origin-Opener-Policy", "same-origin"}};
    serve(options);
    const Answer answer = Browser(m_server->port()).get("/");
    QCOMPARE(answer.head.toLower().count("content-security-policy:"), 1);
    const QByteArray policy = answer.header("Content-Security-Policy");
    QVERIFY(policy.startsWith("script-src 'self'"));
    QVERIFY(policy.endsWith(" https://a.example; img-src 'none'"));
    QVERIFY(!policy.contains('%'));
    QVERIFY(!answer.hasHeader("Referrer-Policy"));
    QCOMPARE(answer.header("Cross-Origin-Opener-Policy"), "same-origin");
    QCOMPARE(answer.header("X-Content-Type-Options"), "nosniff");
}

void tst_Policy::leadsToTlsForLater()
{
    ServerOptions options = testOptions();
    options.strictTransport = 24h;
    options.proxies = {"127.0.0.1"};
    serve(options);
    Browser browser(m_server->port());
    QVERIFY(!browser.get("/").hasHeader("Strict-Transport-Security"));
    QCOMPARE(
        browser.get("/", "X-Forwarded-Proto: https\r\n").header("Strict-Transport-Security"),
        "max-age=86400");
}

void tst_Policy::isCheckedAtTheStart()
{
    Server server;
    ServerOptions options = testOptions();
    options.headers = {{"X: y", "z"}, {"X-Frame", "a\r\nSet-Cookie: b=c"}};
    server.setOptions(options);
    server.page("/", counterPage);
    QVERIFY(!server.listen(0));
    QVERIFY(server.errorString().contains("\"X: y\" can't be sent"));
    QVERIFY(server.errorString().contains("\"X-Frame\" can't be sent"));
}

QTEST_GUILESS_MAIN(tst_Policy)
#include "tst_policy.moc"
