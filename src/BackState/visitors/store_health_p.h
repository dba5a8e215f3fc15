// StoreHealth: whether a store answers. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/program/options.h>

#include <QObject>
#include <QTimer>

#include <optional>

namespace BackState::Http {

class Writes;

// Hears what the store was asked to read and what came of it, and sees what becomes of the writes.
// One that answers nothing for ServerOptions::storeWait is silent: it may hang, and nobody waits
// for it any more.
class StoreHealth final : public QObject
{
    Q_OBJECT

public:
    // What is wrong, and since when, in ms of the clock.
    struct Trouble
    {
        QString sentence;
        qint64 since;
    };

    StoreHealth(const ServerOptions &options, const Writes &writes);

    void asked(); // something that is to be answered
    template<typename T>
    void answered(const Expected<T> &result)
    {
        answered(result ? nullptr : &result.error());
    }
    int due() const { return m_due; } // answers, but for those of writes

    bool isReadable() const { return m_problem.isEmpty() && !m_isSilent; }
    bool isSilent() const { return m_isSilent; }
    bool isWritable() const;
    std::optional<Trouble> trouble(qint64 now) const;

Q_SIGNALS:
    void silenced();
    void readable(); // again

private:
    void answered(const Error *error);
    bool isOverdue(qint64 since, qint64 now) const; // 0 is never
    void look();
    void listen();

    const ServerOptions &m_options;
    const Writes &m_writes;
    QString m_problem; // why it can't be read; empty if it can, for all that is known
    qint64 m_problemSince = 0;
    int m_due = 0;
    qint64 m_heardAt = 0; // when it answered last, or was asked first
    bool m_isSilent = false;
    QTimer m_listening;
};

} // namespace BackState::Http
