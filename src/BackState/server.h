// Server: the door. Pages, states, options, listen().
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

class BACKSTATE_EXPORT Server : public QObject
{
    Q_OBJECT

public:
    explicit Server(QObject *parent = nullptr);
    ~Server() override;

    // "/product/<id>": a name in angle brackets stands for one segment,
    // Request::pathParameter("id").
    template<typename Function>
    void page(const QString &path, Function function, PageOptions options = {})
    {
        addPage(path, pageFunction(std::move(function)), std::move(options));
    }
    template<typename Object, typename Method>
        requires std::is_member_function_pointer_v<Method>
    void page(const QString &path, Object *object, Method method, PageOptions options = {})
    {
        addPage(path, pageFunction(object, method), std::move(options));
    }

    // What all pages have around them: of (const Request &, const Page &), and states by const & as
    // a page's.
    template<typename Function>
    void layout(Function function)
    {
        setLayout(layoutFunction(std::move(function)));
    }
    // The same by a member function of an object, which must live as long as the server.
    template<typename Object, typename Method>
        requires std::is_member_function_pointer_v<Method>
    void layout(Object *object, Method method)
    {
        setLayout(layoutFunction(object, method));
    }

    // The object of scope Global, or the record of that key, made if need be; null where the scope
    // is another.
    template<typename S>
    S *state(const QString &key = {})
    {
        return static_cast<S *>(findState(stateClass<S>(), key));
    }

    // A scope of one's own: objects of S are shared by what the function makes of a page's request.
    template<typename S>
    void keyBy(std::function<QString(const Request &)> key)
    {
        addKey(stateClass<S>(), std::move(key));
    }

    // Who has that name and password: a std::optional<Account>, or a QFuture of one. Opens the
    // login page.
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

    void add(State *state); // on loan until remove() or its destruction
    void remove(State *state);

    ServerStatistics statistics() const;

    void store(std::unique_ptr<StateStore> store); // before listen(); null: none
    void setOptions(const ServerOptions &options); // before listen()
    const ServerOptions &options() const;

    [[nodiscard]] bool listen(quint16 port, const QHostAddress &address = QHostAddress::LocalHost);
    QString errorString() const;
    QUrl url() const;
    quint16 port() const;
    void close();
    // Answers health checks with 503 first, then sends browsers away; drained() tells the end
    void drain();
    bool isDraining() const;
    QHttpServer &http();

Q_SIGNALS:
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
