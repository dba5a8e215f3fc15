// ok

// Every public name once, as the page of public names spells it. Only signals() of a patch has
// another one: it is Qt's keyword.
#include <BackState/BackState>

#include <QHttpServer>
#include <QTimer>

#include <chrono>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

struct Item
{
    Q_GADGET
    Q_PROPERTY(QString name MEMBER name)

public:
    QString name;
    bool operator==(const Item &) const = default;
};

class Tool : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_STORE(Custom)
    BACKSTATE_NAMESPACE("Instrument")
    BACKSTATE_TTL(3600)
    BACKSTATE_API
    BACKSTATE_PROPERTY(Tool, QList<Item>, items)
    BACKSTATE_PROPERTY(Tool, int, count, 1)
    BACKSTATE_PROPERTY(Tool, int, twice)
    BACKSTATE_PROPERTY(Tool, bool, open, true)
    BACKSTATE_EDITABLE(Tool, QString, draft, "text")
    BACKSTATE_PRIVATE(Tool, QString, secret)
    BACKSTATE_TRANSIENT(Tool, double, level, 0.5)
    Q_PROPERTY(double celsius READ celsius NOTIFY celsiusChanged)
    Q_PROPERTY(bool hot READ isHot NOTIFY celsiusChanged)
    Q_PROPERTY(QString title READ title WRITE setTitle NOTIFY titleChanged USER true)
    Q_PROPERTY(QList<int> numbers MEMBER m_numbers)

public:
    Tool()
    {
        twice.setBinding([this] { return 2 * count; });
    }
    QString validate(const QString &property, const QVariant &value) const override
    {
        return property == QLatin1StringView("draft") && value.toString().isEmpty()
            ? QStringLiteral("Empty.")
            : QString();
    }
    Refusals validateTogether(const Proposed &values) const override
    {
        const bool isHot = values.value<&Tool::isHot>() && values.value<&Tool::celsius>() > 20;
        if (isHot && values.value<&Tool::draft>().isEmpty() && values.value<&Tool::m_numbers>()[0])
            return {{"draft", "Empty while it is hot."}};
        return values.value("count").toInt() > 3 ? Refusals{{"count", "Too many."}} : Refusals();
    }
    double celsius() const { return 21.5; }
    bool isHot() const { return false; }
    QString title() const { return m_title; }
    void setTitle(const QString &title)
    {
        m_title = title;
        Q_EMIT titleChanged();
    }
    QList<int> m_numbers;

    Q_INVOKABLE void use(int amount = 1, const QString &words = {})
    {
        count = amount;
        count += 1;
        count -= 1;
        ++count;
        --count;
        count.setValue(count.value() + 1);
        items.change([&](QList<Item> &list) { list.append({words}); });
        for (const Item &item : items)
            secret = item.name;
        if (amount > 10)
            return refuse("amount", "Too much.");
        if (draft == "no")
            return refuse(draft, QString("Not %1.").arg(draft));
        if (!items.isEmpty() && items.size() > 0 && !draft->isEmpty())
            secret = items[0].name;
        refresh();
    }
    Q_INVOKABLE QFuture<Element> later() { return QtFuture::makeReadyFuture(Element(P("later"))); }
    Q_INVOKABLE void keep()
    {
        Storage kept = storage();
        kept.save();
        kept.load();
        kept.remove();
        kept.exists();
    }
    Q_INVOKABLE QString ask(const Request &request)
    {
        const QStringList all{
            request.method(),
            request.path(),
            request.pathParameter("id"),
            request.query("q"),
            request.header("name"),
            request.form("field"),
            request.signal("Instrument.draft").toString(),
            request.session().id(),
            request.user(),
            request.remoteAddress()};
        return request.isDatastar() && request.files("field").isEmpty() ? all.join(' ') : QString();
    }
    Q_INVOKABLE Flow<Patch> work()
    {
        QFuture<int> number = QtFuture::makeReadyFuture(1);
        co_yield Patch::remove("#x");
        co_yield changes;
        co_await after(500ms);
        count = co_await number;
        co_await received(this, &Tool::titleChanged);
    }
    Q_INVOKABLE QList<Patch> patches()
    {
        return {
            Patch::elements(
                P("one"),
                {.selector = "#x", .mode = Mode::Inner, .viewTransition = true}),
            Patch::remove("#x"),
            Patch::signalValues(QJsonObject()),
            Patch::script("js"),
            Patch::redirect("/p")};
    }

public Q_SLOTS:
    void press() { ++count; }

Q_SIGNALS:
    void celsiusChanged();
    void titleChanged();

private:
    QString m_title;

    BACKSTATE_EVENT(
        press,
        .verb = Verb::Put,
        .path = "/p",
        .selector = "#x",
        .mode = Mode::Outer,
        .roles = "a b",
        .again = Again::Queue)
};

class Everybodys : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_STORE(Server)
};
class Windows : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_STORE(ClientSession)
};
class Browsers : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Session)
    BACKSTATE_STORE(ClientLocal)
};
class Persons : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(User)
    BACKSTATE_PROPERTY(Persons, int, count)
    BACKSTATE_EVENT(get, .verb = Verb::Get, .mode = Mode::Replace, .again = Again::Replace)
    BACKSTATE_EVENT(post, .verb = Verb::Post, .mode = Mode::Prepend, .again = Again::Refuse)
    BACKSTATE_EVENT(patch, .verb = Verb::Patch, .mode = Mode::Append)
    BACKSTATE_EVENT(erase, .verb = Verb::Delete, .mode = Mode::Before)

public:
    Q_INVOKABLE Element get() { return P(); }
    Q_INVOKABLE Element post() { return P(); }
    Q_INVOKABLE Element patch() { return P(); }
    Q_INVOKABLE Element erase() { return P(); }
    static constexpr Mode others[] = {Mode::After, Mode::Remove};
};

static Element naming(const Tool &tool)
{
    return Main(
        Raw("<hr>"),
        tool, // all that may be shown
        Div(id("x"), cls("a", "b"), attribute("data-x", 1), title("x")),
        A(href("/p"), "There"),
        Label(htmlFor("draft"), "Draft"),
        Input(type("text"), name("draft"), value("x"), placeholder("x"), disabled(false)),
        each(tool.items, [](const Item &item) { return Li(item.name); }),
        when(tool.open, [] { return P("open"); }),
        Span(text(tool.count), text<&Tool::celsius>(tool), text(tool, "celsius")),
        Input(bind(tool.draft)),
        Input(bind(tool.draft, live(300ms))),
        Input(bind<&Tool::title>(tool)),
        Input(bind<&Tool::title>(tool, live(300ms))),
        Input(bind(tool, "title")),
        P(show(tool.open), show<&Tool::isHot>(tool), show(tool, "hot"), show(!signal(tool.open))),
        P(hide(tool.open), hide<&Tool::isHot>(tool), hide(tool, "hot")),
        P(cls("on", signal(tool.count) > 3),
          cls("hot", signal<&Tool::isHot>(tool) || signal(tool, "hot"))),
        P(style("width", signal(tool.count) + "%"),
          attr("href", if_(signal(tool.open) == true, "/a", "/b"))),
        P(show(signal(tool.count) != 1 && signal(tool.count) < 4)),
        error(tool.draft),
        error<&Tool::use>(tool, "amount"));
}

static Element doing(const Tool &tool)
{
    const Expression use = action<&Tool::use>(tool, 1, signal(tool.draft));
    return Main(
        Button(onClick<&Tool::use>(tool, 1, "words"), indicator("busy")),
        Form(onSubmit<&Tool::use>(tool), Button(everyClick())),
        Input(onInput<&Tool::use>(tool), onChange<&Tool::use>(tool), onKeyDown<&Tool::use>(tool)),
        Button(on<&Tool::use>("event", tool, 1).debounce(300ms).prevent()),
        Div(interval(1s, use), intersect(use), init(use), effect(script("js"))),
        region(tool.items, [](const Tool &shown) { return P(shown.items.size()); }),
        region<&Tool::m_numbers>(tool, [](const Tool &shown) { return P(shown.m_numbers.size()); }),
        Ul(rows(tool.items, &Item::name, [](const Item &item) { return Li(item.name); })));
}

static Page wholePage(const Request &, const Tool &tool)
{
    return {.title = "Tool", .head = Meta(name("x"), content("y")), .content = naming(tool)};
}

struct Desk
{
    Element page(const Tool &tool) const { return doing(tool); }
};

class OwnStore : public StateStore
{
public:
    QFuture<Loaded> load(const StoreKey &) override
    {
        return finishedFuture<Loaded>(std::optional<KeptValues>(QJsonObject()));
    }
    QFuture<Saved>
    save(const StoreKey &, const QJsonObject &, std::chrono::seconds, std::optional<quint64>)
        override
    {
        return finishedFuture<Saved>(quint64(0));
    }
    QFuture<Expected<bool>> remove(const StoreKey &) override
    {
        return finishedFuture(Expected<bool>(false));
    }
    QFuture<Expected<bool>> exists(const StoreKey &) override
    {
        return finishedFuture(Expected<bool>(false));
    }
    QFuture<Expected<qsizetype>> cleanup() override
    {
        return finishedFuture(Expected<qsizetype>(0));
    }
    QString description() const override { return "own"; }
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Tool tool;
    Desk desk;
    Server server;
    server.page("/tool/<id>", wholePage);
    server.page("/own", [&tool] { return naming(tool); });
    server.page("/desk", &desk, &Desk::page, PageOptions{.roles = "a b"});
    server.layout([](const Request &, const Page &page) { return Div(page.content); });
    server.layout(std::function<Element(const Request &, const Page &)>(
        [](const Request &, const Page &page) { return Div(page.content); }));
    server.store(std::make_unique<MemoryStore>());
    server.store(std::make_unique<SqlStore>("states.sqlite"));
    server.store(std::make_unique<OwnStore>());
    server.add(&tool);
    server.remove(&tool);
    server.keyBy<Persons>([](const Request &request) { return request.query("team"); });
    ServerOptions options;
    options.heartbeat = 5s;
    server.setOptions(options);
    const Everybodys *everybodys = server.state<Everybodys>();
    const Tool *other = server.state<Tool>("42");
    QHttpServer &http = server.http();
    const Frame frame;
    if (!server.listen(0) || !server.listen(0, QHostAddress::LocalHost))
        return server.errorString().isEmpty();
    qDebug() << server.url() << server.port() << everybodys << other << &http << frame.bytes();
    server.close();
}
