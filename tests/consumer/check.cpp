// Serves a page from the installed library, loads it, loads the bundle it refers to, and exits.

#include <BackState/BackState>

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpSocket>

using namespace BackState;
using namespace BackState::Html;

class Counter : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Counter, int, count, 42)

public:
    Q_INVOKABLE void increment(int amount = 1) { count += amount; }
};

static Element counterPage(const Counter &counter)
{
    return Main(
        H1("Count: ", Span(text(counter.count))),
        Button(onClick<&Counter::increment>(counter, 1), "+1"));
}

// What the server answers to a GET, head and body.
static QByteArray get(quint16 port, const QByteArray &path)
{
    QTcpSocket socket;
    QByteArray answer;
    QEventLoop loop;
    QObject::connect(&socket, &QTcpSocket::readyRead, &loop, [&] { answer += socket.readAll(); });
    QObject::connect(&socket, &QTcpSocket::disconnected, &loop, &QEventLoop::quit);
    socket.connectToHost(QHostAddress::LocalHost, port);
    socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    loop.exec();
    return answer;
}

static bool isServed(quint16 port)
{
    const QByteArray page = get(port, "/");
    if (!page.startsWith("HTTP/1.1 200") || !page.contains(">42</span>")) {
        qWarning("the page is not what it should be:\n%s", page.constData());
        return false;
    }
    static const QRegularExpression source("<script type=\"module\" src=\"(/backstate/[^\"]+)\"");
    const auto script = source.match(QString::fromUtf8(page));
    if (!script.hasMatch()) {
        // With BACKSTATE_DATASTAR=cdn nothing is embedded and nothing is to be served.
        return page.contains(" integrity=\"sha384-");
    }
    const QByteArray bundle = get(port, script.captured(1).toUtf8());
    if (!bundle.startsWith("HTTP/1.1 200") || !bundle.contains("// Datastar v")) {
        qWarning("the bundle is not what it should be:\n%s", bundle.left(500).constData());
        return false;
    }
    return true;
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", counterPage);
    return server.listen(0) && isServed(server.port()) ? 0 : 1;
}

#include "check.moc"
