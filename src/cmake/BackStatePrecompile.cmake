# Headers of Qt and of C++ that are read once for many source files. They are never our own headers,
# whose warnings would be lost by that.

option(BACKSTATE_PRECOMPILE "Read Qt's headers once for all tests and examples" OFF)
option(BACKSTATE_PRECOMPILE_LIBRARY
    "The same for the libraries, which then may forget to include what they use" OFF
)
mark_as_advanced(BACKSTATE_PRECOMPILE BACKSTATE_PRECOMPILE_LIBRARY)

# Sets <result> to those headers; with CORE only to those that BackState::Core has.
function(backstate_prefix result)
    set(headers
        <QtCore/QCoreApplication>
        <QtCore/QDateTime>
        <QtCore/QFuture>
        <QtCore/QHash>
        <QtCore/QJsonArray>
        <QtCore/QJsonDocument>
        <QtCore/QJsonObject>
        <QtCore/QLoggingCategory>
        <QtCore/QMetaProperty>
        <QtCore/QPointer>
        <QtCore/QProperty>
        <QtCore/QTimer>
        <QtCore/QUrl>
        <chrono>
        <coroutine>
        <functional>
        <memory>
        <optional>
        <unordered_map>
        <variant>
        <vector>
    )
    if(NOT "CORE" IN_LIST ARGN)
        list(APPEND headers <QtHttpServer/QHttpServer> <QtNetwork/QTcpSocket>)
    endif()
    set(${result} ${headers} PARENT_SCOPE)
endfunction()

# What a compiler is told so that ccache can keep what it makes of such headers.
function(backstate_precompile_options target)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} PRIVATE -fpch-preprocess)
    elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
endfunction()

# backstate_precompile_own(<target> [CORE])
#
# For a target that is compiled in a way of its own.
function(backstate_precompile_own target)
    backstate_prefix(headers ${ARGN})
    target_precompile_headers(${target} PRIVATE ${headers})
    backstate_precompile_options(${target})
endfunction()

# backstate_precompile(<target> [CORE])
#
# For a program that is compiled as its link with BackState::BackState, or with BackState::Core,
# says. All of them share what the compiler made of the headers.
function(backstate_precompile target)
    if(NOT BACKSTATE_PRECOMPILE)
        return()
    endif()
    set(owner backstate_prefix)
    set(library BackState::BackState)
    if("CORE" IN_LIST ARGN)
        set(owner backstate_core_prefix)
        set(library BackState::Core)
    endif()
    if(NOT TARGET ${owner})
        file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${owner}.cpp CONTENT "")
        add_library(${owner} OBJECT ${PROJECT_BINARY_DIR}/${owner}.cpp)
        backstate_compile_options(${owner})
        set_target_properties(${owner} PROPERTIES AUTOMOC OFF)
        target_link_libraries(${owner} PRIVATE ${library})
        backstate_precompile_own(${owner} ${ARGN})
    endif()
    target_precompile_headers(${target} REUSE_FROM ${owner})
    backstate_precompile_options(${target})
endfunction()
