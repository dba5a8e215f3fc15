// Request: what a page function or an event may know of who asked, as a value.
#pragma once

#include <BackState/core/uploaded_file.h>

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QSharedDataPointer>
#include <QString>

namespace BackState {

struct RequestData;

/*!
    Who asked, and what for: the argument of page functions and events that want to know.

    A value; copies share their data, and it may be kept and used in any thread. What was not sent
    is empty. Query, headers, form and signals are what the client claims.
*/
class BACKSTATE_CORE_EXPORT Request
{
public:
    /*! The browser that asked, as far as programs may know it. */
    class BACKSTATE_CORE_EXPORT Session
    {
    public:
        // Tells sessions apart. It is not the cookie and gives no access.
        QString id() const { return m_id; }

    private:
        friend class Request;
        QString m_id;
    };

    Request();
    explicit Request(RequestData data);
    Request(const Request &other);
    Request(Request &&other) noexcept;
    Request &operator=(const Request &other);
    Request &operator=(Request &&other) noexcept;
    ~Request();

    QString method() const; // "GET", "POST" …
    QString path() const; // decoded, without the query
    QString pathParameter(const QString &name) const; // decoded; "id" of "/product/<id>"
    QString query(const QString &name) const; // the first field of that name, decoded
    QString header(const QString &name) const; // of any case
    QString form(const QString &field) const;
    QList<UploadedFile> files(const QString &field) const; // those the user chose, in their order
    QJsonValue signal(const QString &path) const; // "Chat.draft"; undefined if it was not sent
    Session session() const;
    QString user() const; // the name of who is signed in; empty if nobody is
    bool hasRole(const QString &role) const; // of who is signed in
    QByteArray formToken() const; // for the hidden field "token" of a form for /backstate/sign-in
    bool isDatastar() const; // sent by Datastar, not by a browser itself
    QString remoteAddress() const;

private:
    QSharedDataPointer<RequestData> d;
};

} // namespace BackState

Q_DECLARE_METATYPE(BackState::Request)
