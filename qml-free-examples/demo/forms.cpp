// Forms: every kind of field, checked where it is typed and again on the server, and a file.
#include "pages.h"

static const QStringList countries
    = {"Austria", "Brazil", "Canada", "Denmark", "Estonia", "Finland"};
static const QStringList tickets = {"Standard", "Student", "Supporter"};
static const QStringList topics = {"States", "Pages", "Streams", "Testing"};

class Registration : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Registration, QString, fullName)
    BACKSTATE_RULES(fullName, .required = true, .minLength = 2, .maxLength = 40)
    BACKSTATE_EDITABLE(Registration, QString, email)
    BACKSTATE_RULES(
        email,
        .required = true,
        .maxLength = 80,
        .pattern = "[^@ ]+@[^@ ]+",
        .sentence = "An address has an @ in it.")
    BACKSTATE_EDITABLE(Registration, int, seats, 1)
    BACKSTATE_RULES(seats, .min = 1, .max = 9)
    BACKSTATE_EDITABLE(Registration, QDate, day, QDate(2027, 5, 20))
    BACKSTATE_RULES(day, .min = "2027-05-20", .max = "2027-05-22")
    BACKSTATE_EDITABLE(Registration, QString, country, "Finland")
    BACKSTATE_EDITABLE(Registration, QString, ticket, "Standard")
    BACKSTATE_EDITABLE(Registration, QStringList, interests)
    BACKSTATE_EDITABLE(Registration, QString, wishes)
    BACKSTATE_RULES(wishes, .maxLength = 300)
    BACKSTATE_EDITABLE(Registration, bool, agrees)
    BACKSTATE_RULES(agrees, .required = true)
    BACKSTATE_PROPERTY(Registration, QString, answer)

public:
    Q_INVOKABLE void enroll()
    {
        const QString place = seats == 1 ? QString("A seat is kept")
                                         : QString("%1 seats are kept").arg(seats.value());
        QStringList chosen = interests;
        chosen.removeAll(QString()); // a box that is not ticked is an empty text
        answer = QString("Thank you, %1. %2 for you on %3 (%4%5).")
                     .arg(
                         fullName->trimmed(),
                         place,
                         day->toString("d MMMM yyyy"),
                         ticket,
                         chosen.isEmpty() ? QString() : ", for " + chosen.join(", "));
    }

    // Checks what no rule can express.
    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "country" && !countries.contains(value.toString()))
            return "Choose a country from the list.";
        if (property == "ticket" && !tickets.contains(value.toString()))
            return "Choose one of the tickets.";
        return {};
    }
};

// A picture for the badge.
class Portrait : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_PROPERTY(Portrait, QString, answer)

public:
    // The arguments are the fields of the form that have their names. A large file lies in a
    // temporary file.
    Q_INVOKABLE void send(const UploadedFile &picture, const QString &caption = {})
    {
        answer = QString("Received %1, %2 KB. %3")
                     .arg(picture.fileName(), QString::number(1 + picture.size() / 1024), caption);
    }
};

static Element
field(const QString &title, const char *control, const Element &input, const Element &error)
{
    return Div(cls("field"), Label(htmlFor(control), title), input, error);
}

static Element personFields(const Registration &form)
{
    return Div(
        cls("fields"),
        field(
            "Full name",
            "person",
            Input(id("person"), bind(form.fullName, live()), autocomplete("name")),
            error(form.fullName)),
        field(
            "E-mail",
            "email",
            Input(id("email"), type("email"), bind(form.email, live()), autocomplete("email")),
            error(form.email)));
}

static Element visitFields(const Registration &form)
{
    const auto option = [](const QString &country) { return Option(country); };
    return Div(
        cls("fields"),
        field(
            "Seats",
            "seats",
            Input(id("seats"), type("number"), bind(form.seats, live())),
            error(form.seats)),
        field(
            "Day",
            "day",
            Input(id("day"), type("date"), bind(form.day, live())),
            error(form.day)),
        field(
            "Country",
            "country",
            Select(id("country"), bind(form.country), each(countries, option)),
            error(form.country)));
}

static Element choiceFields(const Registration &form)
{
    const auto ticketChoice = [&form](const QString &ticket) {
        return Label(
            Input(type("radio"), name("ticket"), value(ticket), bind(form.ticket)),
            ticket);
    };
    const auto topicChoice = [&form](const QString &topic) {
        return Label(Input(type("checkbox"), value(topic), bind(form.interests)), topic);
    };
    return Fragment(
        Fieldset(
            cls("field"),
            Legend("Ticket"),
            Div(cls("choices"), each(tickets, ticketChoice)),
            error(form.ticket)),
        Fieldset(
            cls("field"),
            Legend("Interested in"),
            Div(cls("choices"), each(topics, topicChoice))));
}

static Element registrationForm(const Registration &form)
{
    return Form(
        onSubmit<&Registration::enroll>(form),
        personFields(form),
        visitFields(form),
        choiceFields(form),
        field("Wishes", "wishes", Textarea(id("wishes"), bind(form.wishes)), error(form.wishes)),
        Div(cls("field"),
            Label(Input(type("checkbox"), bind(form.agrees)), "I keep to the house rules"),
            error(form.agrees)),
        Button("Register"),
        P(role("status"), text(form.answer)));
}

static Element portraitForm(const Portrait &portrait)
{
    const auto progress = uploadProgress<&Portrait::send>(portrait);
    return Form(
        onSubmit(submit<&Portrait::send>(portrait)), // sends the fields of the form, and the file
        enctype("multipart/form-data"),
        Div(cls("fields"),
            field(
                "Picture",
                "picture",
                Input(id("picture"), type("file"), name("picture"), accept("image/*"), required()),
                error<&Portrait::send>(portrait, "picture")),
            field(
                "Caption",
                "caption",
                Input(id("caption"), name("caption"), maxlength(60)),
                Fragment())),
        Button("Send it"),
        Progress(max(100), aria("label", "Sent"), attr("value", progress), show(progress > 0)),
        error(portrait, "send"), // too large, for example
        P(role("status"), text(portrait.answer)));
}

static Element formsPage(const Registration &form, const Portrait &portrait)
{
    return Fragment(
        H1("Forms"),
        P(cls("lead"),
          "Rules are said once, in C++. The browser knows them, and the server checks them."),
        Section(cls("card"), H2("Register for the conference"), registrationForm(form)),
        Section(cls("card"), H2("A portrait for your badge"), portraitForm(portrait)));
}

void addFormsPage(Server &server)
{
    server.page("/forms", formsPage, {.title = "Forms"});
}

#include "forms.moc"
