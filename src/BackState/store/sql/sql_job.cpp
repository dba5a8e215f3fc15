#include "sql_job_p.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace BackState {

namespace {

template<typename T>
void finish(QPromise<T> &promise, T result)
{
    promise.addResult(std::move(result));
    promise.finish();
}

} // namespace

bool SqlJob::removes(const StoreKey &other) const
{
    return (kind == Kind::Remove && key == other)
        || std::find(former.cbegin(), former.cend(), other) != former.cend();
}

void SqlJob::takeOver(SqlJob later)
{
    values = std::move(later.values);
    timeToLive = later.timeToLive;
    end = later.end;
    if (!later.madeFrom)
        madeFrom.reset();
    std::move(later.former.begin(), later.former.end(), std::back_inserter(former));
    std::move(later.saved.begin(), later.saved.end(), std::back_inserter(saved));
}

void SqlJob::succeed()
{
    if (isConflict) {
        fail(
            {Error::Kind::Conflict,
             {},
             QStringLiteral("another server saved other values of this %1 meanwhile")
                 .arg(key.nameSpace)});
        return;
    }
    for (auto &promise : saved)
        finish(promise, StateStore::Saved(version));
    if (claimed)
        finish(*claimed, Expected<void>());
}

void SqlJob::fail(const Error &error)
{
    for (auto &promise : saved)
        finish(promise, StateStore::Saved(error));
    if (loaded)
        finish(*loaded, StateStore::Loaded(error));
    if (answered)
        finish(*answered, Expected<bool>(error));
    if (cleaned)
        finish(*cleaned, Expected<qsizetype>(error));
    if (claimed)
        finish(*claimed, Expected<void>(error));
}

} // namespace BackState
