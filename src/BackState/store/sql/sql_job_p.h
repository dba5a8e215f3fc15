// SqlJob: something that a database has to do. Internal.
#pragma once

#include <BackState/store/state_store.h>

#include <vector>

namespace BackState {

struct SqlJob
{
    enum class Kind { Load, Save, Remove, Exists, Cleanup };

    Kind kind;
    StoreKey key = {};
    QJsonObject values = {}; // of a save
    std::optional<qint64> expiresAt = {}; // ms since 1970, UTC

    // Who waits for it. Those whose values were replaced by these before they were written wait for
    // the save of these.
    std::vector<QPromise<Expected<void>>> saved = {};
    std::optional<QPromise<StateStore::Loaded>> loaded = {};
    std::optional<QPromise<Expected<bool>>> answered = {}; // of remove and exists
    std::optional<QPromise<Expected<qsizetype>>> cleaned = {};

    // Whether it changes nothing.
    bool isRead() const { return kind == Kind::Load || kind == Kind::Exists; }
    void succeed(); // of a save: all who wait for it are told
    void fail(const Error &error); // all who wait for it are told, whatever it is
};

using SqlJobs = std::vector<SqlJob>;

} // namespace BackState
