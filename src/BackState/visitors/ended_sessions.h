// EndedSessions: sessions whose signed cookies are worth nothing any more. Internal.
#pragma once

#include <BackState/export.h>

#include <QHash>
#include <QString>

namespace BackState::Http {

// A cookie that was signed stays signed: what must not be made of it again is remembered until it
// is too old by itself. Times are seconds since 1970. More than there is room for: all that was
// signed before is ended.
class BACKSTATE_EXPORT EndedSessions
{
public:
    // Also keeps them there, for after a restart. Empty: only in memory.
    void setFile(const QString &path, qint64 now);

    // By public id; `until`: when its cookie is too old. `kept`: it matters after a restart as
    // well.
    void add(const QString &id, qint64 until, bool kept, qint64 now);
    bool contains(const QString &id) const { return m_untils.contains(id); }
    // Whether everything that was signed at that time is ended.
    bool isBefore(qint64 issued) const { return issued <= m_before; }
    qsizetype count() const { return m_untils.size(); }

private:
    struct Entry
    {
        qint64 until;
        bool kept;
    };
    void read(qint64 now);
    void write() const;

    QString m_file;
    QHash<QString, Entry> m_untils;
    qint64 m_before = 0;
    qsizetype m_room = 1000; // how many there may be before those that are too old are looked for
};

} // namespace BackState::Http
