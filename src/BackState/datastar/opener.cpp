#include <BackState/datastar/opener.h>

#include "literal_p.h"

#include <BackState/html/attribute.h>
#include <BackState/html/escape.h>

#include <utility>

namespace BackState::Private {

namespace {

QByteArray
request(QByteArrayView url, QByteArrayView headers, QByteArrayView options, const Dialect &dialect)
{
    QByteArray text = "abort=>@get(";
    if (isPlainUrl(url))
        text.append('\'').append(url).append('\'');
    else
        appendLiteral(text, QStringView(QString::fromUtf8(url)));
    text.append(",{headers:{").append(headers).append("},");
    return text.append(dialect.abortOption).append(',').append(options).append("})");
}

constexpr QByteArrayView anyUrl = "@@"; // a plain URL that nothing else contains

// In beta.11 it is a form: an empty form is sent in place of the signals, which would fill the URL.
Html::Element opener(const QByteArray &expression, const Dialect &dialect)
{
    const QByteArrayView tag = dialect.reopensAfterCleanEnd ? "div" : "form";
    QByteArray markup = "<";
    markup.append(tag).append(" id=\"").append(streamOpenerId()).append("\" hidden");
    markup.append(Html::Attribute(dialect.init, expression).bytes());
    return Html::Element::single(markup.append("></").append(tag).append('>'));
}

Html::Element openerOfStream(QByteArrayView url, const Dialect &dialect)
{
    // Made once for each loaded page, without crypto.randomUUID, which plain http does not have.
    constexpr QByteArrayView instance = "'BackState-Instance':window.backStateInstance?\?="
                                        "crypto.getRandomValues(new Uint32Array(4)).join('-')";
    const QByteArray ask = request(url, instance, dialect.streamOptions, dialect);
    const char *const end = dialect.reopensAfterCleanEnd ? ",false)" : ",true)";
    return opener("backState.stream(" + ask + end, dialect);
}

} // namespace

QByteArrayView streamOpenerId()
{
    return "backstate-stream";
}

/*!
    Returns the hidden element that keeps the stream at \a url open, in \a dialect.

    1.0.x reconnects by itself after errors and, told \c{retry:'always'}, after clean ends. beta.11
    ends with a clean end: there the page's script begins again one second later.
*/
Html::Element streamOpener(QByteArrayView url, const Dialect &dialect)
{
    if (!isPlainUrl(url))
        return openerOfStream(url, dialect);
    // Every page has one, and they differ in the address alone.
    thread_local std::pair<const Dialect *, QByteArray> made;
    if (made.first != &dialect)
        made = {&dialect, openerOfStream(anyUrl, dialect).bytes()};
    const QByteArrayView markup = made.second;
    const qsizetype at = markup.indexOf(anyUrl);
    QByteArray bytes;
    bytes.reserve(markup.size() + url.size() + 16);
    bytes.append(markup.first(at));
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
    const QByteArray ask = request(url, "'BackState-Poll':$_poll", dialect.pageOptions, dialect);
    return opener(
        "backState.poll(" + ask + ',' + QByteArray::number(qint64(pause.count())) + ')',
        dialect);
}

} // namespace BackState::Private
