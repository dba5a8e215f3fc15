// SqlConnection: the statements of a store, on one connection. Internal.
#pragma once

#include "sql_claim_p.h"
#include "sql_clock_p.h"
#include "sql_file_p.h"
#include "sql_queue_p.h"
#include "sql_session_p.h"

#include <memory>
#include <utility>

namespace BackState {

// Lives in one thread, from open() to close().
class SqlConnection
{
public:
    explicit SqlConnection(const SqlAddress &address);
    ~SqlConnection();
    SqlConnection(const SqlConnection &) = delete;
    SqlConnection &operator=(const SqlConnection &) = delete;

    bool isOpen() const { return m_statements != nullptr; }
    // Connects, takes the claim if it is wanted, and makes the tables or brings them up to date.
    std::optional<SqlFault> open();
    void close();

    SqlClaim &claim() { return m_claim; }
    bool isGone(); // as far as it can be seen by asking
    // Whether everything that was there has gone since the last call.
    bool takeMadeAnew() { return std::exchange(m_isMadeAnew, false); }
    // Whether the file that is open is not where it was, or that of its claim.
    bool isFileGone() const { return m_file.isGone() || m_claim.isFileGone(); }
    // Gives the file another name, which is returned. It has to be closed.
    QString setAside() const { return m_file.setAside(); }

    std::optional<SqlFault> save(SqlJobs &jobs); // all of them, or none
    // Does any other job, whose promise is finished unless there is a fault.
    std::optional<SqlFault> run(SqlJob &job);

private:
    struct Statements;

    std::optional<SqlFault> check() const;
    std::optional<SqlFault> connect();
    void finish();
    std::optional<SqlFault> useWal();
    std::optional<SqlFault> prepare();
    std::optional<SqlFault> readClock();
    std::optional<SqlFault> writeClock();
    std::optional<SqlFault> save(SqlJob &job);
    std::optional<SqlFault> remove(const StoreKey &key, bool &wasThere);
    std::optional<SqlFault> load(SqlJob &job);
    std::optional<SqlFault> removeOrFind(SqlJob &job);
    std::optional<SqlFault> cleanUp(SqlJob &job);
    std::optional<SqlFault> takeOrRelease(SqlJob &job);

    const SqlAddress &m_address;
    SqlSession m_session;
    SqlClaim m_claim;
    SqlClock m_clock;
    SqlFile m_file;
    bool m_wasOpen = false;
    bool m_isMadeAnew = false;
    std::unique_ptr<Statements> m_statements;
};

} // namespace BackState
