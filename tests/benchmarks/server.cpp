// BackState as it is measured. Prints its port, and that of another server, whose /stat tells what
// a client can't see.
#include <BackState/BackState>

#include <QCoreApplication>
#include <QHttpServer>
#include <QTcpServer>

#include <malloc.h>

#include <cstdio>

using namespace BackState;
using namespace BackState::Html;

namespace {

int regionsBuilt = 0;
int itemsBuilt = 0;
int rowsBuilt = 0;

} // namespace

// The state that all streams show.
class Clock : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Clock, int, count, 0)

public:
    Q_INVOKABLE void tick() { count += 1; }
};

// Some two thousand bytes that all streams are told.
class News : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(News, QString, text)

public:
    Q_INVOKABLE void publish()
    {
        QString words;
        while (words.size() < 2000)
            words
                += QString::number((m_seed = m_seed * 1'664'525 + 1'013'904'223) >> 24, 26) + u' ';
        text = words;
    }

private:
    quint32 m_seed = 1;
};

static Element newsPage(const News &news)
{
    return Main(P(text(news.text)), Button(onClick<&News::publish>(news), "Publish"));
}

// A small state for each tab.
class Draft : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Draft, int, number, 1)
    BACKSTATE_PROPERTY(Draft, bool, open, false)
    BACKSTATE_PROPERTY(Draft, QString, text)
};

static Element tabPage(const Draft &draft, const Clock &clock)
{
    return Main(
        allow<&Clock::tick>(clock),
        P(text(draft.number)),
        P(show(draft.open)),
        P(text(draft.text)),
        P(text(clock.count)));
}

// Ten properties, of which an event changes one.
class Work : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Work, int, a, 0)
    BACKSTATE_PROPERTY(Work, int, b, 1)
    BACKSTATE_PROPERTY(Work, int, c, 2)
    BACKSTATE_PROPERTY(Work, int, d, 3)
    BACKSTATE_PROPERTY(Work, QString, e)
    BACKSTATE_PROPERTY(Work, QString, f)
    BACKSTATE_PROPERTY(Work, QString, g)
    BACKSTATE_PROPERTY(Work, double, h, 0.5)
    BACKSTATE_PROPERTY(Work, bool, i, true)
    BACKSTATE_PROPERTY(Work, bool, j, false)

public:
    Q_INVOKABLE void add(int amount) { a += amount; }
};

static Element workPage(const Work &work)
{
    return Main(
        P(text(work.a)),
        P(text(work.b)),
        P(text(work.c)),
        P(text(work.d)),
        P(text(work.e)),
        P(text(work.f)),
        P(text(work.g)),
        P(text(work.h)),
        P(show(work.i)),
        P(show(work.j)),
        Button(onClick<&Work::add>(work, 1), "Add"));
}

// A page of 200 elements, 20 of them with a signal.
class Panel : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Panel, int, p0, 0)
    BACKSTATE_PROPERTY(Panel, int, p1, 1)
    BACKSTATE_PROPERTY(Panel, int, p2, 2)
    BACKSTATE_PROPERTY(Panel, int, p3, 3)
    BACKSTATE_PROPERTY(Panel, int, p4, 4)
    BACKSTATE_PROPERTY(Panel, int, p5, 5)
    BACKSTATE_PROPERTY(Panel, int, p6, 6)
    BACKSTATE_PROPERTY(Panel, int, p7, 7)
    BACKSTATE_PROPERTY(Panel, int, p8, 8)
    BACKSTATE_PROPERTY(Panel, int, p9, 9)
    BACKSTATE_PROPERTY(Panel, QString, q0)
    BACKSTATE_PROPERTY(Panel, QString, q1)
    BACKSTATE_PROPERTY(Panel, QString, q2)
    BACKSTATE_PROPERTY(Panel, QString, q3)
    BACKSTATE_PROPERTY(Panel, QString, q4)
    BACKSTATE_PROPERTY(Panel, QString, q5)
    BACKSTATE_PROPERTY(Panel, QString, q6)
    BACKSTATE_PROPERTY(Panel, QString, q7)
    BACKSTATE_PROPERTY(Panel, QString, q8)
    BACKSTATE_PROPERTY(Panel, QString, q9)
};

// Ten elements, with the element around them.
template<typename Prop>
static Element block(const char *caption, const Prop &number, const auto &words)
{
    return Section(
        cls("card"),
        H2(caption),
        P(cls("value"), text(number)),
        P(cls("note"), text(words)),
        Ul(Li("one"), Li("two"), Li("three"), Li(A(href("/"), "four"))));
}

static Element panelPage(const Panel &panel)
{
    return Main(
        block("One", panel.p0, panel.q0),
        block("Two", panel.p1, panel.q1),
        block("Three", panel.p2, panel.q2),
        block("Four", panel.p3, panel.q3),
        block("Five", panel.p4, panel.q4),
        block("Six", panel.p5, panel.q5),
        block("Seven", panel.p6, panel.q6),
        block("Eight", panel.p7, panel.q7),
        block("Nine", panel.p8, panel.q8),
        block("Ten", panel.p9, panel.q9),
        Table(each(QList<int>(20), [](int cell) {
            return Tr(Td("cell"), Td(cell), Td("of a table"), Td("without"), Td("signals"));
        })));
}

class Item
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString name MEMBER name)

public:
    int id = 0;
    QString name;
    bool operator==(const Item &) const = default;
};

// A list of a thousand items.
class Stock : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    using Items = QList<Item>;
    BACKSTATE_PROPERTY(Stock, Items, items)

public:
    Stock()
    {
        Items all;
        for (int i = 0; i < 1000; ++i)
            all.append({i, QStringLiteral("item %1").arg(i)});
        items = all;
    }
    Q_INVOKABLE void rename()
    {
        items.change([](Items &all) { all[500].name += u'!'; });
    }
};

static Element listPage(const Stock &stock)
{
    return Main(allow<&Stock::rename>(stock), region(stock.items, [](const Stock &shown) {
                    ++regionsBuilt;
                    return Ul(each(shown.items, [](const Item &item) {
                        ++itemsBuilt;
                        return Li(item.name);
                    }));
                }));
}

static Element rowsPage(const Stock &stock)
{
    return Main(
        allow<&Stock::rename>(stock),
        Ul(rows(
            stock.items,
            [](const Item &item) { return item.id; },
            [](const Item &item) {
                ++rowsBuilt;
                return Li(item.name);
            })));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    ServerOptions options;
    options.secret = QByteArray(32, 'b'); // no file is read or written
    options.cookieName = "session";
    options.maxProvisionalSessions = 1'000'000; // no session may end while it is measured
    options.maxSessions = 1'000'000;
    options.maxStreamsPerSession = 0;
    options.heartbeat = std::chrono::hours(1);
    options.compression.loopback = argc > 1; // server [page level]
    if (argc > 1)
        options.compression.pageLevel = QByteArray(argv[1]).toInt();
    Server server;
    server.setOptions(options);
    server.page(QStringLiteral("/tab"), tabPage);
    server.page(QStringLiteral("/work"), workPage);
    server.page(QStringLiteral("/panel"), panelPage);
    server.page(QStringLiteral("/list"), listPage);
    server.page(QStringLiteral("/news"), newsPage);
    server.page(QStringLiteral("/rows"), rowsPage);
    // No route of server.http(), because with one all requests would go through Qt's parser.
    QHttpServer statistics;
    statistics.route("/stat", [] {
        return QByteArray::number(qulonglong(::mallinfo2().uordblks + ::mallinfo2().hblkhd)) + ' '
            + QByteArray::number(regionsBuilt) + ' ' + QByteArray::number(itemsBuilt) + ' '
            + QByteArray::number(rowsBuilt);
    });
    QTcpServer listener;
    if (!server.listen(0) || !listener.listen(QHostAddress::LocalHost))
        return 1;
    statistics.bind(&listener);
    std::printf("%d %d\n", int(server.port()), int(listener.serverPort()));
    std::fflush(stdout);
    return app.exec();
}

#include "server.moc"
