// What the copies of an UploadedFile share. Internal.
#pragma once

#include <BackState/core/uploaded_file.h>

#include <QSharedData>
#include <QTemporaryFile>

#include <memory>

namespace BackState {

struct UploadedFileData : QSharedData
{
    QString name;
    QString fileName;
    QString contentType;
    qint64 size = 0;
    QByteArray bytes; // if there is no file
    std::unique_ptr<QTemporaryFile> file;
};

} // namespace BackState
