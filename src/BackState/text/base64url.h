// Base64 as it stands in URLs and cookies (RFC 4648, section 5), without padding. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace BackState::Private {

inline constexpr auto base64UrlOptions
    = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

inline QByteArray toBase64Url(const QByteArray &bytes)
{
    return bytes.toBase64(base64UrlOptions);
}

// Nothing if the text is no Base64.
inline std::optional<QByteArray> fromBase64Url(QByteArrayView text)
{
    auto result = QByteArray::fromBase64Encoding(
        text.toByteArray(),
        base64UrlOptions | QByteArray::AbortOnBase64DecodingErrors);
    return result ? std::optional(std::move(result.decoded)) : std::nullopt;
}

} // namespace BackState::Private
