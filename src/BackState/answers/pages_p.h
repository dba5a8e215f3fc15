// Pages: runs page functions for tabs and makes documents of what they return. Internal.
#pragma once

#include <BackState/answers/policy.h>
#include <BackState/core/expected.h>
#include <BackState/core/request_data.h>
#include <BackState/datastar/rendering.h>
#include <BackState/program/layout.h>
#include <BackState/program/options.h>
#include <BackState/program/routes.h>

#include <QTimer>
#include <functional>

#include <vector>

namespace BackState::Http {

class Assets;
class Keeper;
class Objects;
class Publisher;
class Tab;
class Tabs;
class Visit;

// What became of a page function for one tab.
struct BuiltPage
{
    QByteArray bytes;
    int status = 200;
    // The objects whose values are being loaded. If there are any, there are no bytes yet.
    std::vector<const State *> waitsFor = {};
    QByteArray nonce = {}; // of its document
    // Whether the layout shows the content. One that does not must not be sent without it either.
    bool isPlaced = true;
};

class Pages
{
public:
    using Layout = decltype(LayoutFunction::build);

    Pages(
        const ServerOptions &options,
        const Assets &assets,
        Objects &objects,
        Keeper &keeper,
        Publisher &publisher);

    void start() { m_policy.start(); } // the options hold
    void setLayout(Layout layout) { m_layout = std::move(layout); }

    // What is made of a page: a document for a browser that has none yet, frames that put it in the
    // place of the one it has, or nothing, for a browser that has this very page.
    enum class Output { Document, Arrival, Nothing };

    // Runs the tab's page function and lets the tab follow what it names. An error's sentence is
    // for the programmer: log it, do not send it. Where it may not wait, objects whose values are
    // being loaded are shown as they are.
    Expected<BuiltPage>
    build(Tab &tab, const RequestData &requestData, Output output, bool mayWait);

    // The header lines of a document.
    QByteArray headerLines(QByteArrayView nonce, bool isSecure) const
    {
        return m_policy.lines(nonce, isSecure);
    }
    // The browser keeps the markup of the layout that the former tab has, and what that offers.
    static void keepLayout(const Tab &from, Tab &to);
    // To be called when an object may have its values: pages that wait for it are told a moment
    // later.
    void noteLoaded(const Tabs &tabs);
    // Answers with a page of the library's own that says something to a user.
    void respondNotice(
        Visit &visit,
        int status,
        const QString &title,
        const QString &sentence,
        QByteArrayView headerLines = {}) const;

private:
    Expected<PageFunction::States> statesOf(Tab &tab, const Request &request);
    Html::Element
    laidOut(const Request &request, const Page &page, Private::Rendering &rendering) const;
    // Those of the objects whose values are being loaded, each once.
    std::vector<const State *> loading(std::vector<const State *> states) const;
    bool areLoaded(const std::vector<const State *> &states) const;
    void tellLoaded(const Tabs &tabs);
    void tellLoaded(Tab &tab) const;
    QByteArray document(
        const QByteArray &nonce,
        const Tab &tab,
        const Page &page,
        const Html::Element &content,
        const Private::Rendering &rendering) const;
    QByteArray arrival(
        Tab &tab, const Page &page, const Private::Rendering &rendering, qsizetype ownLocals) const;

    const ServerOptions &m_options;
    const Assets &m_assets;
    Policy m_policy;
    Objects &m_objects;
    Keeper &m_keeper;
    Publisher &m_publisher;
    Layout m_layout;
    std::vector<QByteArray> m_unloaded; // ids of tabs whose documents say so
    QTimer m_loaded;
};

} // namespace BackState::Http
