#include <BackState/server.h>

#include <BackState/answers/bundle.h>
#include <BackState/answers/site.h>
#include <BackState/core/uses.h>
#include <BackState/datastar/dialect.h>
#include <BackState/live/results.h>
#include <BackState/wire/listener.h>
#include <BackState/wire/stream_hub.h>

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPromise>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "backstate.server")

} // namespace

class ServerPrivate
{
public:
    ServerPrivate()
        : site(options)
    {
        const bool isBeta = qstrcmp(Bundle::dialect, "beta.11") == 0;
        Dialect::setCurrent(isBeta ? Dialect::beta11() : Dialect::v1());
        makeListener();
    }

    void makeListener()
    {
        Http::Limits limits;
        limits.body = options.maxBody;
        limits.buffered = options.uploadMemory;
        limits.request = options.requestDeadline;
        limits.idle = options.idleConnection;
        limits.unacknowledged = options.unacknowledged;
        listener = std::make_unique<Http::Listener>(limits, site);
    }

    QList<const QMetaObject *> classes() const; // that were lent, or that pages or the layout show
    QStringList problems() const;
    QStringList problemsOf(const QMetaObject *metaObject) const;
    QStringList problemsOf(const Http::Route &route) const;
    void addLoginPage();
    QString secretFile() const;
    QString endedFile() const;
    Http::Secret secret() const;

    ServerOptions options;
    QStringList mistakes; // of calls before listen()
    QList<const QMetaObject *> lent;
    std::vector<const StateClass *> layoutClasses;
    QString errorString;
    Http::Site site;
    std::unique_ptr<Http::Listener> listener; // goes before the site that its handler uses
};

QStringList ServerPrivate::problemsOf(const QMetaObject *metaObject) const
{
    QStringList problems = Schema::of(metaObject).problems() + Private::problemsOfUses(metaObject)
        + Http::problemsOfFlows(Schema::of(metaObject))
        + Http::Authority::problemsOf(Schema::of(metaObject));
    if (Schema::of(metaObject).hasApi() && Schema::of(metaObject).scope() == Scope::Tab
        && !site.objects().isKeyed(metaObject))
        problems.append(
            QLatin1StringView(metaObject->className())
            + u": BACKSTATE_API serves clients without a page, which have no object of "
              u"BACKSTATE_SCOPE(Tab): give the "
              "class another scope or take one of both out"_s);
    if (Schema::of(metaObject).isKeptByBrowser() && site.objects().isKeyed(metaObject))
        problems.append(
            QLatin1StringView(metaObject->className())
            + u": keyBy() shares one object, but its values are kept by each browser "
              u"(BACKSTATE_STORE): remove one of the two"_s);
    return problems;
}

// A record is found by a part of the page's path.
QStringList ServerPrivate::problemsOf(const Http::Route &route) const
{
    QStringList problems;
    for (const StateClass *stateClass : route.function.classes) {
        const Schema &schema = Schema::of(stateClass->metaObject);
        const QString parameter = QString::fromLatin1(schema.scopeParameter());
        if (schema.scope() == Scope::Record && !route.hasParameter(parameter)
            && !site.objects().isKeyed(stateClass->metaObject)
            && !lent.contains(stateClass->metaObject))
            problems.append(u"the page %1 shows %2, whose BACKSTATE_SCOPE(Record, \"%3\") needs "
                            u"<%3> in the path: add it, or "
                            "correct the name"_s.arg(
                                route.pattern,
                                QLatin1StringView(stateClass->metaObject->className()),
                                parameter));
    }
    return problems;
}

QList<const QMetaObject *> ServerPrivate::classes() const
{
    QList<const QMetaObject *> classes = lent;
    const auto add = [&classes](const StateClass *stateClass) {
        if (!classes.contains(stateClass->metaObject))
            classes.append(stateClass->metaObject);
    };
    for (const auto &route : site.routes.all())
        std::for_each(route->function.classes.cbegin(), route->function.classes.cend(), add);
    std::for_each(layoutClasses.cbegin(), layoutClasses.cend(), add);
    return classes;
}

// Programmer's mistakes, each a sentence that names class, member and cure.
QStringList ServerPrivate::problems() const
{
    QStringList problems = mistakes;
    for (const auto &route : site.routes.all())
        problems += problemsOf(*route);
    if (const auto login = site.routes.find(options.loginPath.toUtf8());
        login && Http::accessTo(login->route->options, nullptr) != Http::Access::Allowed)
        problems.append(u"the page %1, where people sign in, is only for those who are signed in: "
                        u"take signedIn and "
                        "roles out of its PageOptions"_s.arg(options.loginPath));
    for (const StateClass *stateClass : layoutClasses) {
        const Scope scope = Schema::of(stateClass->metaObject).scope();
        if ((scope == Scope::User || scope == Scope::Record)
            && !lent.contains(stateClass->metaObject))
            problems.append(
                u"the layout shows %1, which not every page has: give it to page functions, or the "
                u"class another "
                "BACKSTATE_SCOPE"_s.arg(QLatin1StringView(stateClass->metaObject->className())));
    }
    QHash<QByteArray, const QMetaObject *> nameSpaces;
    for (const QMetaObject *metaObject : classes()) {
        const QByteArray nameSpace = Schema::of(metaObject).nameSpace();
        const QMetaObject *other = nameSpaces.value(nameSpace, metaObject);
        if (other != metaObject)
            problems.append(
                u"%1 and %2 would both be called %3 in the browser: give one another name by "
                u"BACKSTATE_NAMESPACE"_s.arg(
                    QLatin1StringView(other->className()),
                    QLatin1StringView(metaObject->className()),
                    QLatin1StringView(nameSpace)));
        nameSpaces.insert(nameSpace, metaObject);
        for (const QString &problem : problemsOf(metaObject)) {
            if (!problems.contains(problem))
                problems.append(problem);
        }
    }
    return problems;
}

// Unless the program has a page there. Its form needs a directory to look into.
void ServerPrivate::addLoginPage()
{
    if (site.login().hasDirectory() && !site.routes.find(options.loginPath.toUtf8()))
        site.routes.add(options.loginPath, pageFunction(&Http::Login::page), {});
}

QString ServerPrivate::secretFile() const
{
    if (!options.secretFile.isEmpty())
        return options.secretFile;
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation)
        + u"/backstate.secret"_s;
}

// Where sign-outs are kept. What a program's own secret signs is kept nowhere, unless it says
// where.
QString ServerPrivate::endedFile() const
{
    return options.secret.isEmpty() || !options.secretFile.isEmpty() ? secretFile() + u".ended"_s
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

/*!
    \struct BackState::Account
    \brief Who signed in, as the program's user directory knows them.

    A value. The \a name is the one by which states of scope User are shared, so the directory gives
    the same one however it was typed. The \a roles are words of BACKSTATE_EVENT(.roles) and
    PageOptions::roles; they hold until the user signs out, or the sign-in ends.
    \sa Server::authenticate()
*/

/*!
    \struct BackState::ServerStatistics
    \brief What a server is doing, in numbers: Server::statistics().
*/

/*!
    \class BackState::Server
    \brief Serves pages, events and streams of states over HTTP.

    Name the pages, then listen(). The server makes the states that its pages take by their scope
    and owns them; states given to add() stay the program's. Everything lives in the thread of the
    server, which needs a running event loop; the class is not thread-safe.

    Mistakes of the program (a property that is none, a method that is no event, two classes of one
    name) are refused by listen() with a sentence for each. Errors of single requests go to the log
    category "backstate.http".

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
    connect(&drain, &Http::Drain::ending, this, [this] { d->listener->endIdle(); });
    connect(&drain, &Http::Drain::drained, this, &Server::drained);
}

Server::~Server()
{
    close();
}

/*!
    \fn void Server::page(const QString &path, Function function, PageOptions options)

    Serves at \a path what \a function builds: an Element or a Page. The function takes states by
    const & in any number, and a const Request & where it wants one; it is a function pointer, a
    lambda without template parameters, or an object and a member function, and must live as long as
    the server. "<id>" in the path stands for one segment.
*/

/*!
    \fn S *Server::state(const QString &key)

    Returns the object of class S and scope Global, or with \a key the record of that key (or what
    keyBy() shares by it), made if need be; or the one given to add() with \a key as its
    objectName(). Null: there is none.

    The object belongs to whoever made it. The pointer is a loan for the life of the server, or
    until remove(); a record ends some time after its last page (ServerOptions::tabGrace or
    BACKSTATE_TTL), also one that was never shown: keep it in a QPointer, or ask again.
*/

/*!
    \fn void Server::keyBy(std::function<QString(const Request &)> key)

    Gives the class S a scope of its own, whatever BACKSTATE_SCOPE says: pages whose requests have
    the same \a key share one object. Where the key is empty or longer than 256 bytes, the page
    answers 404. To be called before listen(); the function is called for each page that shows an S,
    so it should be quick and give the same key for the same page when that is built again. Objects
    live as records do.

    \code
    server.keyBy<Team>([](const Request &request) { return request.query("team"); });
    \endcode
*/

void Server::addPage(const QString &path, PageFunction function, PageOptions options)
{
    for (const StateClass *stateClass : function.classes)
        d->site.api().add(*stateClass);
    const QString mistake = d->site.routes.add(path, std::move(function), std::move(options));
    if (!mistake.isEmpty())
        d->mistakes.append(mistake);
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
    d->site.objects().keyBy(stateClass.metaObject, std::move(key));
}

State *Server::findState(const StateClass &stateClass, const QString &key)
{
    d->site.api().add(stateClass);
    return d->site.objects().find(stateClass, key.toUtf8());
}

/*!
    \fn void Server::layout(Function function)

    Lets \a function wrap the content of every page: what it returns is the content of <body>. It
    takes a const Request & and a const Page &, and states by const & as a page function does, of
    scope Tab, Session or Global: those that every page has.

    \code
    server.layout([](const Request &request, const Page &page, const Notices &notices) {
        return Fragment(P(text(notices.latest)), page.content);
    });
    \endcode
*/
void Server::setLayout(LayoutFunction layout)
{
    d->layoutClasses = std::move(layout.classes);
    d->site.pages().setLayout(std::move(layout.build));
}

/*!
    Shows the program's own \a state on pages that take its class, whatever its scope. Several
    objects of a class need an objectName() each; such an object is shown by a page function that
    names it itself.

    It stays the program's: on loan until remove() or until it is destroyed. It must live in this
    thread.
*/
void Server::add(State *state)
{
    const QString mistake = d->site.objects().add(*state);
    if (mistake.isEmpty()) {
        d->site.api().add({state->metaObject(), nullptr});
        if (!d->lent.contains(state->metaObject()))
            d->lent.append(state->metaObject());
        return;
    }
    d->mistakes.append(mistake);
    qCWarning(lcServer).noquote() << mistake;
}

/*!
    Ends the loan of \a state. Pages that show it keep what they have and hear of it no more.
*/
void Server::remove(State *state)
{
    d->site.objects().remove(*state);
}

/*!
    Returns what the server is doing, in numbers. Cheap enough to be asked for every second.
*/
ServerStatistics Server::statistics() const
{
    ServerStatistics statistics = d->site.statistics();
    statistics.connections = d->listener->connectionCount() + d->listener->streams().descriptors();
    statistics.connectionLimit = d->listener->isListening() ? d->listener->connectionLimit() : 0;
    return statistics;
}

/*!
    Keeps the values of states in \a store, which the server owns: MemoryStore, SqlStore or one of
    the program's own. To be called before listen().

    Each object of BACKSTATE_STORE(Server), which is the default, is loaded when it is made, before
    a page shows it or an event is called, and saved ServerOptions::saveDelay after its first
    unsaved change, when it ends, and by close() and the destructor. So values come back after a
    restart: of a session and a tab by their signed ids, of a user by the name, of a record by its
    key. A property that is STORED false (BACKSTATE_TRANSIENT) is not kept; one that never leaves
    the server (BACKSTATE_PRIVATE) is. One without WRITE, or with a binding, is not restored. What a
    program sets before listen() wins over what is stored.

    Values are kept for BACKSTATE_TTL after the last use of their object, or else those of a session
    for ServerOptions::storedSession, those of a tab for ServerOptions::tabGrace, and all others for
    ever. An object given to add() is kept under its objectName(); remove() it before it is
    destroyed, or its last changes are lost.

    A store that fails takes no page down: what could not be saved is tried again, what could not be
    loaded leaves the object with its defaults until it can, and a page waits for
    ServerOptions::storeWait at most.

    \code
    server.store(std::make_unique<BackState::SqlStore>("states.sqlite"));
    \endcode
*/
void Server::store(std::unique_ptr<StateStore> store)
{
    if (d->listener->isListening()) {
        qCWarning(lcServer) << "store() after listen() changes nothing: call it before";
        return;
    }
    d->site.keeper().setStore(std::move(store));
}

/*!
    Sets limits, times and names. To be called before listen() and before http().
*/
void Server::setOptions(const ServerOptions &options)
{
    if (d->listener->isListening()) {
        qCWarning(lcServer) << "setOptions() after listen() changes nothing: call it before";
        return;
    }
    d->options = options;
    d->makeListener();
}

const ServerOptions &Server::options() const
{
    return d->options;
}

/*!
    Checks the program's pages and states, then serves them at \a address and \a port; 0 lets the
    system choose one, which port() tells. Returns \c false when something is wrong: errorString()
    and stderr say what and how to mend it.
*/
bool Server::listen(quint16 port, const QHostAddress &address)
{
    const auto refuse = [this](const QString &why) {
        d->errorString = why;
        std::fprintf(stderr, "BackState: %s\n", qPrintable(why));
        return false;
    };
    d->addLoginPage();
    QStringList problems = d->problems();
    if (StateStore *store = d->site.keeper().store(); store && problems.isEmpty()) {
        if (const QString problem = store->problem(); !problem.isEmpty())
            problems.append(problem);
    }
    if (!problems.isEmpty())
        return refuse(problems.join(u"\nBackState: "_s));
    const std::optional<QSslConfiguration> &tls = d->options.tls;
    const bool isOpen
        = tls ? d->listener->listen(address, port, *tls) : d->listener->listen(address, port);
    if (!isOpen)
        return refuse(u"can't listen on %1, port %2: %3"_s.arg(address.toString())
                          .arg(port)
                          .arg(d->listener->errorString()));
    d->errorString.clear();
    QByteArray cookieName = d->options.cookieName;
    if (cookieName.isEmpty())
        cookieName = "backstate-" + QByteArray::number(d->listener->port());
    for (const QMetaObject *metaObject : d->classes()) {
        if (Schema::of(metaObject).isKeptByBrowser())
            d->site.assets.keepStatesInBrowser();
    }
    d->site.start(d->secret(), cookieName, tls.has_value(), d->endedFile());
    qCInfo(lcServer).noquote() << "Datastar" << Bundle::version << "from" << Bundle::source << "at"
                               << url().toString();
    return true;
}

QString Server::errorString() const
{
    return d->errorString;
}

/*!
    Returns where a browser on this machine finds the start page. Empty while the server does not
    listen.
*/
QUrl Server::url() const
{
    if (!d->listener->isListening())
        return {};
    QUrl url;
    url.setScheme(d->listener->isSecure() ? u"https"_s : u"http"_s);
    url.setHost(u"localhost"_s);
    url.setPort(d->listener->port());
    url.setPath(u"/"_s);
    return url;
}

quint16 Server::port() const
{
    return d->listener->port();
}

/*!
    Stops serving. Streams are cut, so that open pages come back by themselves when the server does,
    not all at once but spread over ServerOptions::returnSpread.
*/
void Server::close()
{
    d->site.closeStreams();
    d->listener->close();
}

/*!
    Empties the server while another one takes over: ServerOptions::healthPath answers 503 from now
    on, and a connection ends with its answer, so that the next request may be led elsewhere. After
    ServerOptions::drainTime, in which a balancer should have noticed, no more streams are opened
    and those that are open end gradually, so that their pages connect again, elsewhere. Then
    drained() is sent; close() is up to the program.

    \code
    QObject::connect(&server, &BackState::Server::drained, &app, &QCoreApplication::quit);
    server.drain();
    \endcode
*/
void Server::drain()
{
    if (!d->listener->isListening())
        return;
    d->listener->setKeepAlive(false);
    d->site.drain().begin();
}

bool Server::isDraining() const
{
    return d->site.drain().isActive();
}

/*!
    \fn void Server::drained()

    This Qt signal is sent when the last stream has ended after drain().
*/

/*!
    Returns the QHttpServer that serves everything. Routes of the program's own are Qt's route(); a
    request that none of them takes is ours. Actions of our pages, known by their header
    BackState-Tab, are ours before any route is asked; in a program that never calls http() so are
    all requests: Qt's parser is the slowest part of a short one.
*/
QHttpServer &Server::http()
{
    return d->listener->http();
}

} // namespace BackState
