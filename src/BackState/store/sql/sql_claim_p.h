// SqlClaim: a database taken for one server. Internal.
#pragma once

#include "sql_file_p.h"
#include "sql_session_p.h"

#include <QDeadlineTimer>

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

    // That of a file comes before the file is touched. Nothing is done if it is not wanted, or
    // there already.
    std::optional<SqlFault> takeFile();
    std::optional<SqlFault> takeOnServer(const SqlSession &session);
    void letGo(const SqlSession &session);
    // With its connection, if it hangs on that, and with its file, if that is gone.
    void lost();
    bool isHeld() const { return m_isHeld; }
    // Writes down who has it, so that another one waits a moment after this connection broke, in
    // which this one comes back. To be called when the tables are there.
    void sign(const SqlSession &session);
    bool isFileGone() const { return m_isHeld && m_lock.isGone(); }

private:
    bool isMyTurn(const SqlSession &session);

    const bool m_isOfFile;
    const SqlAddress m_lockAddress;
    SqlFile m_lock;
    std::unique_ptr<SqlSession> m_lockSession; // null while it is not held
    bool m_isToldOfFault = false;
    bool m_isWanted = false;
    bool m_isHeld = false;
    const QString m_name; // of this one, among all that ever signed
    bool m_isSigned = false;
    QDeadlineTimer m_turn{QDeadlineTimer::Forever}; // when another's claim counts for nothing
    int m_process = 0; // PostgreSQL's, of the connection that had it
};

} // namespace BackState
