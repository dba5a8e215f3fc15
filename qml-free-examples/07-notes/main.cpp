// Notes that are still there after a restart, because two lines give the server a store.
#include <BackState/BackState>

#include <QCommandLineParser>
#include <QStandardPaths>

#include <cstdio>

using namespace BackState;
using namespace BackState::Html;

struct Note
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString words MEMBER words)
    Q_PROPERTY(QDateTime written MEMBER written)
public:
    int id = 0;
    QString words;
    QDateTime written;
    bool operator==(const Note &) const = default;
};

class Notes : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global) // one list for everybody
    BACKSTATE_PROPERTY(Notes, QList<Note>, notes)
    BACKSTATE_PRIVATE(Notes, int, lastId, 0) // it is kept, but no browser sees it
    BACKSTATE_TRANSIENT(Notes, int, sinceStart, 0) // it is not kept

public:
    void add(const QString &words)
    {
        notes.change(
            [&](auto &list) { list.prepend({++lastId, words, QDateTime::currentDateTimeUtc()}); });
        ++sinceStart;
    }
    Q_INVOKABLE void remove(int id)
    {
        notes.change(
            [=](auto &list) { list.removeIf([=](const Note &note) { return note.id == id; }); });
    }
};

class Draft : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Draft, QString, words)

public:
    Q_INVOKABLE void keep()
    {
        if (!words->trimmed().isEmpty())
            related<Notes>()->add(words->trimmed());
        words = "";
    }
};

static Element noteRow(const Notes &notes, const Note &note)
{
    return Li(
        Span(note.words, " ", Small(note.written.toString("yyyy-MM-dd HH:mm"))),
        Button(cls("secondary"), onClick<&Notes::remove>(notes, note.id), "Remove"));
}

static Element notesPage(const Notes &notes, const Draft &draft)
{
    return Main(
        H1("Notes"),
        Form(
            onSubmit<&Draft::keep>(draft),
            Input(bind(draft.words), placeholder("What is worth keeping?"), aria("label", "Note")),
            Button("Keep")),
        Ul(rows(notes.notes, &Note::id, noteRow)),
        P("Written since the server started: ", Strong(text(notes.sinceStart))));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    app.setApplicationName("BackState notes");
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    QCommandLineParser parser;
    parser.addOptions(
        {{"port", "The port to listen on.", "port", "5001"},
         {"data",
          "The file to keep notes in, or postgresql://…",
          "data",
          folder + "/notes.sqlite"}});
    parser.addHelpOption();
    parser.process(app);

    Server server;
    server.store(std::make_unique<SqlStore>(parser.value("data")));
    server.page("/", notesPage);
    if (!server.listen(parser.value("port").toUShort()))
        return 1;
    std::printf("Notes at %s\n", qPrintable(server.url().toString()));
    std::fflush(stdout);
    return app.exec();
}

#include "main.moc"
