// Seal: values that a browser keeps for the server, and can neither read nor change. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace BackState::Http {

class Seal
{
public:
    Seal() = default; // without a key: opens nothing, seals nothing
    explicit Seal(QByteArray key); // 32 bytes

    // base64url. `about` is not in it, but has to be the same when it is opened. Empty: it could
    // not be made.
    QByteArray close(QByteArrayView text, QByteArrayView about) const;
    // Nothing: it was not made with this key and for this, or it was changed.
    std::optional<QByteArray> open(QByteArrayView seal, QByteArrayView about) const;

private:
    QByteArray m_key;
};

} // namespace BackState::Http
