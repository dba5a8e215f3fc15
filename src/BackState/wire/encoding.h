// Encoding: which of the compressions that a client takes is used, and whole bodies in it.
// Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>

#include <span>

namespace BackState::Http {

enum class Encoding { Identity, Gzip, Brotli };

// As it stands in Content-Encoding; empty for Identity.
BACKSTATE_EXPORT QByteArrayView encodingName(Encoding encoding);
BACKSTATE_EXPORT bool isAvailable(Encoding encoding); // the library was built with it

// What a client likes best by its Accept-Encoding, of what is available; where it likes several as
// much, the one offered first.
BACKSTATE_EXPORT Encoding
chosenEncoding(QByteArrayView acceptEncoding, std::span<const Encoding> offered);

// The whole of `bytes` at once; level as of CompressionOptions. Null: it can't be done.
BACKSTATE_EXPORT QByteArray encoded(Encoding encoding, QByteArrayView bytes, int level);

} // namespace BackState::Http
