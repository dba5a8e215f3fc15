# store: keeping values. QtCore only; what needs Qt SQL is in store/sql and in the second library.
set(BACKSTATE_STORE_PUBLIC_HEADERS
    store/memorystore.h
    store/statestore.h
)

set(BACKSTATE_STORE_SOURCES
    store/memorystore.cpp
    store/statestore.cpp
)
