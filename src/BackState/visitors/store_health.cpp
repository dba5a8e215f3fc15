#include "store_health_p.h"

#include "writes_p.h"
#include <BackState/text/clock.h>
#include <BackState/text/log.h>

#include <algorithm>
#include <utility>

namespace BackState::Http {

using namespace Qt::StringLiterals;

StoreHealth::StoreHealth(const ServerOptions &options, const Writes &writes)
    : m_options(options)
    , m_writes(writes)
{
    QObject::connect(&m_listening, &QTimer::timeout, this, [this] { look(); });
}

bool StoreHealth::isWritable() const
{
    return !m_isSilent && m_writes.problem().isEmpty()
        && !isOverdue(m_writes.silentSince(), milliseconds());
}

void StoreHealth::asked()
{
    if (m_due++ == 0)
        m_heardAt = milliseconds();
    listen();
}

void StoreHealth::answered(const Error *error)
{
    --m_due;
    m_heardAt = milliseconds();
    look();
    const bool wasReadable = m_problem.isEmpty();
    m_problem.clear();
    if (error && error->kind != Error::Kind::Invalid) // which is about one object
        m_problem = error->message.isEmpty() ? u"it gives no reason"_s : error->message;
    if (m_problem.isEmpty() == wasReadable)
        return;
    if (wasReadable) {
        m_problemSince = m_heardAt;
        qCWarning(log).noquote()
            << "the store could not be read; what was not loaded is shown with its defaults and "
               "takes no events until it can:"
            << m_problem;
    } else {
        qCInfo(log) << "the store can be read again";
        Q_EMIT readable();
    }
}

void StoreHealth::listen()
{
    if (!m_listening.isActive())
        m_listening.start(std::max(m_options.storeWait / 4, std::chrono::milliseconds(10)));
}

bool StoreHealth::isOverdue(qint64 since, qint64 now) const
{
    return since > 0 && now - since >= m_options.storeWait.count();
}

// Writes may wait where values can be read: that is another matter.
void StoreHealth::look()
{
    const bool isSilent = m_due > 0 && isOverdue(m_heardAt, milliseconds());
    if (m_due == 0)
        m_listening.stop();
    if (std::exchange(m_isSilent, isSilent) == isSilent)
        return;
    if (isSilent) {
        qCWarning(log) << "the store does not answer; what was not loaded is shown with its "
                          "defaults and takes no events until it does";
        Q_EMIT silenced();
    } else {
        qCInfo(log) << "the store answers again";
    }
}

std::optional<StoreHealth::Trouble> StoreHealth::trouble(qint64 now) const
{
    std::optional<Trouble> trouble;
    const auto note = [&trouble](const QString &sentence, qint64 since) {
        if (!trouble || since < trouble->since)
            trouble = Trouble{sentence, since};
    };
    if (!m_problem.isEmpty())
        note(m_problem, m_problemSince);
    if (!m_writes.problem().isEmpty())
        note(m_writes.problem(), m_writes.problemSince());
    for (const qint64 since : {m_due > 0 ? m_heardAt : 0, m_writes.silentSince()}) {
        if (isOverdue(since, now))
            note(u"it does not answer"_s, since);
    }
    return trouble;
}

} // namespace BackState::Http
