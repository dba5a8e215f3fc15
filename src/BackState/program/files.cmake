set(BACKSTATE_PROGRAM_PUBLIC_HEADERS
    program/account.h
    program/layout.h
    program/options.h
    program/page.h
    program/sign_out.h
)

set(BACKSTATE_PROGRAM_SOURCES
    program/form_fields.cpp
    program/form_fields.h
    program/layout.cpp
    program/routes.cpp
    program/routes.h
)
