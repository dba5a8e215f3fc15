#include <BackState/visitors/seal.h>

#include "crypto_p.h"
#include <BackState/text/base64url.h>

#include <openssl/evp.h>

#include <memory>

namespace BackState::Http {

namespace {

constexpr char version = 1; // of the form: version, nonce, what is encrypted, tag
constexpr qsizetype nonceSize = 12;
constexpr qsizetype tagSize = 16;
constexpr qsizetype keySize = 32;
constexpr qsizetype mostBytes = 1024 * 1024; // as much as all signals of a request may have

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char *bytes(QByteArrayView text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytes(QByteArray &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

// AES-256-GCM with everything set but the text.
Context started(const QByteArray &key, QByteArrayView nonce, QByteArrayView about, bool encrypts)
{
    Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int size = 0;
    const bool isStarted = context
        && EVP_CipherInit_ex(
               context.get(),
               EVP_aes_256_gcm(),
               nullptr,
               bytes(QByteArrayView(key)),
               bytes(nonce),
               encrypts ? 1 : 0)
            == 1
        && EVP_CipherUpdate(context.get(), nullptr, &size, bytes(about), int(about.size())) == 1;
    return isStarted ? std::move(context) : Context(nullptr, &EVP_CIPHER_CTX_free);
}

} // namespace

Seal::Seal(QByteArray key)
    : m_key(std::move(key))
{
    Q_ASSERT(m_key.size() == keySize);
}

QByteArray Seal::close(QByteArrayView text, QByteArrayView about) const
{
    if (m_key.size() != keySize || text.size() > mostBytes)
        return {};
    const QByteArray nonce = randomBytes(nonceSize);
    const Context context = started(m_key, nonce, about, true);
    QByteArray encrypted(text.size(), Qt::Uninitialized);
    QByteArray tag(tagSize, Qt::Uninitialized);
    int size = 0;
    int rest = 0;
    unsigned char none[1];
    if (!context
        || EVP_EncryptUpdate(context.get(), bytes(encrypted), &size, bytes(text), int(text.size()))
            != 1
        || EVP_EncryptFinal_ex(context.get(), none, &rest) != 1
        || EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, int(tagSize), tag.data()) != 1)
        return {};
    QByteArray seal;
    seal.append(version).append(nonce).append(encrypted).append(tag);
    return Private::toBase64Url(seal);
}

std::optional<QByteArray> Seal::open(QByteArrayView seal, QByteArrayView about) const
{
    const std::optional<QByteArray> decoded = Private::fromBase64Url(seal);
    const QByteArray all = decoded.value_or(QByteArray());
    if (m_key.size() != keySize || all.size() < 1 + nonceSize + tagSize
        || all.size() > 1 + nonceSize + mostBytes + tagSize || all.front() != version)
        return std::nullopt;
    const QByteArrayView nonce = QByteArrayView(all).sliced(1, nonceSize);
    const QByteArrayView encrypted = QByteArrayView(all).sliced(1 + nonceSize).chopped(tagSize);
    QByteArray tag = all.last(tagSize);
    const Context context = started(m_key, nonce, about, false);
    QByteArray text(encrypted.size(), Qt::Uninitialized);
    int size = 0;
    int rest = 0;
    unsigned char none[1];
    if (!context
        || EVP_DecryptUpdate(
               context.get(),
               bytes(text),
               &size,
               bytes(encrypted),
               int(encrypted.size()))
            != 1
        || EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, int(tagSize), tag.data()) != 1
        || EVP_DecryptFinal_ex(context.get(), none, &rest) != 1)
        return std::nullopt;
    return text;
}

} // namespace BackState::Http
