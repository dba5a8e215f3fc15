// The types of their own that the tests of the conversion use.
#pragma once

#include <BackState/core/convert.h>
#include <BackState/text/reading.h>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QVariantMap>

struct Plain
{
    int x = 0;
};

struct Point
{
    Q_GADGET
    Q_PROPERTY(int x MEMBER x)
    Q_PROPERTY(double y MEMBER y)

public:
    int x = 0;
    double y = 0;
    bool operator==(const Point &) const = default;
};

struct Drawing
{
    Q_GADGET
    Q_PROPERTY(QString title MEMBER title)
    Q_PROPERTY(QList<Point> points MEMBER points)
    Q_PROPERTY(std::optional<Point> focus MEMBER focus)
    Q_PROPERTY(QVariantMap notes MEMBER notes)
    Q_PROPERTY(qsizetype count READ count)

public:
    enum class Mode : uchar { Slow, Fast, Turbo = 200 };
    Q_ENUM(Mode)
    enum Option { None = 0, Grid = 1, Ruler = 2, Both = 3, Snap = 0x40000000 };
    Q_DECLARE_FLAGS(Options, Option)
    Q_FLAG(Options)

    qsizetype count() const { return points.size(); }

    QString title;
    QList<Point> points;
    std::optional<Point> focus;
    QVariantMap notes;
    bool operator==(const Drawing &) const = default;
};

struct Tree
{
    Q_GADGET
    Q_PROPERTY(QList<Tree> children MEMBER children)

public:
    QList<Tree> children;
    bool operator==(const Tree &other) const { return children == other.children; }
};

inline QByteArray json(const QVariant &value, QMetaType declared = {})
{
    QByteArray out;
    const auto error = BackState::appendJson(out, value, declared);
    return error ? "error " + error->name + ": " + error->message.toUtf8() : out;
}

template<typename T>
QByteArray jsonOf(const T &value)
{
    BackState::registerType<T>();
    return json(QVariant::fromValue(value));
}

inline QJsonValue parsed(const QByteArray &text)
{
    return BackState::Private::readJson('[' + text + ']').array().at(0);
}

inline void registerTestTypes()
{
    BackState::registerType<std::optional<Point>>();
}
