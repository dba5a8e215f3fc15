# Puts the scripts of a page together, into one file that a browser asks for once.
#
# Each of these files is a constant of its own. A later one may use those before it.
# What `patches` takes from Datastar reaches no handler after it, so it stands after those.
set(scripts frames merge targets looks busy acts waits connection banner failures controls fields
    navigation replay places focus patches moves expose)

set(script "// What a page does beside Datastar.
(() => {
'use strict';
if (window.backState?.act)
    return;
")
foreach(name IN LISTS scripts)
    set(file ${PROJECT_SOURCE_DIR}/resources/scripts/${name}.js)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} content)
    string(APPEND script "\n${content}")
endforeach()
string(APPEND script "})();\n")
set(BACKSTATE_PAGE_SCRIPT ${CMAKE_CURRENT_BINARY_DIR}/backstate.js)
file(CONFIGURE OUTPUT ${BACKSTATE_PAGE_SCRIPT} CONTENT "@script@" @ONLY)
