// Functions for the futures of a store. Internal.
#pragma once

#include <BackState/core/expected.h>

#include <QFutureWatcher>

namespace BackState {

// What a finished future brought. One that was cancelled is an Error.
template<typename T>
Expected<T> resultOf(const QFuture<Expected<T>> &future)
{
    // An exception in it makes it cancelled.
    if (future.isCanceled() || future.resultCount() == 0)
        return Error{Error::Kind::Unavailable, {}, QStringLiteral("the store gave no answer")};
    return future.resultAt(0);
}

// Calls function with the result: at once when it is there, else later in the thread of the
// context, as long as that lives.
template<typename T, typename Function>
void whenFinished(const QFuture<Expected<T>> &future, QObject *context, Function function)
{
    if (future.isFinished()) {
        function(resultOf(future));
        return;
    }
    auto *watcher = new QFutureWatcher<Expected<T>>(context);
    QObject::connect(
        watcher,
        &QFutureWatcherBase::finished,
        context,
        [watcher, call = std::move(function)] {
            watcher->deleteLater();
            call(resultOf(watcher->future()));
        });
    watcher->setFuture(future);
}

} // namespace BackState
