#include "layout.h"
#include "icons.h"
#include "settings.h"
#include "theme.h"

#include <QFile>
#include <QHttpServer>

using namespace BackState;
using namespace BackState::Html;

namespace {

struct Entry
{
    const char *path;
    const char *title;
    const char *icon;
};

struct Group
{
    const char *title;
    QList<Entry> entries;
};

const QList<Group> groups = {
    {"First steps",
     {{"/", "Home", Icon::home},
      {"/counter", "Counter", Icon::plus},
      {"/chat", "Chat", Icon::chat}}},
    {"Work",
     {{"/forms", "Forms", Icon::form},
      {"/keepsakes", "Keepsakes", Icon::note},
      {"/products", "Products", Icon::box},
      {"/dashboard", "Dashboard", Icon::chart}}},
    {"House",
     {{"/profile", "Profile", Icon::person},
      {"/admin", "Administration", Icon::key},
      {"/status", "Status", Icon::pulse}}},
};

Element link(const Entry &entry)
{
    const auto isHere = currentPath() == entry.path;
    return Li(
        A(navigate(entry.path),
          attr("aria-current", if_(isHere, "page", false)),
          icon(entry.icon),
          entry.title));
}

Element account(const Request &request)
{
    if (request.user().isEmpty())
        return P(
            cls("account"),
            A(cls("button secondary"),
              attr("href", Expression("/login?to=") + currentPath()),
              "Sign in"));
    return Div(
        cls("account"),
        Span(cls("avatar"), aria("hidden", true), request.user().left(1).toUpper()),
        Strong(request.user()),
        signOut(cls("secondary"), "Sign out"));
}

// The end of demo.css chooses the colours by what is ticked here.
Element themeChoice(const Theme &theme)
{
    return P(
        cls("theme"),
        Label(htmlFor("theme"), "Colours"),
        Select(
            id("theme"),
            bind(theme.scheme),
            Option(value(""), "automatic"),
            Option(value("light"), "light"),
            Option(value("dark"), "dark")));
}

Element navigation(const Request &request, const Theme &theme)
{
    const auto part = [](const Group &group) {
        return Fragment(H2(group.title), Ul(each(group.entries, link)));
    };
    return Nav(
        id("menu"),
        aria("label", "Main"),
        cls("open", local("menu")),
        // A phone's menu closes when a page is chosen.
        Div(on("click", script("$_local.menu = false")), each(groups, part)),
        account(request),
        themeChoice(theme));
}

Element bar()
{
    return Header(
        cls("bar"),
        A(cls("brand"), navigate("/"), icon(Icon::logo), "BackState"),
        Button(
            cls("secondary"),
            type("button"),
            aria("controls", "menu"),
            attr("aria-expanded", if_(local("menu"), "true", "false")),
            on("click", script("$_local.menu = !$_local.menu")),
            "Menu"));
}

Element banner(const Settings &settings)
{
    return Div(
        cls("banner"),
        role("status"),
        show(signal(settings.announcement) != ""),
        text(settings.announcement));
}

Element
layout(const Request &request, const Page &page, const Settings &settings, const Theme &theme)
{
    return Fragment(
        Link(rel("stylesheet"), href("/demo.css")),
        A(cls("skip"), href("#content"), "Skip to the content"),
        Div(cls("shell"),
            local("menu", false),
            bar(),
            navigation(request, theme),
            Div(cls("stage"),
                banner(settings),
                Main(id("content"), cls("wide"), tabindex(-1), page.content))));
}

} // namespace

void addLayout(Server &server)
{
    server.layout(layout);
    // A route of Qt's own server, beside the pages.
    server.http().route("/demo.css", [] { return QHttpServerResponse::fromFile(":/demo.css"); });
}
