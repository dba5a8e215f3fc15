// UploadWriter: makes an UploadedFile of bytes as they come. Internal.
#pragma once

#include <BackState/core/uploaded_file.h>

namespace BackState {

class BACKSTATE_CORE_EXPORT UploadWriter
{
public:
    // Up to `memory` bytes stay in memory; what is larger goes to a temporary file.
    UploadWriter(
        const QString &name, const QString &fileName, const QString &contentType, qsizetype memory);
    UploadWriter(UploadWriter &&other) noexcept;
    UploadWriter &operator=(UploadWriter &&other) noexcept;
    ~UploadWriter();

    [[nodiscard]] bool write(QByteArrayView bytes); // false if the disk does not take them
    qint64 size() const;
    UploadedFile finish(); // to be called once, at the end; null if the disk did not take it

private:
    QExplicitlySharedDataPointer<UploadedFileData> d;
    qsizetype m_memory;
};

} // namespace BackState
