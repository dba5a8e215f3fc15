#include <BackState/text/url.h>

#include <algorithm>

namespace BackState::Private {

namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

/*!
    Returns \a text with its percent escapes decoded, and with \a plusIsSpace each + as a space. A
    percent sign that does not begin an escape stays as it is: what
    QByteArray::fromPercentEncoding() makes of "%zz" and of a percent sign at the end is not
    defined.
*/
QByteArray percentDecoded(QByteArrayView text, bool plusIsSpace)
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%' && at + 2 < text.size()) {
            const int high = hexValue(text[at + 1]);
            const int low = hexValue(text[at + 2]);
            if (high >= 0 && low >= 0) {
                out.append(char(high * 16 + low));
                at += 2;
                continue;
            }
        }
        out.append(c == '+' && plusIsSpace ? ' ' : c);
    }
    return out;
}

/*!
    Returns whether \a path is a path of this server, as browsers send it, and nothing a browser
    could take for another one: "//evil", "/\\evil". Browsers skip controls inside an address.
*/
bool isLocalPath(QByteArrayView path)
{
    return path.startsWith('/') && !path.startsWith("//")
        && std::all_of(path.cbegin(), path.cend(), [](char c) {
               return static_cast<signed char>(c) > ' ' && c != 0x7f && c != '\\';
           });
}

/*!
    Returns the fields of \a query, decoded, in their order. A + is a space: browsers write their
    queries that way.
*/
QList<std::pair<QByteArray, QByteArray>> queryFields(QByteArrayView query)
{
    QList<std::pair<QByteArray, QByteArray>> fields;
    while (!query.isEmpty()) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView field = end < 0 ? query : query.first(end);
        query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
        if (field.isEmpty())
            continue;
        const qsizetype equals = field.indexOf('=');
        const QByteArrayView name = equals < 0 ? field : field.first(equals);
        const QByteArrayView value = equals < 0 ? QByteArrayView() : field.sliced(equals + 1);
        fields.append({percentDecoded(name, true), percentDecoded(value, true)});
    }
    return fields;
}

/*!
    Returns the value of the first field \a name of \a query, or an empty one.
*/
QByteArray queryField(QByteArrayView query, QByteArrayView name)
{
    for (const auto &field : queryFields(query)) {
        if (field.first == name)
            return field.second;
    }
    return {};
}

} // namespace BackState::Private
