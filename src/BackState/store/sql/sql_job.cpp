#include "sql_job_p.h"

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

void SqlJob::succeed()
{
    for (auto &promise : saved)
        finish(promise, Expected<void>());
}

void SqlJob::fail(const Error &error)
{
    for (auto &promise : saved)
        finish(promise, Expected<void>(error));
    if (loaded)
        finish(*loaded, StateStore::Loaded(error));
    if (answered)
        finish(*answered, Expected<bool>(error));
    if (cleaned)
        finish(*cleaned, Expected<qsizetype>(error));
}

} // namespace BackState
