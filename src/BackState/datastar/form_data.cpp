#include <BackState/datastar/form_data.h>

#include <BackState/datastar/requests.h>

#include <QByteArrayMatcher>

namespace BackState {

using namespace Qt::StringLiterals;

namespace {

using Parameters = QList<std::pair<QByteArray, QByteArray>>;

// "form-data; name=\"a\"; filename=\"b\"": the first word under an empty name, in lower case, then the parameters.
// What follows a sign that can't stand there is not read.
Parameters parametersOf(QByteArrayView header)
{
    Parameters result;
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

std::optional<QByteArray> parameter(const Parameters &parameters, QByteArrayView name)
{
    for (const auto &[key, value] : parameters) {
        if (!key.isEmpty() && key == name)
            return value;
    }
    return {};
}

// What HTML says of names in multipart/form-data.
QByteArray unescaped(QByteArray name)
{
    return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
}

Error refused(const QString &sentence)
{
    return Error::invalid("form", sentence);
}

Error tooLarge()
{
    return Error{Error::Kind::TooLarge, "form", u"The form is larger than this server takes."_s};
}

} // namespace

/*!
    \class BackState::FormData
    \brief The fields and files of a submitted form.

    A value. Bodies are read strictly: a multipart body has to begin with its boundary and to end with the
    closing one, so that a form cut short is refused. Files are in memory; their names and types are what
    the browser says and nothing to rely on.
*/

/*!
    Returns whether a body of \a contentType is read by read().
*/
bool FormData::isForm(QByteArrayView contentType)
{
    const QByteArray type = parametersOf(contentType).first().second;
    return type == "application/x-www-form-urlencoded" || type == "multipart/form-data";
}

/*!
    Returns the form in \a body, or an Error with a sentence.
*/
Expected<FormData> FormData::read(QByteArrayView contentType, QByteArrayView body)
{
    return read(contentType, body, Limits());
}

/*!
    \overload

    More than \a limits allow is an Error of the kind TooLarge.
*/
Expected<FormData> FormData::read(QByteArrayView contentType, QByteArrayView body, const Limits &limits)
{
    if (body.size() > limits.bytes)
        return tooLarge();
    const Parameters parameters = parametersOf(contentType);
    const QByteArray &type = parameters.first().second;
    if (type == "multipart/form-data") {
        const auto boundary = parameter(parameters, "boundary");
        if (!boundary || boundary->isEmpty() || boundary->size() > 70)
            return refused(u"The form has no boundary of 1 to 70 characters."_s);
        return readMultipart(*boundary, body, limits);
    }
    if (type != "application/x-www-form-urlencoded")
        return refused(u"The body is not a form."_s);
    if (body.count('&') >= limits.parts)
        return tooLarge();
    FormData form;
    for (const auto &[name, value] : queryFields(body))
        form.m_fields.append({name, value});
    return form;
}

Expected<FormData>
FormData::readMultipart(QByteArrayView boundary, QByteArrayView body, const Limits &limits)
{
    const QByteArray opening = "--" + boundary.toByteArray();
    const QByteArray delimiter = "\r\n" + opening;
    const QByteArrayMatcher next(delimiter);
    if (!body.startsWith(opening))
        return refused(u"The form does not begin with its boundary."_s);
    FormData form;
    qsizetype at = opening.size();
    while (!body.sliced(at).startsWith("--")) {
        if (!body.sliced(at).startsWith("\r\n"))
            return refused(u"A boundary of the form is not followed by a line end."_s);
        at += 2;
        // The first two bytes may be the empty line already: a part without headers, which has no name.
        const qsizetype headerEnd = body.indexOf("\r\n\r\n", at);
        if (headerEnd < 0 || headerEnd - at > limits.partHeader)
            return refused(u"A part of the form has no end of its header."_s);
        const qsizetype begin = headerEnd + 4;
        // The delimiter's line end may be the header's, where a part is empty.
        const qsizetype end = next.indexIn(body.data(), body.size(), begin - 2);
        if (end < 0)
            return refused(u"The form ends before its last boundary."_s);
        if (form.m_fields.size() + form.m_files.size() >= limits.parts)
            return tooLarge();
        const QByteArrayView content = body.sliced(begin, qMax(qsizetype(0), end - begin));
        if (auto error = form.addPart(body.sliced(at, headerEnd - at), content))
            return *error;
        at = end + delimiter.size();
    }
    return form;
}

std::optional<Error> FormData::addPart(QByteArrayView header, QByteArrayView content)
{
    Parameters disposition;
    QByteArray contentType = "text/plain";
    while (!header.isEmpty()) {
        const qsizetype end = header.indexOf("\r\n");
        const QByteArrayView line = end < 0 ? header : header.first(end);
        header = end < 0 ? QByteArrayView() : header.sliced(end + 2);
        const qsizetype colon = line.indexOf(':');
        if (colon < 0)
            return refused(u"A part of the form has a header without a colon."_s);
        const QByteArray name = line.first(colon).trimmed().toByteArray().toLower();
        if (name == "content-disposition")
            disposition = parametersOf(line.sliced(colon + 1));
        else if (name == "content-type")
            contentType = line.sliced(colon + 1).trimmed().toByteArray();
    }
    const auto name = parameter(disposition, "name");
    if (disposition.isEmpty() || disposition.first().second != "form-data" || !name)
        return refused(u"A part of the form has no name."_s);
    if (const auto fileName = parameter(disposition, "filename"))
        m_files.append({unescaped(*name), unescaped(*fileName), contentType, content.toByteArray()});
    else
        m_fields.append({unescaped(*name), content.toByteArray()});
    return {};
}

/*!
    Returns the value of the first field \a name, or an empty one.
*/
QByteArray FormData::field(QByteArrayView name) const
{
    for (const Field &field : m_fields) {
        if (field.name == name)
            return field.value;
    }
    return {};
}

} // namespace BackState
