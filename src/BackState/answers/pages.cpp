#include "pages_p.h"

#include "addresses_p.h"
#include "assets_p.h"
#include "visit_p.h"
#include <BackState/core/thrown.h>
#include <BackState/datastar/browser_state.h>
#include <BackState/datastar/initial_signals.h>
#include <BackState/datastar/navigation.h>
#include <BackState/datastar/opener.h>
#include <BackState/datastar/page_arrival.h>
#include <BackState/datastar/property_attributes.h>
#include <BackState/datastar/requests.h>
#include <BackState/html/attributes.h>
#include <BackState/html/document.h>
#include <BackState/html/marks.h>
#include <BackState/html/tags.h>
#include <BackState/live/outlet.h>
#include <BackState/live/publisher.h>
#include <BackState/live/tabs.h>
#include <BackState/visitors/keeper.h>
#include <BackState/visitors/objects.h>
#include <BackState/wire/message.h>
#include <BackState/wire/stream_socket.h>

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QByteArray jsonText(QByteArrayView text)
{
    QByteArray json;
    appendJsonString(json, text);
    return json;
}

const QByteArray layoutPlace = "layout"_ba; // Ids in the layout begin with it.

QString titleOf(const Tab &tab, const Page &page)
{
    if (!page.title.isEmpty())
        return page.title;
    const QString &title = tab.page.route->options.title;
    return title.isEmpty() ? QCoreApplication::applicationName() : title;
}

std::vector<std::pair<QByteArray, QByteArray>>
ownSignals(const Tab &tab, const Private::Rendering &rendering)
{
    std::vector<std::pair<QByteArray, QByteArray>> own{
        {"_tab"_ba, jsonText(tab.token)},
        {"_path"_ba, jsonText(rendering.path().toUtf8())},
        {"_poll"_ba, "0"_ba}};
    if (!tab.isLoaded)
        own.emplace_back("_unloaded"_ba, "true"_ba);
    return own;
}

Html::Element openerOf(const Tab &tab, std::chrono::milliseconds heartbeat)
{
    const std::chrono::milliseconds pause = tab.page.route->options.poll;
    return pause.count() > 0
        ? Private::pollOpener(pollPrefix.toByteArray().append(tab.token), pause)
        : Private::streamOpener(streamPrefix.toByteArray().append(tab.token), heartbeat);
}

Html::Attribute rootAttributes(const QByteArray &nonce)
{
    return nonce.isEmpty() ? Html::Attribute() : Html::Attribute("data-nonce", nonce);
}

// Where scripts are off, nothing on the page would do anything.
Html::Element noScript()
{
    static const Html::Element element = Html::Noscript(Html::P(
        Html::cls("banner"),
        Html::role("alert"),
        "This page needs JavaScript. Allow it in the browser, and load the page again."));
    return element;
}

// How often open pages are looked at while values come.
constexpr std::chrono::milliseconds loadedPause(50);

// Hidden when everything is there.
Html::Element unloadedBanner()
{
    return Html::Div(
        Html::id("backstate-unloaded"),
        Html::cls("banner"),
        Html::role("alert"),
        Html::show(script("$_unloaded")),
        "What is kept of this page can't be read now. It comes by itself; until then nothing here "
        "can be changed.");
}

} // namespace

Pages::Pages(
    const ServerOptions &options,
    const Assets &assets,
    Objects &objects,
    Keeper &keeper,
    Publisher &publisher)
    : m_options(options)
    , m_assets(assets)
    , m_policy(options, assets)
    , m_objects(objects)
    , m_keeper(keeper)
    , m_publisher(publisher)
{
    m_loaded.setSingleShot(true);
}

Expected<BuiltPage>
Pages::build(Tab &tab, const RequestData &requestData, Output output, bool mayWait)
{
    const Keeper::Unhurried unhurried(m_keeper); // the request waits, not the server
    const Request request{requestData};
    // Those that only the page function names.
    std::vector<const State *> named;
    Private::Rendering rendering(
        [this, &tab, &request, &named](const QMetaObject *metaObject) -> const State * {
            const StateClass *stateClass = findStateClass(metaObject);
            if (stateClass)
                named.push_back(m_objects.obtain(*stateClass, tab, &request).state);
            return stateClass ? named.back() : nullptr;
        },
        Private::Rendering::Counts::Placed);
    const Expected<PageFunction::States> states = statesOf(tab, request);
    if (!states)
        return states.error();
    for (const State *state : *states)
        rendering.show(*state);
    if (auto waitsFor = loading(*states); mayWait && !waitsFor.empty())
        return BuiltPage{{}, 0, std::move(waitsFor)};
    rendering.setPath(requestData.path);
    const QByteArray nonce = output == Output::Document ? Policy::makeNonce() : QByteArray();
    rendering.setNonce(nonce);
    Page page;
    Html::Element content;
    qsizetype ownLocals = 0;
    const QString &pattern = tab.page.route->pattern;
    const bool isBuilt = Private::contain(
        [&]() -> QString { return u"the page "_s + pattern; },
        [&] {
            page = tab.page.route->function.build(request, *states);
            page.content = Private::pageContent(page.content);
            ownLocals = rendering.locals().size();
            content = laidOut(request, page, rendering);
        });
    if (!isBuilt)
        return Error{Error::Kind::Unavailable, {}, pattern + u": an exception ended it"_s};
    if (!rendering.problems().isEmpty())
        return Error{
            Error::Kind::Unavailable,
            {},
            pattern + u": "_s + rendering.problems().join(u' ')};
    if (output == Output::Arrival && !content.bytes().contains(page.content.bytes()))
        return BuiltPage{.bytes = {}, .isPlaced = false};
    page.head = rendering.placed(page.head);
    content = rendering.placed(content);
    if (output == Output::Arrival)
        page.content = rendering.placed(page.content);
    rendering.keepPlaced();
    const Html::Element kept = Private::browserStates(rendering);
    // What a browser keeps is put into the signals of a page when the page is loaded whole. So a
    // page takes the place of another one only if both have the same states of that kind.
    tab.headHash = qHashMulti(0, page.head.bytes(), kept.bytes());
    for (const Private::SignalNames &names : rendering.names())
        named.push_back(names.object);
    if (auto waitsFor = loading(named); mayWait && !waitsFor.empty())
        return BuiltPage{{}, 0, std::move(waitsFor)};
    tab.isLoaded = areLoaded(named);
    m_publisher.subscriptions().subscribe(tab, rendering);
    BuiltPage built{{}, page.status};
    if (output == Output::Document) {
        tab.saysUnloaded = !tab.isLoaded;
        if (tab.saysUnloaded)
            m_unloaded.push_back(tab.token);
        built.nonce = nonce;
        built.bytes = document(nonce, tab, page, kept + content, rendering);
    } else if (output == Output::Arrival) {
        built.bytes = arrival(tab, page, rendering, ownLocals);
    }
    return built;
}

// The objects that the page function takes, made if need be.
Expected<PageFunction::States> Pages::statesOf(Tab &tab, const Request &request)
{
    PageFunction::States states;
    for (const StateClass *stateClass : tab.page.route->function.classes) {
        const auto [state, lack] = m_objects.obtain(*stateClass, tab, &request);
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
        states.push_back(state);
    }
    return states;
}

// The content in the layout.
Html::Element
Pages::laidOut(const Request &request, const Page &page, Private::Rendering &rendering) const
{
    if (!m_layout)
        return page.content;
    // Its ids do not depend on the page's, nor the other way round.
    const Private::Rendering::Inside inside(&rendering, layoutPlace, layoutPlace, true);
    return m_layout(request, page, rendering);
}

std::vector<const State *> Pages::loading(std::vector<const State *> states) const
{
    std::erase_if(states, [this](const State *state) {
        return !state || !m_keeper.isLoading(*state);
    });
    std::sort(states.begin(), states.end());
    states.erase(std::unique(states.begin(), states.end()), states.end());
    return states;
}

bool Pages::areLoaded(const std::vector<const State *> &states) const
{
    return std::all_of(states.cbegin(), states.cend(), [this](const State *state) {
        return !state || m_keeper.isLoaded(*state);
    });
}

QByteArray Pages::document(
    const QByteArray &nonce,
    const Tab &tab,
    const Page &page,
    const Html::Element &content,
    const Private::Rendering &rendering) const
{
    Html::DocumentParts parts;
    parts.language = QString::fromLatin1(m_options.language);
    parts.title = titleOf(tab, page);
    parts.head = Html::Raw(m_assets.headMarkup(m_options.styleSheet)) + page.head;
    parts.rootAttributes = rootAttributes(nonce);
    parts.bodyAttributes = Private::initialSignals(rendering, ownSignals(tab, rendering));
    parts.body = noScript() + Private::pageKeeper() + openerOf(tab, m_options.heartbeat)
        + (tab.isLoaded ? Html::Element() : unloadedBanner()) + content;
    return Html::document(parts);
}

// The layout that the browser has was built for the page before this one: its signals and regions
// are sent again.
QByteArray Pages::arrival(
    Tab &tab, const Page &page, const Private::Rendering &rendering, qsizetype ownLocals) const
{
    Private::ArrivingSignals arriving
        = Private::arrivingSignals(rendering, ownLocals, ownSignals(tab, rendering));
    Private::PageArrival parts;
    const auto [path, query] = Tabs::pageOf(tab.token);
    parts.url = query.isEmpty() ? path : QByteArray(path + '?' + query);
    parts.title = titleOf(tab, page);
    parts.values = std::move(arriving.values);
    parts.missing = std::move(arriving.missing);
    parts.content = page.content;
    parts.opener = openerOf(tab, m_options.heartbeat);
    for (const auto &view : tab.views)
        view->forgetElements(QByteArray(layoutPlace).append('-'));
    Outlet outlet(&parts.layout);
    m_publisher.bring(tab, outlet);
    return Private::arrivalFrames(parts);
}

void Pages::keepLayout(const Tab &from, Tab &to)
{
    const auto isOfLayout = [](const View::Rights &rights) { return rights.place == layoutPlace; };
    for (const auto &view : to.views) {
        std::erase_if(view->rights, isOfLayout);
        if (const View *former = from.viewNamedLike(view->data()))
            std::copy_if(
                former->rights.cbegin(),
                former->rights.cend(),
                std::back_inserter(view->rights),
                isOfLayout);
    }
}

void Pages::noteLoaded(const Tabs &tabs)
{
    if (m_unloaded.empty() || m_loaded.isActive())
        return;
    m_loaded.disconnect();
    m_loaded.callOnTimeout(&m_loaded, [this, &tabs] { tellLoaded(tabs); });
    m_loaded.start(loadedPause);
}

void Pages::tellLoaded(const Tabs &tabs)
{
    std::erase_if(m_unloaded, [this, &tabs](const QByteArray &token) {
        Tab *tab = tabs.find(token);
        if (!tab)
            return true;
        tab->isLoaded
            = std::all_of(tab->views.cbegin(), tab->views.cend(), [this](const auto &view) {
                  return m_keeper.isLoaded(*view->state);
              });
        if (tab->isLoaded)
            tellLoaded(*tab);
        return tab->isLoaded;
    });
}

// Where no stream keeps up, what comes next brings it.
void Pages::tellLoaded(Tab &tab) const
{
    tab.isToBeToldLoaded = true;
    if (!tab.stream.isOpen() || !tab.stream.isKeepingUp())
        return;
    Outlet outlet(tab.stream.socket());
    m_publisher.bring(tab, outlet);
    tab.stream.socket()->flush();
}

void Pages::respondNotice(
    Visit &visit,
    int status,
    const QString &title,
    const QString &sentence,
    QByteArrayView headerLines) const
{
    const Private::PathMarks marks;
    const QByteArray nonce = Policy::makeNonce();
    Html::DocumentParts parts;
    parts.language = QString::fromLatin1(m_options.language);
    parts.title = title;
    parts.head = Html::Raw(m_assets.headMarkup(m_options.styleSheet));
    parts.body = Html::Main(
        Html::H1(title),
        Html::P(sentence),
        Html::P(Html::A(Html::href("/"), "To the start page")));
    parts.rootAttributes = rootAttributes(nonce);
    visit.respondHtml(
        status,
        Html::document(parts),
        QByteArray(
            Visit::noStore.toByteArray() + headerLines
            + m_policy.lines(nonce, visit.message.secure)));
}

} // namespace BackState::Http
