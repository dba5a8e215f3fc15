// Assets: the client bundle, the library's own scripts and the style sheet, under addresses that
// change with their bytes. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

class Visit;

class Assets
{
public:
    Assets();

    // What goes into <head>: the scripts, and the style sheet if it is asked for.
    QByteArray headMarkup(bool styleSheet) const;
    // What the Content Security Policy says of the script that stands in the head itself: its
    // SHA-256, as Base64.
    QByteArray earlyHash() const;
    // From now on the head has the script that keeps states in the browser, too.
    void keepStatesInBrowser() { m_keepsStatesInBrowser = true; }

    // Answers a request for one of them. Returns false, and answers nothing, if the path is none.
    [[nodiscard]] bool tryRespond(Visit &visit) const;

private:
    struct File
    {
        QByteArray path;
        QByteArray contentType;
        QByteArray bytes;
        QByteArray tag; // ETag
    };
    static File file(
        QByteArrayView name,
        QByteArrayView extension,
        QByteArrayView contentType,
        QByteArray bytes);

    File m_script; // without a path where the browser loads it from a CDN
    QByteArray m_earlyScript; // stands in the head itself, because it must not come late
    File m_pageScript;
    File m_styleSheet;
    File m_browserState;
    bool m_keepsStatesInBrowser = false;
};

} // namespace BackState::Http
