#include "callers_p.h"

#include <BackState/text/log.h>
#include <BackState/text/url_prefix.h>
#include <BackState/wire/message.h>

namespace BackState::Http {

namespace {

constexpr qint64 betweenNotes = 60'000; // ms

} // namespace

void Callers::set(const HostNames &names, const Proxies &proxies, const QByteArray &prefix)
{
    m_names = names;
    m_proxies = proxies;
    m_prefix = prefix;
}

void Callers::identify(Message &message) const
{
    message.prefix = m_prefix;
    m_proxies.apply(message);
    message.path = Private::withoutPrefix(message.path, message.prefix);
}

bool Callers::useForeignName(Message head, const QHostAddress &arrivedAt)
{
    if (!m_names)
        return false;
    QByteArray host = head.header("host");
    bool isForeign = !m_names->allow(host, arrivedAt);
    if (!isForeign && !m_proxies.isEmpty()) {
        m_proxies.apply(head);
        host = head.host();
        isForeign = !m_names->allow(host, arrivedAt);
    }
    if (isForeign && (!m_sinceNote.isValid() || m_sinceNote.hasExpired(betweenNotes))) {
        m_sinceNote.start();
        qCWarning(log).noquote().nospace()
            << "refused a request to \"" << host
            << "\" by 421: if that is a name of this server, put it into ServerOptions::hosts";
    }
    return isForeign;
}

} // namespace BackState::Http
