#include <BackState/wire/message.h>
#include <BackState/wire/proxies.h>

#include <QTest>

using namespace BackState::Http;

static Message messageFrom(const QString &peer, const QByteArray &fields)
{
    Message message;
    message.peer = QHostAddress(peer);
    message.head = "GET / HTTP/1.1\r\nHost: backend\r\n" + fields + "\r\n";
    return message;
}

class tst_Proxies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speakForOthers_data();
    void speakForOthers();
    void sayAPrefix_data();
    void sayAPrefix();
    void haveAddresses();
};

void tst_Proxies::speakForOthers_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("whose");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("isSecure");

    const auto row = [](const char *name,
                        const char *peer,
                        const char *fields,
                        const char *whose,
                        const char *host = "backend",
                        bool isSecure = false) {
        QTest::addRow("%s", name) << QString(peer) << QByteArray(fields) << QString(whose)
                                  << QByteArray(host) << isSecure;
    };
    row("nothing", "127.0.0.1", "", "127.0.0.1");
    row("for", "127.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1");
    row("not by a stranger",
        "192.0.2.9",
        "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Host: a\r\nX-Forwarded-Proto: https\r\n",
        "192.0.2.9");
    row("neither by the other field",
        "192.0.2.9",
        "Forwarded: for=192.0.2.1;host=a;proto=https\r\n",
        "192.0.2.9");
    row("what a browser made up before it",
        "127.0.0.1",
        "X-Forwarded-For: 1.1.1.1, 192.0.2.1\r\n",
        "192.0.2.1");
    row("a proxy behind another",
        "127.0.0.1",
        "X-Forwarded-For: 192.0.2.1, 10.1.2.3\r\n",
        "192.0.2.1");
    row("in two fields",
        "10.0.0.1",
        "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 10.1.2.3\r\n",
        "192.0.2.1");
    row("nobody known", "127.0.0.1", "X-Forwarded-For: unknown\r\n", "127.0.0.1");
    row("with a port", "127.0.0.1", "X-Forwarded-For: 192.0.2.1:5555\r\n", "192.0.2.1");
    row("IPv6", "127.0.0.1", "X-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1");
    row("IPv6 in brackets", "127.0.0.1", "X-Forwarded-For: [2001:db8::1]:55\r\n", "2001:db8::1");
    row("all",
        "127.0.0.1",
        "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Host: shop.example:8443\r\n"
        "X-Forwarded-Proto: HTTPS\r\n",
        "192.0.2.1",
        "shop.example:8443",
        true);
    row("another scheme", "127.0.0.1", "X-Forwarded-Proto: wss\r\n", "127.0.0.1");
    row("an IPv4 peer as IPv6", "::ffff:10.0.0.1", "X-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1");
    row("Forwarded",
        "127.0.0.1",
        "Forwarded: for=1.1.1.1;host=evil, "
        "For=192.0.2.1;Host=\"shop.example:8443\";proto=https\r\n",
        "192.0.2.1",
        "shop.example:8443",
        true);
    row("Forwarded with IPv6",
        "127.0.0.1",
        "Forwarded: for=\"[2001:db8::1]:4711\"\r\n",
        "2001:db8::1");
    row("Forwarded counts in place of the others",
        "127.0.0.1",
        "Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Host: evil\r\n",
        "192.0.2.1");
    row("Forwarded with a hidden name", "127.0.0.1", "Forwarded: for=_secret\r\n", "127.0.0.1");
}

void tst_Proxies::speakForOthers()
{
    QFETCH(QString, peer);
    QFETCH(QByteArray, fields);
    QFETCH(QString, whose);
    Proxies proxies;
    QCOMPARE(proxies.set({"127.0.0.1", "10.0.0.0/8"}), QStringList());
    Message message = messageFrom(peer, fields);
    proxies.apply(message);
    QCOMPARE(message.peer, QHostAddress(whose));
    QTEST(message.host(), "host");
    QTEST(message.secure, "isSecure");
}

void tst_Proxies::sayAPrefix_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("prefix");

    const auto row = [](const char *name, const char *peer, const char *field, const char *prefix) {
        QTest::addRow("%s", name) << QString(peer) << QByteArray(field) + "\r\n"
                                  << QByteArray(prefix);
    };
    row("a path", "127.0.0.1", "X-Forwarded-Prefix: /shop", "/shop");
    row("with a slash at its end", "127.0.0.1", "X-Forwarded-Prefix: /a/b/", "/a/b");
    row("the root", "127.0.0.1", "X-Forwarded-Prefix: /", "");
    row("by a stranger", "192.0.2.9", "X-Forwarded-Prefix: /shop", "");
    row("of the nearest proxy", "127.0.0.1", "X-Forwarded-Prefix: /evil, /shop", "/shop");
    row("another host", "127.0.0.1", "X-Forwarded-Prefix: //evil.example", "");
    row("a quote", "127.0.0.1", "X-Forwarded-Prefix: /a\"b", "");
    row("with Forwarded",
        "127.0.0.1",
        "Forwarded: for=192.0.2.1\r\nX-Forwarded-Prefix: /shop",
        "/shop");
}

void tst_Proxies::sayAPrefix()
{
    QFETCH(QString, peer);
    QFETCH(QByteArray, fields);
    Proxies proxies;
    QVERIFY(proxies.set({QStringLiteral("127.0.0.1")}).isEmpty());
    Message message = messageFrom(peer, fields);
    proxies.apply(message);
    QTEST(message.prefix, "prefix");
}

void tst_Proxies::haveAddresses()
{
    for (const char *given : {"", "proxy.example", "10.0.0.0/33", "10.0.0.1:80"}) {
        const QStringList problems = Proxies().set({given});
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems.first().contains("\"" + QString(given) + "\" is no address"));
    }
}

QTEST_APPLESS_MAIN(tst_Proxies)
#include "tst_proxies.moc"
