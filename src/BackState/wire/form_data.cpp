#include <BackState/wire/form_data.h>

#include <BackState/text/media_type.h>
#include <BackState/text/url.h>
#include <BackState/wire/form_reader.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

Error tooLarge()
{
    return Error{Error::Kind::TooLarge, "form", u"The form is larger than this server takes."_s};
}

} // namespace

/*!
    \class BackState::Http::FormData
    \internal
    \brief The fields and files of a submitted form.

    A value. Bodies are read strictly: a multipart body has to begin with its boundary and to end
    with the closing one, so that a form cut short is refused. Names and types of files are what the
    browser says and nothing to rely on.
*/

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
Expected<FormData>
FormData::read(QByteArrayView contentType, QByteArrayView body, const Limits &limits)
{
    if (body.size() > limits.bytes)
        return tooLarge();
    const QByteArray type = Private::mediaType(contentType);
    if (type == "multipart/form-data") {
        const Expected<QByteArray> boundary = FormReader::boundaryOf(contentType);
        if (!boundary)
            return boundary.error();
        FormReader reader(*boundary, limits);
        constexpr qsizetype atOnce = 64 * 1024;
        for (qsizetype at = 0; at < body.size(); at += atOnce) {
            if (auto error = reader.add(body.sliced(at, qMin(atOnce, body.size() - at))))
                return *std::move(error);
        }
        return reader.finish();
    }
    if (type != "application/x-www-form-urlencoded")
        return Error::invalid("form", u"The body is not a form."_s);
    if (body.count('&') >= limits.parts)
        return tooLarge();
    FormData form;
    for (const auto &[name, value] : Private::queryFields(body))
        form.m_fields.append({name, value});
    return form;
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

} // namespace BackState::Http
