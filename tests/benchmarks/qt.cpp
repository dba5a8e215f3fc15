// The yardstick for requests: a bare QHttpServer. /sixty is 60 bytes, /page the file given as the
// argument; /guessed and /bytes the same without a type.
#include <QCoreApplication>
#include <QFile>
#include <QHttpServer>
#include <QHttpServerResponse>
#include <QTcpServer>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QByteArray page;
    if (argc > 1) {
        QFile file(QString::fromLocal8Bit(argv[1]));
        if (!file.open(QIODevice::ReadOnly))
            return 1;
        page = file.readAll();
    }
    QHttpServer http;
    // With its type. For a bare QByteArray Qt guesses a type from the bytes, which costs more than
    // all the rest.
    http.route("/sixty", [] { return QHttpServerResponse("text/plain", QByteArray(60, 'x')); });
    http.route("/guessed", [] { return QByteArray(60, 'x'); });
    http.route("/bytes", [&page] { return page; });
    http.route("/page", [&page] { return QHttpServerResponse("text/html; charset=utf-8", page); });
    QTcpServer listener;
    if (!listener.listen(QHostAddress::LocalHost))
        return 1;
    http.bind(&listener);
    std::printf("%d\n", int(listener.serverPort()));
    std::fflush(stdout);
    return app.exec();
}
