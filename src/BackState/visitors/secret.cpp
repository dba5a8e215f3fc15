#include <BackState/visitors/secret.h>

#include "crypto_p.h"
#include <BackState/text/base64url.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr int secretSize = 32;
constexpr int signatureBytes = 16;

QString unkept(const QString &path, const QString &why)
{
    return u"the secret file "_s + path + u' ' + why
        + u", so open pages must be loaded again after a restart: set ServerOptions::secretFile "
          u"or secret"_s;
}

} // namespace

QByteArray randomToken(int bytes)
{
    return Private::toBase64Url(randomBytes(bytes));
}

Secret::Secret()
    : m_bytes(randomBytes(secretSize))
{
}

Secret::Secret(QByteArray bytes)
    : m_bytes(std::move(bytes))
{
}

Secret Secret::fromFile(const QString &path, QString *warning)
{
    const auto read = [&path] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.read(1024) : QByteArray();
    };
    if (const QByteArray kept = read(); kept.size() >= secretSize)
        return Secret(kept);

    Secret fresh;
    QDir().mkpath(QFileInfo(path).absolutePath());
    // Written aside and linked to its name, so that two servers that start at once agree on the
    // first one's.
    QFile aside(path + u'.' + QString::fromLatin1(randomToken(6)));
    if (!aside.open(QIODevice::WriteOnly | QIODevice::NewOnly)
        || !aside.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || aside.write(fresh.m_bytes) != secretSize || !aside.flush()) {
        *warning = unkept(path, u"can't be written ("_s + aside.errorString() + u')');
        aside.remove();
        return fresh;
    }
    aside.close();
    if (QFileInfo(path).size() < secretSize)
        QFile::remove(path); // an empty or cut one is no secret
    if (!aside.rename(path)) // does not replace: another server was first
        aside.remove();
    const QByteArray kept = read();
    if (kept.size() >= secretSize)
        return Secret(kept);
    *warning = unkept(path, u"can't be read back"_s);
    return fresh;
}

QByteArray Secret::sign(QByteArrayView purpose, QByteArrayView text) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_bytes);
    code.addData(purpose.data(), purpose.size());
    code.addData("\0", 1); // no purpose and text can be taken for another pair
    code.addData(text.data(), text.size());
    return Private::toBase64Url(code.result().first(signatureBytes));
}

bool Secret::isSignature(
    QByteArrayView signature, QByteArrayView purpose, QByteArrayView text) const
{
    return isEqualInConstantTime(signature, sign(purpose, text));
}

QByteArray Secret::derivedKey(QByteArrayView purpose) const
{
    return hkdf(m_bytes, purpose);
}

} // namespace BackState::Http
