// ok
#include <BackState/BackState>

#include <chrono>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

// Lists, regions, rows, editing, validation, global scope, settings, layout, a page with
// parameters.
struct Message
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString author MEMBER author)
    Q_PROPERTY(QString text MEMBER text)

public:
    int id = 0;
    QString author;
    QString text;
    bool operator==(const Message &) const = default;
};

class Chat : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_NAMESPACE("Talk")
    BACKSTATE_PROPERTY(Chat, QList<Message>, messages)
    BACKSTATE_PROPERTY(Chat, int, count, 0)
    BACKSTATE_EVENT(clear, .verb = Verb::Delete, .path = "/talk/all")

public:
    Chat()
    {
        count.setBinding([this] { return int(messages.value().size()); });
    }
    Q_INVOKABLE void send(const QString &author, const QString &message)
    {
        messages.change([&](auto &list) { list.append({int(list.size()), author, message}); });
    }

public Q_SLOTS:
    void clear() { messages = {}; }
};

class Draft : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Draft, QString, author, "me")
    BACKSTATE_EDITABLE(Draft, QString, text)
    BACKSTATE_PRIVATE(Draft, int, sent, 0)
    BACKSTATE_TRANSIENT(Draft, bool, open, true)

public:
    QString validate(const QString &property, const QVariant &value) const override
    {
        return property == QLatin1StringView("author") && value.toString().isEmpty()
            ? QStringLiteral("Who are you?")
            : QString();
    }
    Q_INVOKABLE void toggle(const Request &request)
    {
        open = !open;
        Q_UNUSED(request.path())
    }
};

static Element messageRow(const Chat &chat, const Message &message)
{
    return Li(
        cls("message"),
        B(message.author),
        " ",
        message.text,
        Button(onClick<&Chat::send>(chat, message.author, "again"), "Again"));
}

static Page chatPage(const Chat &chat, const Draft &draft, const Request &request)
{
    return {
        QStringLiteral("Chat"),
        Meta(name("description"), content("A chat")),
        Main(
            H1("Chat in ", request.pathParameter(QStringLiteral("room"))),
            region(chat.messages, [](const Chat &shown) { return P(shown.count, " messages"); }),
            Ul(rows(chat.messages, &Message::id, messageRow)),
            Ol(rows(
                chat.messages,
                [](const Message &message) { return message.id; },
                [](const Message &message) { return Li(message.text); })),
            Form(
                onSubmit<&Chat::send>(chat, signal(draft.author), signal(draft.text)),
                Input(bind(draft.author, live(300ms)), placeholder("Name")),
                error(draft.author),
                Input(bind(draft.text), disabled(false), attr("maxlength", 80)),
                error<&Chat::send>(chat, "message"),
                Button(type("submit"), "Send")),
            Div(show(signal(draft.open) && signal(draft.text) != ""), "typing"),
            Div(show(!signal(draft.open)), "closed"),
            Button(onClick<&Draft::toggle>(draft), "Toggle"),
            Button(on<&Chat::clear>("click", chat).debounce(300ms).prevent(), "Clear"),
            P(when(chat.count > 3, Span("busy"))),
            each(chat.messages, [](const Message &message) { return P(message.text); }))};
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.layout([](const Request &, const Page &page) {
        return Div(Nav(A(href("/"), "Home")), page.content);
    });
    server.page(QStringLiteral("/chat/<room>"), chatPage);
    Chat *chat = server.state<Chat>();
    chat->send(QStringLiteral("server"), QStringLiteral("hello"));
    for (const Message &message : chat->messages)
        qDebug() << message.text;
    ServerOptions options;
    options.flushInterval = 8ms;
    server.setOptions(options);
    return server.listen(0) ? 0 : 1;
}
