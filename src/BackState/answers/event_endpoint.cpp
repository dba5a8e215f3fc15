#include <BackState/answers/event_endpoint.h>

#include <BackState/text/log.h>
#include <BackState/text/media_type.h>
#include <BackState/text/url.h>

#include <BackState/answers/authority.h>
#include <BackState/answers/pages.h>
#include <BackState/answers/rights.h>
#include <BackState/datastar/frame.h>
#include <BackState/datastar/requests.h>
#include <BackState/live/audience.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/edits.h>
#include <BackState/live/flows.h>
#include <BackState/live/patches.h>
#include <BackState/live/publisher.h>
#include <BackState/program/form_fields.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

#include <QJsonDocument>
#include <QPointer>
#include <QSet>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView noStore = "Cache-Control: no-store\r\n";

QByteArrayView verbName(Verb verb)
{
    constexpr QByteArrayView names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names[int(verb)];
}

void respondError(
    Exchange &exchange, int status, const QString &sentence, QByteArrayView fields = noStore)
{
    const QJsonObject json{{u"error"_s, sentence}};
    exchange.respond(
        status,
        "application/json",
        QJsonDocument(json).toJson(QJsonDocument::Compact),
        fields);
}

// "Counter@42" and the object's own name and key.
bool isNamed(const StateData &data, QByteArrayView object)
{
    const qsizetype at = object.indexOf('@');
    if (at < 0)
        return data.key().isEmpty() && data.schema().nameSpace() == object;
    return data.schema().nameSpace() == object.first(at)
        && data.key() == Private::percentDecoded(object.sliced(at + 1));
}

View *findView(const Tab &tab, QByteArrayView object)
{
    for (const auto &view : tab.views) {
        if (isNamed(view->data(), object))
            return view.get();
    }
    return nullptr;
}

bool wantsRequest(const Schema::Event &event)
{
    return std::any_of(
        event.parameters.cbegin(),
        event.parameters.cend(),
        [](const Schema::Parameter &one) { return one.isRequest; });
}

// Names come from the query, so that anything may be in them: no signal and no log gets what is no
// name.
bool isPlain(QByteArrayView name)
{
    constexpr qsizetype longest = 100;
    return !name.isEmpty() && name.size() <= longest
        && std::all_of(name.cbegin(), name.cend(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || QByteArrayView("_.[]").contains(c);
           });
}

// Told by the parameter it is about, "items" of "items[2].title", or by the event itself if it is
// about none.
Refusal refusalOf(View &view, const Schema::Event &event, const Error &error)
{
    const QByteArrayView name = error.name;
    for (const Schema::Parameter &parameter : event.parameters) {
        if (parameter.isRequest || !name.startsWith(parameter.name))
            continue;
        const QByteArrayView within = name.sliced(parameter.name.size());
        if (within.isEmpty())
            return {&view, parameter.name, error.message};
        if ((within.front() == '.' || within.front() == '[') && isPlain(within))
            return {&view, parameter.name, QString::fromLatin1(within) + u": "_s + error.message};
    }
    const QString given = isPlain(name) ? QString::fromLatin1(name) : u"An argument"_s;
    return {&view, event.name, given + u' ' + error.message};
}

// One sentence for each name: that of an edit says more than that of an argument.
void addRefusal(std::vector<Refusal> &refusals, Refusal refusal)
{
    const bool isKnown
        = std::any_of(refusals.cbegin(), refusals.cend(), [&refusal](const Refusal &one) {
              return one.view == refusal.view && one.name == refusal.name;
          });
    if (!isKnown)
        refusals.push_back(std::move(refusal));
}

void insertAt(QJsonObject &object, QStringView path, const QJsonValue &value)
{
    const qsizetype dot = path.indexOf(u'.');
    if (dot < 0) {
        object.insert(path.toString(), value);
        return;
    }
    const QString first = path.first(dot).toString();
    QJsonObject inner = object.value(first).toObject();
    insertAt(inner, path.sliced(dot + 1), value);
    object.insert(first, inner);
}

} // namespace

// One request while it is being served.
struct EventEndpoint::Call
{
    Tab &tab;
    View &view;
    const Schema::Event *event; // null: only edits
    bool isDatastar;
    Arguments given = {};
    QList<std::pair<QString, QString>> form = {};
    Edits edits = {};
    std::vector<Refusal> refusals = {};
    QByteArray frames = {}; // of patches
};

EventEndpoint::EventEndpoint(
    const ServerOptions &options,
    Tabs &tabs,
    Publisher &publisher,
    Flows &flows,
    Authority &authority,
    BrowserStates &browserStates,
    Revive revive)
    : m_options(options)
    , m_tabs(tabs)
    , m_publisher(publisher)
    , m_flows(flows)
    , m_authority(authority)
    , m_browserStates(browserStates)
    , m_revive(std::move(revive))
{
}

Tab *EventEndpoint::findTab(
    const Message &message, Exchange &exchange, Session *session, qint64 now)
{
    const QByteArray token = message.header("backstate-tab");
    if (token.isEmpty() || !session) {
        respondError(
            exchange,
            403,
            token.isEmpty()
                ? u"An event needs the BackState-Tab header of a page that shows its object."_s
                : u"An event needs the session cookie that came with its page: allow cookies."_s);
        return nullptr;
    }
    Tab *tab = m_tabs.find(token, *session);
    if (!tab)
        tab = m_revive(message, token, *session, now);
    if (!tab)
        respondError(
            exchange,
            403,
            u"That tab belongs to another session or page: load the page again."_s);
    else
        m_tabs.use(*tab, now);
    return tab;
}

EventEndpoint::Target EventEndpoint::findTarget(const Tab &tab, QByteArrayView path) const
{
    const qsizetype slash = path.indexOf('/', 1);
    if (slash > 0) {
        if (View *view = findView(tab, path.sliced(1, slash - 1))) {
            const Schema::Event *event = view->data().schema().event(path.sliced(slash + 1));
            if (event && event->path.isEmpty())
                return {view, event};
        }
    }
    // Of an object with a key, as objectPath() writes it
    const qsizetype at = path.lastIndexOf('@');
    const QByteArray key = at < 0 ? QByteArray() : Private::percentDecoded(path.sliced(at + 1));
    for (const auto &view : tab.views) {
        const StateData &data = view->data();
        for (const Schema::Event &event : data.schema().events()) {
            if (event.path.isEmpty())
                continue;
            if (data.key().isEmpty() ? event.path == path
                                     : at >= 0 && event.path == path.first(at) && data.key() == key)
                return {view.get(), &event};
        }
    }
    return {};
}

void EventEndpoint::respond(
    const Message &message,
    Exchange &exchange,
    Session *session,
    qint64 now,
    const Expected<FormData> *form)
{
    Tab *tab = findTab(message, exchange, session, now);
    if (!tab)
        return;
    const Target target = findTarget(*tab, message.path);
    if (!target.event) {
        respondError(exchange, 403, u"The page of this tab shows no object with such an event."_s);
        return;
    }
    if (methodName(message.method) != verbName(target.event->verb)) {
        const QByteArray fields = "Allow: " + verbName(target.event->verb).toByteArray() + "\r\n";
        respondError(exchange, 405, u"This event has another verb."_s, fields);
        return;
    }
    Call call{*tab, *target.view, target.event, message.hasHeader("datastar-request")};
    if (isAllowed(call, exchange, now))
        serve(message, call, form, exchange, now);
}

// The roles of BACKSTATE_EVENT. The browser is told as it is of a refused argument.
bool EventEndpoint::isAllowed(Call &call, Exchange &exchange, qint64 now)
{
    const Access access = accessTo(call.event->roles, call.tab.session);
    if (access == Access::Allowed)
        return true;
    const QString sentence = access == Access::SignIn
        ? u"This is for those who are signed in."_s
        : u"Your account does not have the role that this needs."_s;
    if (call.isDatastar) {
        call.refusals.push_back({&call.view, call.event->name, sentence});
        refuse(call, exchange, now);
    } else {
        respondError(exchange, access == Access::SignIn ? 401 : 403, sentence);
    }
    return false;
}

void EventEndpoint::respondToEdit(
    const Message &message, Exchange &exchange, QByteArrayView object, Session *session, qint64 now)
{
    Tab *tab = findTab(message, exchange, session, now);
    if (!tab)
        return;
    View *view = findView(*tab, object);
    if (!view || message.method != Method::Post) {
        respondError(exchange, view ? 405 : 403, u"The page of this tab shows no such object."_s);
        return;
    }
    Call call{*tab, *view, nullptr, true};
    serve(message, call, nullptr, exchange, now);
}

void EventEndpoint::serve(
    const Message &message,
    Call &call,
    const Expected<FormData> *form,
    Exchange &exchange,
    qint64 now)
{
    const QByteArray token = call.tab.token;
    const std::optional<Error> error = read(message, call, form);
    if (!error) {
        run(call, exchange, now);
    } else if (error->kind != Error::Kind::Invalid && call.event && call.isDatastar) {
        // Datastar shows no other answer
        call.refusals = {{&call.view, call.event->name, error->message}};
        refuse(call, exchange, now);
    } else {
        const bool isTooLarge = error->kind == Error::Kind::TooLarge;
        const int status = isTooLarge ? 413 : error->kind == Error::Kind::Unavailable ? 503 : 400;
        respondError(exchange, status, error->message);
    }
    Tab *tab = m_tabs.find(token); // the event may have ended it
    if (tab && !m_flows.isRunning(*tab)) // else the last of them does so
        m_browserStates.sleep(*tab);
}

// What travels: signals, the fields of a form, arguments in the query, and edits among all these.
std::optional<Error>
EventEndpoint::read(const Message &message, Call &call, const Expected<FormData> *form)
{
    const QByteArray contentType = message.header("content-type");
    Expected<QJsonObject> received
        = readSignals(methodName(message.method), message.query, contentType, message.body);
    if (!received)
        return received.error();
    Arguments &given = call.given;
    given.allSignals = *std::move(received);
    call.edits.take(call.view, given.allSignals);
    if (!call.event) {
        call.refusals = m_browserStates.wake(call.tab, call.view, given.allSignals);
        return std::nullopt;
    }

    for (const auto &[name, value] : Private::queryFields(message.query)) {
        if (name != "datastar")
            given.query.append({name, QString::fromUtf8(value)});
    }
    if (Private::isForm(contentType)) {
        const Expected<FormData> read
            = form ? *form : FormData::read(contentType, message.body, formLimits(m_options));
        if (!read)
            return read.error();
        takeForm(*read, call);
    }
    call.refusals = m_browserStates.wake(call.tab, call.view, given.allSignals);
    given.signalsOfObject = signalsOf(*call.view.state, given.allSignals);
    QSet<QString> taken; // once: a query may name the same long text some thousand times
    for (const auto &[name, value] : std::as_const(given.query)) {
        if (value.startsWith(u'$') && !value.startsWith(u"$$") && !taken.contains(value)) {
            taken.insert(value);
            takeSignal(QStringView(value).sliced(1), call);
        }
    }
    if (wantsRequest(*call.event)) {
        RequestData data = requestData(message, call.tab);
        data.form = call.form;
        data.files = given.files;
        data.signalValues = given.allSignals;
        given.request = Request(std::move(data));
    }
    return std::nullopt;
}

// A form's fields are arguments where they have a parameter's name, and edits where they have a
// property's; all of them are in the Request.
void EventEndpoint::takeForm(const FormData &form, Call &call)
{
    for (const FormData::Field &field : form.fields()) {
        // A form takes the place of the signals: those of BrowserStates come in it
        if (field.name == "datastar") {
            if (const auto values = readSignals("POST", {}, "application/json", field.value))
                call.given.allSignals = *values;
            continue;
        }
        call.form.append({QString::fromUtf8(field.name), QString::fromUtf8(field.value)});
    }
    call.given.files = form.files();
    call.given.isForm = true;
    const auto given = call.given.query; // comes before the fields
    for (const Schema::Parameter &parameter : call.event->parameters) {
        const bool isGiven
            = std::any_of(given.cbegin(), given.cend(), [&parameter](const auto &one) {
                  return one.first == parameter.name;
              });
        if (!parameter.isArgument() || isGiven)
            continue;
        if (const std::optional<QString> text
            = textOfField(call.form, parameter.name, parameter.type))
            call.given.query.append({parameter.name, *text});
    }
    call.edits.take(call.view, call.form);
}

// A signal as an argument: what was typed there is an edit, and one that is not the browser's to
// set is read from the property itself.
void EventEndpoint::takeSignal(QStringView path, Call &call)
{
    for (const auto &view : call.tab.views) {
        const State &state = *view->state;
        for (const Schema::Property &property : view->data().schema().properties()) {
            if (!property.isVisible || path != QLatin1StringView(signalPath(state, property)))
                continue;
            if (property.isEditable) {
                if (view.get() != &call.view)
                    call.edits.take(*view, call.given.allSignals, property.index);
            } else if (std::binary_search(
                           view->shown.cbegin(),
                           view->shown.cend(),
                           property.index)) {
                if (const auto json = toJson(property.meta.read(&state), property.type))
                    insertAt(call.given.allSignals, path, *json);
            }
            return;
        }
    }
}

void EventEndpoint::run(Call &call, Exchange &exchange, qint64 now)
{
    ++m_calls;
    const std::vector<Refusal> &refused = call.edits.refusals();
    call.refusals.insert(call.refusals.end(), refused.cbegin(), refused.cend());
    QVariantList typed;
    if (call.event) {
        ConvertedArguments converted = convertArguments(*call.event, call.given);
        for (const Error &error : std::as_const(converted.errors))
            addRefusal(call.refusals, refusalOf(call.view, *call.event, error));
        typed = std::move(converted.values);
    }
    if (!call.refusals.empty()) {
        refuse(call, exchange, now);
        return;
    }
    if (call.event) {
        const QString busy = m_flows.refusal(call.tab, *call.view.state, *call.event);
        if (!busy.isEmpty()) {
            call.refusals.push_back({&call.view, call.event->name, busy});
            refuse(call, exchange, now);
            return;
        }
    }
    m_publisher.changes().refresh();
    if (!apply(call)) {
        exchange.respond(204, {}, {});
        return;
    }
    if (!call.edits.refusals().empty()) { // by setters; all is as it was
        call.refusals = call.edits.refusals();
        m_publisher.changes().refresh();
        refuse(call, exchange, now);
        return;
    }
    if (!call.event) {
        m_publisher.changes().refresh();
        finish(call, exchange, now);
        return;
    }
    if (call.event->goesOn) {
        m_flows.call(call.tab, call.view, *call.event, std::move(typed), exchange);
        return;
    }

    const QByteArray token = call.tab.token;
    const QPointer<State> state = call.view.state;
    Rendering rendering([this, token](const QMetaObject *metaObject) -> const State * {
        Tab *tab = m_tabs.find(token);
        return tab ? m_publisher.resolve(*tab, metaObject) : nullptr;
    });
    const QVariant result = invoke(*state, *call.event, typed);
    m_publisher.changes().refresh();
    Tab *tab = m_tabs.find(token);
    // The event ended its own tab or object. With an event loop of its own it may find another of
    // the same id.
    if (tab != &call.tab || !state || tab->view(state) != &call.view) {
        exchange.respond(204, {}, {});
        return;
    }
    if (renewSession(call, exchange, result, now))
        return;
    call.frames = m_publisher.adopt(*tab, rendering) + framesOf(result, *call.event);
    finish(call, exchange, now);
}

// False: a setter ended the tab, or an object that this is about.
bool EventEndpoint::apply(Call &call)
{
    const auto isThere = [this, token = call.tab.token, called = &call.tab](const View *view) {
        const Tab *tab = m_tabs.find(token);
        return tab == called
            && std::any_of(tab->views.cbegin(), tab->views.cend(), [view](const auto &one) {
                   return one.get() == view;
               });
    };
    const View *called = &call.view;
    return call.edits.apply(isThere) && isThere(called)
        && std::all_of(call.edits.views().cbegin(), call.edits.views().cend(), isThere);
}

// The answer has the new cookie and leads the browser on: the tab is gone by then.
bool EventEndpoint::renewSession(Call &call, Exchange &exchange, const QVariant &result, qint64 now)
{
    if (!Authority::isRenewal(result))
        return false;
    const bool isDatastar = call.isDatastar;
    const auto [fields, to]
        = m_authority.renew(result, call.event->name, *call.tab.session, &call.tab, now);
    if (fields.isEmpty()) {
        respondError(exchange, 500, u"This event has a fault. The server's log says more."_s);
    } else if (isDatastar) {
        exchange.respond(
            200,
            "text/event-stream",
            Frame::redirect(to)->bytes(),
            QByteArray(noStore.toByteArray() + fields));
    } else {
        const QJsonObject json{{u"to"_s, QString::fromUtf8(to)}};
        exchange.respond(
            200,
            "application/json",
            QJsonDocument(json).toJson(QJsonDocument::Compact),
            QByteArray(noStore.toByteArray() + fields));
    }
    return true;
}

// The effects: by the stream if there is one, so that all that the tab hears comes in one order,
// written before the answer; else with the answer.
void EventEndpoint::finish(Call &call, Exchange &exchange, qint64 now)
{
    QByteArray answer;
    StreamSocket *stream = call.tab.stream.socket();
    Outlet outlet = stream ? Outlet(stream) : Outlet(&answer);
    // What the browser keeps itself would be lost with a stream that breaks: nobody could say it
    // again.
    Outlet kept(&answer);
    m_browserStates.bring(call.tab, call.view, kept);
    if (!stream || call.tab.stream.isKeepingUp())
        m_publisher.bring(call.tab, outlet);
    clearErrors(call, outlet);
    if (stream)
        m_publisher.deliver(call.tab, call.frames);
    else
        answer.append(call.frames);
    answerWith(call, exchange, answer, now);
}

// Those that this request could have brought again: of its own object, and of others of which it
// carried edits.
void EventEndpoint::clearErrors(Call &call, Outlet &outlet)
{
    m_publisher.clearErrors(call.tab, call.view, outlet, !call.event);
    for (View *view : call.edits.views()) {
        if (view != &call.view)
            m_publisher.clearErrors(call.tab, *view, outlet, true);
    }
}

void EventEndpoint::refuse(Call &call, Exchange &exchange, qint64 now)
{
    if (!call.isDatastar) {
        QJsonObject errors;
        for (const Refusal &refusal : call.refusals)
            errors.insert(QString::fromUtf8(refusal.name), refusal.sentence);
        const QJsonObject json{{u"errors"_s, errors}};
        exchange.respond(
            422,
            "application/json",
            QJsonDocument(json).toJson(QJsonDocument::Compact),
            noStore);
        return;
    }
    for (const Refusal &refusal : call.refusals)
        qCInfo(log).noquote() << "refused:" << refusal.view->data().schema().nameSpace()
                              << refusal.name << refusal.sentence;
    QByteArray answer;
    StreamSocket *stream = call.tab.stream.socket();
    Outlet outlet = stream ? Outlet(stream) : Outlet(&answer);
    clearErrors(call, outlet);
    m_publisher.showErrors(call.tab, call.refusals, outlet);
    answerWith(call, exchange, answer, now);
}

void EventEndpoint::answerWith(Call &call, Exchange &exchange, const QByteArray &frames, qint64 now)
{
    StreamSocket *stream = call.tab.stream.socket();
    if (stream)
        stream->flush();
    if (frames.isEmpty()) {
        exchange.respond(204, {}, {});
        return;
    }
    if (!stream)
        call.tab.stream.answered(now);
    exchange.respond(200, "text/event-stream", frames, noStore);
}

} // namespace BackState::Http
