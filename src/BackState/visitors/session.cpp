#include <BackState/visitors/session.h>

#include <BackState/program/options.h>
#include <BackState/visitors/objects.h>
#include <BackState/visitors/tab.h>

#include <QCryptographicHash>

#include <algorithm>

namespace BackState::Http {

Session::Session() = default;

Session::~Session() = default;

QByteArray Session::key() const
{
    return "session/" + publicId().toLatin1();
}

std::chrono::milliseconds Session::keptFor(const ServerOptions &options) const
{
    return options.storedSession;
}

State *Session::find(const StateClass &stateClass)
{
    return objects ? objects->related(stateClass, *this) : nullptr;
}

QString Session::publicIdOf(const QByteArray &id)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(id, QCryptographicHash::Sha256).toHex().first(16));
}

const QString &Session::publicId() const
{
    if (m_publicId.isEmpty())
        m_publicId = publicIdOf(m_id);
    return m_publicId;
}

void Session::outdate(const QByteArray &token)
{
    constexpr std::size_t most = 100; // more than a browser has open
    if (m_outdated.size() >= most)
        m_outdated.erase(m_outdated.begin());
    m_outdated.push_back(token);
}

bool Session::isOutdated(QByteArrayView token) const
{
    return std::find(m_outdated.cbegin(), m_outdated.cend(), token) != m_outdated.cend();
}

} // namespace BackState::Http
