// Two states on one page: the chat belongs to everybody, and what a visitor types to the tab.
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

struct Message
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString author MEMBER author)
    Q_PROPERTY(QString content MEMBER content)
public:
    int id = 0;
    QString author;
    QString content;
    bool operator==(const Message &) const = default;
};

class Chat : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Chat, QList<Message>, messages)
    BACKSTATE_PROPERTY(Chat, int, here, 0)

public:
    Chat()
    {
        connect(this, &State::viewersChanged, this, [this] { here = viewers(); });
    }
    void post(const QString &author, const QString &content)
    {
        messages << Message{++m_lastId, author, content};
        if (messages.size() > 200)
            messages.change([](auto &list) { list.removeFirst(); });
    }

private:
    int m_lastId = 0;
};

class Visitor : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Visitor, QString, name, "Guest")
    BACKSTATE_EDITABLE(Visitor, QString, draft)

public:
    Q_INVOKABLE void send()
    {
        if (!draft->trimmed().isEmpty())
            related<Chat>()->post(name, draft->trimmed());
        draft = "";
    }
};

static Element messageRow(const Message &message)
{
    return Li(Strong(message.author), ": ", message.content);
}

static Element chatPage(const Chat &chat, const Visitor &visitor)
{
    const Element draft = Input(bind(visitor.draft), placeholder("Say something"));
    return Main(
        H1("Chat"),
        P(Span(id("here"), text(chat.here)), " here"),
        Div(cls("scroll"), Ul(rows(chat.messages, &Message::id, messageRow))),
        P(Label("Your name ", Input(bind(visitor.name), maxlength(20)))),
        Form(onSubmit<&Visitor::send>(visitor), draft, Button("Send")));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", chatPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
