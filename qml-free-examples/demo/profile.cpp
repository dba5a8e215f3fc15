// Profile: a state of the user, the same in every browser where that user is signed in.
#include "pages.h"

class Profile : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(User)
    BACKSTATE_EDITABLE(Profile, QString, fullName)
    BACKSTATE_EDITABLE(Profile, QString, about)
    BACKSTATE_EDITABLE(Profile, QString, color, "#14774a")
    BACKSTATE_PROPERTY(Profile, QString, initials)

public:
    Profile()
    {
        initials.setBinding([this] {
            QString letters;
            for (const QString &word : fullName->split(' ', Qt::SkipEmptyParts))
                letters += word.front().toUpper();
            return letters.isEmpty() ? QString("?") : letters.left(2);
        });
    }

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "fullName" && value.toString().size() > 60)
            return "60 letters at most, please.";
        if (property == "about" && value.toString().size() > 400)
            return "400 letters at most, please.";
        return {};
    }
};

static Element profileForm(const Profile &profile)
{
    return Section(
        cls("card"),
        H2("What others see"),
        Div(cls("field"),
            Label(htmlFor("full-name"), "Full name"),
            Input(id("full-name"), bind(profile.fullName, live()), autocomplete("name")),
            error(profile.fullName)),
        Div(cls("field"),
            Label(htmlFor("about"), "About you"),
            Textarea(id("about"), bind(profile.about, live())),
            error(profile.about)),
        Div(cls("field"),
            Label(htmlFor("color"), "Your colour"),
            Input(id("color"), type("color"), bind(profile.color, live()))));
}

static Element profileCard(const Profile &profile)
{
    const auto name = signal(profile.fullName);
    return Section(
        cls("card visiting-card"),
        Span(
            cls("avatar big-avatar"),
            style("background-color", signal(profile.color)),
            aria("hidden", true),
            text(profile.initials)),
        H2(text(if_(name == "", "Nameless so far", name))),
        P(cls("words"), text(profile.about)));
}

static Element profilePage(const Request &request, const Profile &profile)
{
    return Fragment(
        H1("Profile of ", request.user()),
        P(cls("lead"), "Sign in with a second browser: what you type here is there at once."),
        Div(cls("cards"), profileForm(profile), profileCard(profile)));
}

void addProfilePage(Server &server)
{
    server.page("/profile", profilePage, {.title = "Profile", .signedIn = true});
}

#include "profile.moc"
