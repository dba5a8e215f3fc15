set(BACKSTATE_STORE_SQL_PUBLIC_HEADERS
    store/sql/sql_store.h
)

set(BACKSTATE_STORE_SQL_SOURCES
    store/sql/sql_address.cpp
    store/sql/sql_address_p.h
    store/sql/sql_connection.cpp
    store/sql/sql_connection_p.h
    store/sql/sql_job.cpp
    store/sql/sql_job_p.h
    store/sql/sql_queue.cpp
    store/sql/sql_queue_p.h
    store/sql/sql_store.cpp
    store/sql/sql_worker.cpp
    store/sql/sql_worker_p.h
)
