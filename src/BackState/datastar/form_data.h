// FormData: the fields and files of a submitted form.
#pragma once

#include <BackState/core/expected.h>

#include <QByteArrayView>
#include <QList>

namespace BackState {

class BACKSTATE_CORE_EXPORT FormData
{
public:
    struct Field
    {
        QByteArray name;
        QByteArray value;
    };
    struct File
    {
        QByteArray name; // of its field
        QByteArray fileName; // as the browser gives it: not a path to open
        QByteArray contentType; // as the browser gives it
        QByteArray content;
    };
    struct Limits
    {
        qsizetype bytes = 16 * 1024 * 1024;
        qsizetype parts = 1000;
        qsizetype partHeader = 8 * 1024;
    };

    // Whether a body of that content type is a form's.
    static bool isForm(QByteArrayView contentType);
    // application/x-www-form-urlencoded or multipart/form-data.
    static Expected<FormData> read(QByteArrayView contentType, QByteArrayView body, const Limits &limits);
    static Expected<FormData> read(QByteArrayView contentType, QByteArrayView body);

    const QList<Field> &fields() const { return m_fields; }
    const QList<File> &files() const { return m_files; }
    QByteArray field(QByteArrayView name) const; // the first of that name; or empty

private:
    static Expected<FormData> readMultipart(QByteArrayView boundary, QByteArrayView body, const Limits &limits);
    std::optional<Error> addPart(QByteArrayView header, QByteArrayView content);

    QList<Field> m_fields;
    QList<File> m_files;
};

} // namespace BackState
