// What the user types becomes a property in C++, and what C++ makes of it is on the page at once.
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

class Greeting : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Greeting, QString, name) // the only property that a browser may set
    BACKSTATE_EDITABLE(Greeting, QString, wish)
    BACKSTATE_PROPERTY(Greeting, QString, sentence)
    BACKSTATE_PROPERTY(Greeting, QString, answer)

public:
    Greeting()
    {
        sentence.setBinding([this] {
            const QString known = name.value().trimmed();
            return known.isEmpty() ? QString("Hello, whoever you are!") : "Hello, " + known + "!";
        });
    }

    // What was typed comes with the event, so the wish has arrived when this runs.
    Q_INVOKABLE void ask()
    {
        const QString asked = wish.value().trimmed();
        answer = asked.isEmpty() ? QString("Nothing? Be happy.") : "You shall have " + asked + ".";
        wish = "";
    }

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "name" && value.toString().size() > 20)
            return "That is a long name: 20 letters at most, please.";
        return {};
    }
};

static Element greetingPage(const Greeting &greeting)
{
    return Main(
        H1(text(greeting.sentence)),
        P(Label(htmlFor("name"), "Your name"),
          Input(id("name"), bind(greeting.name, live()), autocomplete("off")), // sent while typing
          error(greeting.name)),
        Form(
            onSubmit<&Greeting::ask>(greeting),
            Input(bind(greeting.wish), placeholder("A wish"), aria("label", "A wish")),
            Button("Ask")), // sent with this event
        P(aria("live", "polite"), text(greeting.answer)));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", greetingPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
