// SqlJob: something that a database has to do. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <QDeadlineTimer>

#include <vector>

namespace BackState {

struct SqlJob
{
    enum class Kind { Load, Save, Remove, Exists, Cleanup, Claim, Release };

    Kind kind;
    StoreKey key = {};

    // Of a save. A later one of the same key that comes before it was written takes its place, with
    // its version and what it was made from: who saved first did not replace anything else.
    QJsonObject values = {};
    std::chrono::seconds timeToLive{0}; // from when it is written; 0 is for ever
    QDeadlineTimer end{QDeadlineTimer::Forever}; // the same from when it was saved
    std::optional<quint64> madeFrom = {};
    quint64 version = 0; // that these values get
    std::vector<StoreKey> former = {}; // keys that are to be removed with it
    bool isConflict = false; // others were saved meanwhile, and it was not done

    // Who waits for it. Those whose values were replaced by these before they were written wait for
    // the save of these.
    std::vector<QPromise<StateStore::Saved>> saved = {};
    std::optional<QPromise<StateStore::Loaded>> loaded = {};
    std::optional<QPromise<Expected<bool>>> answered = {}; // of remove and exists
    std::optional<QPromise<Expected<qsizetype>>> cleaned = {};
    std::optional<QPromise<Expected<void>>> claimed = {}; // or released

    bool isSave() const { return kind == Kind::Save; }
    // Whether it changes no values.
    bool isRead() const
    {
        return kind == Kind::Load || kind == Kind::Exists || kind == Kind::Claim
            || kind == Kind::Release;
    }
    bool removes(const StoreKey &other) const;
    void takeOver(SqlJob later); // a save of the same key
    void succeed(); // of a save, a claim or a release: all who wait for it are told
    void fail(const Error &error); // all who wait for it are told, whatever it is
};

using SqlJobs = std::vector<SqlJob>;

} // namespace BackState
