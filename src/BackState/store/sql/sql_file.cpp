#include "sql_file_p.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

namespace BackState {

using namespace Qt::StringLiterals;

bool SqlFile::make(const QString &path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (file.exists() || !file.open(QIODevice::NewOnly | QIODevice::WriteOnly))
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    return true;
}

// Where the system has no numbers for files, one that is open can't be replaced.
std::optional<SqlFile::Identity> SqlFile::identity() const
{
#ifdef Q_OS_UNIX
    struct stat status = {};
    if (::stat(QFile::encodeName(m_path).constData(), &status) != 0)
        return std::nullopt;
    return Identity{quint64(status.st_dev), quint64(status.st_ino)};
#else
    return QFileInfo::exists(m_path) ? std::optional(Identity()) : std::nullopt;
#endif
}

void SqlFile::remember()
{
    if (!m_path.isEmpty())
        m_known = identity();
}

bool SqlFile::isGone() const
{
    return m_known && identity() != m_known;
}

QString SqlFile::nameAside(const char *why) const
{
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
    const QString name = m_path + u'.' + QLatin1StringView(why) + u'-' + time;
    QString aside = name;
    for (int number = 2; QFileInfo::exists(aside); ++number)
        aside = name + u'-' + QString::number(number);
    return aside;
}

void SqlFile::renameLog(const QString &aside) const
{
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u"-journal"_s})
        QFile::rename(m_path + suffix, aside + suffix);
}

QString SqlFile::setAside() const
{
    const QString aside = nameAside("damaged");
    if (!QFile::rename(m_path, aside))
        return {};
    renameLog(aside);
    return aside;
}

void SqlFile::setLogAside() const
{
    renameLog(nameAside("replaced"));
}

} // namespace BackState
