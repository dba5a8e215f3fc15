// Pages: runs page functions for tabs and makes documents of what they return. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/request_data.h>
#include <BackState/datastar/rendering.h>
#include <BackState/program/options.h>
#include <BackState/program/routes.h>

#include <functional>
#include <vector>

namespace BackState::Http {

class Assets;
class Objects;
class Publisher;
class Session;
class Tab;
struct Message;

struct BuiltPage
{
    QByteArray bytes;
    int status = 200;
    // Whose values are being loaded: there is no document yet
    std::vector<const State *> waitsFor = {};
};

class Pages
{
public:
    using Layout = std::function<Html::Element(const Request &, const Page &)>;

    Pages(
        const ServerOptions &options, const Assets &assets, Objects &objects, Publisher &publisher);

    // Whether the values of an object are being loaded.
    std::function<bool(const State &)> isLoading;

    void setLayout(Layout layout) { m_layout = std::move(layout); }

    // What is made of a page: a document for a browser that has none yet, frames that put it in the
    // place of the one it has, or nothing, for a browser that has this very page.
    enum class Form { Document, Arrival, None };

    // Runs the tab's page function and lets the tab follow what it names. An error's sentence is
    // for the programmer: log it, do not send it. mayWait: false, objects whose values are being
    // loaded are shown as they are.
    Expected<BuiltPage> build(Tab &tab, const RequestData &request, Form form, bool mayWait);

    // A page of the library's own, for a status.
    QByteArray notice(const QString &title, const QString &sentence) const;

private:
    std::vector<const State *> loading(std::vector<const State *> states) const;
    QByteArray document(
        const Tab &tab,
        const Page &page,
        const Html::Element &content,
        const Rendering &rendering) const;
    QByteArray
    arrival(Tab &tab, const Page &page, const Rendering &rendering, qsizetype ownLocals) const;

    const ServerOptions &m_options;
    const Assets &m_assets;
    Objects &m_objects;
    Publisher &m_publisher;
    Layout m_layout;
};

// Whether a page asks for another one to take its place; and the query of that one, without what
// Datastar added.
bool isNavigation(const Message &message);
QByteArray withoutSignals(QByteArrayView query);

// What a request says, for page functions and events.
RequestData requestData(const Message &message, const Tab &tab);
// The same without a page, and without what is in its query; the session may be null.
RequestData requestData(const Message &message, const Session *session);
// The same where there is no page's request: a tab that is built again from its id.
RequestData
requestData(const Message &message, const Tab &tab, QByteArrayView path, QByteArrayView query);

} // namespace BackState::Http
