#include <BackState/core/request.h>
#include <BackState/core/request_data.h>

#include <QJsonValue>
#include <QStringList>

namespace BackState {

namespace {

template<typename Key>
auto find(const QList<std::pair<Key, Key>> &list, const Key &name)
{
    for (const auto &[key, value] : list) {
        if (key == name)
            return value;
    }
    return Key();
}

} // namespace

/*!
    \class BackState::Request
    \brief What a page function or an event may know of who asked.

    A value: copies share their data, and it stays valid after the answer is sent. A page function
    or an event that has a parameter of this type is given it by the library. Nothing in it is
    checked but what the library itself says, session(), user(), hasRole() and isDatastar(): the
    rest is as it was sent. Any thread may read a copy of its own.

    \code
    Q_INVOKABLE void sign(const BackState::Request &request) { author = request.user(); }
    \endcode
*/

Request::Request()
    : d(new RequestData)
{
}

Request::Request(RequestData data)
    : d(new RequestData(std::move(data)))
{
}

Request::Request(const Request &other) = default;
Request::Request(Request &&other) noexcept = default;
Request &Request::operator=(const Request &other) = default;
Request &Request::operator=(Request &&other) noexcept = default;
Request::~Request() = default;

/*! Returns the HTTP method in capitals. */
QString Request::method() const
{
    return QString::fromLatin1(d->method);
}

/*! Returns the decoded path, without the query. */
QString Request::path() const
{
    return d->path;
}

/*! Returns what stands for \c{<name>} in the page's path, decoded; empty when the path has no such
 * part. */
QString Request::pathParameter(const QString &name) const
{
    return find(d->pathParameters, name);
}

/*! Returns the first value of \a name in the query, decoded, or an empty text. */
QString Request::query(const QString &name) const
{
    return find(d->query, name);
}

/*! Returns the header \a name, in whatever case, or an empty text. */
QString Request::header(const QString &name) const
{
    return QString::fromUtf8(find(d->headers, name.toLower().toUtf8()));
}

/*! Returns the first value of \a field in a submitted form, or an empty text. */
QString Request::form(const QString &field) const
{
    return find(d->form, field);
}

/*! Returns the files of \a field in a submitted form; empty when the user chose none. */
QList<UploadedFile> Request::files(const QString &field) const
{
    QList<UploadedFile> files;
    for (const UploadedFile &file : d->files) {
        if (file.name() == field)
            files.append(file);
    }
    return files;
}

/*! Returns the signal at \a path, such as "Chat.draft", as the browser sent it; undefined when it
 * did not. */
QJsonValue Request::signal(const QString &path) const
{
    QJsonValue value = d->signalValues;
    for (const QString &name : path.split(u'.'))
        value = value.toObject().value(name);
    return value;
}

/*! Returns the session the request belongs to. */
Request::Session Request::session() const
{
    Session session;
    session.m_id = d->sessionId;
    return session;
}

/*! Returns the name the session is signed in under; empty: nobody. */
QString Request::user() const
{
    return d->user;
}

/*! Returns whether who is signed in has \a role. A page shows by it what its user may do; what the
 * user may not do is refused anyway, by the roles of BACKSTATE_EVENT and PageOptions. */
bool Request::hasRole(const QString &role) const
{
    return d->roles.contains(role);
}

/*! Returns what a login page of the program's own puts into a hidden field \c token of its form,
beside \c name, * \c password and \c to. The form is sent by POST to /backstate/sign-in; see
Server::authenticate(). */
QByteArray Request::formToken() const
{
    return d->formToken;
}

/*! Returns whether Datastar asked, not the browser itself or another program. */
bool Request::isDatastar() const
{
    return d->isDatastar;
}

/*! Returns the address of the other end of the connection, which may be a proxy. */
QString Request::remoteAddress() const
{
    return d->remoteAddress;
}

} // namespace BackState
