// Tab: one loaded page in one browser window, and what it was told. Internal.
#pragma once

#include <BackState/program/routes.h>
#include <BackState/visitors/owner.h>
#include <BackState/visitors/refusal.h>
#include <BackState/visitors/view.h>

#include <QByteArray>

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>
#include <utility>
#include <vector>

namespace BackState::Http {

class Session;
class StreamSocket;

class Tab final : public Owner
{
public:
    // How its browser is told of changes: by a stream while one is open, else by the answers of
    // events and polls.
    class Stream
    {
    public:
        StreamSocket *socket() const { return m_socket; } // null while no stream is open
        bool isOpen() const { return m_socket != nullptr; }
        // Whether what is written now goes out at once, and nothing that was dropped comes first.
        bool isKeepingUp() const;
        // Of the page that opened the latest stream: two windows may show copies of one page.
        const QByteArray &instance() const { return m_instance; }
        quint64 turn() const { return m_turn; } // the order in which streams were opened

        void opened(StreamSocket *socket, const QByteArray &instance, quint64 turn);
        void closed();

        // Whether nothing was sent to its page, by a stream or a poll, since that was built.
        bool isFresh() const { return m_isFresh; }
        bool takeFresh() { return std::exchange(m_isFresh, false); }

        // The tab was forgotten and built again, and its page has not been told so.
        void setRebuilt() { m_isRebuilt = true; }
        bool isRebuilt() const { return m_isRebuilt; }
        bool takeRebuilt() { return std::exchange(m_isRebuilt, false); }

        // What was queued was dropped: everything is sent again once the stream has drained.
        void fallBehind() { m_isBehind = true; }
        bool isBehind() const { return m_isBehind; }
        bool catchUp() { return std::exchange(m_isBehind, false); } // whether it was behind

        // Frames with editable properties, and answers of polls, are numbered from 1.
        quint64 nextFrame() { return ++m_lastFrame; }
        // The browser has seen a frame of that number: the tab was forgotten since.
        void continueAfter(quint64 frame) { m_lastFrame = std::max(m_lastFrame, frame); }
        // The number of the last answer of a poll that said something
        quint64 lastPoll() const { return m_lastPoll; }
        quint64 nextPoll() { return m_lastPoll = nextFrame(); }

        // When effects went out with an answer, for want of a stream; 0 if they never did, or the
        // answer has certainly arrived.
        qint64 answeredAt() const { return m_answeredAt; }
        void answered(qint64 now) { m_answeredAt = now; }
        void settled() { m_answeredAt = 0; }

    private:
        friend class Tabs;
        StreamSocket *m_socket = nullptr;
        QByteArray m_instance;
        quint64 m_turn = 0;
        quint64 m_lastFrame = 0;
        quint64 m_lastPoll = 0;
        qint64 m_answeredAt = 0;
        quint32 m_index = 0; // among the tabs with a stream, while it has one
        bool m_isBehind = false;
        bool m_isFresh = true;
        bool m_isRebuilt = false;
    };

    // Whether somebody has its page open, as far as its requests say.
    class Presence
    {
    public:
        bool isPresent() const { return m_isPresent; } // counted as a viewer of its objects
        bool set(bool isPresent) { return std::exchange(m_isPresent, isPresent) != isPresent; }

        // A stream was opened, or a poll came.
        void came();
        // Its page said that it is hidden. It closes its stream then, and may come back any time.
        void hid() { m_isHidden = true; }
        bool isHidden() const { return m_isHidden; }
        // Its page said that it is gone while its stream was still open.
        void left(qint64 now) { m_leftAt = now; }
        qint64 leftAt() const { return m_leftAt; } // 0 if it did not

        // While it is looked after whether it comes back. Returns whether it was not before.
        bool watch() { return !std::exchange(m_isWatched, true); }
        void unwatch() { m_isWatched = false; }

    private:
        qint64 m_leftAt = 0;
        bool m_isPresent = false;
        bool m_isHidden = false;
        bool m_isWatched = false;
    };

    Tab(const QByteArray &token, Session &session, Match page);
    ~Tab() override;

    QByteArray key() const override;
    bool isNew() const override { return stream.isFresh(); }
    bool isKept() const override { return false; } // it ends with its window
    // Whether all that its page shows is there. One whose document says that it is not is told when
    // it is, and each time that it is told everything.
    bool isLoaded = true;
    bool saysUnloaded = false; // its document does
    bool isToBeToldLoaded = false;
    std::chrono::milliseconds keptFor(const ServerOptions &options) const override;
    State *find(const StateClass &stateClass) override;

    const QByteArray token; // $_tab, signed
    Session *const session;
    const Match page;

    std::vector<std::unique_ptr<View>> views; // of every object whose events it may call
    std::vector<Refusal> refusals; // that its browser shows now
    // Objects and events of which a call came along from the page before. The page may not show
    // them, or do so later.
    std::vector<std::pair<const State *, QByteArray>> running;
    // The calls of its page are numbered; see answers/turns. Of the page that made the latest one:
    quint32 actingPage = 0;
    quint32 nextTurn = 1;
    quint8 lines = 0; // of such calls that are not simply one after the other
    bool sends = false; // it has sent what its user entered, or a click that carries that
    Stream stream;
    Presence presence;
    // A hash of the id of the tab that it followed in the same window. 0 if its page was loaded
    // whole.
    size_t formerToken = 0;
    // A hash of what its page added to the document's head, and of the states its browser keeps
    size_t headHash = 0;

    qint64 usedAt() const { return m_usedAt; }

    // Null if it does not show the object.
    View *view(const State *object) const;
    // That of the object which the same markup names: of the same class and key. Null if there is
    // none.
    View *viewNamedLike(const StateData &data) const;
    // The first object of exactly that class. Null if it shows none.
    State *shown(const QMetaObject *metaObject) const;

private:
    friend class Tabs;
    qint64 m_usedAt = 0;
    // Its position among the tabs without a stream, while it has none
    std::list<Tab *>::iterator m_waiting;
};

} // namespace BackState::Http
