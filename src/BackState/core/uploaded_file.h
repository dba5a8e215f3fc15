// UploadedFile: a file that a user sent with a form.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QExplicitlySharedDataPointer>
#include <QMetaType>
#include <QString>

#include <memory>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace BackState {

struct UploadedFileData;

/*!
    A file that a user sent with a form: a parameter of an event, or one of Request::files().

    A value; copies share the content, which is in memory or in a temporary file and goes with the
    last of them. Any thread. Names and type are what the browser claims.
*/
class BACKSTATE_CORE_EXPORT UploadedFile
{
public:
    UploadedFile(); // none
    UploadedFile(const UploadedFile &other);
    UploadedFile(UploadedFile &&other) noexcept;
    UploadedFile &operator=(const UploadedFile &other);
    UploadedFile &operator=(UploadedFile &&other) noexcept;
    ~UploadedFile();

    bool isNull() const;
    QString name() const; // of the form's field
    QString fileName() const; // as the browser sent it: never a path to open
    QString contentType() const; // as the browser sent it
    qint64 size() const;

    //! For reading, from the beginning. Null if it can't be read.
    std::unique_ptr<QIODevice> open() const;
    QByteArray content() const; // all of it, in memory

private:
    friend class UploadWriter;
    QExplicitlySharedDataPointer<UploadedFileData> d;
};

} // namespace BackState

Q_DECLARE_METATYPE(BackState::UploadedFile)
