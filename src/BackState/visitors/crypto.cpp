#include "crypto_p.h"

#include <QRandomGenerator>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <memory>

namespace BackState::Http {

namespace {

constexpr qsizetype keySize = 32;

// OpenSSL takes what it only reads as void * all the same.
void *readOnly(const char *data)
{
    return const_cast<char *>(data);
}

} // namespace

QByteArray randomBytes(qsizetype count)
{
    std::array<quint32, 16> words;
    Q_ASSERT(count <= qsizetype(sizeof words));
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), count);
}

bool isEqualInConstantTime(QByteArrayView left, QByteArrayView right)
{
    return left.size() == right.size()
        && CRYPTO_memcmp(left.data(), right.data(), std::size_t(left.size())) == 0;
}

QByteArray hkdf(QByteArrayView secret, QByteArrayView purpose)
{
    using Kdf = std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)>;
    using Context = std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)>;
    const Kdf kdf(EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr), &EVP_KDF_free);
    const Context context(EVP_KDF_CTX_new(kdf.get()), &EVP_KDF_CTX_free);
    char digest[] = "SHA256";
    const std::array<OSSL_PARAM, 4> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(
            OSSL_KDF_PARAM_KEY,
            readOnly(secret.data()),
            std::size_t(secret.size())),
        OSSL_PARAM_construct_octet_string(
            OSSL_KDF_PARAM_INFO,
            readOnly(purpose.data()),
            std::size_t(purpose.size())),
        OSSL_PARAM_construct_end()};
    QByteArray key(keySize, Qt::Uninitialized);
    auto *const out = reinterpret_cast<unsigned char *>(key.data());
    const bool isDone = context
        && EVP_KDF_derive(context.get(), out, std::size_t(key.size()), parameters.data()) == 1;
    return isDone ? key : QByteArray();
}

} // namespace BackState::Http
