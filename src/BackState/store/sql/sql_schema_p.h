// SqlSchema: the tables of a store, made and brought up to date. Internal.
#pragma once

#include "sql_session_p.h"

namespace BackState {

// Tables that are up to date need no lock, so that they can be read while others write, and where
// nobody can.
// `isMade` is set if there were none.
std::optional<SqlFault> updateSqlSchema(const SqlSession &session, bool &isMade);

} // namespace BackState
