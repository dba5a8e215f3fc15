// SqlWorker: does the jobs of a queue in a thread and with a connection of its own. Internal.
#pragma once

#include "sql_connection_p.h"

#include <QThread>

namespace BackState {

class SqlWorker final : public QThread
{
public:
    SqlWorker(const SqlAddress &address, SqlQueue &queue);

protected:
    void run() override;

private:
    bool reach(SqlConnection &connection); // false if the database can't be used now
    void work(SqlConnection &connection, SqlJobs jobs);
    std::optional<SqlFault> save(SqlConnection &connection, SqlJobs &jobs);
    void noteProven();
    void noteFound();
    void noteLost(const SqlFault &fault); // and waits a while
    void noteUnwritable(SqlJobs jobs, const SqlFault &fault);
    void noteWritten();
    std::chrono::milliseconds nextPause();
    void refuse(SqlJobs &jobs, const SqlFault &fault);
    void drop();

    const SqlAddress &m_address;
    SqlQueue &m_queue;
    std::chrono::milliseconds m_pause;
    bool m_isLost = false;
    bool m_isBlocked = false; // it can't be written
    bool m_isProven = false; // a job was done on this connection
};

} // namespace BackState
