#include "assets_p.h"

#include "visit_p.h"
#include <BackState/answers/bundle.h>
#include <BackState/text/url_prefix.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/message.h>

#include <QCryptographicHash>

namespace BackState::Http {

using namespace Qt::StringLiterals;

Assets::Assets()
{
    if (!*Bundle::url())
        m_script = file("datastar", ".js", "text/javascript; charset=utf-8", Bundle::script());
    m_earlyScript = Bundle::earlyScript().trimmed();
    m_pageScript = file("backstate", ".js", "text/javascript; charset=utf-8", Bundle::pageScript());
    m_styleSheet = file("backstate", ".css", "text/css; charset=utf-8", Bundle::styleSheet());
    m_browserState
        = file("browserstate", ".js", "text/javascript; charset=utf-8", Bundle::browserState());
}

Assets::File Assets::file(
    QByteArrayView name, QByteArrayView extension, QByteArrayView contentType, QByteArray bytes)
{
    const QByteArray hash
        = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().first(16);
    File file;
    file.path.append("/backstate/").append(name).append('-').append(hash).append(extension);
    file.contentType = contentType.toByteArray();
    file.bytes = std::move(bytes);
    file.tag = '"' + hash + '"';
    return file;
}

QByteArray Assets::headMarkup(bool styleSheet) const
{
    QByteArray markup;
    markup.append("<script>").append(m_earlyScript).append("</script>");
    if (styleSheet)
        markup.append("<link rel=\"stylesheet\" href=\"")
            .append(Private::prefixMark())
            .append(m_styleSheet.path)
            .append("\">");
    if (m_keepsStatesInBrowser) // Deferred scripts and modules run in their order here.
        markup.append("<script defer src=\"")
            .append(Private::prefixMark())
            .append(m_browserState.path)
            .append("\"></script>");
    // It comes before the bundle, which evaluates the expressions that call it.
    markup.append("<script defer src=\"")
        .append(Private::prefixMark())
        .append(m_pageScript.path)
        .append("\"></script>");
    markup.append("<script type=\"module\" src=\"");
    if (m_script.path.isEmpty())
        markup.append(Bundle::url())
            .append("\" integrity=\"")
            .append(Bundle::integrity())
            .append("\" crossorigin=\"anonymous");
    else
        markup.append(Private::prefixMark()).append(m_script.path);
    return markup.append("\" id=\"backstate-client\"></script>");
}

QByteArray Assets::earlyHash() const
{
    return QCryptographicHash::hash(m_earlyScript, QCryptographicHash::Sha256).toBase64();
}

bool Assets::tryRespond(Visit &visit) const
{
    for (const File *file : {&m_script, &m_pageScript, &m_styleSheet, &m_browserState}) {
        if (file->path.isEmpty() || visit.message.path != file->path)
            continue;
        const QByteArray fields = "Cache-Control: public, max-age=31536000, immutable\r\nETag: "
            + file->tag + "\r\nX-Content-Type-Options: nosniff\r\n";
        if (visit.message.header("if-none-match") == file->tag)
            visit.exchange.respond(304, {}, {}, fields);
        else
            visit.exchange.respond(200, file->contentType, file->bytes, fields);
        return true;
    }
    return false;
}

} // namespace BackState::Http
