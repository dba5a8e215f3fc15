# What makes one of our libraries, or one of our own programs, from lists of files.

include(GenerateExportHeader)
include(GNUInstallDirs)

# The compiler settings of every target of this project. They are PRIVATE: a user's own settings
# are the user's.
function(backstate_compile_options target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    set_target_properties(${target} PROPERTIES
        AUTOMOC ON
        CXX_EXTENSIONS OFF
        CXX_SCAN_FOR_MODULES OFF
    )
    if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
        target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
            $<$<BOOL:${BACKSTATE_WERROR}>:-Werror>
        )
    elseif(MSVC)
        target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${BACKSTATE_WERROR}>:/WX>)
    endif()
endfunction()

# backstate_read_rooms(<prefix> <room>…)
#
# Reads src/BackState/<room>/files.cmake of each room ("." is the door, the files beside the
# rooms) and sets <prefix>_HEADERS and <prefix>_SOURCES in the caller.
function(backstate_read_rooms prefix)
    set(headers "")
    set(sources "")
    foreach(room IN LISTS ARGN)
        set(list ${PROJECT_SOURCE_DIR}/src/BackState/${room}/files.cmake)
        if(room STREQUAL ".")
            set(room DOOR)
        endif()
        string(MAKE_C_IDENTIFIER ${room} room)
        string(TOUPPER ${room} room)
        include(${list})
        list(APPEND headers ${BACKSTATE_${room}_PUBLIC_HEADERS})
        list(APPEND sources ${BACKSTATE_${room}_SOURCES})
    endforeach()
    list(TRANSFORM headers PREPEND ${PROJECT_SOURCE_DIR}/src/BackState/)
    list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/src/BackState/)
    set(${prefix}_HEADERS ${headers} PARENT_SCOPE)
    set(${prefix}_SOURCES ${sources} PARENT_SCOPE)
endfunction()

# Installs headers below the include directory, each at its path under one of the two roots.
function(backstate_install_headers)
    foreach(header IN LISTS ARGN)
        set(path ${header})
        foreach(root IN ITEMS ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/src)
            string(REPLACE "${root}/" "" path "${path}")
        endforeach()
        get_filename_component(folder ${path} DIRECTORY)
        install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/${folder} COMPONENT Devel)
    endforeach()
endfunction()

# backstate_add_library(<target> ALIAS <name> EXPORT <export set>
#                       MACRO <prefix> EXPORT_HEADER <path> ROOMS <room>…)
#
# Declares a library completely: sources, export macro, include roots, settings, installation.
function(backstate_add_library target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "ALIAS;EXPORT;MACRO;EXPORT_HEADER" "ROOMS")
    backstate_read_rooms(files ${arg_ROOMS})

    # Headers are sources too: moc reads those that have no .cpp of the same name.
    add_library(${target} ${files_SOURCES} ${files_HEADERS})
    add_library(BackState::${arg_ALIAS} ALIAS ${target})
    backstate_compile_options(${target})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${arg_ALIAS}
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
        POSITION_INDEPENDENT_CODE ON
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        LINKER_LANGUAGE CXX
    )
    target_compile_definitions(${target} PRIVATE
        QT_NO_KEYWORDS
        QT_NO_CAST_FROM_ASCII
        QT_NO_CAST_TO_ASCII
        QT_NO_CAST_FROM_BYTEARRAY
        QT_NO_URL_CAST_FROM_STRING
        QT_NO_FOREACH
        QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
        QT_USE_QSTRINGBUILDER
    )

    set(export_header ${PROJECT_BINARY_DIR}/src/BackState/${arg_EXPORT_HEADER})
    generate_export_header(${target}
        BASE_NAME ${arg_MACRO}
        EXPORT_FILE_NAME ${export_header}
    )
    if(NOT BUILD_SHARED_LIBS)
        target_compile_definitions(${target} PUBLIC ${arg_MACRO}_STATIC_DEFINE)
    endif()

    set(roots ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/src)
    target_include_directories(${target} PUBLIC
        "$<BUILD_INTERFACE:${roots}>"
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    )
    if(NOT PROJECT_IS_TOP_LEVEL)
        # Our headers keep to our warnings, not to those of the project we are part of.
        target_include_directories(${target} SYSTEM INTERFACE "$<BUILD_INTERFACE:${roots}>")
    endif()

    set(headers ${files_HEADERS} ${export_header})
    set_property(TARGET ${target} PROPERTY BACKSTATE_HEADERS ${headers})
    if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.23)
        target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${roots} FILES ${headers})
    endif()
    if(NOT BACKSTATE_INSTALL)
        return()
    endif()
    if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.23)
        set(file_set FILE_SET HEADERS COMPONENT Devel)
    else()
        set(file_set "")
        backstate_install_headers(${headers})
    endif()
    install(TARGETS ${target}
        EXPORT ${arg_EXPORT}
        RUNTIME COMPONENT Runtime
        LIBRARY COMPONENT Runtime NAMELINK_COMPONENT Devel
        ARCHIVE COMPONENT Devel
        ${file_set}
    )
endfunction()
