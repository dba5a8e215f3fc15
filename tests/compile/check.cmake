# cmake -D COMPILER=… -D FLAGS=<response file> -D PREFIX=<header> -D SOURCE=<file> -P check.cmake
#
# A file that begins with `// error: text` must be refused by the compiler, in words that contain
# the text; each such line at the file's head is one text, and all must appear. A file that begins
# with `// ok` must compile.
cmake_minimum_required(VERSION 3.22)

file(STRINGS ${SOURCE} first LIMIT_COUNT 1)
file(STRINGS ${SOURCE} expected REGEX "^// error: ")
execute_process(COMMAND ${COMPILER} @${FLAGS} -include ${PREFIX} -fsyntax-only ${SOURCE}
    RESULT_VARIABLE code
    OUTPUT_VARIABLE said
    ERROR_VARIABLE said
)
if(first STREQUAL "// ok")
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "This should compile, but does not:\n${said}")
    endif()
    return()
endif()
if(NOT expected)
    message(FATAL_ERROR "${SOURCE} begins with neither `// error: text` nor `// ok`.")
endif()
if(code EQUAL 0)
    message(FATAL_ERROR "This should not compile, but does.")
endif()
foreach(line IN LISTS expected)
    string(SUBSTRING "${line}" 10 -1 text)
    string(FIND "${said}" "${text}" position)
    if(position EQUAL -1)
        message(FATAL_ERROR "The compiler refused it without saying \"${text}\":\n${said}")
    endif()
endforeach()
