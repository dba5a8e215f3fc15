#include <BackState/answers/pages.h>

#include <BackState/text/url.h>

#include <BackState/answers/assets.h>
#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/navigation.h>
#include <BackState/datastar/opener.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/attributes.h>
#include <BackState/html/document.h>
#include <BackState/html/tags.h>
#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/session.h>
#include <BackState/wire/message.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QByteArray jsonText(QByteArrayView text)
{
    QByteArray json;
    appendJsonString(json, text);
    return json;
}

const QByteArray layoutPlace = "layout"_ba; // what ids in the layout begin with

QString titleOf(const Tab &tab, const Page &page)
{
    if (!page.title.isEmpty())
        return page.title;
    const QString &title = tab.page.route->options.title;
    return title.isEmpty() ? QCoreApplication::applicationName() : title;
}

std::array<std::pair<QByteArray, QByteArray>, 3>
ownSignals(const Tab &tab, const Rendering &rendering)
{
    return {
        {{"_tab"_ba, jsonText(tab.token)},
         {"_path"_ba, jsonText(rendering.path().toUtf8())},
         {"_poll"_ba, "0"_ba}}};
}

Html::Element openerOf(const Tab &tab)
{
    const std::chrono::milliseconds pause = tab.page.route->options.poll;
    return pause.count() > 0 ? pollOpener("/backstate/poll/"_ba.append(tab.token), pause)
                             : streamOpener("/backstate/stream/"_ba.append(tab.token));
}

} // namespace

Pages::Pages(
    const ServerOptions &options, const Assets &assets, Objects &objects, Publisher &publisher)
    : m_options(options)
    , m_assets(assets)
    , m_objects(objects)
    , m_publisher(publisher)
{
}

Expected<BuiltPage> Pages::build(Tab &tab, const RequestData &data, Form form, bool mayWait)
{
    const PageFunction &function = tab.page.route->function;
    const Request request{data};
    std::vector<const State *> taken;
    Rendering rendering(
        [this, &tab, &request, &taken](const QMetaObject *metaObject) -> const State * {
            const StateClass *stateClass = findStateClass(metaObject);
            if (stateClass)
                taken.push_back(m_objects.find(*stateClass, tab, &request).state);
            return stateClass ? taken.back() : nullptr;
        });
    PageFunction::States states;
    for (const StateClass *stateClass : function.classes) {
        const auto [state, lack] = m_objects.find(*stateClass, tab, &request);
        if (lack == Objects::Lack::SignIn)
            return Error{Error::Kind::SignIn, {}, {}};
        if (lack == Objects::Lack::Key)
            return Error::notFound({});
        if (!state)
            return Error{
                Error::Kind::Unavailable,
                {},
                u"%1: there is no %2 for this page: give the server one by add(), or the class "
                u"another scope"_s.arg(
                    tab.page.route->pattern,
                    QLatin1StringView(stateClass->metaObject->className()))};
        rendering.show(*state);
        states.push_back(state);
    }
    if (auto waitsFor = loading(states); mayWait && !waitsFor.empty())
        return BuiltPage{{}, 0, std::move(waitsFor)};
    rendering.setPath(data.path);
    Page page = function.build(request, states);
    page.content = pageContent(page.content);
    const qsizetype ownLocals = rendering.locals().size();
    Html::Element content = page.content;
    if (m_layout) {
        // Its ids do not depend on the page's, nor the other way round.
        const Rendering::Inside inside(&rendering, layoutPlace);
        content = m_layout(request, page);
    }
    const Html::Element kept = browserStates(rendering);
    // What a browser keeps is put into a page's signals when that is loaded whole: so it is, unless
    // the page before it has the same states of that kind.
    tab.headHash = qHashMulti(0, page.head.bytes(), kept.bytes());
    content = kept + content;
    if (!rendering.problems().isEmpty())
        return Error{
            Error::Kind::Unavailable,
            {},
            tab.page.route->pattern + u": "_s + rendering.problems().join(u' ')};
    for (const SignalNames &names : rendering.names())
        taken.push_back(names.object);
    if (auto waitsFor = loading(std::move(taken)); mayWait && !waitsFor.empty())
        return BuiltPage{{}, 0, std::move(waitsFor)};
    m_publisher.subscribe(tab, rendering);
    BuiltPage built{{}, page.status};
    if (form == Form::Document)
        built.bytes = document(tab, page, content, rendering);
    else if (form == Form::Arrival)
        built.bytes = arrival(tab, page, rendering, ownLocals);
    return built;
}

std::vector<const State *> Pages::loading(std::vector<const State *> states) const
{
    std::erase_if(states, [this](const State *state) { return !state || !isLoading(*state); });
    std::sort(states.begin(), states.end());
    states.erase(std::unique(states.begin(), states.end()), states.end());
    return states;
}

QByteArray Pages::document(
    const Tab &tab,
    const Page &page,
    const Html::Element &content,
    const Rendering &rendering) const
{
    Html::DocumentParts parts;
    parts.language = QString::fromLatin1(m_options.language);
    parts.title = titleOf(tab, page);
    parts.head = Html::Raw(m_assets.headMarkup(m_options.styleSheet)) + page.head;
    parts.bodyAttributes = initialSignals(rendering, ownSignals(tab, rendering));
    parts.body = pageKeeper() + openerOf(tab) + content;
    return Html::document(parts);
}

// What the layout shows was built for the page before this one: what is a signal or a region there
// is sent anew.
QByteArray
Pages::arrival(Tab &tab, const Page &page, const Rendering &rendering, qsizetype ownLocals) const
{
    ArrivingSignals arriving = arrivingSignals(rendering, ownLocals, ownSignals(tab, rendering));
    PageArrival parts;
    const auto [path, query] = Tabs::pageOf(tab.token);
    parts.url = query.isEmpty() ? path : QByteArray(path + '?' + query);
    parts.title = titleOf(tab, page);
    parts.values = std::move(arriving.values);
    parts.missing = std::move(arriving.missing);
    parts.content = page.content;
    parts.opener = openerOf(tab);
    m_publisher.forgetElements(tab, QByteArray(layoutPlace).append('-'));
    Outlet outlet(&parts.layout);
    m_publisher.bring(tab, outlet);
    return arrivalFrames(parts);
}

QByteArray Pages::notice(const QString &title, const QString &sentence) const
{
    Html::DocumentParts parts;
    parts.language = QString::fromLatin1(m_options.language);
    parts.title = title;
    parts.head = Html::Raw(m_assets.headMarkup(m_options.styleSheet));
    parts.body = Html::Main(
        Html::H1(title),
        Html::P(sentence),
        Html::P(Html::A(Html::href("/"), "To the start page")));
    return Html::document(parts);
}

bool isNavigation(const Message &message)
{
    return message.method == Method::Get && message.hasHeader("datastar-request")
        && message.hasHeader("backstate-tab");
}

QByteArray withoutSignals(QByteArrayView query)
{
    QByteArray rest;
    for (const QByteArray &field : query.toByteArray().split('&')) {
        if (!field.isEmpty() && !field.startsWith("datastar="))
            rest.append(rest.isEmpty() ? "" : "&").append(field);
    }
    return rest;
}

RequestData requestData(const Message &message, const Session *session)
{
    RequestData data;
    data.method = methodName(message.method).toByteArray();
    data.path = QString::fromUtf8(Private::percentDecoded(message.path));
    for (const QByteArrayView name :
         {"accept-language", "user-agent", "referer", "host", "accept", "content-type"}) {
        if (message.hasHeader(name))
            data.headers.append({name.toByteArray(), message.header(name)});
    }
    if (session) {
        data.sessionId = session->publicId();
        data.roles = session->roles();
        data.user = session->user() ? session->user()->name : QString();
    }
    data.remoteAddress = message.peer.toString();
    data.isDatastar = message.hasHeader("datastar-request");
    return data;
}

RequestData
requestData(const Message &message, const Tab &tab, QByteArrayView path, QByteArrayView query)
{
    RequestData data = requestData(message, tab.session);
    data.path = QString::fromUtf8(Private::percentDecoded(path));
    data.pathParameters = tab.page.parameters;
    for (const auto &[name, value] : Private::queryFields(query))
        data.query.append({QString::fromUtf8(name), QString::fromUtf8(value)});
    data.formToken = tab.token;
    return data;
}

RequestData requestData(const Message &message, const Tab &tab)
{
    return requestData(message, tab, message.path, message.query);
}

} // namespace BackState::Http
