// UploadReader: feeds a request's body to its sink as it arrives. Internal.
#pragma once

#include <BackState/wire/body_sink.h>

#include <QObject>
#include <QTcpSocket>

#include <memory>

namespace BackState::Http {

class UploadReader final : public QObject
{
    Q_OBJECT

public:
    // The socket must outlive it. The size is that of the body, none of which has been read.
    UploadReader(QTcpSocket *socket, std::unique_ptr<BodySink> sink, qsizetype size);
    ~UploadReader() override;

    // Asks the sink for the first time. Returns false when it does not want the body at all.
    [[nodiscard]] bool begin();
    void start(); // reads what is there, and from then on what arrives
    std::unique_ptr<BodySink> takeSink(); // ends the reading

Q_SIGNALS:
    void advanced(); // by enough to be given more time
    void finished(); // the body has ended, or the sink wants no more of it

private:
    void read();

    QTcpSocket *m_socket;
    std::unique_ptr<BodySink> m_sink;
    qsizetype m_left; // bytes of the body that have not been read
    qsizetype m_paced = 0; // bytes that were read since it advanced
};

} // namespace BackState::Http
