// Login: a page of the demo's own, because it tells the names and passwords. The library has a
// login page as well.
#include "directory.h"
#include "pages.h"

static QString failureSentence(const QString &failure)
{
    if (failure == "wait")
        return "There were too many attempts. Wait a minute, then try again.";
    if (failure == "stale")
        return "This page was too old. Please try again.";
    return "The name or the password is not right.";
}

static Element loginForm(const Request &request)
{
    return Form(
        method("post"),
        action("/backstate/sign-in"),
        Input(type("hidden"), name("token"), value(request.formToken())),
        Input(type("hidden"), name("to"), value(request.query("to"))),
        Div(cls("field"),
            Label(htmlFor("user"), "Name"),
            Input(id("user"), name("name"), autocomplete("username"), required())),
        Div(cls("field"),
            Label(htmlFor("password"), "Password"),
            Input(
                id("password"),
                type("password"),
                name("password"),
                autocomplete("current-password"),
                required())),
        Button("Sign in"));
}

static Element demoUser(const QString &user, const QString &password, const QString &what)
{
    return Tr(Td(Code(user)), Td(Code(password)), Td(what));
}

static Element loginPage(const Request &request)
{
    const QString failure = request.query("failed");
    return Fragment(
        H1("Sign in"),
        Div(cls("cards"),
            Section(
                cls("card"),
                when(
                    !failure.isEmpty(),
                    [&] { return P(role("alert"), cls("error"), failureSentence(failure)); }),
                loginForm(request)),
            Section(
                cls("card"),
                H2("Users of this demo"),
                Table(
                    Thead(
                        Tr(Th(scope("col"), "Name"),
                           Th(scope("col"), "Password"),
                           Th(scope("col"), "May"))),
                    Tbody(
                        demoUser("ada", "analytical", "do everything"),
                        demoUser("grace", "compiler", "edit her profile"))),
                P(cls("muted"), "The server keeps them as salted hashes."))));
}

void addLoginPage(Server &server, const Directory &directory)
{
    server.authenticate([&directory](const QString &name, const QString &password) {
        return directory.check(name, password);
    });
    server.page("/login", loginPage, {.title = "Sign in"});
}
