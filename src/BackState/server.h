// Server: the door. Pages, states, options, listen().
#pragma once

#include <BackState/core/state_class.h>
#include <BackState/export.h>
#include <BackState/http/options.h>
#include <BackState/http/page.h>

#include <QHostAddress>
#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

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

    // "/product/<id>": a name in angle brackets stands for one segment, Request::pathParameter("id").
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

    using Layout = std::function<Html::Element(const Request &, const Page &)>;
    void layout(Layout layout);

    // The object of scope Global (made at the first call), or null where the scope is another.
    template<typename S>
    S *state(const QString &key = {})
    {
        return static_cast<S *>(findState(stateClass<S>(), key));
    }

    void add(State *state); // on loan until remove() or its destruction
    void remove(State *state);

    void setOptions(const ServerOptions &options); // before listen()
    const ServerOptions &options() const;

    [[nodiscard]] bool listen(quint16 port, const QHostAddress &address = QHostAddress::LocalHost);
    QString errorString() const;
    QUrl url() const;
    quint16 port() const;
    void close();
    QHttpServer &http();

private:
    void addPage(const QString &path, PageFunction function, PageOptions options);
    State *findState(const StateClass &stateClass, const QString &key);

    std::unique_ptr<ServerPrivate> d;
};

} // namespace BackState
