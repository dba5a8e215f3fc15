# Finds the Datastar bundle that BACKSTATE_DATASTAR asks for, proves its bytes, and sets
#
#   BACKSTATE_BUNDLE_FILE       the bundle, or nothing if pages refer to the CDN
#   BACKSTATE_BUNDLE_VERSION    as its banner line says, "1.0.4"
#   BACKSTATE_BUNDLE_DIALECT    "1.0" or "beta.11"
#   BACKSTATE_BUNDLE_SOURCE     "cdn download", "npm", "file", or "cdn"
#   BACKSTATE_BUNDLE_SHA256     of the bundle's bytes, in hexadecimal
#   BACKSTATE_BUNDLE_URL        where pages load it from, if nothing is embedded, and
#   BACKSTATE_BUNDLE_INTEGRITY  the hash by which browsers check it there
#
# What was fetched stays in the build directory, so that only the first configuration needs a
# network. Delete <build>/datastar to have `auto` look for the CDN again.

set(cdn_version 1.0.4)
set(cdn_url https://cdn.jsdelivr.net/gh/starfederation/datastar@${cdn_version}/bundles/datastar.js)
set(cdn_sha256 727844adfc825ee651fb93c544a2a739986f9a21820a94524b35f0cac470cf91)
set(cdn_integrity sha384-twbOvafhSBQ0rJDNPzJdUw6DRvthVgAVfSIG1BQVmCiNO7Qh2zeVn7T5qstgjJ9q)
set(npm_version 1.0.0-beta.11)
set(npm_sha256 fc47d2b4cfea9e6cdc93d287a0db38b2e894d813aa1e892e11de1be526620372)

set(bundle_folder ${PROJECT_BINARY_DIR}/datastar)

# Sets <result> to whether the file is there and has these bytes.
function(backstate_is_bundle file sha256 result)
    set(${result} FALSE PARENT_SCOPE)
    if(EXISTS ${file})
        file(SHA256 ${file} found)
        if(found STREQUAL sha256)
            set(${result} TRUE PARENT_SCOPE)
        endif()
    endif()
endfunction()

# Downloads the pinned bundle to <file> if it is not there yet. Sets <why> to what went wrong, or to
# nothing.
function(backstate_download_bundle file timeout why)
    set(${why} "" PARENT_SCOPE)
    backstate_is_bundle(${file} ${cdn_sha256} present)
    if(present)
        return()
    endif()
    file(DOWNLOAD ${cdn_url} ${file}.part STATUS status TLS_VERIFY ON
        TIMEOUT ${timeout} INACTIVITY_TIMEOUT ${timeout}
    )
    list(GET status 0 code)
    backstate_is_bundle(${file}.part ${cdn_sha256} genuine)
    if(genuine)
        file(RENAME ${file}.part ${file})
        return()
    endif()
    file(REMOVE ${file}.part)
    if(code EQUAL 0)
        set(${why} "what the CDN sent is not Datastar ${cdn_version} (its SHA-256 differs)"
            PARENT_SCOPE
        )
    else()
        list(GET status 1 sentence)
        set(${why} "the CDN can't be reached (${sentence})" PARENT_SCOPE)
    endif()
endfunction()

# Installs the npm package that resources/package-lock.json pins and copies its bundle to <file>.
# npm itself checks the package against the lock's integrity hash. Sets <why> as above.
function(backstate_install_bundle file why)
    set(${why} "" PARENT_SCOPE)
    backstate_is_bundle(${file} ${npm_sha256} present)
    if(present)
        return()
    endif()
    find_program(BACKSTATE_NPM NAMES npm DOC "npm, which fetches the Datastar bundle")
    mark_as_advanced(BACKSTATE_NPM)
    if(NOT BACKSTATE_NPM)
        set(${why} "npm is not installed" PARENT_SCOPE)
        return()
    endif()
    set(folder ${bundle_folder}/npm)
    file(MAKE_DIRECTORY ${folder})
    foreach(name IN ITEMS package.json package-lock.json)
        configure_file(${PROJECT_SOURCE_DIR}/resources/${name} ${folder}/${name} COPYONLY)
    endforeach()
    execute_process(COMMAND ${BACKSTATE_NPM} ci --ignore-scripts --no-audit --no-fund
        WORKING_DIRECTORY ${folder}
        RESULT_VARIABLE code
        OUTPUT_QUIET
        ERROR_FILE ${folder}/npm.log
    )
    set(bundle ${folder}/node_modules/@starfederation/datastar/dist/datastar.js)
    backstate_is_bundle(${bundle} ${npm_sha256} genuine)
    if(genuine)
        file(COPY_FILE ${bundle} ${file})
    elseif(code EQUAL 0)
        set(${why} "the npm package's bundle is not Datastar ${npm_version} (its SHA-256 differs)"
            PARENT_SCOPE
        )
    else()
        set(${why} "`npm ci` failed (see ${folder}/npm.log)" PARENT_SCOPE)
    endif()
endfunction()

# Sets the version that the bundle's banner line names, and the dialect that follows from it.
function(backstate_read_banner file)
    file(STRINGS ${file} banner LIMIT_COUNT 1 REGEX "^// Datastar v" LIMIT_INPUT 200)
    string(REGEX REPLACE "^// Datastar v([^ ]*).*" "\\1" version "${banner}")
    if(version MATCHES "^1\\.0\\.[0-9]+$")
        set(dialect 1.0)
    elseif(version STREQUAL "1.0.0-beta.11")
        set(dialect beta.11)
    elseif(version)
        message(FATAL_ERROR "BackState: ${file} is Datastar ${version}, whose dialect BackState "
            "does not speak. Let BACKSTATE_DATASTAR name a bundle of 1.0.x or 1.0.0-beta.11."
        )
    else()
        message(FATAL_ERROR "BackState: ${file} does not begin with `// Datastar v…`, the banner "
            "line that tells a bundle's version. Let BACKSTATE_DATASTAR name a bundle of Datastar."
        )
    endif()
    set(BACKSTATE_BUNDLE_VERSION ${version} PARENT_SCOPE)
    set(BACKSTATE_BUNDLE_DIALECT ${dialect} PARENT_SCOPE)
endfunction()

set(ways_out "Set BACKSTATE_DATASTAR to the path of a bundle that you have (datastar.js of 1.0.x), \
to npm (and install npm), or to cdn if the browsers will have the network that this machine lacks: \
cmake -DBACKSTATE_DATASTAR=/path/to/datastar.js …"
)
set(cdn_file ${bundle_folder}/datastar-${cdn_version}.js)
set(npm_file ${bundle_folder}/datastar-${npm_version}.js)
set(BACKSTATE_BUNDLE_FILE "")
set(BACKSTATE_BUNDLE_URL "")
set(BACKSTATE_BUNDLE_INTEGRITY "")

if(BACKSTATE_DATASTAR STREQUAL "auto")
    backstate_is_bundle(${npm_file} ${npm_sha256} fell_back)
    set(why "")
    if(NOT fell_back)
        backstate_download_bundle(${cdn_file} 5 why)
    endif()
    if(NOT fell_back AND NOT why)
        set(BACKSTATE_BUNDLE_FILE ${cdn_file})
        set(BACKSTATE_BUNDLE_SOURCE "cdn download")
    else()
        if(why)
            message(STATUS "BackState: ${why}; taking the npm package")
        endif()
        backstate_install_bundle(${npm_file} why_not)
        if(why_not)
            message(FATAL_ERROR
                "BackState: no Datastar bundle: ${why}, and ${why_not}. ${ways_out}"
            )
        endif()
        set(BACKSTATE_BUNDLE_FILE ${npm_file})
        set(BACKSTATE_BUNDLE_SOURCE npm)
    endif()
elseif(BACKSTATE_DATASTAR STREQUAL "1.0")
    backstate_download_bundle(${cdn_file} 30 why)
    if(why)
        message(FATAL_ERROR "BackState: BACKSTATE_DATASTAR is 1.0, but ${why}. ${ways_out}")
    endif()
    set(BACKSTATE_BUNDLE_FILE ${cdn_file})
    set(BACKSTATE_BUNDLE_SOURCE "cdn download")
elseif(BACKSTATE_DATASTAR STREQUAL "npm")
    backstate_install_bundle(${npm_file} why)
    if(why)
        message(FATAL_ERROR "BackState: BACKSTATE_DATASTAR is npm, but ${why}. ${ways_out}")
    endif()
    set(BACKSTATE_BUNDLE_FILE ${npm_file})
    set(BACKSTATE_BUNDLE_SOURCE npm)
elseif(BACKSTATE_DATASTAR STREQUAL "cdn")
    set(BACKSTATE_BUNDLE_SOURCE cdn)
    set(BACKSTATE_BUNDLE_VERSION ${cdn_version})
    set(BACKSTATE_BUNDLE_DIALECT 1.0)
    set(BACKSTATE_BUNDLE_SHA256 ${cdn_sha256})
    set(BACKSTATE_BUNDLE_URL ${cdn_url})
    set(BACKSTATE_BUNDLE_INTEGRITY ${cdn_integrity})
else()
    get_filename_component(file "${BACKSTATE_DATASTAR}" ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
    if(NOT EXISTS ${file} OR IS_DIRECTORY ${file})
        message(FATAL_ERROR "BackState: BACKSTATE_DATASTAR is ${BACKSTATE_DATASTAR}, which is "
            "neither auto, 1.0, npm or cdn nor the path of a file."
        )
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    set(BACKSTATE_BUNDLE_FILE ${file})
    set(BACKSTATE_BUNDLE_SOURCE file)
endif()

if(BACKSTATE_BUNDLE_FILE)
    backstate_read_banner(${BACKSTATE_BUNDLE_FILE})
    file(SHA256 ${BACKSTATE_BUNDLE_FILE} BACKSTATE_BUNDLE_SHA256)
endif()
message(STATUS "BackState: Datastar ${BACKSTATE_BUNDLE_VERSION} (${BACKSTATE_BUNDLE_SOURCE}), "
    "dialect ${BACKSTATE_BUNDLE_DIALECT}, sha256 ${BACKSTATE_BUNDLE_SHA256}"
)
