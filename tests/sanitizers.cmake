# cmake -D SOURCE=… -D BUILD=… -D CXX=… -D GENERATOR=… -D LAUNCHER=… -D DATASTAR=…
#       -P sanitizers.cmake
#
# Builds the library, the examples and the QtTest programs once more, with Clang, with warnings as
# errors and with AddressSanitizer and UndefinedBehaviorSanitizer, and runs the QtTest programs.
cmake_minimum_required(VERSION 3.22)

set(flags "-O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all")
set(ENV{UBSAN_OPTIONS} print_stacktrace=1)
set(ENV{ASAN_OPTIONS} detect_stack_use_after_return=1:strict_string_checks=1)

execute_process(COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET
    COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} -G ${GENERATOR}
        -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_COMPILER=${CXX} -D CMAKE_CXX_FLAGS_DEBUG=${flags}
        -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -D BACKSTATE_DATASTAR=${DATASTAR}
        -D BACKSTATE_WERROR=ON -D BACKSTATE_QT_TESTS_ONLY=ON
        -D BACKSTATE_PRECOMPILE=ON -D BACKSTATE_PRECOMPILE_LIBRARY=ON
)
execute_process(COMMAND_ERROR_IS_FATAL ANY
    COMMAND ${CMAKE_COMMAND} --build ${BUILD} --parallel
)
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
execute_process(COMMAND_ERROR_IS_FATAL ANY
    COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${BUILD} --output-on-failure --parallel ${cores}
)
