#include <BackState/datastar/requests.h>

#include <BackState/text/media_type.h>
#include <BackState/text/reading.h>
#include <BackState/text/url.h>

#include <QJsonDocument>

namespace BackState::Private {

using namespace Qt::StringLiterals;

namespace {

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
        return Error{
            Error::Kind::TooLarge,
            "datastar",
            u"The signals are longer than this server takes."_s};
    if (depthOf(json) > limits.depth)
        return Error{Error::Kind::TooLarge, "datastar", u"The signals are nested too deeply."_s};
    QJsonParseError error;
    const auto document = Private::readJson(json.toByteArray(), &error);
    if (error.error != QJsonParseError::NoError)
        return Error::invalid(
            "datastar",
            u"The signals are no JSON: "_s % error.errorString() % u'.');
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
    Returns the signals of a request: of GET and DELETE from the field \c datastar of \a query, of
    all other methods, and of a DELETE of beta.11, from \a body. A form's body has none.

    What is not there is an empty object. What is no JSON object, too long or too deep is an Error
    with a sentence.
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
    if (isForm(contentType))
        return QJsonObject();
    return parseSignals(body, limits);
}

} // namespace BackState::Private
