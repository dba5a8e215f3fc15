// Two users who sign in, with notes that belong to each of them, and a page for one role.
// ada's password is "engine", bob's is "builder".
#include <BackState/BackState>

#include <QPasswordDigestor>

#include <cstdio>

using namespace BackState;
using namespace BackState::Html;

class Notes : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(User)
    BACKSTATE_PROPERTY(Notes, QStringList, lines)
    BACKSTATE_EDITABLE(Notes, QString, draft)

public:
    Q_INVOKABLE void add()
    {
        if (!draft->trimmed().isEmpty())
            lines << draft->trimmed();
        draft = "";
    }
};

class Notice : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Notice, QString, text, "Nothing new.")

public:
    Q_INVOKABLE void publish(const QString &news) { text = news; }

private:
    BACKSTATE_EVENT(publish, .roles = "admin")
};

class Editor : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Editor, QString, draft)
};

// The user directory. A real one keeps such a hash of each password, and not the password.
class Directory
{
public:
    Directory()
    {
        add("ada", "engine", {"admin"});
        add("bob", "builder", {});
    }

    std::optional<Account> operator()(const QString &name, const QString &password) const
    {
        const User user = m_users.value(name);
        // Computed for an unknown name as well, so that the time does not tell whether a name
        // exists.
        const QByteArray hash = hashOf(password, user.salt);
        return !user.hash.isEmpty() && hash == user.hash ? std::optional(Account{name, user.roles})
                                                         : std::nullopt;
    }

private:
    struct User
    {
        QByteArray salt;
        QByteArray hash;
        QStringList roles;
    };

    static QByteArray hashOf(const QString &password, const QByteArray &salt)
    {
        return QPasswordDigestor::deriveKeyPbkdf2(
            QCryptographicHash::Sha256,
            password.toUtf8(),
            salt,
            10'000,
            32);
    }
    void add(const QString &name, const QString &password, const QStringList &roles)
    {
        const QByteArray salt = QUuid::createUuid().toRfc4122();
        m_users.insert(name, {salt, hashOf(password, salt), roles});
    }

    QHash<QString, User> m_users;
};

static Element layout(const Request &request, const Page &page)
{
    const QString user = request.user();
    return Fragment(
        Nav(A(href("/"), "News"),
            A(href("/notes"), "Notes"),
            when(request.hasRole("admin"), [] { return A(href("/admin"), "Admin"); }),
            when(
                user.isEmpty(),
                [] { return A(href("/login"), "Sign in"); },
                [&user] {
                    return Fragment(Span("Signed in as ", Strong(user)), signOut("Sign out"));
                })),
        page.content);
}

static Element newsPage(const Notice &notice)
{
    return Main(H1("News"), P(text(notice.text)));
}

static Element notesPage(const Notes &notes) // of scope User: somebody has to be signed in
{
    return Main(
        H1("Notes"),
        region(
            notes.lines,
            [](const Notes &all) {
                return Ul(each(all.lines, [](const QString &line) { return Li(line); }));
            }),
        Form(
            onSubmit<&Notes::add>(notes),
            Input(bind(notes.draft), placeholder("A note")),
            Button("Keep")));
}

static Element adminPage(const Notice &notice, const Editor &editor)
{
    return Main(
        H1("Admin"),
        P("Everybody reads: ", Strong(text(notice.text))),
        Form(
            onSubmit<&Notice::publish>(notice, signal(editor.draft)),
            Input(bind(editor.draft), placeholder("What is new?")),
            Button("Publish")));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    app.setApplicationName("BackState login");
    Server server;
    server.layout(layout);
    server.authenticate(Directory());
    server.page("/", newsPage, {.title = "News"});
    server.page("/notes", notesPage, {.title = "Notes"});
    server.page("/admin", adminPage, {.title = "Admin", .roles = "admin"});
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    if (!server.listen(port))
        return 1;
    std::printf("Sign in at %s\n", qPrintable(server.url().toString()));
    std::fflush(stdout);
    return app.exec();
}

#include "main.moc"
