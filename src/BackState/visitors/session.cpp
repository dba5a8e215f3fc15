#include <BackState/visitors/session.h>

#include <BackState/visitors/tab.h>

#include <QCryptographicHash>

namespace BackState::Http {

Session::Session()
    : Owner(Kind::Session)
{
}

Session::~Session() = default;

QByteArray Session::key() const
{
    return "session/" + publicId().toLatin1();
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

} // namespace BackState::Http
