// Three pages in one layout. A click brings the content of another page, and the layout stays.
#include <BackState/BackState>

#include <cstdio>

using namespace BackState;
using namespace BackState::Html;

class Reader : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Reader, int, read, 0)

public:
    Q_INVOKABLE void next() { ++read; }
};

static Element pagesPage(const Reader &reader)
{
    return Main(
        H1("Start"),
        P("The number above is a signal, so it stays true on every page."),
        Button(onClick<&Reader::next>(reader), "One more"));
}

static Page chapterPage(const Request &request)
{
    const QString number = request.pathParameter("number");
    const QString path = "/chapter/" + QString::number(number.toInt() + 1);
    return {
        "Chapter " + number,
        {},
        Main(H1("Chapter ", number), P(A(navigate(path), "The next one")))};
}

// A page for clients that can't hold a stream open. It asks every two seconds.
static Element pollPage(const Reader &reader)
{
    return Main(H1("Asked for"), P("Read: ", Span(text(reader.read))));
}

static Element layout(const Page &page, const Reader &reader)
{
    const auto link = [](const char *path, const char *title) {
        return A(navigate(path), cls("active", currentPath() == path), title);
    };
    return Fragment(
        Nav(link("/", "Start"),
            link("/chapter/1", "Chapter 1"),
            link("/poll", "Asked for"),
            Span("Read: ", Span(text(reader.read)))),
        page.content);
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.layout(layout);
    server.page("/", pagesPage);
    server.page("/chapter/<number>", chapterPage);
    PageOptions everyTwoSeconds;
    everyTwoSeconds.poll = std::chrono::seconds(2);
    server.page("/poll", pollPage, everyTwoSeconds);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    if (!server.listen(port))
        return 1;
    std::printf("Pages at %s\n", qPrintable(server.url().toString()));
    std::fflush(stdout);
    return app.exec();
}

#include "main.moc"
