#include <BackState/core/uploaded_file.h>

#include "uploaded_file_p.h"

#include <QBuffer>
#include <QFile>

namespace BackState {

namespace {

// Keeps the temporary file for as long as somebody reads it.
class StoredFile final : public QFile
{
public:
    explicit StoredFile(const QExplicitlySharedDataPointer<UploadedFileData> &data)
        : QFile(data->file->fileName())
        , m_data(data)
    {
    }
    ~StoredFile() override { close(); } // before the file is removed

private:
    QExplicitlySharedDataPointer<UploadedFileData> m_data;
};

} // namespace

/*!
    \class BackState::UploadedFile
    \brief A file that a user sent with a form.

    A value: copies share the content, which is deleted with the last of them, so that whoever wants
    to keep it copies it out of open(). Small files are in memory, larger ones
    (ServerOptions::uploadMemory) in temporary files. The name and the type are what the browser
    says: show them, but never open a path made of them.

    An event has it by a parameter of this type, or of QList<UploadedFile>, that is named like the
    form's field, or by Request::files(). A copy belongs to one thread at a time.

    \code
    Q_INVOKABLE void send(const BackState::UploadedFile &photo)
    {
        const auto device = photo.open();
        picture = QImageReader(device.get()).read();
    }
    \endcode
*/

UploadedFile::UploadedFile() = default;
UploadedFile::UploadedFile(const UploadedFile &other) = default;
UploadedFile::UploadedFile(UploadedFile &&other) noexcept = default;
UploadedFile &UploadedFile::operator=(const UploadedFile &other) = default;
UploadedFile &UploadedFile::operator=(UploadedFile &&other) noexcept = default;
UploadedFile::~UploadedFile() = default;

/*! Returns whether this is no file at all. */
bool UploadedFile::isNull() const
{
    return !d;
}

/*! Returns the name of the form's field. */
QString UploadedFile::name() const
{
    return d ? d->name : QString();
}

/*! Returns the name that the file has on the user's side, exactly as it was sent. */
QString UploadedFile::fileName() const
{
    return d ? d->fileName : QString();
}

/*! Returns the type that the browser thinks the file has, such as "image/png". */
QString UploadedFile::contentType() const
{
    return d ? d->contentType : QString();
}

/*! Returns the number of bytes. */
qint64 UploadedFile::size() const
{
    return d ? d->size : 0;
}

/*!
    Returns a device that reads the content from its beginning, or null when there is no file or it
    can't be read. The device keeps the content; each call makes another one.
*/
std::unique_ptr<QIODevice> UploadedFile::open() const
{
    if (!d)
        return nullptr;
    std::unique_ptr<QIODevice> device;
    if (d->file) {
        device = std::make_unique<StoredFile>(d);
    } else {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(d->bytes);
        device = std::move(buffer);
    }
    if (!device->open(QIODevice::ReadOnly))
        return nullptr;
    return device;
}

/*! Returns the whole content, in memory. */
QByteArray UploadedFile::content() const
{
    if (!d || !d->file)
        return d ? d->bytes : QByteArray();
    const auto device = open();
    return device ? device->readAll() : QByteArray();
}

} // namespace BackState
