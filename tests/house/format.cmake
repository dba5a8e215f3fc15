# cmake -D ROOT=<project> -P format.cmake
#
# Refuses C++ files that clang-format 19 would write in another way. Other versions of it differ, so
# where there is no clang-format 19 this says so and looks at nothing.
cmake_minimum_required(VERSION 3.22)

find_program(CLANG_FORMAT NAMES clang-format-19 clang-format)
set(version "")
if(CLANG_FORMAT)
    execute_process(COMMAND ${CLANG_FORMAT} --version OUTPUT_VARIABLE version)
endif()
if(NOT version MATCHES "version 19\\.")
    message(STATUS "Not checked, because there is no clang-format 19 here")
    return()
endif()

include(${CMAKE_CURRENT_LIST_DIR}/cpp_files.cmake)
execute_process(
    COMMAND ${CLANG_FORMAT} --dry-run --Werror ${files}
    WORKING_DIRECTORY ${ROOT}
    RESULT_VARIABLE result
    ERROR_VARIABLE differences
)
if(NOT result EQUAL 0)
    message("${differences}")
    message(FATAL_ERROR "clang-format-19 -i would change these files")
endif()
list(LENGTH files count)
message(STATUS "${count} files, all as clang-format 19 writes them")
