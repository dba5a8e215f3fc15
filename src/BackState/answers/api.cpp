#include "api_p.h"

#include "event_address_p.h"
#include "visit_p.h"
#include "waiting_requests_p.h"
#include <BackState/answers/authority.h>
#include <BackState/answers/rights.h>
#include <BackState/core/calls.h>
#include <BackState/core/changes.h>
#include <BackState/core/refusing.h>
#include <BackState/core/request_data.h>
#include <BackState/core/state_data.h>
#include <BackState/live/publisher.h>
#include <BackState/text/media_type.h>
#include <BackState/text/reading.h>
#include <BackState/text/url.h>
#include <BackState/visitors/keeper.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/session.h>
#include <BackState/visitors/sessions.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/message.h>

#include <QJsonDocument>
#include <QPointer>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QJsonObject errorsOf(const QByteArray &name, const QString &sentence)
{
    return {{u"errors"_s, QJsonObject{{QString::fromUtf8(name), sentence}}}};
}

bool isParameter(const Schema::Event &event, QByteArrayView name)
{
    return std::any_of(
        event.parameters.cbegin(),
        event.parameters.cend(),
        [name](const Schema::Parameter &parameter) {
            return parameter.name == name && !parameter.isRequest;
        });
}

Expected<QVariant> asProperty(
    const Schema::Property &property, const Schema::Parameter &parameter, const QVariant &typed)
{
    if (parameter.type == property.type)
        return typed;
    const Expected<QJsonValue> json = toJson(typed, parameter.type);
    return json ? fromJson(*json, property.type) : json.error();
}

// Arguments that are named like properties follow the rules of these, as the fields of a form do,
// and together what the class says of those that are editable. Nothing if no rule is broken.
std::optional<QJsonObject>
brokenRules(const State &state, const Schema::Event &event, const QVariantList &typed)
{
    const Schema &schema = StateData::of(state).schema();
    Proposed proposed(state);
    QByteArray edited;
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const Schema::Parameter &parameter = event.parameters.at(i);
        const Schema::Property *property
            = parameter.isArgument() ? schema.property(parameter.name) : nullptr;
        if (!property || (!property->rules && !property->isEditable))
            continue;
        const Expected<QVariant> value = asProperty(*property, parameter, typed.at(i));
        if (property->rules) {
            const QString sentence
                = value ? property->rules->refusal(*value) : value.error().message;
            if (!sentence.isEmpty())
                return errorsOf(parameter.name, sentence);
        }
        if (property->isEditable && value) {
            proposed.set(QString::fromLatin1(property->name), *value);
            edited = property->name;
        }
    }
    const Refusals refused
        = edited.isEmpty() ? Refusals() : Private::validatedTogether(state, proposed, edited);
    QJsonObject errors;
    for (auto it = refused.cbegin(); it != refused.cend(); ++it) {
        if (!it.value().isEmpty())
            errors.insert(it.key(), it.value());
    }
    return errors.isEmpty() ? std::nullopt : std::optional(QJsonObject{{u"errors"_s, errors}});
}

// What the event refused while it ran: by the name that it said first.
QJsonObject errorsOf(const Refusing &refusing)
{
    QJsonObject errors;
    for (const auto &[object, name, sentence] : refusing.sentences()) {
        if (const QString key = QString::fromUtf8(name); !errors.contains(key))
            errors.insert(key, sentence);
    }
    return {{u"errors"_s, errors}};
}

// A text as an argument that stands for itself: only the actions of pages refer to signals.
QString plain(const QByteArray &text)
{
    return text.startsWith('$') ? u'$' + Private::readUtf8(text) : Private::readUtf8(text);
}

} // namespace

// One request while it is being answered.
struct Api::Call
{
    Visit &visit;
    QByteArray headerLines = Visit::noStore.toByteArray(); // and the cookie of a new session
    std::optional<RequestData> request = {};

    void respond(int status, const QJsonObject &json)
    {
        visit.respondJson(status, json, headerLines);
    }
    void respondError(const Error &error) { visit.respondError(error, headerLines); }
    void respondError(int status, const QString &sentence)
    {
        visit.respondError(status, sentence, headerLines);
    }
    // Each returns whether the arguments can be used. If not, the visit is answered.
    bool readArguments(const Schema::Event &event, Arguments &given);
    bool readBody(const Schema::Event &event, Arguments &given);
    bool readForm(const Schema::Event &event, Arguments &given);
    bool readJson(const Schema::Event &event, Arguments &given);
};

Api::Api(
    Sessions &sessions,
    Objects &objects,
    Keeper &keeper,
    Publisher &publisher,
    Authority &authority,
    WaitingRequests &waiting)
    : m_sessions(sessions)
    , m_objects(objects)
    , m_keeper(keeper)
    , m_publisher(publisher)
    , m_authority(authority)
    , m_waiting(waiting)
{
}

void Api::add(const StateClass &stateClass)
{
    const Schema &schema = Schema::of(stateClass.metaObject);
    if (schema.hasApi())
        m_classes.insert(schema.nameSpace(), stateClass);
}

Api::Target Api::find(QByteArrayView path) const
{
    const EventAddress address(path);
    const auto found = m_classes.constFind(address.object().nameSpace.toByteArray());
    if (found != m_classes.cend()) {
        if (address.isOfObject())
            return {&*found, address.object().key, nullptr};
        if (const Schema::Event *event = address.eventByName(Schema::of(found->metaObject)))
            return {&*found, address.object().key, event};
    }
    for (const StateClass &stateClass : m_classes) {
        for (const Schema::Event &event : Schema::of(stateClass.metaObject).events()) {
            if (const std::optional<QByteArray> key = address.keyByPath(event))
                return {&stateClass, *key, &event};
        }
    }
    return {};
}

bool Api::tryRespond(Visit &visit)
{
    const Message &message = visit.message;
    if (m_classes.isEmpty() || message.hasHeader("backstate-tab"))
        return false;
    const Target target = find(message.path);
    if (!target.stateClass)
        return false;
    const QByteArray accept = message.header("accept").toLower();
    if (accept.contains("text/html") || (!target.event && !visit.isLoad()))
        return false;
    Call call{visit};
    if (message.isCrossSite()) {
        call.respondError(403, u"This request came from a page of another site."_s);
        return true;
    }
    if (target.event && methodName(message.method) != verbName(target.event->verb)) {
        call.headerLines += "Allow: " + verbName(target.event->verb).toByteArray() + "\r\n";
        call.respondError(405, u"This event has another verb."_s);
        return true;
    }
    ++m_calls;
    State *state = stateFor(target, call);
    if (!state || (!m_keeper.isLoaded(*state) && m_waiting.tryWait(visit, {state})))
        return true;
    const std::optional<Error> refused = m_keeper.refusal(*state);
    if (refused && (target.event || !m_keeper.isLoaded(*state)))
        call.respondError(*refused);
    else if (target.event)
        run(*state, *target.event, call);
    else
        respondState(*state, call);
    return true;
}

State *Api::stateFor(const Target &target, Call &call)
{
    Visit &visit = call.visit;
    const QMetaObject *metaObject = target.stateClass->metaObject;
    if (!visit.session && Schema::of(metaObject).scope() == Scope::Session
        && !m_objects.isKeyed(metaObject)) {
        visit.session = m_sessions.create(visit.now, visit.way());
        call.headerLines += m_sessions.cookieField(*visit.session, visit.now);
    }
    call.request.emplace(visit.requestData());
    if (target.event) {
        const Access access = accessTo(target.event->roles, visit.session);
        if (access != Access::Allowed) {
            call.respondError(errorOf(access));
            return nullptr;
        }
    }
    const Objects::Found found
        = m_objects.obtain(*target.stateClass, visit.session, target.key, Request(*call.request));
    if (found.lack == Objects::Lack::SignIn)
        call.respondError(errorOf(Access::SignIn));
    else if (!found.state)
        call.respondError(404, u"There is no such object."_s);
    return found.state;
}

void Api::respondState(const State &state, Call &call)
{
    m_publisher.changes().refresh();
    QJsonObject json;
    for (const Schema::Property &property : StateData::of(state).schema().properties()) {
        if (!property.isVisible)
            continue;
        if (const auto value = toJson(Private::readProperty(state, property), property.type))
            json.insert(QString::fromLatin1(property.name), *value);
    }
    call.respond(200, json);
}

// Arguments by their names: from the query, then from the body, a JSON object or a form.
bool Api::Call::readArguments(const Schema::Event &event, Arguments &given)
{
    for (const auto &[name, value] : Private::queryFields(visit.message.query)) {
        given.query.append({name, plain(value)});
        request->query.append({QString::fromUtf8(name), Private::readUtf8(value)});
    }
    if (!visit.message.body.isEmpty() && !readBody(event, given))
        return false;
    given.request = Request(*request);
    return true;
}

bool Api::Call::readBody(const Schema::Event &event, Arguments &given)
{
    const QByteArray contentType = visit.message.header("content-type");
    if (Private::isForm(contentType))
        return readForm(event, given);
    if (contentType.toLower().startsWith("application/json"))
        return readJson(event, given);
    respondError(
        415,
        u"Arguments come as a JSON object (application/json), as a form or in the query."_s);
    return false;
}

bool Api::Call::readForm(const Schema::Event &event, Arguments &given)
{
    const Expected<FormData> form
        = FormData::read(visit.message.header("content-type"), visit.message.body);
    if (!form) {
        respondError(400, form.error().message);
        return false;
    }
    for (const FormData::Field &field : form->fields()) {
        request->form.append({QString::fromUtf8(field.name), Private::readUtf8(field.value)});
        if (isParameter(event, field.name))
            given.query.append({field.name, plain(field.value)});
    }
    return true;
}

bool Api::Call::readJson(const Schema::Event &event, Arguments &given)
{
    const QJsonDocument document = Private::readJson(visit.message.body);
    if (!document.isObject()) {
        respondError(400, u"The body is not a JSON object of arguments by name."_s);
        return false;
    }
    given.signalsOfObject = document.object();
    for (const QString &name : given.signalsOfObject.keys()) {
        if (isParameter(event, name.toUtf8()))
            continue;
        respond(
            422,
            errorsOf(name.toUtf8(), u"is not a parameter of "_s + QString::fromLatin1(event.name)));
        return false;
    }
    return true;
}

void Api::run(State &state, const Schema::Event &event, Call &call)
{
    if (event.goesOn) { // without a tab it would end before it began
        call.respondError(403, u"This event goes on after its answer: only a page can call it."_s);
        return;
    }
    Arguments given;
    if (!call.readArguments(event, given))
        return;
    const Expected<QVariantList> typed = arguments(event, given);
    if (!typed) {
        const QByteArray name = typed.error().name;
        call.respond(422, errorsOf(name.isEmpty() ? event.name : name, typed.error().message));
        return;
    }
    if (const std::optional<QJsonObject> errors = brokenRules(state, event, *typed)) {
        call.respond(422, *errors);
        return;
    }
    m_publisher.changes().refresh();
    const quint64 before = StateData::of(state).version();
    const QPointer<State> object = &state;
    Visit &visit = call.visit;
    const QByteArray sessionId = visit.session ? visit.session->id() : QByteArray();
    const Refusing refusing;
    m_keeper.beginEvent();
    const auto [result, hasThrown] = Private::callEvent(state, event, *typed);
    m_publisher.changes().refresh();
    const std::optional<Error> unkept = m_keeper.endEvent();
    if (visit.session)
        visit.session = m_sessions.findById(sessionId); // the event may have ended it
    if (hasThrown) {
        call.respondError(500, Private::faultSentence());
        return;
    }
    if (!refusing.sentences().empty()) {
        call.respond(422, errorsOf(refusing));
        return;
    }
    if (unkept) {
        call.respondError(*unkept);
        return;
    }
    if (renewSession(event, result, call))
        return;
    if (object)
        respondResult(state, event, before, result, call);
    else
        call.respond(200, {{u"changed"_s, QJsonObject()}});
}

void Api::respondResult(
    State &state, const Schema::Event &event, quint64 before, const QVariant &result, Call &call)
{
    const StateData &data = StateData::of(state);
    QJsonObject changed;
    for (const Schema::Property &property : data.schema().properties()) {
        if (!property.isVisible || data.versionOf(property.index) <= before)
            continue;
        if (const auto value = toJson(Private::readProperty(state, property), property.type))
            changed.insert(QString::fromLatin1(property.name), *value);
    }
    QJsonObject json{{u"changed"_s, changed}};
    const QMetaType type = event.method.returnMetaType();
    // Elements and patches are for pages.
    if (result.isValid() && whyNotConvertible(type).isEmpty()) {
        if (const auto value = toJson(result, type))
            json.insert(u"value"_s, *value);
    }
    call.respond(200, json);
}

bool Api::renewSession(const Schema::Event &event, const QVariant &result, Call &call)
{
    if (!Authority::isRenewal(result))
        return false;
    Visit &visit = call.visit;
    if (!visit.session)
        visit.session = m_sessions.create(visit.now, visit.way());
    const QByteArray cookie
        = m_authority.renew(result, event.name, *visit.session, nullptr, visit.now).headerLines;
    if (cookie.isEmpty()) {
        call.respondError(500, u"This event has a fault. The server's log says more."_s);
        return true;
    }
    // Instead of the cookie of a session that was made for this call.
    call.headerLines = Visit::noStore.toByteArray() + cookie;
    call.respond(200, {{u"changed"_s, QJsonObject()}});
    return true;
}

} // namespace BackState::Http
