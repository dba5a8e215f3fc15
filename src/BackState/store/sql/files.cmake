# store/sql: keeping values in a database. Qt SQL.
set(BACKSTATE_STORE_SQL_PUBLIC_HEADERS
    store/sql/sqlstore.h
)

set(BACKSTATE_STORE_SQL_SOURCES
    store/sql/sqladdress.cpp
    store/sql/sqladdress_p.h
    store/sql/sqlconnection.cpp
    store/sql/sqlconnection_p.h
    store/sql/sqlqueue.cpp
    store/sql/sqlqueue_p.h
    store/sql/sqlstore.cpp
    store/sql/sqlworker.cpp
    store/sql/sqlworker_p.h
)
