// What is left to OpenSSL, and to the system's random numbers. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

// Bytes that nobody can foretell; at most 64.
QByteArray randomBytes(qsizetype count);

// Takes as long for any two texts of one length, so that the time tells nothing.
bool isEqualInConstantTime(QByteArrayView left, QByteArrayView right);

// A key of 32 bytes made of a secret (HKDF of RFC 5869 with SHA-256, without salt). `purpose` is
// its info: keys for different purposes say nothing of each other. Empty if OpenSSL refuses.
QByteArray hkdf(QByteArrayView secret, QByteArrayView purpose);

} // namespace BackState::Http
