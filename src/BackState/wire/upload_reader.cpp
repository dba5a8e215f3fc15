#include "upload_reader_p.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace BackState::Http {

/*!
    \class BackState::Http::UploadReader
    \internal
    \brief Reads a body that is too large to be put together.

    What the sink does not take at once waits in the kernel, and so with the peer.
*/

namespace {

constexpr qsizetype bufferSize = 256 * 1024;
constexpr qsizetype readAtOnce = 64 * 1024;

// Bytes that are due in each span of Limits::request. Whoever sends less only wants to keep the
// connection.
constexpr qsizetype pace = 4 * 1024;

} // namespace

UploadReader::UploadReader(QTcpSocket *socket, std::unique_ptr<BodySink> sink, qsizetype size)
    : m_socket(socket)
    , m_sink(std::move(sink))
    , m_left(size)
{
    socket->setReadBufferSize(bufferSize);
}

UploadReader::~UploadReader() = default;

bool UploadReader::begin()
{
    return m_sink->add({});
}

void UploadReader::start()
{
    connect(m_socket, &QIODevice::readyRead, this, &UploadReader::read);
    read();
}

std::unique_ptr<BodySink> UploadReader::takeSink()
{
    return std::move(m_sink);
}

void UploadReader::read()
{
    const QPointer<UploadReader> self = this;
    while (self && m_sink && m_left > 0) {
        const QByteArray bytes = m_socket->read(std::min(m_left, readAtOnce));
        if (bytes.isEmpty())
            return;
        m_left -= bytes.size();
        m_paced += bytes.size();
        if (m_paced >= pace) { // as long as it goes on, it may take its time
            m_paced = 0;
            Q_EMIT advanced();
        }
        if (!m_sink->add(bytes) || m_left == 0)
            Q_EMIT finished();
    }
}

} // namespace BackState::Http
