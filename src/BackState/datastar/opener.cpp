#include <BackState/datastar/opener.h>

#include "literal_p.h"

#include <BackState/html/attribute.h>

namespace BackState {

namespace {

QByteArray openStream(QByteArrayView url, const Dialect &dialect)
{
    QByteArray text = "@get(";
    if (Private::isPlainUrl(url))
        text.append('\'').append(url).append('\'');
    else
        Private::appendLiteral(text, QStringView(QString::fromUtf8(url)));
    // Made once for each loaded page, without crypto.randomUUID, which plain http does not have.
    text.append(",{headers:{'BackState-Instance':"
                "window.backStateInstance?\?=crypto.getRandomValues(new Uint32Array(4)).join('-')},");
    return text.append(dialect.streamOptions).append("})");
}

// Asks until anything answers; to load the page right away could show the browser's own error for good.
QByteArray reloadWhenAnswered()
{
    return "setInterval(()=>fetch(location.href,{method:'HEAD'}).then(()=>location.reload(),()=>0),3000)";
}

} // namespace

QByteArrayView streamOpenerId()
{
    return "backstate-stream";
}

/*!
    Returns the hidden element that keeps the stream at \a url open, in \a dialect.

    1.0.x reconnects by itself after errors and, told \c{retry:'always'}, after clean ends. beta.11 ends
    with a clean end: there the element begins again one second later. In beta.11 it is a form, which is
    sent instead of the signals.
*/
Html::Element streamOpener(QByteArrayView url, const Dialect &dialect)
{
    const QByteArray open = openStream(url, dialect);
    QByteArray report = dialect.fetchedByElement.toByteArray();
    if (dialect.reopensAfterCleanEnd) {
        report.append("&&evt.detail.type==='retries-failed'&&").append(reloadWhenAnswered());
    } else {
        // A failure is reported before the end, and both are one: only the first of them counts.
        report.append("&&(evt.detail.type==='retries-failed'?window.backStateFailed=")
            .append(reloadWhenAnswered())
            .append(":evt.detail.type==='finished'&&!window.backStateFailed&&setTimeout(()=>")
            .append(open)
            .append(",1000))");
    }
    const QByteArrayView tag = dialect.reopensAfterCleanEnd ? "div" : "form";
    QByteArray markup = "<";
    markup.append(tag).append(" id=\"").append(streamOpenerId()).append("\" hidden");
    QByteArray listener = "data-on";
    listener.append(dialect.keySeparator).append(dialect.fetchEvent);
    markup.append(Html::Attribute(listener, report).bytes());
    markup.append(Html::Attribute(dialect.init, open).bytes());
    return Html::Element::single(markup.append("></").append(tag).append('>'));
}

} // namespace BackState
