// Secret: what signs session cookies and tab ids. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace BackState::Http {

class Secret
{
public:
    Secret(); // random, for this process only
    explicit Secret(QByteArray bytes);

    // Reads the file, or makes it (readable by its owner only) with a new secret. When that fails,
    // the secret is random and *warning says why, and what it means.
    static Secret fromFile(const QString &path, QString *warning);

    // 22 characters (128 bits) of base64url.
    QByteArray sign(QByteArrayView purpose, QByteArrayView text) const;
    bool isSignature(QByteArrayView signature, QByteArrayView purpose, QByteArrayView text) const;

    // A key of 32 bytes for one purpose, see hkdf().
    QByteArray derivedKey(QByteArrayView purpose) const;

private:
    QByteArray m_bytes;
};

// `bytes` random bytes from the system's generator as base64url.
QByteArray randomToken(int bytes);

} // namespace BackState::Http
