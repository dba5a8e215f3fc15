set(BACKSTATE_STORE_PUBLIC_HEADERS
    store/memory_store.h
    store/state_store.h
)

set(BACKSTATE_STORE_SOURCES
    store/contained_store.cpp
    store/contained_store.h
    store/futures.h
    store/memory_store.cpp
    store/state_store.cpp
)
