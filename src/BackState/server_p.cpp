#include "server_p.h"

#include "stop_signals_p.h"
#include <BackState/answers/bundle.h>
#include <BackState/answers/login.h>
#include <BackState/answers/policy.h>
#include <BackState/datastar/dialect.h>
#include <BackState/program/page.h>
#include <BackState/store/futures.h>
#include <BackState/store/state_store.h>
#include <BackState/text/url_prefix.h>
#include <BackState/wire/host_names.h>
#include <BackState/wire/proxies.h>

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QStandardPaths>
#include <QTimer>

#include <chrono>
#include <optional>
#include <utility>

namespace BackState {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcServer, "backstate.server")

namespace {

// Between two attempts to take the store that another server has.
constexpr std::chrono::milliseconds claimPause(50);

// Runs an event loop until the time is over, in which requests and timers go on. Returns false if
// something else ended it: the program is to end.
bool waitInEventLoop(QEventLoop &loop, std::chrono::milliseconds time)
{
    bool isOver = false;
    QTimer::singleShot(time, &loop, [&loop, &isOver] {
        isOver = true;
        loop.quit();
    });
    loop.exec();
    return isOver;
}

// The same until the future has finished.
bool waitFor(const QFuture<Expected<void>> &future, std::chrono::milliseconds time)
{
    if (future.isFinished())
        return true;
    QEventLoop loop;
    QFutureWatcher<Expected<void>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    return waitInEventLoop(loop, time) || future.isFinished();
}

} // namespace

ServerPrivate::ServerPrivate()
    : site(options)
    , checks(options, site.routes, site.objects())
    , listener(limits(), site)
{
    const bool isBeta = qstrcmp(Bundle::dialect(), "beta.11") == 0;
    Dialect::setCurrent(isBeta ? Dialect::beta11() : Dialect::v1());
}

Http::Limits ServerPrivate::limits() const
{
    Http::Limits limits;
    limits.body = options.maxBody;
    limits.buffered = options.uploadMemory;
    limits.request = options.requestDeadline;
    limits.idle = options.idleConnection;
    limits.unacknowledged = options.unacknowledged;
    return limits;
}

void ServerPrivate::noteMistake(const QString &sentence)
{
    checks.addMistake(sentence);
    noteAdded();
}

void ServerPrivate::noteRefusal(const QString &sentence)
{
    if (listener.isListening())
        tell(sentence);
    else
        checks.addMistake(sentence);
}

void ServerPrivate::tell(const QString &sentence)
{
    if (told.contains(sentence))
        return;
    told.append(sentence);
    qCWarning(lcServer).noquote() << sentence;
}

// What is added while the server listens is checked at once.
void ServerPrivate::noteAdded()
{
    if (!listener.isListening())
        return;
    for (const QString &problem : checks.problems())
        tell(problem);
    if (checks.areStatesKeptByBrowser())
        site.assets.keepStatesInBrowser();
}

// Adds it unless the program has a page at its path. Its form needs a directory to look into.
void ServerPrivate::addLoginPage()
{
    if (site.login().hasDirectory() && !site.routes.find(options.loginPath.toUtf8()))
        site.routes.add(options.loginPath, pageFunction(&Http::Login::page), {});
}

// Returns a sentence for each of the options' names and addresses that is none.
QStringList ServerPrivate::setNames()
{
    Http::HostNames names;
    Http::Proxies proxies;
    QStringList problems = names.set(options.hosts) + proxies.set(options.proxies);
    if (!Private::isPrefix(options.prefix))
        problems.append(
            u"ServerOptions::prefix: \"%1\" is no path: write \"/shop\", without a slash at its "
            u"end"_s.arg(QString::fromUtf8(options.prefix)));
    listener.setNames(names, proxies, options.prefix);
    return problems + Http::Policy::problemsOf(options);
}

QStringList ServerPrivate::problems()
{
    QStringList problems = setNames() + checks.problems();
    if (problems.isEmpty()) // which would come again from the pages themselves
        problems = checks.problemsOfPages();
    return problems;
}

QString ServerPrivate::claimStore()
{
    StateStore *store = site.keeper().store();
    if (!store)
        return {};
    bool isClaimed = false;
    const QString problem = claim(*store, isClaimed);
    site.keeper().setClaimed(isClaimed);
    if (!problem.isEmpty())
        store->release(QDeadlineTimer(0));
    return problem;
}

QString ServerPrivate::claim(StateStore &store, bool &isClaimed) const
{
    constexpr std::chrono::milliseconds shortest = std::chrono::seconds(1); // for an answer
    const QString ended = u"it was told to end while it waited for its store"_s;
    const QDeadlineTimer deadline(options.storeTakeover);
    bool isTold = false;
    for (;;) {
        const QFuture<Expected<void>> claimed = store.claim();
        const bool isWaited = waitFor(claimed, std::max(options.storeWait, shortest));
        if (!isWaited || StopSignals::haveCome() || !listener.isListening())
            return ended;
        if (!claimed.isFinished())
            return {}; // it does not answer yet, and takes the claim when it does
        const Expected<void> result = resultOf(claimed);
        isClaimed = result.hasValue();
        if (result || result.error().kind != Error::Kind::Conflict)
            return store.problem();
        if (deadline.hasExpired())
            return u"%1, and did not let go of it within %2 s: end that one, or give this server a "
                   u"store of its own"_s.arg(result.error().message)
                       .arg(std::chrono::ceil<std::chrono::seconds>(options.storeTakeover).count());
        if (!std::exchange(isTold, true))
            qCInfo(lcServer).noquote() << result.error().message + u": waiting until it lets go"_s;
        QEventLoop loop;
        if (!waitInEventLoop(loop, claimPause))
            return ended;
    }
}

void ServerPrivate::start()
{
    QByteArray cookieName = options.cookieName;
    if (cookieName.isEmpty())
        cookieName = "backstate-" + QByteArray::number(listener.port());
    if (checks.areStatesKeptByBrowser())
        site.assets.keepStatesInBrowser();
    hasListened = true;
    site.start(secret(), cookieName, keptFile(u".ended"_s), keptFile(u".accounts"_s));
}

QString ServerPrivate::secretFile() const
{
    if (!options.secretFile.isEmpty())
        return options.secretFile;
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation)
        + u"/backstate.secret"_s;
}

// A file beside that of the secret, for what has to be known after a restart: nowhere if the
// program brings a secret of its own and does not name a file.
QString ServerPrivate::keptFile(const QString &suffix) const
{
    return options.secret.isEmpty() || !options.secretFile.isEmpty() ? secretFile() + suffix
                                                                     : QString();
}

Http::Secret ServerPrivate::secret() const
{
    if (!options.secret.isEmpty())
        return Http::Secret(options.secret);
    QString warning;
    Http::Secret secret = Http::Secret::fromFile(secretFile(), &warning);
    if (!warning.isEmpty())
        qCWarning(lcServer).noquote() << warning;
    return secret;
}

} // namespace BackState
