# Sets files to all C++ files of the project in the folder ROOT, relative to it.
set(files "")
foreach(folder IN ITEMS src tests qml-free-examples)
    file(GLOB_RECURSE found RELATIVE ${ROOT} ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cpp)
    list(APPEND files ${found})
endforeach()
# The trees that the tests of the house refuse, and what npm brings, are not the project's code.
list(FILTER files EXCLUDE REGEX "^tests/house/refused/|/node_modules/")
if(NOT files)
    message(FATAL_ERROR "There is no C++ file below ${ROOT}")
endif()
