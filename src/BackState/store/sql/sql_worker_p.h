// SqlWorker: does the jobs of a queue in a thread and with a connection of its own. Internal.
#pragma once

#include "sql_connection_p.h"

#include <QThread>

#include <functional>

namespace BackState {

class SqlWorker final : public QThread
{
public:
    struct Means
    {
        const SqlAddress &address;
        SqlQueue &queue;
        bool setsAside; // a file that is damaged, instead of refusing it
        std::function<void(StateStore::News)> tell; // the server, from this thread
    };
    explicit SqlWorker(Means means);

protected:
    void run() override;

private:
    bool reach(SqlConnection &connection); // false if the database can't be used now
    void goOn(SqlConnection &connection);
    bool noteFile(SqlConnection &connection); // whether it was deleted or replaced
    void work(SqlConnection &connection, SqlJobs jobs);
    std::optional<SqlFault> save(SqlConnection &connection, SqlJobs &jobs);
    void noteProven();
    void noteFound();
    void noteLost(const SqlFault &fault); // and waits a while
    void noteUnwritable(SqlJobs jobs, const SqlFault &fault);
    void noteWritten();
    std::chrono::milliseconds nextPause();
    void setAside(SqlConnection &connection, const SqlFault &fault);
    void refuseAll(const QString &sentence); // until the end
    void refuse(SqlJobs &jobs, const SqlFault &fault);
    void drop();

    const Means m_means;
    const SqlAddress &m_address;
    SqlQueue &m_queue;
    std::chrono::milliseconds m_pause;
    void noteClaim(bool isHeld);

    bool m_isLost = false;
    bool m_isAnothers = false; // which is why
    bool m_isClaimed = false; // as far as the server was told
    bool m_isBlocked = false; // it can't be written
    QString
        m_refusal; // of the last statement that was refused: one that is tried again says it once
    bool m_isNew = false; // nothing was written on this connection yet
    bool m_isProven = false; // a job was done on this connection
};

} // namespace BackState
