# cmake -D BUILD=<our build> -D WORK=<folder> -D README=… -D CXX=… -D GENERATOR=… -P check.cmake
#
# Installs the library into a prefix of its own, then configures, builds and runs the consumer
# against that prefix, with the README's counter as one of its programs.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/../readme.cmake)

set(prefix ${WORK}/prefix)
set(project ${WORK}/project)
file(REMOVE_RECURSE ${prefix})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/ DESTINATION ${project})
backstate_readme_program(${README} ${project}/counter/main.cpp)

execute_process(COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET
    COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix}
)
execute_process(COMMAND_ERROR_IS_FATAL ANY
    COMMAND ${CMAKE_COMMAND} -S ${project} -B ${WORK}/build -G ${GENERATOR}
        -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_PREFIX_PATH=${prefix}
        -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -D CMAKE_CXX_FLAGS=${FLAGS}
)
execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND ${CMAKE_COMMAND} --build ${WORK}/build)
foreach(program IN ITEMS core check)
    execute_process(COMMAND_ERROR_IS_FATAL ANY TIMEOUT 30 COMMAND ${WORK}/build/${program})
endforeach()
