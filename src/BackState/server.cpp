#include <BackState/server.h>

#include "server_p.h"
#include "stop_signals_p.h"

#include <BackState/answers/authority.h>
#include <BackState/answers/bundle.h>
#include <BackState/text/clock.h>
#include <BackState/wire/stream_hub.h>

#include <QPromise>

#include <cstdio>

namespace BackState {

using namespace Qt::StringLiterals;

/*!
    \class BackState::Server
    \brief Serves pages, events and streams of states over HTTP.

    Name the pages, then listen(). Mistakes of the program are a property that is none, a method
    that is no event, two classes of one name, and the like. A property that a page names by text is
    looked at when the page is built: by listen() if the page was added before, takes no
    Request, has no parameters in its path, is open to all, and its states are there already,
    which are lent ones, and global ones that state() was asked for. Errors of single requests
    go to the log category "backstate.http".

    \code
    BackState::Server server;
    server.page("/", counterPage);
    return server.listen(5001) ? app.exec() : 1;
    \endcode

    Put it behind a reverse proxy on the open internet: QtHttpServer is not hardened for that by
    itself.
*/

Server::Server(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<ServerPrivate>())
{
    const Http::Drain &drain = d->site.drain();
    connect(&drain, &Http::Drain::ending, this, [this] { d->listener.endIdle(); });
    connect(&drain, &Http::Drain::drained, this, &Server::drained);
}

Server::~Server()
{
    close();
}

/*!
    \fn S *Server::state(const QString &key)

    The object belongs to whoever made it. The pointer is a loan for the life of the server, or
    until remove(); a record ends some time after its last page (ServerOptions::tabGrace or
    BACKSTATE_TTL), also one that was never shown: keep it in a QPointer, or ask again.
*/

/*!
    \fn void Server::keyBy(std::function<QString(const Request &)> key)

    Whatever BACKSTATE_SCOPE says, pages whose requests have the same \a key share one object of S,
    which lives as a record does. The function is called for each page that shows an S, so it should
    be quick, and give the same key for the same page when that is built again.

    \code
    server.keyBy<Team>([](const Request &request) { return request.query("team"); });
    \endcode
*/

void Server::addPage(const QString &path, PageFunction function, PageOptions options)
{
    for (const StateClass *stateClass : function.classes)
        d->site.api().add(*stateClass);
    const QString mistake = d->site.routes.add(path, std::move(function), std::move(options));
    if (mistake.isEmpty())
        d->noteAdded();
    else
        d->noteMistake(mistake);
}

/*!
    \fn void Server::authenticate(Function directory)

    Lets users sign in by name and password. \a directory looks them up in whatever the program has:
    it is called with both, as they were typed, and returns a std::optional<Account>, empty for an
    unknown name and for a wrong password alike; or a QFuture of it, where that takes time. Compare
    passwords by a hash made for them, and take as long for a name that there is not.

    The library then serves a login page at ServerOptions::loginPath, unless the program has a page
    there itself (see Request::formToken()). Pages of PageOptions::signedIn or roles lead there. A
    sign-in renews the session and is good for ServerOptions::signedInFor. Repeated failures by one
    name or address have to wait.

    An event may sign in as well, without a directory, by returning a SignIn, and out by a SignOut.
    A button that signs out is Html::signOut().

    \code
    server.authenticate([&](const QString &name, const QString &password) {
        return users.check(name, password) ? std::optional(Account{name, users.roles(name)})
                                           : std::nullopt;
    });
    \endcode
*/
void Server::setDirectory(Directory directory)
{
    d->site.login().setDirectory(std::move(directory));
    if (d->listener.isListening())
        d->addLoginPage();
}

void Server::signOut(const QString &user)
{
    d->site.authority().signOut(user);
}

void Server::setRoles(const QString &user, const QStringList &roles)
{
    d->site.authority().setRoles(user, roles, Http::milliseconds());
}

// QtFuture::makeReadyFuture() has another name since Qt 6.6, and the new one is not in 6.4.
QFuture<std::optional<Account>> Server::answered(std::optional<Account> account)
{
    QPromise<std::optional<Account>> promise;
    promise.start();
    promise.addResult(std::move(account));
    promise.finish();
    return promise.future();
}

void Server::addKey(const StateClass &stateClass, std::function<QString(const Request &)> key)
{
    d->site.api().add(stateClass);
    const QString mistake = d->site.objects().keyBy(stateClass.metaObject, std::move(key));
    if (mistake.isEmpty())
        d->noteAdded();
    else
        d->noteRefusal(mistake);
}

State *Server::findState(const StateClass &stateClass, const QString &key)
{
    d->site.api().add(stateClass);
    return d->site.objects().obtain(stateClass, key.toUtf8());
}

/*!
    \fn void Server::layout(Function function)

    What \a function returns is the content of <body>. Its states are of a scope that every page
    has: Tab, Session or Global.

    \code
    server.layout([](const Request &request, const Page &page, const Notices &notices) {
        return Fragment(P(text(notices.latest)), page.content);
    });
    \endcode
*/
void Server::setLayout(LayoutFunction layout)
{
    if (d->checks.hasLayout()) {
        d->noteRefusal(u"layout(): there is one already, and all pages have the same: put what "
                       u"both wrap around a page into one function"_s);
        return;
    }
    d->checks.addLayout(std::move(layout.classes));
    d->site.pages().setLayout(std::move(layout.build));
    d->noteAdded();
}

void Server::add(State *state)
{
    const QString mistake = d->site.objects().add(*state);
    if (!mistake.isEmpty()) {
        d->told.append(mistake);
        qCWarning(lcServer).noquote() << mistake;
        d->noteMistake(mistake);
        return;
    }
    d->site.api().add({state->metaObject(), nullptr});
    if (d->checks.addLent(state->metaObject()))
        d->noteAdded();
}

void Server::remove(State *state)
{
    if (!d->site.objects().remove(*state))
        qCWarning(lcServer).noquote()
            << u"remove(): this %1 is not lent to the server: add() it before"_s.arg(
                   QLatin1StringView(state->metaObject()->className()));
}

ServerStatistics Server::statistics() const
{
    ServerStatistics statistics = d->site.statistics();
    statistics.connections = d->listener.connectionCount() + d->listener.streams().descriptors();
    statistics.connectionLimit = d->listener.isListening() ? d->listener.connectionLimit() : 0;
    return statistics;
}

/*!
    The \a store is the server's from now on: a MemoryStore, an SqlStore or one that the program
    wrote.

    Each object of a session, a user or a record, and each global one, is loaded when it is made,
    before a page shows it or an event is called, and saved ServerOptions::saveDelay after its first
    unsaved change, when it ends, and by close() and the destructor; an object of a tab, and one
    given to add(), only where its class says BACKSTATE_STORE(Server). So values come back after a
    restart: of a session and a tab by their signed ids, of a user by the name, of a record by its
    key. A property that is STORED false (BACKSTATE_TRANSIENT) is not kept; one that never leaves
    the server (BACKSTATE_PRIVATE) is. One without WRITE, or with a binding, is not restored. What a
    program sets before listen() wins over what is stored.

    Values are kept for BACKSTATE_TTL after the last use of their object, or else those of a session
    for ServerOptions::storedSession, those of a tab for ServerOptions::tabGrace, and all others for
    ever. An object given to add() is kept under its objectName(); remove() it before it is
    destroyed, or its last changes are lost.

    A store that fails takes no page down. What could not be saved is tried again. What could not be
    loaded is shown with its defaults and a sentence, and takes no event and no edit until it is
    there: they wait for ServerOptions::storeWait at most, and are refused then.

    One server at a time has a store: listen() waits up to ServerOptions::storeTakeover for another
    one to let go of it.

    \code
    server.store(std::make_unique<BackState::SqlStore>("states.sqlite"));
    \endcode
*/
void Server::store(std::unique_ptr<StateStore> store)
{
    if (d->hasListened) {
        qCWarning(lcServer) << "store() after listen() changes nothing: call it before";
        return;
    }
    d->site.keeper().setStore(std::move(store));
}

void Server::setOptions(const ServerOptions &options)
{
    if (d->listener.isListening()) {
        qCWarning(lcServer) << "setOptions() after listen() changes nothing: call it before";
        return;
    }
    d->options = options;
    d->listener.setLimits(d->limits());
}

const ServerOptions &Server::options() const
{
    return d->options;
}

bool Server::listen(quint16 port, const QHostAddress &address)
{
    const auto refuse = [this](const QString &why) {
        d->errorString = why;
        std::fprintf(stderr, "BackState: %s\n", qPrintable(why));
        return false;
    };
    d->addLoginPage();
    if (const QStringList problems = d->problems(); !problems.isEmpty())
        return refuse(problems.join(u"\nBackState: "_s));
    const std::optional<QSslConfiguration> &tls = d->options.tls;
    const bool isOpen
        = tls ? d->listener.listen(address, port, *tls) : d->listener.listen(address, port);
    if (!isOpen)
        return refuse(u"can't listen on %1, port %2: %3"_s.arg(address.toString())
                          .arg(port)
                          .arg(d->listener.errorString()));
    if (d->options.handleSignals)
        StopSignals::close(this);
    if (const QString why = d->claimStore(); !why.isEmpty()) {
        close();
        return refuse(why);
    }
    d->errorString.clear();
    d->start();
    qCInfo(lcServer).noquote() << "Datastar" << Bundle::version() << "from" << Bundle::source()
                               << "at" << url().toString();
    return true;
}

QString Server::errorString() const
{
    return d->errorString;
}

QUrl Server::url() const
{
    if (!d->listener.isListening())
        return {};
    QUrl url;
    url.setScheme(d->listener.isSecure() ? u"https"_s : u"http"_s);
    url.setHost(u"localhost"_s);
    url.setPort(d->listener.port());
    url.setPath(u"/"_s);
    return url;
}

quint16 Server::port() const
{
    return d->listener.port();
}

/*!
    Streams are cut, so that open pages come back by themselves when the server does, not all at
    once but spread over ServerOptions::returnSpread.
*/
void Server::close()
{
    d->site.closeStreams();
    d->listener.close();
}

/*!
    ServerOptions::healthPath answers 503 from now on, and a connection ends with its answer, so
    that the next request may be led elsewhere. After ServerOptions::drainTime, in which a balancer
    should have noticed, no more streams are opened and those that are open end gradually, so that
    their pages connect again, elsewhere. Then drained() is sent; close() is up to the program.

    \code
    QObject::connect(&server, &BackState::Server::drained, &app, &QCoreApplication::quit);
    server.drain();
    \endcode
*/
void Server::drain()
{
    if (!d->listener.isListening())
        return;
    d->listener.setKeepAlive(false);
    d->site.drain().begin();
}

bool Server::isDraining() const
{
    return d->site.drain().isActive();
}

/*!
    A request that none of the program's routes takes is ours. Actions of our pages, known by their
    header BackState-Tab, are ours before any route is asked. So are all requests in a program that
    never calls http(), because Qt's parser is the slowest part of a short one.
*/
QHttpServer &Server::http()
{
    return d->listener.http();
}

} // namespace BackState
