// FormData: the fields and files of a submitted form. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/core/uploaded_file.h>
#include <BackState/export.h>

#include <QByteArrayView>
#include <QList>

namespace BackState::Http {

// A value. Names and types of files are what the browser says, and nothing to rely on.
class BACKSTATE_EXPORT FormData
{
public:
    struct Field
    {
        QByteArray name;
        QByteArray value;
    };
    // Sizes are bytes. More than these allow is an Error of the kind TooLarge.
    struct Limits
    {
        qint64 bytes = 16 * 1024 * 1024; // of the whole body
        qsizetype parts = 1000;
        qsizetype partHeader = 8 * 1024;
        qsizetype fields = 1024 * 1024; // of all fields that are no files
        qsizetype memory = 64 * 1024; // of a file; one that is larger becomes a temporary file
        qint64 file = 16 * 1024 * 1024;
        int files = 20;
    };

    // Reads application/x-www-form-urlencoded or multipart/form-data.
    static Expected<FormData>
    read(QByteArrayView contentType, QByteArrayView body, const Limits &limits);
    static Expected<FormData> read(QByteArrayView contentType, QByteArrayView body);

    const QList<Field> &fields() const { return m_fields; }
    const QList<UploadedFile> &files() const { return m_files; } // those that were chosen
    QByteArray field(QByteArrayView name) const; // the first of that name, or empty

private:
    friend class FormReader;
    QList<Field> m_fields;
    QList<UploadedFile> m_files;
};

} // namespace BackState::Http
