// The syntax of header fields: their parameters, as of Content-Disposition. Internal.
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>
#include <utility>

namespace BackState::Http {

// A value without the spaces and tabs around it.
inline QByteArrayView trimmed(QByteArrayView value)
{
    while (!value.isEmpty() && (value.front() == ' ' || value.front() == '\t'))
        value = value.sliced(1);
    while (!value.isEmpty() && (value.back() == ' ' || value.back() == '\t'))
        value.chop(1);
    return value;
}

using HeaderParameters = QList<std::pair<QByteArray, QByteArray>>;

// Reads a value such as "form-data; name=\"a\"; filename=\"b\"". The first word comes in lower case
// under an empty name, then the parameters. What follows a sign that can't stand there is not read.
inline HeaderParameters headerParameters(QByteArrayView header)
{
    HeaderParameters result;
    qsizetype at = header.indexOf(';');
    result.append({{}, (at < 0 ? header : header.first(at)).trimmed().toByteArray().toLower()});
    while (at >= 0 && at < header.size()) {
        const qsizetype equals = header.indexOf('=', ++at);
        if (equals < 0)
            break;
        const QByteArray name = header.sliced(at, equals - at).trimmed().toByteArray().toLower();
        QByteArray value;
        at = equals + 1;
        if (at < header.size() && header[at] == '"') {
            // Browsers escape a quote as %22, others with a backslash; a path's backslashes stay.
            for (++at; at < header.size() && header[at] != '"'; ++at) {
                if (header[at] == '\\' && at + 1 < header.size() && header[at + 1] == '"')
                    ++at;
                value.append(header[at]);
            }
            at = header.indexOf(';', at);
        } else {
            const qsizetype end = header.indexOf(';', at);
            value = header.sliced(at, (end < 0 ? header.size() : end) - at).trimmed().toByteArray();
            at = end;
        }
        result.append({name, value});
    }
    return result;
}

inline std::optional<QByteArray>
headerParameter(const HeaderParameters &parameters, QByteArrayView name)
{
    for (const auto &[key, value] : parameters) {
        if (!key.isEmpty() && key == name)
            return value;
    }
    return {};
}

} // namespace BackState::Http
