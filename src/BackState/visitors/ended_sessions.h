// EndedSessions: sessions whose signed cookies are worth nothing any more. Internal.
#pragma once

#include <BackState/export.h>

#include <QHash>
#include <QString>

namespace BackState::Http {

// A cookie that was signed stays signed, so a session that ended is remembered until its cookie is
// too old by itself. If there are too many, everything that was signed before counts as ended.
// Times are seconds since 1970.
class BACKSTATE_EXPORT EndedSessions
{
public:
    // Keeps them in that file, too, for after a restart. If it is empty, they are only in memory.
    void setFile(const QString &path, qint64 now);

    // By the session's public id, until its cookie is too old. One that matters after a restart as
    // well is kept in the file.
    void add(const QString &id, qint64 until, bool isKept, qint64 now);
    bool contains(const QString &id) const { return m_untils.contains(id); }
    // Whether everything that was signed at that time counts as ended.
    bool isBefore(qint64 issued) const { return issued <= m_before; }
    qsizetype count() const { return m_untils.size(); }

private:
    struct Entry
    {
        qint64 until;
        bool isKept;
    };
    void read(qint64 now);
    void write() const;

    QString m_file;
    QHash<QString, Entry> m_untils;
    qint64 m_before = 0;
    qsizetype m_room = 1000; // when there are so many, those that are too old are removed
};

} // namespace BackState::Http
