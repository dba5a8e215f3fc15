// Chat: one room for everybody.
#include "guest.h"
#include "pages.h"
#include "settings.h"

#include <QPointer>

struct ChatMessage
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString author MEMBER author)
    Q_PROPERTY(QString content MEMBER content)
    Q_PROPERTY(QTime at MEMBER at)
public:
    int id = 0;
    QString author;
    QString content;
    QTime at;
    bool operator==(const ChatMessage &) const = default;
};

// A window that is open on the chat.
struct Person
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString name MEMBER name)
public:
    int id = 0;
    QString name;
    bool operator==(const Person &) const = default;
};

class Room : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Room, QList<ChatMessage>, messages)
    BACKSTATE_TRANSIENT(Room, QList<Person>, people)

public:
    void post(const QString &author, const QString &content)
    {
        messages.change([&](QList<ChatMessage> &list) {
            const int id = list.isEmpty() ? 1 : list.last().id + 1;
            list.append({id, author, content, QTime::currentTime()});
            if (list.size() > 200)
                list.removeFirst();
        });
    }

    int newId() { return ++m_lastId; }
    void enter(const Person &person)
    {
        leave(person.id);
        people << person;
    }
    void leave(int id)
    {
        people.change([=](QList<Person> &list) {
            list.removeIf([=](const Person &one) { return one.id == id; });
        });
    }

private:
    int m_lastId = 0;
};

// What one window is typing.
class Speaker : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Speaker, QString, draft)

public:
    Speaker() { connect(this, &State::viewersChanged, this, &Speaker::comeOrGo); }
    ~Speaker() override
    {
        if (m_room)
            m_room->leave(m_id);
    }

    Q_INVOKABLE void send(const QString &name)
    {
        const QString content = draft->trimmed();
        if (!content.isEmpty() && related<Settings>()->isChatOpen)
            related<Room>()->post(Guest::shownName(name), content);
        draft = "";
    }

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "draft" && value.toString().size() > 500)
            return "500 letters at most, please.";
        return {};
    }

private:
    // The window was opened or closed, or its connection was lost.
    void comeOrGo()
    {
        if (viewers() == 0 && m_room) {
            m_room->leave(m_id);
        } else if (viewers() > 0) {
            Guest *guest = related<Guest>();
            if (!m_room) {
                m_room = related<Room>();
                m_id = m_room->newId();
                connect(guest, &Guest::nameChanged, this, &Speaker::comeOrGo);
            }
            m_room->enter({m_id, Guest::shownName(guest->name)});
        }
    }

    QPointer<Room> m_room;
    int m_id = 0;
};

static Element avatar(const QString &name)
{
    return Span(cls("avatar"), aria("hidden", true), name.left(1).toUpper());
}

static Element messageRow(const ChatMessage &message)
{
    return Li(
        avatar(message.author),
        Div(Strong(message.author),
            " ",
            Time(cls("muted"), message.at.toString("HH:mm")),
            Br(),
            message.content));
}

static Element personRow(const Person &person)
{
    return Li(avatar(person.name), person.name);
}

static Element messageForm(const Speaker &speaker, const Guest &guest, const Settings &settings)
{
    const auto isOpen = signal(settings.isChatOpen);
    return Fragment(
        Form(
            show(isOpen),
            onSubmit<&Speaker::send>(speaker, signal(guest.name)),
            Input(bind(speaker.draft), placeholder("Say something"), aria("label", "Your message")),
            Button("Send"),
            error(speaker.draft)),
        P(cls("note"), show(!isOpen), "The chat is closed for now. You can still read it."));
}

static Element
chatPage(const Room &room, const Speaker &speaker, const Guest &guest, const Settings &settings)
{
    return Fragment(
        H1("Chat"),
        P(cls("lead"), "Everybody who has this page open reads along. Only the new row travels."),
        Div(cls("with-aside"),
            Section(
                cls("card chat"),
                Div(cls("scroll"),
                    tabindex(0),
                    role("log"),
                    aria("label", "Messages"),
                    Ul(cls("plain messages"), rows(room.messages, &ChatMessage::id, messageRow))),
                messageForm(speaker, guest, settings)),
            Section(
                cls("card"),
                guestField(guest),
                H2("Who is here"),
                Ul(cls("plain"), rows(room.people, &Person::id, personRow)))));
}

void addChatPage(Server &server)
{
    server.page("/chat", chatPage, {.title = "Chat"});
}

#include "chat.moc"
