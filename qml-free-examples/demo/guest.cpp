#include "guest.h"

using namespace BackState;
using namespace BackState::Html;

Guest::Guest()
{
    greeting.setBinding([this] { return "Nice to meet you, " + shownName(name) + "."; });
}

QString Guest::shownName(const QString &name)
{
    const QString known = name.trimmed();
    return known.isEmpty() ? QString("Somebody") : known;
}

QString Guest::validate(const QString &property, const QVariant &value) const
{
    if (property == "name" && value.toString().size() > 24)
        return "24 letters at most, please.";
    return {};
}

Element guestField(const Guest &guest)
{
    return Div(
        cls("field"),
        Label(htmlFor("guest"), "Your name"),
        Input(id("guest"), bind(guest.name, live()), autocomplete("off")), // sent while it is typed
        error(guest.name));
}
