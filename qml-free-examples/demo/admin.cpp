// Admin: settings that hold for everybody, changed by those who have the role.
#include "pages.h"
#include "settings.h"

// What an administrator is typing. The events check the role again at each call.
class AdminDesk : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(AdminDesk, QString, draft)

public:
    Q_INVOKABLE void announce()
    {
        related<Settings>()->announcement = draft->trimmed();
        draft = "";
    }
    Q_INVOKABLE void withdraw() { related<Settings>()->announcement = ""; }
    Q_INVOKABLE void setChatOpen(bool isOpen) { related<Settings>()->isChatOpen = isOpen; }

    BACKSTATE_EVENT(announce, .roles = "admin")
    BACKSTATE_EVENT(withdraw, .roles = "admin")
    BACKSTATE_EVENT(setChatOpen, .roles = "admin")

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "draft" && value.toString().size() > 120)
            return "120 letters at most: it stands on every page.";
        return {};
    }
};

static Element announcementCard(const AdminDesk &desk, const Settings &settings)
{
    return Section(
        cls("card"),
        H2("Announcement"),
        P(cls("muted"), "It appears on every page that is open, in every browser."),
        Form(
            onSubmit<&AdminDesk::announce>(desk),
            Div(cls("field"),
                Label(htmlFor("words"), "What to say"),
                Input(id("words"), bind(desk.draft), autocomplete("off")),
                error(desk.draft)),
            Div(Button("Announce"),
                Button(
                    type("button"),
                    show(signal(settings.announcement) != ""),
                    onClick<&AdminDesk::withdraw>(desk),
                    "Withdraw"))));
}

static Element chatCard(const AdminDesk &desk, const Settings &settings)
{
    const auto isOpen = signal(settings.isChatOpen);
    return Section(
        cls("card"),
        H2("Chat"),
        P(Span(cls("badge good"), show(isOpen), "Open"),
          Span(cls("badge bad"), show(!isOpen), "Closed")),
        P(cls("muted"), "A closed chat can be read, and says so beside the field at once."),
        Button(
            cls("secondary"),
            show(isOpen),
            onClick<&AdminDesk::setChatOpen>(desk, false),
            "Close it"),
        Button(show(!isOpen), onClick<&AdminDesk::setChatOpen>(desk, true), "Open it"));
}

static Element adminPage(const AdminDesk &desk, const Settings &settings)
{
    return Fragment(
        H1("Administration"),
        P(cls("lead"),
          "Only accounts with the role admin see this page, and only theirs may call its events."),
        Div(cls("cards"), announcementCard(desk, settings), chatCard(desk, settings)));
}

void addAdminPage(Server &server)
{
    server.page("/admin", adminPage, {.title = "Administration", .roles = "admin"});
}

#include "admin.moc"
