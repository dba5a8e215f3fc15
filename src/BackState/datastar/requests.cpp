#include <BackState/datastar/requests.h>

#include <BackState/datastar/form_data.h>

#include <QJsonDocument>

namespace BackState {

using namespace Qt::StringLiterals;

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

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
        || c == '.' || c == '_' || c == '~';
}

// How deep objects and arrays are nested, found without building them.
int depthOf(QByteArrayView json)
{
    int depth = 0;
    int deepest = 0;
    bool isText = false;
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (isText) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                isText = false;
        } else if (c == '"') {
            isText = true;
        } else if (c == '{' || c == '[') {
            deepest = qMax(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

Expected<QJsonObject> parseSignals(QByteArrayView json, const SignalLimits &limits)
{
    if (json.trimmed().isEmpty())
        return QJsonObject();
    if (json.size() > limits.bytes)
        return Error{Error::Kind::TooLarge, "datastar", u"The signals are longer than this server takes."_s};
    if (depthOf(json) > limits.depth)
        return Error{Error::Kind::TooLarge, "datastar", u"The signals are nested too deeply."_s};
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json.toByteArray(), &error);
    if (error.error != QJsonParseError::NoError)
        return Error::invalid("datastar", u"The signals are no JSON: "_s % error.errorString() % u'.');
    if (!document.isObject())
        return Error::invalid("datastar", u"The signals have to be a JSON object."_s);
    return document.object();
}

} // namespace

/*!
    Returns whether requests of \a method carry signals in the query.
*/
bool signalsAreInQuery(QByteArrayView method)
{
    return method == QByteArrayView("GET") || method == QByteArrayView("HEAD")
        || method == QByteArrayView("DELETE");
}

/*!
    Returns the signals of a request: of GET and DELETE from the field \c datastar of \a query, of all other
    methods, and of a DELETE of beta.11, from \a body. A form's body has none.

    What is not there is an empty object. What is no JSON object, too long or too deep is an Error with a
    sentence.
*/
Expected<QJsonObject> readSignals(
    QByteArrayView method,
    QByteArrayView query,
    QByteArrayView contentType,
    QByteArrayView body,
    const SignalLimits &limits)
{
    if (signalsAreInQuery(method)) {
        const QByteArray json = queryField(query, "datastar");
        if (!json.isEmpty() || method != QByteArrayView("DELETE"))
            return parseSignals(json, limits);
    }
    if (FormData::isForm(contentType))
        return QJsonObject();
    return parseSignals(body, limits);
}

/*!
    Returns \a text with its percent escapes decoded, and with \a plusIsSpace each + as a space. A percent
    sign that does not begin an escape stays as it is.
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
    Appends \a text to \a out, with everything escaped that is not unreserved in a URL.
*/
void appendPercentEncoded(QByteArray &out, QByteArrayView text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    for (const char c : text) {
        if (isUnreserved(c)) {
            out.append(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append('%').append(digits[byte >> 4]).append(digits[byte & 0xf]);
    }
}

/*!
    Returns the fields of \a query, decoded, in their order. A + is a space: browsers write their queries
    that way.
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

} // namespace BackState
