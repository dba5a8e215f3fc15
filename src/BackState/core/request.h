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

class BACKSTATE_CORE_EXPORT Request
{
public:
    class BACKSTATE_CORE_EXPORT Session
    {
    public:
        // The session's public id: tells sessions apart, is not the cookie and gives no access.
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
    QString pathParameter(const QString &name) const;
    QString query(const QString &name) const;
    QString header(const QString &name) const;
    QString form(const QString &field) const;
    QList<UploadedFile> files(const QString &field) const; // those the user chose, in their order
    QJsonValue signal(const QString &path) const; // "Chat.draft"; undefined: not sent
    Session session() const;
    QString user() const; // the name signed in; empty: nobody
    bool hasRole(const QString &role) const; // of who is signed in
    QByteArray formToken() const; // for the hidden field "token" of a form for /backstate/sign-in
    bool isDatastar() const;
    QString remoteAddress() const;

private:
    QSharedDataPointer<RequestData> d;
};

} // namespace BackState

Q_DECLARE_METATYPE(BackState::Request)
