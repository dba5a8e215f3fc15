#include <BackState/core/upload_writer.h>

#include "uploaded_file_p.h"

#include <QDir>

namespace BackState {

UploadWriter::UploadWriter(
    const QString &name, const QString &fileName, const QString &contentType, qsizetype memory)
    : d(new UploadedFileData)
    , m_memory(memory)
{
    d->name = name;
    d->fileName = fileName;
    d->contentType = contentType;
}

UploadWriter::UploadWriter(UploadWriter &&other) noexcept = default;
UploadWriter &UploadWriter::operator=(UploadWriter &&other) noexcept = default;
UploadWriter::~UploadWriter() = default;

/*!
    Appends \a bytes. What lay in memory moves to a temporary file once it is too much.
*/
bool UploadWriter::write(QByteArrayView bytes)
{
    d->size += bytes.size();
    if (!d->file && d->size <= m_memory) {
        d->bytes.append(bytes);
        return true;
    }
    if (!d->file) {
        d->file = std::make_unique<QTemporaryFile>(
            QDir::tempPath() + QStringLiteral("/backstate-upload.XXXXXX"));
        if (!d->file->open() || d->file->write(d->bytes) != d->bytes.size())
            return false;
        d->bytes = QByteArray();
    }
    return d->file->write(bytes.data(), bytes.size()) == bytes.size();
}

qint64 UploadWriter::size() const
{
    return d->size;
}

/*!
    Returns the file with all that was written.
*/
UploadedFile UploadWriter::finish()
{
    UploadedFile file;
    if (!d->file || d->file->flush())
        file.d = d;
    d.reset();
    return file;
}

} // namespace BackState
