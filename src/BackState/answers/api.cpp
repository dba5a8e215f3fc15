#include <BackState/answers/api.h>

#include <BackState/text/media_type.h>
#include <BackState/text/url.h>

#include <BackState/answers/authority.h>
#include <BackState/answers/pages.h>
#include <BackState/answers/rights.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/requests.h>
#include <BackState/live/publisher.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/message.h>

#include <QJsonDocument>
#include <QPointer>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QByteArrayView verbName(Verb verb)
{
    constexpr QByteArrayView names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[int(verb)];
}

QJsonObject errorOf(const QString &sentence)
{
    return {{u"error"_s, sentence}};
}

QJsonObject refusalOf(const QByteArray &name, const QString &sentence)
{
    return {{u"errors"_s, QJsonObject{{QString::fromUtf8(name), sentence}}}};
}

bool isParameter(const Schema::Event &event, QByteArrayView name)
{
    return std::any_of(
        event.parameters.cbegin(),
        event.parameters.cend(),
        [name](const Schema::Parameter &one) { return one.name == name && !one.isRequest; });
}

// As with the fields of a form: an argument named like a property follows the property's rules.
std::optional<QJsonObject>
brokenRule(const State &state, const Schema::Event &event, const QVariantList &typed)
{
    const Schema &schema = StateData::of(state).schema();
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const Schema::Parameter &parameter = event.parameters.at(i);
        const Schema::Property *property
            = parameter.isArgument() ? schema.property(parameter.name) : nullptr;
        if (!property || !property->rules)
            continue;
        Expected<QVariant> value = typed.at(i);
        if (parameter.type != property->type) {
            const Expected<QJsonValue> json = toJson(typed.at(i), parameter.type);
            value = json ? fromJson(*json, property->type) : json.error();
        }
        const QString sentence = value ? property->rules->refusal(*value) : value.error().message;
        if (!sentence.isEmpty())
            return refusalOf(parameter.name, sentence);
    }
    return std::nullopt;
}

// The text itself: only a page's actions refer to signals.
QString plain(const QByteArray &text)
{
    return text.startsWith('$') ? u'$' + QString::fromUtf8(text) : QString::fromUtf8(text);
}

} // namespace

// One request while it is being answered.
struct Api::Call
{
    const Message &message;
    Exchange &exchange;
    Session *session; // null: its browser has none, and needs none
    qint64 now;
    QByteArray fields = "Cache-Control: no-store\r\n";
    std::optional<RequestData> request = {};

    void respond(int status, const QJsonObject &json)
    {
        exchange.respond(
            status,
            "application/json",
            QJsonDocument(json).toJson(QJsonDocument::Compact),
            fields);
    }
    bool readArguments(const Schema::Event &event, Arguments &given);
    bool readBody(const Schema::Event &event, Arguments &given);
};

Api::Api(Sessions &sessions, Objects &objects, Publisher &publisher, Authority &authority)
    : m_sessions(sessions)
    , m_objects(objects)
    , m_publisher(publisher)
    , m_authority(authority)
{
}

void Api::add(const StateClass &stateClass)
{
    const Schema &schema = Schema::of(stateClass.metaObject);
    if (schema.hasApi())
        m_classes.insert(schema.nameSpace(), stateClass);
}

// "Product@42" and the object's own key.
const StateClass *Api::classOf(QByteArrayView object, QByteArray *key) const
{
    const qsizetype at = object.indexOf('@');
    const auto found = m_classes.constFind((at < 0 ? object : object.first(at)).toByteArray());
    if (found == m_classes.cend())
        return nullptr;
    *key = at < 0 ? QByteArray() : Private::percentDecoded(object.sliced(at + 1));
    return &*found;
}

Api::Target Api::find(QByteArrayView path) const
{
    Target target;
    const qsizetype slash = path.indexOf('/', 1);
    target.stateClass
        = classOf(path.sliced(1, slash < 0 ? path.size() - 1 : slash - 1), &target.key);
    if (target.stateClass && slash < 0)
        return target;
    if (target.stateClass) {
        const Schema::Event *event
            = Schema::of(target.stateClass->metaObject).event(path.sliced(slash + 1));
        if (event && event->path.isEmpty()) {
            target.event = event;
            return target;
        }
    }
    const qsizetype at = path.lastIndexOf('@');
    // A path of BACKSTATE_EVENT, as objectPath() adds the key
    for (const StateClass &stateClass : m_classes) {
        for (const Schema::Event &event : Schema::of(stateClass.metaObject).events()) {
            if (event.path.isEmpty()
                || (event.path != path && (at < 0 || event.path != path.first(at))))
                continue;
            return {
                &stateClass,
                event.path == path ? QByteArray() : Private::percentDecoded(path.sliced(at + 1)),
                &event};
        }
    }
    return {};
}

bool Api::respond(const Message &message, Exchange &exchange, Session *session, qint64 now)
{
    if (m_classes.isEmpty() || message.hasHeader("backstate-tab"))
        return false;
    const Target target = find(message.path);
    if (!target.stateClass)
        return false;
    const QByteArray accept = message.header("accept").toLower();
    const bool isGet = message.method == Method::Get || message.method == Method::Head;
    if (accept.contains("text/html") || (!target.event && !isGet))
        return false;
    Call call{message, exchange, session, now};
    if (message.isCrossSite()) {
        call.respond(403, errorOf(u"This request came from a page of another site."_s));
        return true;
    }
    if (target.event && methodName(message.method) != verbName(target.event->verb)) {
        call.fields += "Allow: " + verbName(target.event->verb).toByteArray() + "\r\n";
        call.respond(405, errorOf(u"This event has another verb."_s));
        return true;
    }
    ++m_calls;
    State *state = findState(target, call);
    if (state && waits(message, exchange, *state))
        return true;
    if (state && target.event)
        run(*state, *target.event, call);
    else if (state)
        respondState(*state, call);
    return true;
}

State *Api::findState(const Target &target, Call &call)
{
    const QMetaObject *metaObject = target.stateClass->metaObject;
    if (!call.session && Schema::of(metaObject).scope() == Scope::Session
        && !m_objects.isKeyed(metaObject)) {
        call.session = m_sessions.create(call.now);
        call.fields += m_sessions.cookieField(*call.session, call.now);
    }
    call.request.emplace(requestData(call.message, call.session));
    if (target.event) {
        const Access access = accessTo(target.event->roles, call.session);
        if (access != Access::Allowed) {
            const bool isSignIn = access == Access::SignIn;
            call.respond(
                isSignIn ? 401 : 403,
                errorOf(
                    isSignIn ? u"This is for those who are signed in."_s
                             : u"Your account does not have the role that this needs."_s));
            return nullptr;
        }
    }
    const Objects::Found found
        = m_objects.find(*target.stateClass, call.session, target.key, Request(*call.request));
    if (found.lack == Objects::Lack::SignIn)
        call.respond(401, errorOf(u"This is for those who are signed in."_s));
    else if (!found.state)
        call.respond(404, errorOf(u"There is no such object."_s));
    return found.state;
}

void Api::respondState(const State &state, Call &call)
{
    m_publisher.changes().refresh();
    QJsonObject json;
    for (const Schema::Property &property : StateData::of(state).schema().properties()) {
        if (!property.isVisible)
            continue;
        if (const auto value = toJson(property.meta.read(&state), property.type))
            json.insert(QString::fromLatin1(property.name), *value);
    }
    call.respond(200, json);
}

// Arguments by their names: from the query, then from the body, a JSON object or a form.
bool Api::Call::readArguments(const Schema::Event &event, Arguments &given)
{
    for (const auto &[name, value] : Private::queryFields(message.query)) {
        given.query.append({name, plain(value)});
        request->query.append({QString::fromUtf8(name), QString::fromUtf8(value)});
    }
    if (!message.body.isEmpty() && !readBody(event, given))
        return false;
    given.request = Request(*request);
    return true;
}

bool Api::Call::readBody(const Schema::Event &event, Arguments &given)
{
    const QByteArray contentType = message.header("content-type");
    if (Private::isForm(contentType)) {
        const Expected<FormData> form = FormData::read(contentType, message.body);
        if (!form) {
            respond(400, errorOf(form.error().message));
            return false;
        }
        for (const FormData::Field &field : form->fields()) {
            request->form.append({QString::fromUtf8(field.name), QString::fromUtf8(field.value)});
            if (isParameter(event, field.name))
                given.query.append({field.name, plain(field.value)});
        }
        return true;
    }
    if (!contentType.toLower().startsWith("application/json")) {
        respond(
            415,
            errorOf(u"Arguments come as a JSON object (application/json), as a form or in the "
                    u"query."_s));
        return false;
    }
    const QJsonDocument document = QJsonDocument::fromJson(message.body);
    if (!document.isObject()) {
        respond(400, errorOf(u"The body is not a JSON object of arguments by name."_s));
        return false;
    }
    given.signalsOfObject = document.object();
    for (const QString &name : given.signalsOfObject.keys()) {
        if (isParameter(event, name.toUtf8()))
            continue;
        respond(
            422,
            refusalOf(
                name.toUtf8(),
                u"is not a parameter of "_s + QString::fromLatin1(event.name)));
        return false;
    }
    return true;
}

void Api::run(State &state, const Schema::Event &event, Call &call)
{
    if (event.goesOn) { // it would end before it began
        call.respond(
            403,
            errorOf(u"This event goes on after its answer: only a page can call it."_s));
        return;
    }
    Arguments given;
    if (!call.readArguments(event, given))
        return;
    const Expected<QVariantList> typed = arguments(event, given);
    if (!typed) {
        const QByteArray name = typed.error().name;
        call.respond(422, refusalOf(name.isEmpty() ? event.name : name, typed.error().message));
        return;
    }
    if (const std::optional<QJsonObject> refusal = brokenRule(state, event, *typed)) {
        call.respond(422, *refusal);
        return;
    }
    m_publisher.changes().refresh();
    const quint64 before = StateData::of(state).version();
    const QPointer<State> object = &state;
    const QByteArray sessionId = call.session ? call.session->id() : QByteArray();
    const QVariant result = invoke(state, event, *typed);
    m_publisher.changes().refresh();
    if (call.session)
        call.session = m_sessions.findById(sessionId); // the event may have ended it
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
        if (const auto value = toJson(property.meta.read(&state), property.type))
            changed.insert(QString::fromLatin1(property.name), *value);
    }
    QJsonObject json{{u"changed"_s, changed}};
    const QMetaType type = event.method.returnMetaType();
    // Else it is for pages: elements, patches
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
    if (!call.session)
        call.session = m_sessions.create(call.now);
    const QByteArray fields
        = m_authority.renew(result, event.name, *call.session, nullptr, call.now).fields;
    if (fields.isEmpty()) {
        call.respond(500, errorOf(u"This event has a fault. The server's log says more."_s));
        return true;
    }
    // Instead of the cookie of a session made just now
    call.fields = "Cache-Control: no-store\r\n" + fields;
    call.respond(200, {{u"changed"_s, QJsonObject()}});
    return true;
}

} // namespace BackState::Http
