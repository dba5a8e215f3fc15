#include <BackState/datastar/opener.h>

#include "literal_p.h"

#include <BackState/datastar/frame.h>
#include <BackState/html/attribute.h>
#include <BackState/html/escape.h>
#include <BackState/html/marks.h>

namespace BackState::Private {

namespace {

// The request, as a function of its AbortController and its headers.
QByteArray request(QByteArrayView url, const Dialect &dialect)
{
    QByteArray text = "(abort,headers)=>@get(";
    if (isPlainUrl(url))
        text.append('\'').append(PathMarks::before(url)).append(url).append('\'');
    else
        appendLiteral(text, QStringView(QString::fromUtf8(url)));
    text.append(",{headers,").append(dialect.abortOption).append(',');
    return text.append(dialect.pageOptions).append("})");
}

constexpr QByteArrayView anyUrl = "@@"; // a plain URL that nothing else contains

Html::Element opener(const QByteArray &expression, const Dialect &dialect)
{
    const QByteArrayView tag = dialect.asksByForm ? "form" : "div";
    QByteArray markup = "<";
    markup.append(tag).append(" id=\"").append(streamOpenerId()).append("\" hidden");
    markup.append(Html::Attribute(dialect.init, Html::Trusted(expression)).bytes());
    return Html::Element::single(markup.append("></").append(tag).append('>'));
}

Html::Element
openerOfStream(QByteArrayView url, std::chrono::milliseconds heartbeat, const Dialect &dialect)
{
    const QByteArray interval = QByteArray::number(qint64(heartbeat.count()));
    return opener("backState.stream(" + request(url, dialect) + ',' + interval + ')', dialect);
}

// A stream opener for any URL.
struct Template
{
    const Dialect *dialect = nullptr;
    std::chrono::milliseconds heartbeat{};
    QByteArray markup;
};

} // namespace

QByteArrayView streamOpenerId()
{
    return "backstate-stream";
}

/*!
    Returns the hidden element that keeps the stream at \a url open, whose heartbeats come in that
    interval, in \a dialect.
*/
Html::Element
streamOpener(QByteArrayView url, std::chrono::milliseconds heartbeat, const Dialect &dialect)
{
    if (!isPlainUrl(url))
        return openerOfStream(url, heartbeat, dialect);
    // Every page has one, and they differ in the address alone.
    thread_local Template made;
    if (made.dialect != &dialect || made.heartbeat != heartbeat)
        made = {&dialect, heartbeat, openerOfStream(anyUrl, heartbeat, dialect).bytes()};
    const QByteArrayView markup = made.markup;
    const qsizetype at = markup.indexOf(anyUrl);
    QByteArray bytes;
    bytes.reserve(markup.size() + url.size() + 16);
    bytes.append(markup.first(at));
    bytes.append(PathMarks::before(url));
    Html::appendEscaped(bytes, url);
    return Html::Element::single(bytes.append(markup.sliced(at + anyUrl.size())));
}

/*!
    Returns the hidden element that asks \a url for what changed, with a \a pause between an answer
    and the next request, in \a dialect.
*/
Html::Element
pollOpener(QByteArrayView url, std::chrono::milliseconds pause, const Dialect &dialect)
{
    // The number of the last answer is a signal, so that it changes as the answer is applied.
    const QByteArray ask = request(url, dialect) + ",()=>$_poll,";
    return opener(
        "backState.poll(" + ask + QByteArray::number(qint64(pause.count())) + ')',
        dialect);
}

/*!
    Returns the frame that tells a page how long it waits before it opens its stream again. It is
    the last one of a stream.
*/
QByteArray returnFrame(std::chrono::milliseconds wait)
{
    QByteArray frame = Frame::heartbeat().bytes();
    frame.chop(1);
    return frame.append("data: back ")
        .append(QByteArray::number(qint64(wait.count())))
        .append("\n\n");
}

} // namespace BackState::Private
