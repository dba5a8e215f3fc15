#include "sql_address_p.h"

#include <QFileInfo>
#include <QStringList>
#include <QUrl>
#include <QUrlQuery>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

constexpr int connectTimeout = 3; // s
constexpr QStringView inMemory = u":memory:";

// Of PostgreSQL: a server that vanished without a word is noticed after some 25 s.
const QStringList &keepAlive()
{
    static const QStringList options{
        u"keepalives_idle=10"_s,
        u"keepalives_interval=5"_s,
        u"keepalives_count=3"_s,
        u"tcp_user_timeout=25000"_s};
    return options;
}

SqlAddress ofFile(const QString &path)
{
    SqlAddress address;
    address.isSqlite = true;
    address.driver = u"QSQLITE"_s;
    address.database = path;
    address.options = u"QSQLITE_BUSY_TIMEOUT="_s + QString::number(SqlAddress::busyTimeout);
    address.description
        = u"SQLite, "_s + (path == inMemory ? u"in memory"_s : QFileInfo(path).fileName());
    if (path.isEmpty())
        address.mistake = u"SqlStore: the address names no file: write \"states.sqlite\" or "
                          u"\"sqlite:///path\""_s;
    return address;
}

// Leaves out what would tell a password.
QString described(const QUrl &url)
{
    return u"PostgreSQL, "_s
        + url.toString(QUrl::RemoveUserInfo | QUrl::RemoveScheme | QUrl::RemoveQuery).mid(2);
}

SqlAddress ofServer(const QUrl &url)
{
    SqlAddress address;
    address.driver = u"QPSQL"_s;
    address.host = url.host();
    address.port = url.port();
    address.user = url.userName(QUrl::FullyDecoded);
    address.password = url.password(QUrl::FullyDecoded);
    address.database = url.path(QUrl::FullyDecoded).mid(1);
    address.description = described(url);
    QStringList options = keepAlive();
    options.prepend(u"connect_timeout=%1"_s.arg(connectTimeout));
    const auto items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (name == u"host")
            address.host = value;
        else
            options.append(name + u'=' + value);
    }
    address.options = options.join(u';');
    if (address.database.isEmpty())
        address.mistake = u"SqlStore: the address names no database: write "
                          u"postgresql://user:password@host:port/database"_s;
    return address;
}

} // namespace

bool SqlAddress::isFile() const
{
    return isSqlite && database != inMemory;
}

SqlAddress SqlAddress::of(const QString &urlOrFile)
{
    static constexpr QStringView sqlite = u"sqlite://";
    if (urlOrFile.startsWith(sqlite))
        return ofFile(urlOrFile.mid(sqlite.size()));
    if (!urlOrFile.contains(u"://"_s))
        return ofFile(urlOrFile);
    const QUrl url(urlOrFile, QUrl::StrictMode);
    if (url.isValid() && (url.scheme() == u"postgresql" || url.scheme() == u"postgres"))
        return ofServer(url);
    SqlAddress address;
    address.description = u"none"_s;
    address.mistake
        = u"SqlStore: the address is neither a file nor one that begins with sqlite:// or "
          u"postgresql://"_s;
    return address;
}

} // namespace BackState
