set(BACKSTATE_CORE_PUBLIC_HEADERS
    core/state.h
)
