# cmake -D ROOT=<project> -P width.cmake
#
# Refuses lines of more than 100 columns in C++ files. Comments are not clang-format's: it leaves
# them as they are. A declaration that QDoc reads after \fn has to stand in one line.
cmake_minimum_required(VERSION 3.22)

include(${CMAKE_CURRENT_LIST_DIR}/cpp_files.cmake)
string(ASCII 128 first)
string(ASCII 191 last)
set(refusals "")
foreach(file IN LISTS files)
    file(STRINGS ${ROOT}/${file} lines ENCODING UTF-8 LENGTH_MINIMUM 101)
    list(FILTER lines EXCLUDE REGEX "^ *\\\\fn ")
    foreach(line IN LISTS lines)
        # The length is one of bytes: those that continue a character of UTF-8 are no column.
        string(REGEX REPLACE "[${first}-${last}]" "" columns "${line}")
        string(LENGTH "${columns}" columns)
        if(columns GREATER 100)
            string(APPEND refusals "\n  ${file}: ${columns} columns: ${line}")
        endif()
    endforeach()
endforeach()
if(refusals)
    message(FATAL_ERROR "Lines have at most 100 columns:${refusals}")
endif()
list(LENGTH files count)
message(STATUS "${count} files, no line of more than 100 columns")
