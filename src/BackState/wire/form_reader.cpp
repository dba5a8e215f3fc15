#include <BackState/wire/form_reader.h>

#include "header_parameters_p.h"

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

// Names in multipart/form-data are escaped as HTML says.
QString unescaped(QByteArray name)
{
    return QString::fromUtf8(name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
}

Error refused(const QString &sentence)
{
    return Error::invalid("form", sentence);
}

Error tooLarge(const QString &sentence)
{
    return Error{Error::Kind::TooLarge, "form", sentence};
}

QString inUnits(qint64 bytes)
{
    if (bytes < 1024 * 1024)
        return QString::number(bytes / 1024) + u" KB"_s;
    return QString::number(bytes / (1024 * 1024)) + u" MB"_s;
}

} // namespace

/*!
    \class BackState::Http::FormReader
    \internal
    \brief Reads a multipart form as its bytes arrive, however they are cut.

    Strict: the body has to begin with its boundary and to end with the closing one, so that a form
    cut short is refused. Of files no more than FormData::Limits::memory is kept in memory, and of
    all else what is not read yet. A value with one owner; any thread.

    \code
    FormReader reader(*FormReader::boundaryOf(contentType), limits);
    while (!device.atEnd()) {
        if (const auto error = reader.add(device.read(65536)))
            return *error;
    }
    return reader.finish();
    \endcode
*/

/*!
    Returns the boundary in \a contentType, or an Error with a sentence.
*/
Expected<QByteArray> FormReader::boundaryOf(QByteArrayView contentType)
{
    const auto boundary = headerParameter(headerParameters(contentType), "boundary");
    if (!boundary || boundary->isEmpty() || boundary->size() > 70)
        return refused(u"The form has no boundary of 1 to 70 characters."_s);
    return *boundary;
}

/*!
    Begins to read a form whose parts \a boundary separates.
*/
FormReader::FormReader(const QByteArray &boundary, const FormData::Limits &limits)
    : m_limits(limits)
    , m_delimiter(QByteArray("\r\n--" + boundary))
{
}

std::optional<Error> FormReader::add(QByteArrayView bytes)
{
    if (m_phase == Phase::End)
        return {}; // what follows the last boundary means nothing
    m_buffer.append(bytes);
    m_isWaiting = false;
    while (!m_isWaiting) {
        if (auto error = step())
            return error;
    }
    return {};
}

std::optional<Error> FormReader::step()
{
    switch (m_phase) {
    case Phase::Start: return readStart();
    case Phase::Boundary: return readBoundary();
    case Phase::Header: return readHeader();
    case Phase::Content: return readContent();
    case Phase::End: break;
    }
    m_buffer.clear();
    m_isWaiting = true;
    return {};
}

std::optional<Error> FormReader::readStart()
{
    const QByteArray pattern = m_delimiter.pattern();
    // The first boundary has no line end before it.
    const QByteArrayView opening = QByteArrayView(pattern).sliced(2);
    const qsizetype known = qMin(opening.size(), m_buffer.size());
    if (QByteArrayView(m_buffer).first(known) != opening.first(known))
        return refused(u"The form does not begin with its boundary."_s);
    m_isWaiting = known < opening.size();
    if (!m_isWaiting) {
        m_buffer.remove(0, opening.size());
        m_phase = Phase::Boundary;
    }
    return {};
}

std::optional<Error> FormReader::readBoundary()
{
    m_isWaiting = m_buffer.size() < 2;
    if (m_isWaiting)
        return {};
    if (m_buffer.startsWith("--"))
        m_phase = Phase::End;
    else if (m_buffer.startsWith("\r\n"))
        m_phase = Phase::Header; // its line end stays: a part without headers has only one more
    else
        return refused(u"A boundary of the form is not followed by a line end."_s);
    return {};
}

std::optional<Error> FormReader::readHeader()
{
    const qsizetype end = m_buffer.indexOf("\r\n\r\n");
    m_isWaiting = end < 0;
    // The size does not count the line ends around the header.
    if ((m_isWaiting ? m_buffer.size() - 5 : end - 2) > m_limits.partHeader)
        return refused(u"A part of the form has no end of its header."_s);
    if (m_isWaiting)
        return {};
    if (auto error
        = beginPart(end < 2 ? QByteArrayView() : QByteArrayView(m_buffer).sliced(2, end - 2)))
        return error;
    // The second line end may be the delimiter's as well, where a part is empty.
    m_buffer.remove(0, end + 2);
    m_lead = 2;
    m_phase = Phase::Content;
    return {};
}

std::optional<Error> FormReader::readContent()
{
    const qsizetype delimiter = m_delimiter.indexIn(m_buffer);
    m_isWaiting = delimiter < 0;
    // What may be the beginning of the delimiter waits for the rest of it.
    const qsizetype end
        = m_isWaiting ? m_buffer.size() - m_delimiter.pattern().size() + 1 : delimiter;
    if (end > m_lead) {
        if (auto error = addContent(QByteArrayView(m_buffer).sliced(m_lead, end - m_lead)))
            return error;
    }
    if (m_isWaiting) {
        if (end > 0) {
            m_buffer.remove(0, end);
            m_lead = qMax(qsizetype(0), m_lead - end);
        }
        return {};
    }
    m_buffer.remove(0, delimiter + m_delimiter.pattern().size());
    m_phase = Phase::Boundary;
    return endPart();
}

std::optional<Error> FormReader::beginPart(QByteArrayView header)
{
    HeaderParameters disposition;
    QByteArray contentType = "text/plain";
    while (!header.isEmpty()) {
        const qsizetype end = header.indexOf("\r\n");
        const QByteArrayView line = end < 0 ? header : header.first(end);
        header = end < 0 ? QByteArrayView() : header.sliced(end + 2);
        const qsizetype colon = line.indexOf(':');
        if (colon < 0)
            return refused(u"A part of the form has a header without a colon."_s);
        const QByteArray name = line.first(colon).trimmed().toByteArray().toLower();
        if (name == "content-disposition")
            disposition = headerParameters(line.sliced(colon + 1));
        else if (name == "content-type")
            contentType = line.sliced(colon + 1).trimmed().toByteArray();
    }
    const auto name = headerParameter(disposition, "name");
    if (disposition.isEmpty() || disposition.first().second != "form-data" || !name)
        return refused(u"A part of the form has no name."_s);
    if (++m_parts > m_limits.parts)
        return tooLarge(u"The form has more fields than this server takes."_s);
    m_file.reset();
    m_field = {unescaped(*name).toUtf8(), {}};
    if (const auto fileName = headerParameter(disposition, "filename")) {
        m_isChosen = !fileName->isEmpty();
        m_file.emplace(
            unescaped(*name),
            unescaped(*fileName),
            QString::fromUtf8(contentType),
            m_limits.memory);
    }
    return {};
}

std::optional<Error> FormReader::addContent(QByteArrayView bytes)
{
    if (!m_file) {
        m_fieldBytes += bytes.size();
        if (m_fieldBytes > m_limits.fields)
            return tooLarge(u"The form is larger than this server takes."_s);
        m_field.value.append(bytes);
        return {};
    }
    if (m_file->size() + bytes.size() > m_limits.file)
        return tooLarge(u"A file is larger than "_s + inUnits(m_limits.file) + u'.');
    if (!m_file->write(bytes))
        return Error{Error::Kind::Unavailable, "form", u"The server can't keep the file now."_s};
    return {};
}

std::optional<Error> FormReader::endPart()
{
    if (!m_file) {
        m_form.m_fields.append(std::exchange(m_field, {}));
        return {};
    }
    // A field of files in which none was chosen comes as an empty file without a name.
    const bool isFile = m_isChosen || m_file->size() > 0;
    UploadedFile file = m_file->finish();
    m_file.reset();
    if (!isFile)
        return {};
    if (file.isNull())
        return Error{Error::Kind::Unavailable, "form", u"The server can't keep the file now."_s};
    if (m_form.m_files.size() >= m_limits.files)
        return tooLarge(
            u"More than "_s + QString::number(m_limits.files) + u" files can't be sent at once."_s);
    m_form.m_files.append(std::move(file));
    return {};
}

/*!
    Returns the form, or an Error when it is not complete.
*/
Expected<FormData> FormReader::finish()
{
    if (m_phase == Phase::Start)
        return refused(u"The form does not begin with its boundary."_s);
    if (m_phase != Phase::End)
        return refused(u"The form ends before its last boundary."_s);
    return std::move(m_form);
}

} // namespace BackState::Http
