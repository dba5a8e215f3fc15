# cmake -D ROOT=… -D WORK=… -D DATASTAR=<as the option> -D BANNER=<first line>
#       [-D DOWNLOADED=<what the CDN has>] -P check.cmake
cmake_minimum_required(VERSION 3.22)

# A machine without network, where a download fails at once, and without npm.
foreach(proxy IN ITEMS http_proxy https_proxy HTTPS_PROXY)
    set(ENV{${proxy}} http://127.0.0.1:9)
endforeach()
set(ENV{PATH} ${WORK})
set(CMAKE_FIND_USE_CMAKE_SYSTEM_PATH OFF)

file(REMOVE_RECURSE ${WORK})
file(WRITE ${WORK}/bundle.js "${BANNER}\nlet x;\n")
set(PROJECT_SOURCE_DIR ${ROOT})
set(PROJECT_BINARY_DIR ${WORK}/build)
set(CMAKE_SOURCE_DIR ${WORK})
set(BACKSTATE_DATASTAR ${DATASTAR})
if(DOWNLOADED)
    file(MAKE_DIRECTORY ${WORK}/build/datastar)
    configure_file(${DOWNLOADED} ${WORK}/build/datastar/datastar-1.0.4.js COPYONLY)
endif()
include(${ROOT}/resources/datastar.cmake)
message(STATUS "file [${BACKSTATE_BUNDLE_FILE}] integrity [${BACKSTATE_BUNDLE_INTEGRITY}]")
