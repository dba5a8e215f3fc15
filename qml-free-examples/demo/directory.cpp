#include "directory.h"

#include <QCryptographicHash>
#include <QPasswordDigestor>
#include <QRandomGenerator>
#include <QtConcurrentRun>

using namespace BackState;

namespace {

constexpr int rounds = 100'000;
constexpr int saltSize = 16;

QByteArray hashOf(const QString &password, const QByteArray &salt)
{
    return QPasswordDigestor::deriveKeyPbkdf2(
        QCryptographicHash::Sha256,
        password.toUtf8(),
        salt,
        rounds,
        32);
}

// Takes the same time however much of the two is equal.
bool isSame(const QByteArray &left, const QByteArray &right)
{
    int difference = left.size() == right.size() ? 0 : 1;
    for (qsizetype i = 0; i < std::min(left.size(), right.size()); ++i)
        difference |= left[i] ^ right[i];
    return difference == 0;
}

} // namespace

// These two are shown on the login page.
Directory::Directory()
    : m_users({user("ada", "analytical", {"admin"}), user("grace", "compiler")})
{
}

Directory::User
Directory::user(const QString &name, const QString &password, const QStringList &roles)
{
    QByteArray salt(saltSize, '\0');
    for (char &byte : salt)
        byte = char(QRandomGenerator::system()->bounded(256));
    return {{name, roles}, salt, hashOf(password, salt)};
}

QFuture<std::optional<Account>> Directory::check(const QString &name, const QString &password) const
{
    const QString wanted = name.trimmed().toLower();
    const auto found = std::ranges::find_if(m_users, [&](const User &user) {
        return user.account.name == wanted;
    });
    const bool isKnown = found != m_users.end();
    const User known = isKnown ? *found : m_users.first(); // an unknown name costs a hash, too
    return QtConcurrent::run([=]() -> std::optional<Account> {
        const bool isRight = isSame(hashOf(password, known.salt), known.hash);
        return isKnown && isRight ? std::optional(known.account) : std::nullopt;
    });
}
