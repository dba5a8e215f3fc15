// An event that goes on. It tells the page that called it how far it is, while the server does
// other things.
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

class Export : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab) // each window has its own
    BACKSTATE_PROPERTY(Export, int, percent, 0)
    BACKSTATE_PROPERTY(Export, QString, result, "Nothing is written yet.")

public:
    // Each patch goes out at once, after the properties that changed. When the page is closed, the
    // coroutine is destroyed where it waits.
    Q_INVOKABLE Flow<Patch> start(int chapters)
    {
        m_isCancelled = false;
        percent = 0;
        result = "Writing …";
        co_yield Patch::elements(Ol(id("log"))); // empties the list
        for (int i = 1; i <= chapters && !m_isCancelled; ++i) {
            co_await after(400ms); // a QFuture or a Qt signal would do as well
            percent = 100 * i / chapters;
            const Patch chapter
                = Patch::elements(Li("Chapter ", i), {.selector = "#log", .mode = Mode::Append});
            co_yield chapter;
        }
        result = m_isCancelled ? "Cancelled." : "All is written.";
    }

    Q_INVOKABLE void cancel() { m_isCancelled = true; }

private:
    BACKSTATE_EVENT(start, .again = Again::Refuse)

    bool m_isCancelled = false;
};

static Element progressPage(const Export &book)
{
    return Main(
        H1("A book of eight chapters"),
        P(Progress(
              attribute("max", 100),
              attr("value", signal(book.percent)),
              aria("label", "Written")),
          " ",
          Span(text(book.percent)),
          " %"),
        P(Button(
              onClick<&Export::start>(book, 8),
              attr("disabled", running<&Export::start>(book)),
              "Write it"),
          " ",
          Button(onClick<&Export::cancel>(book), show(running<&Export::start>(book)), "Cancel")),
        P(text(book.result)),
        Ol(id("log")));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", progressPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
