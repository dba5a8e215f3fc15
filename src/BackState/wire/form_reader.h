// FormReader: reads a multipart form as its bytes arrive. Internal.
#pragma once

#include <BackState/core/upload_writer.h>
#include <BackState/wire/form_data.h>

#include <QByteArrayMatcher>

#include <optional>

namespace BackState::Http {

// A value with one owner, for any thread.
class BACKSTATE_EXPORT FormReader
{
public:
    // The boundary that a content type of multipart/form-data names; an Error if it has none.
    static Expected<QByteArray> boundaryOf(QByteArrayView contentType);

    FormReader(const QByteArray &boundary, const FormData::Limits &limits);

    // Reads on in any number of bytes. An Error ends the reading.
    [[nodiscard]] std::optional<Error> add(QByteArrayView bytes);
    // To be called after the last bytes. An Error if the form is not complete.
    Expected<FormData> finish();

private:
    enum class Phase { Start, Boundary, Header, Content, End };

    std::optional<Error> step();
    std::optional<Error> readStart();
    std::optional<Error> readBoundary();
    std::optional<Error> readHeader();
    std::optional<Error> readContent();
    std::optional<Error> beginPart(QByteArrayView header);
    std::optional<Error> addContent(QByteArrayView bytes);
    std::optional<Error> endPart();

    FormData::Limits m_limits;
    QByteArrayMatcher m_delimiter; // the boundary with the line end before it
    QByteArray m_buffer; // what arrived and is not read yet
    qsizetype m_lead = 0; // bytes of the buffer that belong to no content
    Phase m_phase = Phase::Start;
    FormData m_form;
    FormData::Field m_field; // the part that is being read
    std::optional<UploadWriter> m_file; // the same, if it is a file
    bool m_isWaiting = false; // for more bytes
    bool m_isChosen = false; // the file has a name
    qsizetype m_fieldBytes = 0;
    qsizetype m_parts = 0;
};

} // namespace BackState::Http
