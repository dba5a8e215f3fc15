set(BACKSTATE_TEXT_PUBLIC_HEADERS
    text/number.h
    text/signature.h
    text/text.h
)

set(BACKSTATE_TEXT_SOURCES
    text/clock.h
    text/log.cpp
    text/log.h
    text/media_type.h
    text/number.cpp
    text/shrink.h
    text/url.cpp
    text/url.h
)
