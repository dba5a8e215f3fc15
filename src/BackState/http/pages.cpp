#include <BackState/http/pages.h>

#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/opener.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/attributes.h>
#include <BackState/html/document.h>
#include <BackState/html/tags.h>
#include <BackState/http/assets.h>
#include <BackState/http/message.h>
#include <BackState/http/objects.h>
#include <BackState/http/publisher.h>
#include <BackState/http/session.h>

#include <QCoreApplication>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QByteArray jsonText(QByteArrayView text)
{
    QByteArray json;
    appendJsonString(json, text);
    return json;
}

} // namespace

Pages::Pages(const ServerOptions &options, const Assets &assets, Objects &objects, Publisher &publisher)
    : m_options(options)
    , m_assets(assets)
    , m_objects(objects)
    , m_publisher(publisher)
{
}

Expected<BuiltPage> Pages::build(Tab &tab, const RequestData &data)
{
    const PageFunction &function = tab.page.route->function;
    const Request request{data};
    Rendering rendering([this, &tab, &request](const QMetaObject *metaObject) -> const State * {
        const StateClass *stateClass = findStateClass(metaObject);
        return stateClass ? m_objects.find(*stateClass, tab, &request).state : nullptr;
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
                u"%1: there is no %2 for this page: give the server one by add(), or the class another scope"_s.arg(
                    tab.page.route->pattern, QLatin1StringView(stateClass->metaObject->className()))};
        rendering.show(*state);
        states.push_back(state);
    }
    const Page page = function.build(request, states);
    Html::Element content = m_layout ? m_layout(request, page) : page.content;
    content = browserStates(rendering) + content;
    if (!rendering.problems().isEmpty())
        return Error{
            Error::Kind::Unavailable, {}, tab.page.route->pattern + u": "_s + rendering.problems().join(u' ')};
    m_publisher.subscribe(tab, rendering);
    return BuiltPage{document(tab, page, content, rendering), page.status};
}

QByteArray Pages::document(
    const Tab &tab, const Page &page, const Html::Element &content, const Rendering &rendering) const
{
    const std::pair<QByteArray, QByteArray> members[] = {{"_tab"_ba, jsonText(tab.token)}};
    Html::DocumentParts parts;
    parts.language = QString::fromLatin1(m_options.language);
    parts.title = !page.title.isEmpty()         ? page.title
        : !tab.page.route->options.title.isEmpty() ? tab.page.route->options.title
                                                   : QCoreApplication::applicationName();
    parts.head = Html::Raw(m_assets.headMarkup(m_options.styleSheet)) + page.head;
    parts.bodyAttributes = initialSignals(rendering, members);
    const QByteArray stream = "/backstate/stream/"_ba + tab.token;
    parts.body = streamOpener(stream) + content;
    return Html::document(parts);
}

QByteArray Pages::notice(const QString &title, const QString &sentence) const
{
    Html::DocumentParts parts;
    parts.language = QString::fromLatin1(m_options.language);
    parts.title = title;
    parts.head = Html::Raw(m_assets.headMarkup(m_options.styleSheet));
    parts.body = Html::Main(Html::H1(title), Html::P(sentence), Html::P(Html::A(Html::href("/"), "To the start page")));
    return Html::document(parts);
}

RequestData requestData(const Message &message, const Session *session)
{
    RequestData data;
    data.method = methodName(message.method).toByteArray();
    data.path = QString::fromUtf8(percentDecoded(message.path));
    for (const QByteArrayView name : {"accept-language", "user-agent", "referer", "host", "accept", "content-type"}) {
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

RequestData requestData(const Message &message, const Tab &tab, QByteArrayView path, QByteArrayView query)
{
    RequestData data = requestData(message, tab.session);
    data.path = QString::fromUtf8(percentDecoded(path));
    data.pathParameters = tab.page.parameters;
    for (const auto &[name, value] : queryFields(query))
        data.query.append({QString::fromUtf8(name), QString::fromUtf8(value)});
    data.formToken = tab.token;
    return data;
}

RequestData requestData(const Message &message, const Tab &tab)
{
    return requestData(message, tab, message.path, message.query);
}

} // namespace BackState::Http
