// Callers: whose requests come in, and by which name they call the server. Internal.
#pragma once

#include <BackState/wire/host_names.h>
#include <BackState/wire/proxies.h>

#include <QElapsedTimer>

#include <optional>

namespace BackState::Http {

struct Message;

class Callers
{
public:
    void set(const HostNames &names, const Proxies &proxies, const QByteArray &prefix);

    // Whether the request, of which the head is enough, calls the server, or the proxy that passed
    // it on, by a name that is not its own. Says so to the log, once a minute. Without names that
    // were set, all are.
    bool useForeignName(Message head, const QHostAddress &arrivedAt);
    // Makes the request that of whoever a proxy speaks for, and its path one of this server.
    void identify(Message &message) const;

private:
    std::optional<HostNames> m_names;
    Proxies m_proxies;
    QByteArray m_prefix; // where no proxy says another one
    QElapsedTimer m_sinceNote; // since the log was told last
};

} // namespace BackState::Http
