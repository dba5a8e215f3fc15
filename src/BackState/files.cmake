# The door, and the forwarding headers, which have the names of classes.
set(BACKSTATE_DOOR_PUBLIC_HEADERS
    server.h
    BackState
    Element
    Expression
    Frame
    Page
    Patch
    Property
    Request
    Server
    ServerOptions
    Signal
    State
)

set(BACKSTATE_DOOR_SOURCES
    server.cpp
)
