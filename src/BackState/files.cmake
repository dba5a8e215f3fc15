# The door, and the forwarding headers, which have the names of classes.
set(BACKSTATE_DOOR_PUBLIC_HEADERS
    server.h
    BackState
    Element
    Expression
    Flow
    Frame
    MemoryStore
    Page
    Patch
    Property
    Request
    Server
    ServerOptions
    Signal
    SqlStore
    State
    StateStore
    Storage
    UploadedFile
)

set(BACKSTATE_DOOR_SOURCES
    server.cpp
)
