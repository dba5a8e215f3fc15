// Forms: every kind of field, checked where it is typed and again on the server.
#include "pages.h"

static const QStringList countries = {"Austria", "Brazil", "Canada", "Denmark", "Estonia", "Finland"};
static const QStringList tickets = {"Standard", "Student", "Supporter"};
static const QStringList topics = {"States", "Pages", "Streams", "Testing"};

class Registration : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(Registration, QString, fullName)
    BACKSTATE_EDITABLE(Registration, QString, email)
    BACKSTATE_EDITABLE(Registration, int, seats, 1)
    BACKSTATE_EDITABLE(Registration, QDate, day, QDate(2027, 5, 20))
    BACKSTATE_EDITABLE(Registration, QString, country, "Finland")
    BACKSTATE_EDITABLE(Registration, QString, ticket, "Standard")
    BACKSTATE_EDITABLE(Registration, QStringList, interests)
    BACKSTATE_EDITABLE(Registration, QString, wishes)
    BACKSTATE_EDITABLE(Registration, bool, agrees)
    BACKSTATE_PROPERTY(Registration, QString, answer)

public:
    Q_INVOKABLE void enroll()
    {
        if (fullName->trimmed().isEmpty() || email->isEmpty() || !agrees) {
            answer = "A name, an address and your consent are needed.";
            return;
        }
        QStringList chosen = interests;
        chosen.removeAll(QString()); // what a box that is not ticked stands for
        answer = QString("Thank you, %1. %2 for you on %3 (%4%5).")
                     .arg(
                         fullName->trimmed(),
                         seats == 1 ? QString("A seat is kept") : QString("%1 seats are kept").arg(seats),
                         day->toString("d MMMM yyyy"),
                         ticket,
                         chosen.isEmpty() ? QString() : ", for " + chosen.join(", "));
    }

    QString validate(const QString &property, const QVariant &value) const override;
};

QString Registration::validate(const QString &property, const QVariant &value) const
{
    const QString words = value.toString();
    if (property == "country" && !countries.contains(words))
        return "Choose a country from the list.";
    if (property == "ticket" && !tickets.contains(words))
        return "Choose one of the tickets.";
    return {};
}

static Element field(const QString &title, const char *control, const Element &input, const Element &error)
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
        field("Seats", "seats", Input(id("seats"), type("number"), bind(form.seats, live())), error(form.seats)),
        field("Day", "day", Input(id("day"), type("date"), bind(form.day, live())), error(form.day)),
        field(
            "Country",
            "country",
            Select(id("country"), bind(form.country), each(countries, option)),
            error(form.country)));
}

static Element choiceFields(const Registration &form)
{
    const auto ticketChoice = [&form](const QString &ticket) {
        return Label(Input(type("radio"), name("ticket"), value(ticket), bind(form.ticket)), ticket);
    };
    const auto topicChoice = [&form](const QString &topic) {
        return Label(Input(type("checkbox"), value(topic), bind(form.interests)), topic);
    };
    return Fragment(
        Fieldset(cls("field"), Legend("Ticket"), Div(cls("choices"), each(tickets, ticketChoice)), error(form.ticket)),
        Fieldset(cls("field"), Legend("Interested in"), Div(cls("choices"), each(topics, topicChoice))));
}

static Element registrationForm(const Registration &form)
{
    return Form(
        onSubmit<&Registration::enroll>(form),
        personFields(form),
        visitFields(form),
        choiceFields(form),
        field("Wishes", "wishes", Textarea(id("wishes"), bind(form.wishes)), error(form.wishes)),
        Div(cls("field"), Label(Input(type("checkbox"), bind(form.agrees)), "I keep to the house rules"), error(form.agrees)),
        Button("Register"),
        P(cls("answer"), role("status"), text(form.answer)));
}

static Element formsPage(const Registration &form)
{
    return Fragment(
        H1("Forms"),
        P(cls("lead"), "Rules are said once, in C++. The browser knows them, and the server checks them."),
        Section(cls("card"), H2("Register for the conference"), registrationForm(form)));
}

void addFormsPage(Server &server)
{
    server.page("/forms", formsPage, {.title = "Forms"});
}

#include "forms.moc"
