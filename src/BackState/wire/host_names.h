// HostNames: by which names a server may be called. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArrayView>
#include <QHostAddress>
#include <QStringList>

#include <vector>

namespace BackState::Http {

// A page of any site can let its own name lead to this machine (DNS rebinding). Its browser then
// takes the server for a part of that site, and the name in the Host field is all that tells.
class BACKSTATE_EXPORT HostNames
{
public:
    // Sets the names beside "localhost" and the addresses of the machine. "*.example.com" is every
    // name that ends so. Returns a sentence for each entry that is no name.
    QStringList set(const QStringList &names);

    // Whether a request that arrived at the address may have that Host field. A client that sends
    // none is no browser.
    bool allow(QByteArrayView field, const QHostAddress &arrivedAt) const;

private:
    struct Name
    {
        QByteArray text; // lower case; what follows the '*' if that stands first
        bool isEnding = false;
    };
    std::vector<Name> m_names;
};

} // namespace BackState::Http
