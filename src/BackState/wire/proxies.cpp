#include <BackState/wire/proxies.h>

#include "header_parameters_p.h"
#include <BackState/text/url.h>
#include <BackState/text/url_prefix.h>
#include <BackState/wire/message.h>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// The entries of a field that each proxy may add to, the nearest last.
QByteArrayList entries(const Message &message, QByteArrayView name)
{
    QByteArrayList list = message.header(name).split(',');
    for (QByteArray &entry : list)
        entry = entry.trimmed();
    return list;
}

// An address as Forwarded and X-Forwarded-For write it: with or without a port, IPv6 in brackets or
// not. Null if it is none, such as "unknown".
QHostAddress addressIn(const QByteArray &text)
{
    QByteArray address = text;
    if (address.startsWith('['))
        address = address.sliced(1, std::max<qsizetype>(address.indexOf(']') - 1, 0));
    else if (address.count(':') == 1)
        address.truncate(address.indexOf(':'));
    return QHostAddress(QString::fromLatin1(address));
}

// As proxies write it, with a slash at its end or without. What is no path counts for nothing.
void setPrefix(Message &message)
{
    QByteArray prefix = entries(message, "x-forwarded-prefix").last();
    while (prefix.endsWith('/'))
        prefix.chop(1);
    if (!prefix.isEmpty() && Private::isPrefix(prefix))
        message.prefix = prefix;
}

void setScheme(Message &message, const QByteArray &scheme)
{
    const QByteArray lower = scheme.toLower();
    if (lower == "https" || lower == "http")
        message.secure = lower == "https";
}

} // namespace

QStringList Proxies::set(const QStringList &addresses)
{
    m_networks.clear();
    QStringList problems;
    for (const QString &given : addresses) {
        const auto network = given.contains(u'/') ? QHostAddress::parseSubnet(given)
                                                  : std::pair(QHostAddress(given), -1);
        if (network.first.isNull())
            problems.append(
                u"ServerOptions::proxies: \"%1\" is no address: write \"127.0.0.1\", or "
                u"\"10.0.0.0/8\" for a network"_s.arg(given));
        else
            m_networks.push_back(network);
    }
    return problems;
}

bool Proxies::contain(const QHostAddress &peer) const
{
    return std::any_of(m_networks.cbegin(), m_networks.cend(), [&peer](const auto &network) {
        const auto &[address, bits] = network;
        if (bits < 0)
            return peer.isEqual(address, QHostAddress::TolerantConversion);
        bool isIpv4 = false; // also where it is written ::ffff:192.0.2.1
        const quint32 ipv4 = peer.toIPv4Address(&isIpv4);
        const bool isNetworkIpv4 = address.protocol() == QAbstractSocket::IPv4Protocol;
        return (isIpv4 && isNetworkIpv4 ? QHostAddress(ipv4) : peer).isInSubnet(address, bits);
    });
}

void Proxies::apply(Message &message) const
{
    if (isEmpty() || !contain(message.peer))
        return;
    setPrefix(message);
    // Whoever is no proxy of ours ends the chain: what stands before it is hearsay.
    if (message.hasHeader("forwarded")) {
        const QByteArrayList list = entries(message, "forwarded");
        for (auto entry = list.crbegin(); entry != list.crend(); ++entry) {
            const HeaderParameters parameters = headerParameters(QByteArray(';' + *entry));
            const QHostAddress address = addressIn(headerParameter(parameters, "for").value_or(""));
            message.calledHost = headerParameter(parameters, "host").value_or("");
            setScheme(message, headerParameter(parameters, "proto").value_or(""));
            if (address.isNull())
                break;
            message.peer = address;
            if (!contain(address))
                break;
        }
    } else {
        const QByteArrayList list = entries(message, "x-forwarded-for");
        for (auto entry = list.crbegin(); entry != list.crend(); ++entry) {
            const QHostAddress address = addressIn(*entry);
            if (address.isNull())
                break;
            message.peer = address;
            if (!contain(address))
                break;
        }
        message.calledHost = entries(message, "x-forwarded-host").last();
        setScheme(message, entries(message, "x-forwarded-proto").last());
    }
}

} // namespace BackState::Http
