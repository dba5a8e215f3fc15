#include "browser.h"

#include <BackState/datastar/frame.h>

#include <QTimer>

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

using namespace BackState;

namespace {

QByteArray headerOf(const QByteArray &head, const QByteArray &name)
{
    const QByteArray wanted = "\r\n" + name.toLower() + ": ";
    const qsizetype at = head.toLower().indexOf(wanted);
    if (at < 0)
        return {};
    const qsizetype begin = at + wanted.size();
    return head.mid(begin, head.indexOf("\r\n", begin) - begin);
}

QByteArray unescaped(QByteArray text)
{
    return text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
}

void merge(QJsonObject &into, const QJsonObject &patch, bool onlyIfMissing)
{
    for (auto it = patch.begin(); it != patch.end(); ++it) {
        if (it->isObject()) {
            QJsonObject inner = into.value(it.key()).toObject();
            merge(inner, it->toObject(), onlyIfMissing);
            into.insert(it.key(), inner);
        } else if (!onlyIfMissing || !into.contains(it.key())) {
            into.insert(it.key(), *it);
        }
    }
}

// The JSON in the attribute that declares the signals of a page, in either dialect.
QJsonObject declaredSignals(const QByteArray &html)
{
    const qsizetype at = html.indexOf("data-signals");
    const qsizetype begin = html.indexOf('"', at) + 1;
    const QByteArray value = unescaped(html.mid(begin, html.indexOf('"', begin) - begin));
    const qsizetype brace = value.indexOf('{');
    return QJsonDocument::fromJson(value.mid(brace, value.lastIndexOf('}') + 1 - brace)).object();
}

// Moves whole chunks from raw to text; true: the last one has come.
bool takeChunks(QByteArray &raw, QByteArray &text)
{
    for (;;) {
        const qsizetype line = raw.indexOf("\r\n");
        if (line < 0)
            return false;
        const qsizetype size = raw.left(line).toLongLong(nullptr, 16);
        if (raw.size() < line + 2 + size + 2)
            return false;
        text.append(raw.constData() + line + 2, size);
        raw.remove(0, line + 2 + size + 2);
        if (size == 0)
            return true;
    }
}

QJsonObject nested(const QByteArray &path, const QJsonValue &value)
{
    const qsizetype dot = path.indexOf('.');
    if (dot < 0)
        return {{QString::fromLatin1(path), value}};
    return {{QString::fromLatin1(path.left(dot)), nested(path.mid(dot + 1), value)}};
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

QList<Told> parseTold(const QByteArray &bytes)
{
    QList<Told> all;
    Told one;
    for (const QByteArray &line : bytes.split('\n')) {
        if (line.isEmpty() && !one.type.isEmpty())
            all.append(std::exchange(one, Told()));
        else if (line.startsWith("event: "))
            one.type = line.mid(7);
        else if (line.startsWith("data: frame "))
            one.id = line.mid(12);
        else if (line.startsWith("data: ")) {
            const qsizetype space = line.indexOf(' ', 6);
            QByteArray &data = one.data[line.mid(6, space - 6)];
            data += (data.isEmpty() ? "" : "\n") + line.mid(space + 1);
        }
    }
    return all;
}

QByteArray Answer::header(const QByteArray &name) const
{
    return headerOf(head, name);
}

bool Answer::hasHeader(const QByteArray &name) const
{
    return head.toLower().contains("\r\n" + name.toLower() + ':');
}

Browser::Browser(quint16 on)
    : port(on)
{
}

QByteArray Browser::calledHost() const
{
    return host.isEmpty() ? "localhost:" + QByteArray::number(port) : host;
}

void Browser::connectSocket()
{
    m_socket = std::make_unique<QTcpSocket>();
    m_socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    waitUntil([this] { return m_socket->state() == QAbstractSocket::ConnectedState; });
}

Answer Browser::send(
    const QByteArray &method,
    const QByteArray &target,
    const QByteArray &fields,
    const QByteArray &body)
{
    if (!m_socket || m_socket->peerPort() != port
        || m_socket->state() != QAbstractSocket::ConnectedState)
        connectSocket();
    QByteArray request
        = method + ' ' + target + " HTTP/1.1\r\nHost: " + calledHost() + "\r\n" + fields;
    if (!cookie.isEmpty())
        request += "Cookie: " + cookie + "\r\n";
    if (!body.isNull())
        request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    m_socket->write(request + "\r\n" + body);

    Answer answer;
    QByteArray bytes;
    waitUntil([&] {
        bytes += m_socket->readAll();
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return m_socket->state() != QAbstractSocket::ConnectedState;
        answer.head = bytes.left(end + 2);
        const qsizetype size = method == "HEAD" ? 0 : answer.header("Content-Length").toLongLong();
        if (bytes.size() < end + 4 + size)
            return false;
        answer.status = bytes.mid(9, 3).toInt();
        answer.body = bytes.mid(end + 4);
        return true;
    });
    if (answer.header("Connection") == "close")
        m_socket.reset();
    const QByteArray given = answer.header("Set-Cookie");
    if (!given.isEmpty())
        cookie = given.left(given.indexOf(';'));
    return answer;
}

Answer Browser::get(const QByteArray &target, const QByteArray &fields)
{
    return send("GET", target, fields);
}

Tab Browser::load(const QByteArray &target)
{
    return Tab(*this, get(target));
}

Tab::Tab(Browser &browser, Answer loaded)
    : page(std::move(loaded))
    , m_browser(&browser)
    , m_values(declaredSignals(page.body))
{
    if (!page.body.startsWith("<!")) // it came in the place of another one
        apply(page.body);
    const QByteArray prefix = "/backstate/stream/";
    const qsizetype at = page.body.indexOf(prefix);
    qsizetype end = at + prefix.size();
    while (end < page.body.size() && (isalnum(page.body[end]) || strchr("-_.", page.body[end])))
        ++end;
    streamUrl = page.body.mid(at, end - at);
}

QByteArray Tab::id()
{
    return value("_tab").toString().toLatin1();
}

QJsonValue Tab::value(const char *path)
{
    read();
    QJsonValue found = m_values;
    for (const QByteArray &name : QByteArray(path).split('.'))
        found = found.toObject().value(QString::fromLatin1(name));
    return found;
}

void Tab::type(const char *path, const QJsonValue &value)
{
    read();
    merge(m_values, nested(path, value), false);
}

QJsonObject Tab::sent() const
{
    QJsonObject object = m_values;
    for (const QString &name : object.keys()) {
        if (name.startsWith(u'_'))
            object.remove(name);
    }
    return object;
}

QByteArray Tab::actionOf(const QByteArray &content) const
{
    const qsizetype end = page.body.indexOf('>' + content);
    const qsizetype tag = page.body.lastIndexOf('<', end);
    const QByteArray markup = unescaped(page.body.mid(tag, end - tag));
    const qsizetype begin = markup.indexOf("('") + 2;
    return markup.mid(begin, markup.indexOf('\'', begin) - begin);
}

QByteArray Tab::eventFields() const
{
    return "Datastar-Request: true\r\nBackState-Tab: "
        + m_values.value(QStringLiteral("_tab")).toString().toLatin1() + "\r\n"
        + (m_editNumber.isEmpty() ? "" : "BackState-Edit: " + m_editNumber + "\r\n");
}

Answer Tab::call(const QByteArray &verb, const QByteArray &target)
{
    read();
    if (verb == "POST")
        return postWith(target, sent());
    const QByteArray query = (target.contains('?') ? "&datastar=" : "?datastar=")
        + compact(sent()).toPercentEncoding();
    Answer answer = m_browser->send(verb, target + query, eventFields());
    apply(answer.body);
    return answer;
}

Answer Tab::postWith(const QByteArray &target, const QJsonObject &values)
{
    return submit(target, "application/json", compact(values));
}

Answer Tab::submit(const QByteArray &target, const QByteArray &contentType, const QByteArray &form)
{
    read();
    Answer answer = m_browser->send(
        "POST",
        target,
        eventFields() + "Content-Type: " + contentType + "\r\n",
        form);
    // What a stream has told before goes first.
    read();
    apply(answer.body);
    return answer;
}

void Tab::openStream(
    const QByteArray &lastFrame, const QByteArray &instance, const QByteArray &fields)
{
    closeStream();
    m_stream = std::make_unique<QTcpSocket>();
    m_stream->connectToHost(QHostAddress(QHostAddress::LocalHost), m_browser->port);
    QByteArray request = "GET " + streamUrl + " HTTP/1.1\r\nHost: " + m_browser->calledHost()
        + "\r\n" + (m_browser->cookie.isEmpty() ? "" : "Cookie: " + m_browser->cookie + "\r\n")
        + "Datastar-Request: true\r\nBackState-Instance: " + instance + "\r\n" + fields;
    if (!lastFrame.isEmpty())
        request += "BackState-Frame: " + lastFrame + "\r\n";
    m_stream->write(request + "\r\n");
    waitUntil([this] { return streamStatus() != 0; });
}

void Tab::closeStream()
{
    m_stream.reset();
    m_raw.clear();
    m_head.clear();
    m_received.clear();
    m_applied = 0;
    m_beats = 0;
    m_isEnded = false;
}

void Tab::stopReading()
{
    m_isReading = false;
    m_stream->setReadBufferSize(1);
}

void Tab::goOnReading()
{
    m_isReading = true;
    m_stream->setReadBufferSize(0);
}

void Tab::read()
{
    if (!m_stream || !m_isReading)
        return;
    m_raw += m_stream->readAll();
    if (m_head.isEmpty()) {
        const qsizetype end = m_raw.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        m_head = m_raw.left(end + 2);
        m_raw.remove(0, end + 4);
    }
    if (headerOf(m_head, "Transfer-Encoding") == "chunked") {
        m_isEnded = m_isEnded || takeChunks(m_raw, m_received);
    } else {
        m_received += std::exchange(m_raw, {});
        m_isEnded = m_received.size() >= headerOf(m_head, "Content-Length").toLongLong();
    }
    if (!headerOf(m_head, "Content-Encoding").isEmpty())
        return; // its test decodes it
    const QByteArray beat = Frame::heartbeat().bytes();
    for (qsizetype at; (at = m_received.indexOf(beat, m_applied)) >= 0; ++m_beats)
        m_received.remove(at, beat.size());
    // Only whole frames.
    const qsizetype end = m_received.lastIndexOf("\n\n");
    if (end >= m_applied) {
        const QByteArray fresh = m_received.mid(m_applied, end + 2 - m_applied);
        m_applied = end + 2;
        apply(fresh);
    }
}

void Tab::apply(const QByteArray &frames)
{
    for (const Told &one : parseTold(frames)) {
        if (one.type == Dialect::current().patchSignals) {
            const auto json = QJsonDocument::fromJson(one.data.value("signals")).object();
            merge(m_values, json, one.data.value("onlyIfMissing") == "true");
        }
    }
}

bool Tab::isStreamOpen()
{
    read();
    return m_stream && !m_head.isEmpty() && !m_isEnded
        && m_stream->state() == QAbstractSocket::ConnectedState;
}

int Tab::streamStatus()
{
    read();
    return m_head.mid(9, 3).toInt();
}

QByteArray Tab::streamHead()
{
    read();
    return m_head;
}

QByteArray Tab::received()
{
    read();
    return m_received;
}

int Tab::beats()
{
    read();
    return m_beats;
}

QList<Told> Tab::told()
{
    return parseTold(received());
}

QByteArray Tab::takeReceived()
{
    read();
    m_applied = 0;
    return std::exchange(m_received, {});
}

bool waitUntil(const std::function<bool()> &isSo)
{
    QTimer deadline;
    deadline.setSingleShot(true);
    deadline.start(5000);
    while (!isSo()) {
        if (!deadline.isActive())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

ServerOptions testOptions()
{
    ServerOptions options;
    options.cookieName = "session";
    options.secret = QByteArray(32, 's');
    return options;
}

QByteArray signalsFrame(const QByteArray &json, const QByteArray &id)
{
    QByteArray frame = Frame::patchSignals(json).bytes();
    if (!id.isEmpty())
        frame.insert(frame.size() - 1, "data: frame " + id + '\n');
    return frame;
}

QByteArray editedFrame(const QByteArray &values, const QByteArray &id, const QByteArray &edit)
{
    QByteArray frame = signalsFrame(values, id);
    frame.insert(frame.size() - 1, "data: seen " + edit + '\n');
    return frame;
}

QByteArray missingFrame(const QByteArray &json)
{
    return Frame::patchSignals(json, true).bytes();
}

QByteArray elementsFrame(const QByteArray &markup)
{
    return Frame::patchElements(markup).bytes();
}
