#include <BackState/live/browser_states.h>

#include <BackState/text/log.h>

#include <BackState/core/convert.h>
#include <BackState/datastar/browser_state.h>
#include <BackState/live/audience.h>
#include <BackState/live/edits.h>
#include <BackState/visitors/secret.h>

#include <QBindable>
#include <QJsonDocument>

namespace BackState::Http {

using namespace Qt::StringLiterals;

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

// What an input can hold. Lists and objects come from no hand.
bool canBeTyped(const QJsonValue &value)
{
    return !value.isArray() && !value.isObject();
}

// Names and reasons, no values: they are the user's.
void logDropped(const View &view, QByteArrayView name, const char *why)
{
    qCInfo(log).noquote() << "what a browser kept is left out:" << view.data().schema().nameSpace()
                          << name << why;
}

} // namespace

BrowserStates::BrowserStates(Publisher &publisher)
    : m_publisher(publisher)
{
    m_publisher.setSealing([this](View &view) { return newSeal(view); });
}

void BrowserStates::start(const Secret &secret)
{
    m_seal = Seal(secret.derivedKey("BackState seal"));
}

std::vector<Refusal>
BrowserStates::wake(Tab &tab, const View &called, const QJsonObject &allSignals)
{
    std::vector<Refusal> refusals;
    for (const auto &view : tab.views) {
        if (!view->browser)
            continue;
        if (!view->browser->isAwake) {
            view->browser->isAwake = true;
            for (const Schema::Property &property : view->data().schema().properties())
                view->browser->defaults.append(property.meta.read(view->state));
        }
        const QJsonObject sent = signalsOf(*view->state, allSignals);
        openSeal(*view, sent);
        for (View::Edit &edit : view->edits) {
            if (std::optional<Refusal> refusal = take(*view, edit, sent, view.get() == &called))
                refusals.push_back(*std::move(refusal));
        }
    }
    m_publisher.changes().refresh();
    for (const auto &view : tab.views) {
        if (view->browser)
            view->seen();
    }
    return refusals;
}

void BrowserStates::openSeal(View &view, const QJsonObject &sent)
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
    const QJsonObject values = QJsonDocument::fromJson(*text).object();
    for (const Schema::Property &property : schema.properties()) {
        const auto given = values.constFind(QLatin1StringView(property.name));
        if (!schema.isInSeal(property) || given == values.constEnd())
            continue;
        if (const Expected<QVariant> value = fromJson(*given, property.type))
            property.meta.write(view.state, *value);
        else
            logDropped(view, property.name, "has another type");
    }
    view.browser->sealed = *text;
}

std::optional<Refusal>
BrowserStates::take(View &view, View::Edit &edit, const QJsonObject &sent, bool isCalled)
{
    State &state = *view.state;
    const Schema::Property &property = view.property(edit.property);
    const auto given = sent.constFind(QLatin1StringView(property.name));
    edit.known.clear(); // the browser is told what it has not got, or has wrongly
    if (given == sent.constEnd())
        return std::nullopt;
    const Expected<QVariant> value = fromJson(*given, property.type);
    const QString sentence = value ? refusalOf(state, property, *value) : value.error().message;
    if (sentence.isEmpty()) {
        appendJson(edit.known, *value, property.type);
        if (view.jsonOf(property) != edit.known)
            property.meta.write(&state, *value);
        return std::nullopt;
    }
    if (edit.isBound && canBeTyped(*given)) {
        if (isCalled)
            return Refusal{&view, property.name, sentence};
        // What is being typed elsewhere on the page stays
        edit.known = view.jsonOf(property);
    }
    logDropped(view, property.name, value ? "is refused by validate()" : "has another type");
    return std::nullopt;
}

void BrowserStates::bring(Tab &tab, const View &called, Outlet &outlet)
{
    for (std::size_t i = 0; i < tab.views.size(); ++i) {
        View &view = *tab.views[i];
        if (view.browser && view.browser->isAwake)
            m_publisher.bringWhole(view, &view == &called, outlet);
    }
}

// The seal where another one is due; empty: the browser's own is right.
QByteArray BrowserStates::newSeal(View &view)
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

void BrowserStates::sleep(Tab &tab)
{
    for (const auto &view : tab.views) {
        if (view->browser && view->browser->isAwake)
            sleep(*view);
    }
}

void BrowserStates::sleep(View &view)
{
    State &state = *view.state;
    for (const Schema::Property &property : view.data().schema().properties()) {
        const QVariant &before = view.browser->defaults.at(property.index);
        const bool isComputed
            = property.meta.isBindable() && property.meta.bindable(&state).hasBinding();
        if (property.meta.isWritable() && !isComputed && property.meta.read(&state) != before)
            property.meta.write(&state, before);
    }
    m_publisher.changes().refresh();
    for (View::Edit &edit : view.edits)
        edit.known.clear();
    *view.browser = {};
    view.seen();
    view.audience->forgetBuilt();
}

} // namespace BackState::Http
