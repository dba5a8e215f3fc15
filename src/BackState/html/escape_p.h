// Escaping into memory that was measured before.
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

inline char *writeBytes(char *out, QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        std::memcpy(out, bytes.data(), size_t(bytes.size()));
    return out + bytes.size();
}

} // namespace BackState::Html
