// Encoding: the compressions of whole bodies, and which of them a client takes. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>

#include <span>

namespace BackState::Http {

enum class Encoding { Identity, Gzip, Brotli };

// The encoding as it stands in Content-Encoding; empty for Identity.
BACKSTATE_EXPORT QByteArrayView encodingName(Encoding encoding);
BACKSTATE_EXPORT bool isAvailable(Encoding encoding); // if the library was built with it

// What a client likes best by its Accept-Encoding, of what is offered and available. Where it likes
// several equally well, it is the encoding that is offered first.
BACKSTATE_EXPORT Encoding
chosenEncoding(QByteArrayView acceptEncoding, std::span<const Encoding> offered);

// All of the bytes at once. The level is that of CompressionOptions. Null if it can't be done.
BACKSTATE_EXPORT QByteArray encoded(Encoding encoding, QByteArrayView bytes, int level);

} // namespace BackState::Http
