#include <BackState/wire/host_names.h>

#include <QUrl>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool isName(const QByteArray &name)
{
    return !name.isEmpty() && !name.startsWith('.') && !name.contains("..")
        && std::all_of(name.cbegin(), name.cend(), isNameCharacter);
}

// Host and port are separated by the last colon that stands in no brackets.
QByteArrayView withoutPort(QByteArrayView field)
{
    const qsizetype colon = field.lastIndexOf(':');
    return colon < 0 || field.endsWith(']') ? field : field.first(colon);
}

// One dot at the end of a name means the same name.
QByteArray nameOf(QByteArrayView field)
{
    QByteArray name = withoutPort(field).toByteArray().toLower();
    if (name.endsWith('.'))
        name.chop(1);
    return name;
}

QHostAddress addressOf(const QByteArray &name)
{
    if (name.startsWith('[') && name.endsWith(']'))
        return QHostAddress(QString::fromLatin1(name.sliced(1, name.size() - 2)));
    // Qt reads "1" and "0x7f.0.0.1" as addresses too, which no browser sends.
    const bool isNumeric = std::all_of(name.cbegin(), name.cend(), [](char c) {
        return (c >= '0' && c <= '9') || c == '.';
    });
    return isNumeric && name.count('.') == 3 ? QHostAddress(QString::fromLatin1(name))
                                             : QHostAddress();
}

bool isSameAddress(const QHostAddress &a, const QHostAddress &b)
{
    return a.isEqual(b, QHostAddress::TolerantConversion);
}

} // namespace

QStringList HostNames::set(const QStringList &names)
{
    m_names.clear();
    QStringList problems;
    for (const QString &given : names) {
        const bool isEnding = given.startsWith(u"*."_s);
        // Names of other scripts travel as ASCII.
        const QByteArray name = QUrl::toAce(isEnding ? given.sliced(2) : given).toLower();
        if (isName(name))
            m_names.push_back({isEnding ? '.' + name : name, isEnding});
        else
            problems.append(
                u"ServerOptions::hosts: \"%1\" is no host's name: write \"example.com\", or "
                u"\"*.example.com\" for all names below it, without scheme and port"_s.arg(given));
    }
    return problems;
}

bool HostNames::allow(QByteArrayView field, const QHostAddress &arrivedAt) const
{
    if (field.isEmpty())
        return true;
    const QByteArray name = nameOf(field);
    if (name == "localhost")
        return true;
    if (const QHostAddress address = addressOf(name); !address.isNull()) {
        if (isSameAddress(address, arrivedAt) || (address.isLoopback() && arrivedAt.isLoopback()))
            return true;
    }
    return std::any_of(m_names.cbegin(), m_names.cend(), [&name](const Name &known) {
        return known.isEnding ? name.size() > known.text.size() && name.endsWith(known.text)
                              : name == known.text;
    });
}

} // namespace BackState::Http
