// A registration whose rules are said once, and checked in the browser and in C++. It takes a photo
// as well, and shows the progress of its upload.
#include <BackState/BackState>

#include <QDate>

using namespace BackState;
using namespace BackState::Html;

class Registration : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Registration, QString, name)
    BACKSTATE_RULES(name, .required = true, .minLength = 2, .maxLength = 40)
    BACKSTATE_EDITABLE(Registration, QString, code)
    BACKSTATE_RULES(code, .pattern = "[A-Z]{3}-[0-9]{2}", .sentence = "A code looks like ABC-12.")
    BACKSTATE_EDITABLE(Registration, QString, about)
    BACKSTATE_EDITABLE(Registration, QString, country, "Norway")
    BACKSTATE_EDITABLE(Registration, QString, ticket, "day")
    BACKSTATE_EDITABLE(Registration, int, guests, 0)
    BACKSTATE_RULES(guests, .min = 0, .max = 5)
    BACKSTATE_EDITABLE(Registration, QDate, arrival)
    BACKSTATE_RULES(arrival, .required = true, .min = "2026-06-01", .max = "2026-06-30")
    BACKSTATE_EDITABLE(Registration, QString, color, "#3366cc")
    BACKSTATE_EDITABLE(Registration, bool, agrees, false)
    BACKSTATE_RULES(agrees, .required = true)
    BACKSTATE_PROPERTY(Registration, QString, summary)
    BACKSTATE_PROPERTY(Registration, QString, photo)

public:
    Q_INVOKABLE void registerGuest()
    {
        summary = name.value() + " from " + country.value() + ", " + ticket.value() + " ticket, "
            + QString::number(guests) + " guests";
    }

    // The arguments are the fields of the form that have their names.
    Q_INVOKABLE void addPhoto(const UploadedFile &picture, const QString &caption = {})
    {
        photo = picture.fileName() + ", " + QString::number(picture.size()) + " bytes. " + caption;
    }

    // Checks what no rule can express.
    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "name" && value.toString().startsWith("Admin"))
            return "That name is taken.";
        return {};
    }
};

template<typename Prop>
static Element field(const char *caption, const Element &input, const Prop &property)
{
    return P(Label(caption, " ", input), error(property));
}

static Element registrationForm(const Registration &guest)
{
    return Form(
        onSubmit<&Registration::registerGuest>(guest),
        field("Name", Input(bind(guest.name, live())), guest.name),
        field("Code", Input(bind(guest.code, live())), guest.code),
        field("About you", Textarea(bind(guest.about)), guest.about),
        field(
            "Country",
            Select(
                bind(guest.country),
                each(
                    {"Norway", "Portugal", "Japan"},
                    [](const char *name) { return Option(value(name), name); })),
            guest.country),
        P(Label(Input(type("radio"), name("ticket"), value("day"), bind(guest.ticket)), "Day"),
          Label(Input(type("radio"), name("ticket"), value("week"), bind(guest.ticket)), "Week")),
        field("Guests", Input(type("number"), bind(guest.guests)), guest.guests),
        field("Arrival", Input(type("date"), bind(guest.arrival)), guest.arrival),
        field("Colour", Input(type("color"), bind(guest.color)), guest.color),
        field("I agree", Input(type("checkbox"), bind(guest.agrees)), guest.agrees),
        Button("Register"),
        P(aria("live", "polite"), text(guest.summary)));
}

static Element photoForm(const Registration &guest)
{
    return Form(
        onSubmit(submit<&Registration::addPhoto>(guest)), // sends the fields and the file
        P(Label("Photo ", Input(type("file"), name("picture"), accept("image/*"), required(true))),
          error<&Registration::addPhoto>(guest, "picture")),
        P(Label("Caption ", Input(name("caption")))),
        Button("Send"),
        Progress(
            attribute("max", 100),
            attr("value", uploadProgress<&Registration::addPhoto>(guest))),
        error(guest, "addPhoto"), // too large, for example
        P(text(guest.photo)));
}

static Element formsPage(const Registration &guest)
{
    return Main(H1("Registration"), registrationForm(guest), H2("Photo"), photoForm(guest));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", formsPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
