// Assets: the client bundle, the page's own script and the style sheet, under addresses that change
// with their bytes. Internal.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

class Exchange;
struct Message;

class Assets
{
public:
    Assets();

    // What goes into <head>: the scripts, and the style sheet if it is wanted.
    QByteArray headMarkup(bool styleSheet) const;
    // The same with the script that keeps states in the browser, from now on.
    void keepStatesInBrowser() { m_keepsStatesInBrowser = true; }

    // Answers a request for one of them; false: the path is none.
    bool respond(const Message &message, Exchange &exchange) const;

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

    File m_script; // no path: it comes from elsewhere
    File m_pageScript;
    File m_styleSheet;
    File m_browserState;
    bool m_keepsStatesInBrowser = false;
};

} // namespace BackState::Http
