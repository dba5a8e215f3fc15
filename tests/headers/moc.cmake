# cmake -D SOURCES=<files> -D FOLDERS=<of headers> -D COMPILER=<C++> -D MOC=<moc> -D WORK=<folder>
#       -P moc.cmake
#
# Has moc read a class behind what each of the sources includes. It gets the macros of the compiler,
# as in a build.
cmake_minimum_required(VERSION 3.22)

file(MAKE_DIRECTORY ${WORK})
file(WRITE ${WORK}/empty.cpp "")
execute_process(
    COMMAND ${COMPILER} -std=c++20 -dM -E ${WORK}/empty.cpp
    OUTPUT_FILE ${WORK}/macros.h
    RESULT_VARIABLE result
)
if(result)
    message("The compiler does not tell its macros: moc reads the headers without them.")
    file(WRITE ${WORK}/macros.h "")
endif()
list(TRANSFORM FOLDERS PREPEND -I)

list(LENGTH SOURCES count)
if(count EQUAL 0)
    message(FATAL_ERROR "There is no header to be read.")
endif()
set(refusals "")
foreach(source IN LISTS SOURCES)
    file(READ ${source} include)
    file(WRITE ${WORK}/first.cpp
        "${include}#include <QObject>\nclass First : public QObject { Q_OBJECT };\n"
    )
    execute_process(
        COMMAND ${MOC} ${FOLDERS} --include ${WORK}/macros.h -o ${WORK}/first.moc ${WORK}/first.cpp
        RESULT_VARIABLE result
        ERROR_VARIABLE error
    )
    if(result)
        string(STRIP "${include}" include)
        list(APPEND refusals "${include}: ${error}")
    endif()
endforeach()
if(refusals)
    list(JOIN refusals "  " refusals)
    message(FATAL_ERROR "moc can't read these as the first header:\n  ${refusals}")
endif()
message("moc reads ${count} headers, each as the first")
