// A browser as a server sees it: one cookie, tabs, and what they are told. Over real HTTP.
#pragma once

#include <BackState/datastar/dialect.h>
#include <BackState/program/options.h>

#include <QTcpSocket>
#include <QTest>

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <functional>
#include <memory>

// One event of Server-Sent Events. Data lines of one key are joined, as Datastar does.
struct Told
{
    QByteArray type;
    QByteArray id;
    QMap<QByteArray, QByteArray> data;

    bool operator==(const Told &) const = default;
};
QList<Told> parseTold(const QByteArray &bytes);

struct Answer
{
    int status = 0; // 0: none came
    QByteArray head;
    QByteArray body;

    QByteArray header(const QByteArray &name) const; // the first of that name
    bool hasHeader(const QByteArray &name) const;
};

class Tab;

class Browser
{
public:
    explicit Browser(quint16 port);

    // `fields` are whole lines. A cookie that comes is kept, and sent from then on.
    Answer send(
        const QByteArray &method,
        const QByteArray &target,
        const QByteArray &fields = {},
        const QByteArray &body = {});
    Answer get(const QByteArray &target, const QByteArray &fields = {});
    Tab load(const QByteArray &target = "/");

    QByteArray cookie; // name=value; empty: none yet
    quint16 port;
    QByteArray host; // by which it calls the server; empty: "localhost:<port>"
    QByteArray calledHost() const;

private:
    void connectSocket();

    std::unique_ptr<QTcpSocket> m_socket; // kept from request to request
};

// A loaded page with its signals, which follow what the server tells.
class Tab
{
public:
    Tab(Browser &browser, Answer page);

    Answer page;
    QByteArray streamUrl;

    QByteArray id(); // $_tab
    // A signal by its path, "_Counter.count", after everything that was told so far.
    QJsonValue value(const char *path);
    void type(const char *path, const QJsonValue &value); // as a user would into an input
    QJsonObject sent() const; // the signals that go with an action: none with a leading underscore
    // The action of the element whose content begins so: "/Counter/increment?amount=1".
    QByteArray actionOf(const QByteArray &content) const;

    // An event, as Datastar sends it, with the signals of sent(). What comes back is applied.
    Answer call(const QByteArray &verb, const QByteArray &target);
    Answer post(const QByteArray &target) { return call("POST", target); }
    // The same with signals, fields and a body of the test's own.
    Answer postWith(const QByteArray &target, const QJsonObject &values);
    // What is sent from here on has this number of an edit: "1.0". Empty: none, as at first.
    void setEditNumber(const QByteArray &number) { m_editNumber = number; }
    Answer submit(const QByteArray &target, const QByteArray &contentType, const QByteArray &form);

    void openStream(
        const QByteArray &lastFrame = {},
        const QByteArray &instance = "1",
        const QByteArray &fields = {}); // whole lines
    void closeStream();
    void stopReading(); // as a browser that is too slow
    void goOnReading();
    bool isStreamOpen(); // its head has come, its end has not
    int streamStatus();
    QByteArray streamHead();
    // The stream's bytes, without chunks, and without heartbeats unless they are compressed
    QByteArray received();
    int beats(); // of the stream so far
    QList<Told> told(); // of the stream
    QByteArray takeReceived(); // and forgets them

private:
    void read();
    void apply(const QByteArray &frames);
    QByteArray eventFields() const;

    Browser *m_browser;
    QJsonObject m_values;
    QByteArray m_editNumber;
    std::unique_ptr<QTcpSocket> m_stream;
    QByteArray m_raw; // of the stream, not decoded yet
    QByteArray m_head;
    QByteArray m_received;
    qsizetype m_applied = 0; // of m_received
    int m_beats = 0;
    bool m_isEnded = false;
    bool m_isReading = true;
};

// Runs the event loop until it is so; false: it never was, for five seconds.
bool waitUntil(const std::function<bool()> &isSo);

// No file is written, and the cookie's name is the same on all ports.
BackState::ServerOptions testOptions();

// The frames these tests wait for, in the dialect of the bundle.
QByteArray signalsFrame(const QByteArray &json, const QByteArray &id = {});
// The same after an edit of that number.
QByteArray editedFrame(const QByteArray &values, const QByteArray &id, const QByteArray &edit);
QByteArray missingFrame(const QByteArray &json); // only if missing
QByteArray elementsFrame(const QByteArray &markup);
