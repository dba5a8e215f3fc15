// Server: pages, states, options, listen().
#pragma once

#include <BackState/answers/statistics.h>
#include <BackState/core/state_class.h>
#include <BackState/export.h>
#include <BackState/program/account.h>
#include <BackState/program/layout.h>
#include <BackState/program/options.h>
#include <BackState/program/page.h>
#include <BackState/store/state_store.h>

#include <QFuture>
#include <QHostAddress>
#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QHttpServer;
QT_END_NAMESPACE

namespace BackState {

class ServerPrivate;

/*!
    Serves the program's pages, the events and streams of their states, and whatever QHttpServer
    serves beside them.

    Owns the states that it makes and the store; what is given to add() stays the program's. Lives
    in the thread it was made in, with all its states; needs a running event loop there, and is not
    thread-safe. Mistakes of the program are refused by listen(), each by a sentence; what comes
    after listen() and can't be done is said in the log category "backstate.server".
*/
class BACKSTATE_EXPORT Server : public QObject
{
    Q_OBJECT

public:
    explicit Server(QObject *parent = nullptr);
    /*! Closes the server: what is not saved yet is saved, see close(). */
    ~Server() override;

    /*!
        Serves at \a path the Element or Page that \a function builds out of the states it takes by
        const &, and a const Request & where it wants one. "<id>" in the path stands for one
        segment: Request::pathParameter("id"). What the function refers to must outlive the server.
    */
    template<typename Function>
    void page(const QString &path, Function function, PageOptions options = {})
    {
        addPage(path, pageFunction(std::move(function)), std::move(options));
    }
    /*! The same with a member function of \a object, which must outlive the server. */
    template<typename Object, typename Method>
        requires std::is_member_function_pointer_v<Method>
    void page(const QString &path, Object *object, Method method, PageOptions options = {})
    {
        addPage(path, pageFunction(object, method), std::move(options));
    }

    /*!
        Lets \a function wrap the content of every page. It takes a const Page &, a const Request &
        and states of scope Tab, Session or Global by const &. There is one layout: a second one is
        refused.
    */
    template<typename Function>
    void layout(Function function)
    {
        setLayout(layoutFunction(std::move(function)));
    }
    /*! The same with a member function of \a object, which must outlive the server. */
    template<typename Object, typename Method>
        requires std::is_member_function_pointer_v<Method>
    void layout(Object *object, Method method)
    {
        setLayout(layoutFunction(object, method));
    }

    /*!
        Returns the object of scope Global, the record (or what keyBy() shares) of that \a key, or
        the one given to add() under that objectName(). It is made if need be; null where S has
        another scope. A loan: a record ends some time after its last page, so keep a QPointer.
    */
    template<typename S>
    S *state(const QString &key = {})
    {
        return static_cast<S *>(findState(stateClass<S>(), key));
    }

    /*!
        Gives S a scope of its own: pages for whose requests \a key returns the same share one
        object. Empty or over 256 bytes: the page answers 404. Comes before the first object of S
        is made, and once for each class; else it is refused.
    */
    template<typename S>
    void keyBy(std::function<QString(const Request &)> key)
    {
        addKey(stateClass<S>(), std::move(key));
    }

    /*!
        Opens the login page. \a directory is called with a name and a password as they were typed
        and returns who that is: a std::optional<Account>, or a QFuture of one. The last call holds.
    */
    template<typename Function>
    void authenticate(Function directory)
    {
        using Result = std::invoke_result_t<Function &, const QString &, const QString &>;
        if constexpr (std::is_convertible_v<Result, QFuture<std::optional<Account>>>)
            setDirectory(std::move(directory));
        else
            setDirectory([directory = std::move(
                              directory)](const QString &name, const QString &password) mutable {
                return answered(directory(name, password));
            });
    }

    /*!
        Ends all sign-ins of \a user, in all browsers, and those that cookies could bring back, also
        after a restart. Open pages load again. The sessions and their objects end in the next turn
        of the event loop, so an event of one of them may call this.
    */
    void signOut(const QString &user);
    /*!
        Gives \a user other \a roles, in all sessions and over a restart, until the user signs in
        anew. Open pages load again, those in the background when they are looked at.
    */
    void setRoles(const QString &user, const QStringList &roles);

    /*!
        Lends the program's own object to pages that take its class, until remove() or its
        destruction. Several of one class need an objectName() each. Also after listen().
    */
    void add(State *state);
    /*! Ends the loan. Pages that show \a state keep what they have and hear of it no more. */
    void remove(State *state);

    /*! Numbers of now. Cheap enough to be asked for every second. */
    ServerStatistics statistics() const;

    /*! Keeps the values of states in \a store; null keeps nothing. Before the first listen(). */
    void store(std::unique_ptr<StateStore> store);
    /*!
        Sets limits, times and names. Not while the server listens. What http() returned stays, with
        its routes.
    */
    void setOptions(const ServerOptions &options);
    const ServerOptions &options() const;

    /*!
        Checks the program, then serves it; \a port 0 is any free one. Returns \c false where
        something is wrong: errorString() and stderr say what, and how to mend it. Where another
        server has the store, an event loop runs in here until that one lets go of it, for
        ServerOptions::storeTakeover at most.
    */
    [[nodiscard]] bool listen(quint16 port, const QHostAddress &address = QHostAddress::LocalHost);
    /*! Why the last listen() returned \c false; empty after one that returned \c true. */
    QString errorString() const;
    /*! Where a browser on this machine finds the start page; empty while nothing is served. */
    QUrl url() const;
    /*! The port that is served; 0 while nothing is. */
    quint16 port() const;
    /*!
        Stops serving and saves, for which it waits at most ServerOptions::shutdownWait. Open pages
        come back by themselves when the server does. listen() may be called again.
    */
    void close();
    /*!
        Empties the server while another one takes over: health checks are answered 503 at once,
        and after ServerOptions::drainTime streams end one by one. Nothing happens while the server
        does not listen.
    */
    void drain();
    bool isDraining() const;
    /*!
        The QHttpServer that serves everything, for routes of the program's own; the server's, and
        the same one for its whole life.
    */
    QHttpServer &http();

Q_SIGNALS:
    /*! Sent when the last stream has ended after drain(). */
    void drained();

private:
    void addPage(const QString &path, PageFunction function, PageOptions options);
    using Directory = std::function<QFuture<std::optional<Account>>(
        const QString &name, const QString &password)>;
    void setDirectory(Directory directory);
    static QFuture<std::optional<Account>> answered(std::optional<Account> account);
    void setLayout(LayoutFunction layout);
    void addKey(const StateClass &stateClass, std::function<QString(const Request &)> key);
    State *findState(const StateClass &stateClass, const QString &key);

    std::unique_ptr<ServerPrivate> d;
};

} // namespace BackState
