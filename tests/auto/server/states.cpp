#include "states.h"

#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

using namespace BackState;

QString Profile::validate(const QString &property, const QVariant &value) const
{
    return property == QLatin1String("age") && value.toInt() > 150
        ? QStringLiteral("Nobody is that old.")
        : QString();
}

void Profile::setNick(const QString &nick)
{
    if (m_nick == nick.trimmed())
        return;
    m_nick = nick.trimmed();
    Q_EMIT nickChanged();
}

void Profile::greet()
{
    greeting = QStringLiteral("%1, %2, %3").arg(name.value()).arg(age.value()).arg(m_nick);
}

void Profile::apply(const QString &given, const Request &request)
{
    const QStringList words{
        given,
        request.form(QStringLiteral("name")),
        request.form(QStringLiteral("note")),
        request.signal(QStringLiteral("Profile.name")).toString(),
        request.method(),
        request.path(),
        request.query(QStringLiteral("why")),
        request.isDatastar() ? QStringLiteral("datastar") : QString(),
        request.session().id().isEmpty() ? QString() : QStringLiteral("session")};
    greeting = words.join(u'|');
}

Html::Element Desk::element()
{
    ++calls;
    return Html::P(Html::id("note"), "Noted");
}

Html::Element Desk::placed()
{
    return Html::Li("New");
}

Html::Element Desk::nothing()
{
    return {};
}

Patch Desk::patch()
{
    return Patch::remove("#note");
}

QList<Patch> Desk::patches()
{
    return {Patch::signalValues({{QStringLiteral("hint"), 7}}), Patch(), Patch::remove("#note")};
}

Html::Element Board::mixed()
{
    ++number;
    draft = QStringLiteral("from the server");
    return Html::P(Html::id("note"), number.value());
}
