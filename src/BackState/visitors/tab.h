// Tab: one loaded page in one browser window, and what it was told. Internal.
#pragma once

#include <BackState/core/state.h>
#include <BackState/datastar/region_use.h>
#include <BackState/program/routes.h>
#include <BackState/visitors/owner.h>

#include <QByteArray>
#include <QJsonObject>
#include <QVariantList>

#include <list>
#include <memory>
#include <vector>

namespace BackState::Http {

class Audience;
class Session;
class StreamSocket;
class Tab;

// An editable property that a tab's page names: what its browser holds, as far as the server knows.
struct Edit
{
    int property = 0;
    // The number of the frame that told it last; 0: the page itself, or its own event
    quint64 frame = 0;
    QByteArray known; // as JSON
    bool isBound = false; // to an input, so that its user can mend it
};

struct RegionView
{
    RegionUse use;
    quint64 sent = 0; // the version of its object
};

struct RowsView
{
    std::shared_ptr<const RowsUse> use; // shared: tabs of one page have the same container
    quint64 sent = 0;
};

// An event that goes on, of an object that a tab shows: whether the page names that it runs, and
// whether it does.
struct RunningView
{
    QByteArray event;
    bool isNamed = false;
    bool isRunning = false;
};

// Of an object whose values the browser keeps: between two events it sleeps, and nothing is told of
// it.
struct BrowserValues
{
    bool isAwake = false;
    QVariantList defaults; // what it was before it was set to the browser's values
    QByteArray sealed; // what is in the browser's seal, as JSON; empty: that does not open
};

// How much of a form that calls an event has arrived, where the page shows it.
struct Progress
{
    QByteArray event;
    int percent = 0; // as the browser knows it
};

// An object that a tab shows.
struct View
{
    Tab *tab = nullptr;
    Audience *audience = nullptr;
    std::size_t place = 0; // among the audience's views
    quint64 sent = 0; // the version of the object that the browser has of `shown`
    // Properties named as signals, not editable; sorted and shared (see Publisher)
    QList<int> shown;
    std::vector<Edit> edits;
    std::vector<RegionView> regions;
    std::vector<RowsView> rows;
    std::vector<RunningView> running;
    std::unique_ptr<BrowserValues> browser; // null: its values are the server's
    std::vector<Progress> uploads;

    bool isAsleep() const { return browser && !browser->isAwake; }
    void seen(); // the browser has everything of now
    RunningView &runningOf(const QByteArray &event);
    Edit *edit(int property); // null: the page does not name it as editable
};

// A value that was not let in: of a property or of an argument of that name.
struct Refusal
{
    View *view = nullptr;
    QByteArray name;
    QString sentence; // empty: taken back
};

class Tab final : public Owner
{
public:
    Tab()
        : Owner(Kind::Tab)
    {
    }
    ~Tab() override;

    QByteArray key() const override;

    QByteArray token; // $_tab, signed
    Session *session = nullptr;
    Match page;

    std::vector<std::unique_ptr<View>> views; // every object whose events it may call
    std::vector<Refusal> refusals; // refusals the browser shows now

    StreamSocket *stream = nullptr;
    QByteArray instance; // of the page that opened the stream
    quint64 turn = 0; // the order in which streams were opened
    quint64 frames = 0; // the number of the last frame with editable properties
    // When effects went out with an answer, for want of a stream; 0: never since
    qint64 answeredAt = 0;
    // What was queued was dropped: everything is sent again once the stream drains
    bool isResyncing = false;
    bool isBuilt = true; // false: one of before, whose page waits to be built again
    bool isFresh = true; // never had a stream since the page was built
    bool isPresent = false; // it is counted among those that show its objects
    bool isHidden = false; // its page said so when its stream closed
    bool isWatched = false; // it is looked after whether it comes back
    qint64 usedAt = 0;
    // When its page said that it is gone, while its stream was open still; 0: it did not
    qint64 leftAt = 0;
    size_t cameFrom = 0; // a hash of the id of the tab whose place it took; 0: it was loaded whole
    // A hash of what its page added to <head>, and of the states that its browser keeps
    size_t head = 0;
    // The number of the last answer that said something to a tab without a stream
    quint64 polled = 0;
    std::size_t place = 0; // among the tabs with a stream, while it has one
    // Its place among the tabs without a stream, while it has none
    std::list<Tab *>::iterator waiting;

    View *view(const State *object) const;
    // The first of exactly that class; null: it shows none
    State *shown(const QMetaObject *metaObject) const;
};

} // namespace BackState::Http
