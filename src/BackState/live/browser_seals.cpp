#include <BackState/live/browser_seals.h>

#include <BackState/core/calls.h>
#include <BackState/core/convert.h>
#include <BackState/datastar/browser_state.h>
#include <BackState/text/log.h>
#include <BackState/text/reading.h>
#include <BackState/visitors/secret.h>
#include <BackState/visitors/view.h>

#include <QJsonDocument>

#include <optional>

namespace BackState::Http {

namespace {

// What a seal is for. It opens for no other class, store or version of its form; it is not bound to
// a session, for what localStorage keeps outlives these.
QByteArray sealedFor(const Schema &schema)
{
    QByteArray about = "BackState seal 1";
    about.append('\0')
        .append(schema.nameSpace())
        .append('\0')
        .append(schema.metaObject()->className());
    return about.append('\0').append(schema.store() == Store::ClientLocal ? "local" : "session");
}

// {"total":5}: what is in the seal of an object now.
QByteArray sealedJson(const View &view)
{
    QByteArray json = "{";
    for (const Schema::Property &property : view.data().schema().properties()) {
        if (!view.data().schema().isInSeal(property))
            continue;
        if (json.size() > 1)
            json.append(',');
        json.append('"').append(property.name).append("\":").append(view.jsonOf(property));
    }
    return json.append('}');
}

} // namespace

void BrowserSeals::start(const Secret &secret)
{
    m_seal = Seal(secret.derivedKey("BackState seal"));
}

void BrowserSeals::logDropped(const View &view, QByteArrayView name, const char *why)
{
    qCInfo(log).noquote() << "what a browser kept is left out:" << view.data().schema().nameSpace()
                          << name << why;
}

void BrowserSeals::open(View &view, const QJsonObject &sent)
{
    const Schema &schema = view.data().schema();
    view.browser->sealed.clear();
    if (!schema.isSealed())
        return;
    const QByteArray seal = sent.value(Private::sealName()).toString().toLatin1();
    if (seal.isEmpty()) { // nothing to keep so far
        view.browser->sealed = sealedJson(view);
        return;
    }
    const std::optional<QByteArray> text = m_seal.open(seal, sealedFor(schema));
    if (!text) {
        logDropped(
            view,
            Private::sealName().data(),
            "was not sealed by this server for this class, or was changed");
        return;
    }
    const QJsonObject values = Private::readJson(*text).object();
    for (const Schema::Property &property : schema.properties()) {
        const auto given = values.constFind(QLatin1StringView(property.name));
        if (!schema.isInSeal(property) || given == values.constEnd())
            continue;
        if (const Expected<QVariant> value = fromJson(*given, property.type))
            Private::setProperty(*view.state, property, *value);
        else
            logDropped(view, property.name, "has another type");
    }
    view.browser->sealed = *text;
}

QByteArray BrowserSeals::renew(View &view)
{
    if (!view.data().schema().isSealed())
        return {};
    QByteArray json = sealedJson(view);
    if (json == view.browser->sealed)
        return {};
    view.browser->sealed = json;
    const QByteArray seal = m_seal.close(json, sealedFor(view.data().schema()));
    if (seal.isEmpty()) {
        qCWarning(log) << "what" << view.data().schema().nameSpace()
                       << "keeps sealed in the browser is too long and is lost";
    }
    return seal;
}

} // namespace BackState::Http
