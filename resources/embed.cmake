# backstate_embed(<result> <folder> <datastar>)
#
# Writes to <folder> what embeds the Datastar bundle that <datastar> asks for, as the option
# BACKSTATE_DATASTAR does, with the scripts and the style sheet of pages. Sets <result>_FILES to
# the sources, and <result>_DIALECT to the bundle's dialect. Once for each directory of CMake.
#
# A program that has such files among its own sources, and a static library of BackState, serves
# their bundle in place of the library's.
function(backstate_embed result folder datastar)
    set(BACKSTATE_DATASTAR ${datastar})
    include(${PROJECT_SOURCE_DIR}/resources/datastar.cmake)
    include(${PROJECT_SOURCE_DIR}/resources/scripts.cmake)
    set(BACKSTATE_BUNDLE_ENTRY "")
    if(BACKSTATE_BUNDLE_FILE)
        set(BACKSTATE_BUNDLE_ENTRY "<file alias=\"datastar.js\">${BACKSTATE_BUNDLE_FILE}</file>")
    endif()
    configure_file(${PROJECT_SOURCE_DIR}/resources/backstate.qrc.in ${folder}/backstate.qrc @ONLY)
    configure_file(${PROJECT_SOURCE_DIR}/src/BackState/answers/bundle_facts.cpp.in
        ${folder}/bundle_facts.cpp @ONLY
    )
    # Without compression they are served as they lie in memory.
    qt_add_resources(files ${folder}/backstate.qrc OPTIONS --no-compress)
    set(${result}_FILES ${folder}/bundle_facts.cpp ${files} PARENT_SCOPE)
    set(${result}_DIALECT ${BACKSTATE_BUNDLE_DIALECT} PARENT_SCOPE)
endfunction()
