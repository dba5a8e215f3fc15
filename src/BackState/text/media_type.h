// What a Content-Type says. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Private {

// The type without its parameters, in lower case: "multipart/form-data".
inline QByteArray mediaType(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.first(end)).trimmed().toByteArray().toLower();
}

// Whether a body of that content type is a form's.
inline bool isForm(QByteArrayView contentType)
{
    const QByteArray type = mediaType(contentType);
    return type == "application/x-www-form-urlencoded" || type == "multipart/form-data";
}

} // namespace BackState::Private
