# cmake -D ROOT=<src> -P installed.cmake
#
# Compares the folders with the lists of what is installed: each forwarding header, which has no
# extension, stands in the list of the door, and what a public header includes is public, too.
cmake_minimum_required(VERSION 3.22)

# The export macros of the two libraries, which CMake writes.
set(public BackState/core/export.h BackState/export.h)

file(GLOB_RECURSE lists RELATIVE ${ROOT}/BackState ${ROOT}/BackState/files.cmake)
foreach(list IN LISTS lists)
    get_filename_component(room ${list} DIRECTORY)
    set(name ${room})
    if(NOT room)
        set(name door)
    endif()
    string(MAKE_C_IDENTIFIER ${name} name)
    string(TOUPPER ${name} name)
    include(${ROOT}/BackState/${list})
    foreach(header IN LISTS BACKSTATE_${name}_PUBLIC_HEADERS)
        string(REPLACE "//" "/" path BackState/${header})
        list(APPEND public ${path})
    endforeach()
endforeach()

set(refusals "")
file(GLOB files LIST_DIRECTORIES OFF RELATIVE ${ROOT} ${ROOT}/BackState/*)
foreach(file IN LISTS files)
    if(NOT file MATCHES "\\." AND NOT file IN_LIST public)
        list(APPEND refusals "${file} is in no list of public headers: it would not be installed")
    endif()
endforeach()

foreach(header IN LISTS public)
    if(NOT EXISTS ${ROOT}/${header})
        continue()
    endif()
    file(STRINGS ${ROOT}/${header} lines REGEX "^[ \t]*#[ \t]*include[ \t]*<BackState/")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "BackState/[^>]+" included ${line})
        if(NOT included IN_LIST public)
            list(APPEND refusals "${header} is installed, but ${included}, which it includes, is not")
        endif()
    endforeach()
endforeach()

if(refusals)
    list(JOIN refusals "\n" text)
    message(FATAL_ERROR "${text}")
endif()
