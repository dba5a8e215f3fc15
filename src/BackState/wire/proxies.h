// Proxies: which peers speak for others, and what they say. Internal.
#pragma once

#include <BackState/export.h>

#include <QHostAddress>
#include <QStringList>

#include <utility>
#include <vector>

namespace BackState::Http {

struct Message;

// Fields that say for whom a request was passed on count only from a proxy that the program has
// named: scripts of any page can set them as well.
class BACKSTATE_EXPORT Proxies
{
public:
    // Sets them: addresses, and networks as "10.0.0.0/8". Returns a sentence for each that is none.
    QStringList set(const QStringList &addresses);

    bool isEmpty() const { return m_networks.empty(); }
    bool contain(const QHostAddress &peer) const;
    // Where one of them passed the message on: whose it is, and by which host and scheme that was
    // called. From Forwarded (RFC 7239), or else from X-Forwarded-For, -Host and -Proto; and the
    // prefix of its path, from X-Forwarded-Prefix.
    void apply(Message &message) const;

private:
    std::vector<std::pair<QHostAddress, int>> m_networks;
};

} // namespace BackState::Http
