#include "event_call_p.h"

#include "visit_p.h"
#include <BackState/answers/authority.h>
#include <BackState/core/calls.h>
#include <BackState/core/changes.h>
#include <BackState/core/refusing.h>
#include <BackState/core/request_data.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/requests.h>
#include <BackState/live/browser_states.h>
#include <BackState/live/edit_number.h>
#include <BackState/live/event_results.h>
#include <BackState/live/flows.h>
#include <BackState/live/publisher.h>
#include <BackState/live/refusals.h>
#include <BackState/live/tabs.h>
#include <BackState/text/media_type.h>
#include <BackState/text/reading.h>
#include <BackState/text/url.h>
#include <BackState/visitors/offer_seals.h>
#include <BackState/visitors/refusal.h>
#include <BackState/visitors/tab.h>
#include <BackState/wire/message.h>

#include <QPointer>
#include <QSet>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

bool wantsRequest(const Schema::Event &event)
{
    return std::any_of(
        event.parameters.cbegin(),
        event.parameters.cend(),
        [](const Schema::Parameter &parameter) { return parameter.isRequest; });
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

// The refusal has the name of the parameter that it is about, "items" of "items[2].title", or that
// of the event itself if it is about none.
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

// Each name has one sentence: that of an edit, which comes first, says more than that of an
// argument.
void addRefusal(std::vector<Refusal> &refusals, Refusal refusal)
{
    const bool isKnown
        = std::any_of(refusals.cbegin(), refusals.cend(), [&refusal](const Refusal &known) {
              return known.view == refusal.view && known.name == refusal.name;
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

EventCall::EventCall(const Means &means, Visit &visit, Tab &tab, const EventTarget &target)
    : m_means(means)
    , m_visit(visit)
    , m_tab(tab)
    , m_view(*target.view)
    , m_object(m_view.state)
    , m_event(target.event)
{
}

void EventCall::refuse(const QString &sentence)
{
    m_refusals = {{&m_view, m_event->name, sentence}};
}

Expected<void> EventCall::read(const Expected<FormData> *form)
{
    const Message &message = m_visit.message;
    const QByteArray contentType = message.header("content-type");
    Expected<QJsonObject> received = Private::readSignals(
        methodName(message.method),
        message.query,
        contentType,
        message.body);
    if (!received)
        return received.error();
    m_given.allSignals = *std::move(received);
    EditNumber number = EditNumber::read(message.header("backstate-edit"));
    const quint64 edit = number.edit;
    m_tab.sends = m_tab.sends || number.isGiven();
    m_tab.stream.continueAfter(number.seen.last());
    m_edits.setNumber(std::move(number));
    m_edits.collect(m_view, m_given.allSignals);
    if (!isObjectThere())
        return {};
    if (!m_event) {
        m_refusals = m_means.browserStates.wake(m_tab, m_view, m_given.allSignals, edit);
        return {};
    }

    for (const auto &[name, value] : Private::queryFields(message.query)) {
        if (name != "datastar" && name != Private::offerName)
            m_given.query.append({name, Private::readUtf8(value)});
    }
    if (Private::isForm(contentType)) {
        if (const Expected<void> read = readForm(contentType, form); !read || !isObjectThere())
            return read;
    }
    m_refusals = m_means.browserStates.wake(m_tab, m_view, m_given.allSignals, edit);
    readReferences();
    if (!isObjectThere())
        return {};
    useMergedSignals();
    m_given.signalsOfObject = signalsOf(*m_view.state, m_given.allSignals);
    if (wantsRequest(*m_event))
        makeRequest();
    return {};
}

Expected<void> EventCall::readForm(const QByteArray &contentType, const Expected<FormData> *form)
{
    const Expected<FormData> read = form
        ? *form
        : FormData::read(contentType, m_visit.message.body, formLimits(m_means.options));
    if (!read)
        return read.error();
    addFields(*read);
    m_edits.collect(m_view, m_fields);
    if (!isObjectThere())
        return {};
    useMergedFields();
    addArguments(m_fields);
    return {};
}

void EventCall::addFields(const FormData &form)
{
    for (const FormData::Field &field : form.fields()) {
        // A form takes the place of the signals: those of BrowserStates come in it.
        if (field.name == "datastar") {
            if (const auto values
                = Private::readSignals("POST", {}, "application/json", field.value))
                m_given.allSignals = *values;
            continue;
        }
        // A form with files has CR LF for each line end of a text, as HTML's standard says of
        // multipart/form-data; elsewhere it is LF.
        const QString text = Private::readUtf8(field.value).replace("\r\n"_L1, "\n"_L1);
        m_fields.append({QString::fromUtf8(field.name), text});
    }
    m_given.files = form.files();
    m_given.isForm = true;
}

// A form's fields are arguments where they have a parameter's name, unless the query has that
// argument.
void EventCall::addArguments(const FormFields &fields)
{
    const auto given = m_given.query;
    for (const Schema::Parameter &parameter : m_event->parameters) {
        const bool isGiven
            = std::any_of(given.cbegin(), given.cend(), [&parameter](const auto &argument) {
                  return argument.first == parameter.name;
              });
        if (!parameter.isArgument() || isGiven)
            continue;
        if (const std::optional<QString> text = textOfField(fields, parameter.name, parameter.type))
            m_given.query.append({parameter.name, *text});
    }
}

// Arguments that are signals. Each is read once: a query may name the same long text some thousand
// times.
void EventCall::readReferences()
{
    QSet<QString> known;
    for (const auto &[name, value] : std::as_const(m_given.query)) {
        if (value.startsWith(u'$') && !value.startsWith(u"$$") && !known.contains(value)) {
            known.insert(value);
            readSignal(QStringView(value).sliced(1));
        }
    }
}

// A signal as an argument: what was typed there is an edit, and one that is not the browser's to
// set is read from the property itself.
void EventCall::readSignal(QStringView path)
{
    for (const auto &view : m_tab.views) {
        const State &state = *view->state;
        for (const Schema::Property &property : view->data().schema().properties()) {
            if (!property.isVisible
                || path != QLatin1StringView(Private::signalPath(state, property)))
                continue;
            if (property.isEditable) {
                if (view.get() != &m_view)
                    m_edits.collect(*view, m_given.allSignals, property.index);
            } else if (std::binary_search(
                           view->shown.cbegin(),
                           view->shown.cend(),
                           property.index)) {
                if (const auto json = toJson(Private::readProperty(state, property), property.type))
                    insertAt(m_given.allSignals, path, *json);
            }
            return;
        }
    }
}

// An argument that is what was typed is what becomes of that.
void EventCall::useMergedSignals()
{
    for (const Edits::Merged &merged : m_edits.merged()) {
        const QByteArray path
            = Private::signalPath(*merged.view->state, merged.view->property(merged.property));
        insertAt(m_given.allSignals, QString::fromLatin1(path), merged.text);
    }
}

void EventCall::useMergedFields()
{
    for (const Edits::Merged &merged : m_edits.merged()) {
        const QString name = QString::fromUtf8(merged.view->property(merged.property).name);
        for (auto &[field, value] : m_fields) {
            if (field == name)
                value = merged.text;
        }
    }
}

void EventCall::makeRequest()
{
    RequestData data = m_visit.requestData(m_tab);
    data.form = m_fields;
    data.form.removeIf([](const auto &field) { return field.first == emptyField; });
    data.files = m_given.files;
    data.signalValues = m_given.allSignals;
    m_given.request = Request(std::move(data));
}

EventCall::Step EventCall::convert()
{
    if (isByItself()) {
        m_edits.checkEach();
        return Step::Done;
    }
    m_edits.checkTogether();
    const std::vector<Refusal> &refused = m_edits.refusals();
    m_refusals.insert(m_refusals.end(), refused.cbegin(), refused.cend());
    if (m_event) {
        ConvertedArguments converted = convertArguments(*m_event, m_given);
        for (const Error &error : std::as_const(converted.errors))
            addRefusal(m_refusals, refusalOf(m_view, *m_event, error));
        m_typed = std::move(converted.values);
    }
    if (m_refusals.empty() && m_event) {
        const QString busy = m_means.flows.refusal(m_tab, *m_view.state, *m_event);
        if (!busy.isEmpty())
            refuse(busy);
    }
    return m_refusals.empty() ? Step::Done : Step::Refused;
}

EventCall::Step EventCall::apply()
{
    m_means.publisher.changes().refresh();
    const View *called = &m_view;
    const Edits::IsThere exists = whetherThere();
    const bool isSet = isByItself() ? m_edits.applyEach(exists) : m_edits.apply(exists);
    const bool isApplied = isSet && exists(called)
        && std::all_of(m_edits.views().cbegin(), m_edits.views().cend(), exists);
    if (!isApplied) // a setter ended something of it
        return Step::Gone;
    if (m_edits.refusals().empty())
        return Step::Done;
    m_refusals = m_edits.refusals(); // by setters, and then all is as it was
    m_means.publisher.changes().refresh();
    return isByItself() ? Step::RefusedInPart : Step::Refused;
}

// An edit that live() sends carries all fields of its object. One that is refused keeps no other
// one from being set. What a browser keeps is set as a whole.
bool EventCall::isByItself() const
{
    return !m_event && !m_view.browser;
}

bool EventCall::isThere(const View *view) const
{
    return std::any_of(m_tab.views.cbegin(), m_tab.views.cend(), [view](const auto &known) {
        return known.get() == view;
    });
}

// Asks first whether the tab is there, which the view's being there depends on.
Edits::IsThere EventCall::whetherThere() const
{
    return [this, token = m_tab.token, tab = &m_tab](const View *view) {
        return m_means.tabs.find(token) == tab && isThere(view);
    };
}

EventCall::Step EventCall::invoke()
{
    if (!m_event) {
        m_means.publisher.changes().refresh();
        return Step::Done;
    }
    if (m_event->goesOn) {
        m_means.flows.call(m_tab, m_view, *m_event, std::move(m_typed), m_visit.exchange, [this] {
            return m_edits.takeBack(whetherThere());
        });
        return Step::Answered;
    }

    const QByteArray token = m_tab.token;
    const QPointer<State> state = m_view.state;
    Private::Rendering rendering(
        [this, token](const QMetaObject *metaObject) -> const State * {
            Tab *tab = m_means.tabs.find(token);
            return tab ? m_means.publisher.subscriptions().builder().resolve(*tab, metaObject)
                       : nullptr;
        },
        Private::Rendering::Counts::Placed);
    rendering.setSealer([this, &token](const State &object, const Schema::Event &event) {
        return m_means.offerSeals.seal(token, object, event);
    });
    const Refusing refusing;
    Private::Called called = Private::callEvent(*state, *m_event, m_typed);
    m_result = std::move(called.result);
    m_hasThrown = called.hasThrown;
    m_means.publisher.changes().refresh();
    Tab *tab = m_means.tabs.find(token);
    // The event ended its own tab or object. With an event loop of its own it may find another of
    // the same id.
    if (tab != &m_tab || !state || tab->view(state) != &m_view)
        return Step::Gone;
    if (!refusing.sentences().empty())
        return refuse(refusing, rendering);
    if (Authority::isRenewal(m_result))
        return Step::Renewed;
    bringResult(rendering);
    return Step::Done;
}

// The event itself refused something: what was typed is taken back.
EventCall::Step EventCall::refuse(const Refusing &refusing, Private::Rendering &rendering)
{
    const View *called = &m_view;
    const Edits::IsThere exists = whetherThere();
    if (!m_edits.takeBack(exists) || !exists(called))
        return Step::Gone;
    m_means.publisher.changes().refresh();
    m_refusals = Refusals(m_tab).of(refusing, m_view, *m_event);
    bringResult(rendering);
    return Step::RefusedInPart;
}

// What it returned, after the signals that this names.
void EventCall::bringResult(Private::Rendering &rendering)
{
    const QByteArray frames = framesOf(m_result, *m_event);
    m_frames = m_means.publisher.subscriptions().adopt(m_tab, rendering) + frames;
}

} // namespace BackState::Http
