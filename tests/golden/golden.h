// The cases of Datastar's own conformance suites, for tests of frames and of whole answers by HTTP.
//
// Events are compared as the suites' comparator does: lines of one key keep their order, keys
// don't.
#pragma once

#include <BackState/datastar/frame.h>

#include <QTest>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <utility>

namespace Golden {

using namespace BackState;

struct Event
{
    QByteArray type;
    QByteArray id;
    QByteArray retry;
    QMap<QByteArray, QByteArrayList> data;

    bool operator==(const Event &) const = default;
};

inline QList<Event> parse(const QByteArray &stream)
{
    QList<Event> events;
    Event event;
    for (const QByteArray &line : stream.split('\n')) {
        if (line.isEmpty()) {
            if (!event.type.isEmpty())
                events.append(std::exchange(event, Event()));
        } else if (line.startsWith("event: ")) {
            event.type = line.mid(7);
        } else if (line.startsWith("id: ")) {
            event.id = line.mid(4);
        } else if (line.startsWith("retry: ")) {
            event.retry = line.mid(7);
        } else if (line.startsWith("data: ")) {
            const qsizetype space = line.indexOf(' ', 6);
            event.data[line.mid(6, space - 6)].append(line.mid(space + 1));
        }
    }
    return events;
}

inline QByteArray text(const QJsonObject &input, const char *key)
{
    const QJsonValue value = input.value(QLatin1StringView(key));
    return value.isBool() ? QByteArray(value.toBool() ? "true" : "false")
                          : value.toString().toUtf8();
}

inline Mode modeOf(const QByteArray &name, const Dialect &dialect)
{
    for (int mode = 0; mode < 8; ++mode) {
        if (!name.isEmpty() && dialect.mode(Mode(mode)) == name)
            return Mode(mode);
    }
    return Mode::Outer;
}

inline Expected<Frame> script(const QJsonObject &input, const Dialect &dialect)
{
    ScriptOptions options;
    options.autoRemove = input.value(QLatin1StringView("autoRemove")).toBool(true);
    // The suites give them as "type", "blocking"; QJsonObject sorts them.
    const QJsonObject attributes = input.value(QLatin1StringView("attributes")).toObject();
    for (auto it = attributes.begin(); it != attributes.end(); ++it)
        options.attributes.prepend({it.key().toUtf8(), text(attributes, it.key().toLatin1())});
    return Frame::executeScript(text(input, "script"), options, dialect);
}

inline Expected<Frame>
elements(const QJsonObject &input, const char *key, const char *modeKey, const Dialect &dialect)
{
    ElementsOptions options;
    options.selector = text(input, "selector");
    options.mode = modeOf(text(input, modeKey), dialect);
    options.viewTransition = input.value(QLatin1StringView("useViewTransition")).toBool();
    return Frame::patchElements(QByteArrayView(text(input, key)), options, dialect);
}

inline Expected<Frame> frame(const QJsonObject &input, const Dialect &dialect)
{
    const QByteArray type = text(input, "type");
    if (type == "executeScript")
        return script(input, dialect);
    if (type == "patchElements")
        return elements(input, "elements", "mode", dialect);
    if (type == "mergeFragments")
        return elements(input, "fragments", "mergeMode", dialect);
    if (type == "removeFragments") {
        return Frame::removeElements(
            text(input, "selector"),
            input.value(QLatin1StringView("useViewTransition")).toBool(),
            dialect);
    }
    if (type == "removeSignals") {
        QByteArrayList paths;
        for (const QJsonValue path : input.value(QLatin1StringView("paths")).toArray())
            paths.append(path.toString().toUtf8());
        return Frame::removeSignals(paths, dialect);
    }
    QByteArray json = text(input, "signals-raw");
    if (json.isEmpty()) {
        json = QJsonDocument(input.value(QLatin1StringView("signals")).toObject())
                   .toJson(QJsonDocument::Compact);
    }
    return Frame::patchSignals(
        json,
        input.value(QLatin1StringView("onlyIfMissing")).toBool(),
        dialect);
}

inline QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// All events of a case; empty: one of them was refused.
inline QByteArray frames(const QJsonObject &input, const Dialect &dialect)
{
    QByteArray stream;
    for (const QJsonValue event : input.value(QLatin1StringView("events")).toArray()) {
        const QJsonObject object = event.toObject();
        Expected<Frame> bytes = frame(object, dialect);
        if (bytes && object.contains(QLatin1StringView("eventId")))
            bytes = bytes->withId(text(object, "eventId"));
        if (!bytes)
            return {};
        const int retry = object.value(QLatin1StringView("retryDuration")).toInt(1000);
        stream.append(bytes->withRetry(retry).bytes());
    }
    return stream;
}

// One row for each case: where its input.json and output.txt are, and its dialect.
inline void addRows(const QString &golden)
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("isV1");
    for (const char *version : {"v1/get/", "v1/post/", "beta.11/get/", "beta.11/post/"}) {
        const QString folder = golden + QLatin1StringView(version);
        for (const QString &name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QTest::addRow("%s%s", version, qUtf8Printable(name))
                << QString(folder + name) << QByteArrayView(version).startsWith("v1");
        }
    }
}

inline void compare(const QByteArray &stream, const QString &folder)
{
    const QList<Event> expected = parse(contents(folder + QStringLiteral("/output.txt")));
    QVERIFY(!expected.isEmpty());
    const QList<Event> actual = parse(stream);
    QCOMPARE(actual.size(), expected.size());
    for (qsizetype at = 0; at < expected.size(); ++at) {
        QCOMPARE(actual.at(at).type, expected.at(at).type);
        QCOMPARE(actual.at(at).id, expected.at(at).id);
        QCOMPARE(actual.at(at).retry, expected.at(at).retry);
        QCOMPARE(actual.at(at).data, expected.at(at).data);
    }
}

} // namespace Golden
