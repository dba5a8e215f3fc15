// Seal: values that a browser keeps for the server, and can neither read nor change. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace BackState::Http {

// A value; any thread.
class Seal
{
public:
    Seal() = default; // without a key it opens nothing and seals nothing
    explicit Seal(QByteArray key); // 32 bytes

    // In base64url. `about` is not in it, but has to be the same when it is opened. Empty if it
    // could not be made.
    QByteArray close(QByteArrayView text, QByteArrayView about) const;
    // Nothing if it was not made with this key and for this, or was changed.
    std::optional<QByteArray> open(QByteArrayView seal, QByteArrayView about) const;

private:
    QByteArray m_key;
};

} // namespace BackState::Http
