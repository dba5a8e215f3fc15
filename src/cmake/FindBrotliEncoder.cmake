# Brotli::Encoder, the half of Brotli that compresses. Installed beside the package's configuration.

find_path(BROTLI_INCLUDE_DIR brotli/encode.h)
find_library(BROTLI_ENCODER_LIBRARY NAMES brotlienc brotlienc-static)
find_library(BROTLI_COMMON_LIBRARY NAMES brotlicommon brotlicommon-static)
mark_as_advanced(BROTLI_INCLUDE_DIR BROTLI_ENCODER_LIBRARY BROTLI_COMMON_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(BrotliEncoder
    REQUIRED_VARS BROTLI_ENCODER_LIBRARY BROTLI_COMMON_LIBRARY BROTLI_INCLUDE_DIR
)
if(BrotliEncoder_FOUND AND NOT TARGET Brotli::Encoder)
    add_library(Brotli::Encoder UNKNOWN IMPORTED)
    set_target_properties(Brotli::Encoder PROPERTIES
        IMPORTED_LOCATION "${BROTLI_ENCODER_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${BROTLI_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES "${BROTLI_COMMON_LIBRARY}"
    )
endif()
