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

QString SqlFile::setAside() const
{
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
    QString aside;
    for (int number = 1; aside.isEmpty() || QFileInfo::exists(aside); ++number)
        aside = m_path + u".damaged-"_s + time
            + (number > 1 ? u'-' + QString::number(number) : QString());
    if (!QFile::rename(m_path, aside))
        return {};
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u"-journal"_s})
        QFile::rename(m_path + suffix, aside + suffix);
    return aside;
}

} // namespace BackState
