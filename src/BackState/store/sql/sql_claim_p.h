// SqlClaim: a database taken for one server. Internal.
#pragma once

#include "sql_session_p.h"

#include <memory>

namespace BackState {

// The claim ends with the process that has it, however that ends. On PostgreSQL it is an advisory
// lock of the session, on SQLite the lock of a second file beside the first, "states.sqlite.lock",
// which is held by SQLite itself and so on every system on which that works.
class SqlClaim
{
public:
    explicit SqlClaim(const SqlAddress &address);
    ~SqlClaim();

    // Whether it is to be taken as soon as there is a connection.
    void setWanted(bool isWanted) { m_isWanted = isWanted; }
    bool isWanted() const { return m_isWanted; }

    // Nothing if it is not wanted, or there already.
    std::optional<SqlFault> take(const SqlSession &session);
    void letGo(const SqlSession &session);
    void lost(); // with its connection, if it hangs on that

private:
    std::optional<SqlFault> takeFile();
    std::optional<SqlFault> takeOnServer(const SqlSession &session);

    const SqlAddress m_lockFile;
    const bool m_isFile;
    std::unique_ptr<SqlSession> m_file; // null while its lock is not held
    bool m_isWanted = false;
    bool m_isHeld = false;
    int m_process = 0; // PostgreSQL's, of the connection that had it
};

} // namespace BackState
