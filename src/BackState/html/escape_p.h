// Escaping into memory that was measured before. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>
#include <cstring>

namespace BackState::Html {

// The bytes that writeEscaped() writes.
qsizetype escapedSize(QByteArrayView utf8);
qsizetype escapedSize(QStringView text);

// Both return the end of what they wrote.
char *writeEscaped(char *out, QByteArrayView utf8);
char *writeEscaped(char *out, QStringView text);

// The opposite, for what was escaped here.
QByteArray unescaped(QByteArrayView escaped);

// Most of what markup is made of is shorter than a call takes.
inline char *writeBytes(char *out, QByteArrayView bytes)
{
    const auto size = size_t(bytes.size());
    const char *const from = bytes.data();
    char *const end = out + size;
    if (size >= 16) {
        std::memcpy(out, from, size);
    } else if (size >= 8) { // two halves, which may overlap
        std::memcpy(out, from, 8);
        std::memcpy(end - 8, from + size - 8, 8);
    } else if (size >= 4) {
        std::memcpy(out, from, 4);
        std::memcpy(end - 4, from + size - 4, 4);
    } else {
        for (size_t i = 0; i < size; ++i)
            out[i] = from[i];
    }
    return end;
}

} // namespace BackState::Html
