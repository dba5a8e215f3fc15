#include <BackState/visitors/account_changes.h>

#include <BackState/text/log.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace BackState::Http {

namespace {

constexpr QLatin1StringView signedOutAt("signedOutAt");
constexpr QLatin1StringView rolesAt("rolesAt");
constexpr QLatin1StringView roles("roles");
constexpr QLatin1StringView until("until");

void warn(const QFileDevice &file)
{
    qCWarning(log).noquote() << "what was changed of accounts can't be remembered for after a "
                                "restart:"
                             << file.fileName() << file.errorString();
}

} // namespace

void AccountChanges::setFile(const QString &path, qint64 now)
{
    m_file = path;
    if (m_file.isEmpty())
        return;
    if (QFile::exists(m_file))
        read(now);
    if (!m_changes.isEmpty())
        write();
}

void AccountChanges::read(qint64 now)
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) {
        warn(file);
        return;
    }
    const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
    for (auto next = all.begin(); next != all.end(); ++next) {
        const QJsonObject json = next->toObject();
        Change change{
            json.value(signedOutAt).toInteger(),
            json.value(rolesAt).toInteger(),
            {},
            json.value(until).toInteger()};
        for (const QJsonValue &role : json.value(roles).toArray())
            change.roles.append(role.toString());
        if (change.until <= now)
            continue;
        // What the program has said since it started is later.
        const Change said = m_changes.value(next.key());
        change.signedOutAt = std::max(change.signedOutAt, said.signedOutAt);
        change.until = std::max(change.until, said.until);
        if (said.rolesAt > 0) {
            change.rolesAt = said.rolesAt;
            change.roles = said.roles;
        }
        m_changes.insert(next.key(), change);
    }
}

void AccountChanges::write() const
{
    if (m_file.isEmpty())
        return;
    QJsonObject all;
    for (auto next = m_changes.cbegin(); next != m_changes.cend(); ++next)
        all.insert(
            next.key(),
            QJsonObject{
                {signedOutAt, next->signedOutAt},
                {rolesAt, next->rolesAt},
                {roles, QJsonArray::fromStringList(next->roles)},
                {until, next->until}});
    QSaveFile file(m_file);
    const QByteArray text = QJsonDocument(all).toJson(QJsonDocument::Compact);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        warn(file);
}

void AccountChanges::signOut(const QString &user, qint64 now, qint64 last)
{
    changeOf(user, now, last).signedOutAt = now;
    write();
}

void AccountChanges::setRoles(
    const QString &user, const QStringList &given, qint64 now, qint64 last)
{
    Change &change = changeOf(user, now, last);
    change.rolesAt = now;
    change.roles = given;
    write();
}

AccountChanges::Change &AccountChanges::changeOf(const QString &user, qint64 now, qint64 last)
{
    m_changes.removeIf([now](const auto &entry) { return entry.value().until <= now; });
    Change &change = m_changes[user];
    change.until = last;
    return change;
}

qint64 AccountChanges::after(const QString &user, qint64 now) const
{
    const auto change = m_changes.constFind(user);
    if (change == m_changes.cend())
        return now;
    return std::max({now, change->signedOutAt + 1, change->rolesAt + 1});
}

bool AccountChanges::apply(Account &account, qint64 issued) const
{
    const auto change = m_changes.constFind(account.name);
    if (change == m_changes.cend())
        return true;
    if (issued <= change->signedOutAt)
        return false;
    if (issued <= change->rolesAt)
        account.roles = change->roles;
    return true;
}

} // namespace BackState::Http
