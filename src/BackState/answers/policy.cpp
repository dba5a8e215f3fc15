#include <BackState/answers/policy.h>

#include "assets_p.h"
#include <BackState/answers/bundle.h>
#include <BackState/program/options.h>
#include <BackState/visitors/secret.h>
#include <BackState/wire/header_lines.h>

#include <QUrl>
#include <QVersionNumber>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView scriptsPlace = "%scripts%";
constexpr QByteArrayView noncePlace = "%nonce%";
constexpr int nonceBytes = 16; // CSP, 7.2.1, wants 128 bits at least

// From 1.0.3 on Datastar compiles its expressions by scripts that have the page's nonce.
bool hasNonce()
{
    static const bool isNew = qstrcmp(Bundle::dialect(), "1.0") == 0
        && QVersionNumber::fromString(QLatin1StringView(Bundle::version()))
            >= QVersionNumber(1, 0, 3);
    return isNew;
}

bool isFieldName(const QByteArray &name)
{
    return !name.isEmpty() && std::all_of(name.cbegin(), name.cend(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-';
    });
}

} // namespace

Policy::Policy(const ServerOptions &options, const Assets &assets)
    : m_options(options)
    , m_assets(assets)
{
}

QByteArray Policy::makeNonce()
{
    return hasNonce() ? randomToken(nonceBytes) : QByteArray();
}

// What pages of the library need of script-src.
QByteArray Policy::scripts() const
{
    // Where pages refer to the CDN, a script comes from there.
    const QUrl cdn(QString::fromLatin1(Bundle::url()));
    QByteArray scripts = "'self'";
    if (!cdn.isEmpty())
        scripts += ' ' + cdn.scheme().toLatin1() + "://" + cdn.authority().toLatin1();
    if (hasNonce())
        return scripts + " 'nonce-" + noncePlace.toByteArray() + "' 'sha256-" + m_assets.earlyHash()
            + '\'';
    // The bundle evaluates texts, and runs scripts by adding them to the document.
    return scripts + " 'unsafe-inline' 'unsafe-eval'";
}

QByteArray Policy::contentPolicy() const
{
    QByteArray policy = "script-src " + scriptsPlace.toByteArray();
    if (hasNonce())
        policy += "; require-trusted-types-for 'script'; trusted-types datastar backstate";
    return policy
        + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
}

std::vector<Policy::Field> Policy::fields(bool isSecure) const
{
    std::vector<Field> fields{
        {"Content-Security-Policy", contentPolicy()},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    };
    if (isSecure && m_options.strictTransport.count() > 0)
        fields.push_back(
            {"Strict-Transport-Security",
             "max-age=" + QByteArray::number(qint64(m_options.strictTransport.count()))});
    for (auto own = m_options.headers.cbegin(); own != m_options.headers.cend(); ++own) {
        std::erase_if(fields, [&own](const Field &field) {
            return field.first.compare(own.key(), Qt::CaseInsensitive) == 0;
        });
        if (!own.value().isEmpty())
            fields.push_back({own.key(), own.value()});
    }
    return fields;
}

QByteArray Policy::written(bool isSecure) const
{
    HeaderLines lines;
    for (const auto &[name, value] : fields(isSecure))
        (void)lines.add(name, value);
    return QByteArray(lines.lines()).replace(scriptsPlace, scripts());
}

void Policy::start()
{
    m_lines = written(false);
    m_secureLines = written(true);
}

QByteArray Policy::lines(QByteArrayView nonce, bool isSecure) const
{
    return QByteArray(isSecure ? m_secureLines : m_lines).replace(noncePlace, nonce);
}

QStringList Policy::problemsOf(const ServerOptions &options)
{
    QStringList problems;
    for (auto own = options.headers.cbegin(); own != options.headers.cend(); ++own) {
        HeaderLines lines;
        if (!isFieldName(own.key()) || !lines.add(own.key(), own.value()))
            problems.append(
                u"ServerOptions::headers: \"%1\" can't be sent: its name has letters, digits and "
                u"hyphens, and its value has no line end"_s.arg(QString::fromUtf8(own.key())));
    }
    return problems;
}

} // namespace BackState::Http
