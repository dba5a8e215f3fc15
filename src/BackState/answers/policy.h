// Policy: what a browser is told that a document may do. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QStringList>

#include <utility>
#include <vector>

namespace BackState {
struct ServerOptions;
}

namespace BackState::Http {

class Assets;

// The header fields of documents: the Content Security Policy and its like, and those of the
// program's own.
class Policy
{
public:
    Policy(const ServerOptions &options, const Assets &assets);

    // Called when the options hold, before the first document.
    void start();

    // For one document. The bundle runs by it what stands in the document, and the browser runs
    // nothing else. Empty if the bundle is too old for that.
    static QByteArray makeNonce();
    QByteArray lines(QByteArrayView nonce, bool isSecure) const;

    // Sentences about fields of the program's own that can't be sent.
    static QStringList problemsOf(const ServerOptions &options);

private:
    using Field = std::pair<QByteArray, QByteArray>;
    std::vector<Field> fields(bool isSecure) const;
    QByteArray written(bool isSecure) const;
    QByteArray scripts() const;
    QByteArray contentPolicy() const;

    const ServerOptions &m_options;
    const Assets &m_assets;
    QByteArray m_lines; // with a place for the nonce
    QByteArray m_secureLines; // the same for browsers that come by TLS
};

} // namespace BackState::Http
