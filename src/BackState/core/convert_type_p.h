// TypeInfo: what the conversion knows of a type, found out once. Internal.
#pragma once

#include <BackState/core/convert.h>
#include <BackState/text/json.h>

#include <QMetaEnum>
#include <QMetaProperty>

#include <utility>
#include <vector>

namespace BackState::Private {

constexpr int maximumDepth = 32; // lists, objects and optionals within each other

// How a type is written, whatever its name.
enum class Shape {
    Unknown,
    Bool,
    Integer,
    Real,
    Text, // from here to Enum: strings on the wire
    Char,
    Bytes,
    Date,
    Time,
    DateTime,
    Url,
    Uuid,
    Enum,
    Gadget,
    Optional,
    List,
    Map,
    Variant,
    JsonValue,
    JsonObject,
    JsonArray
};

struct TypeInfo
{
    struct Member
    {
        QByteArray name;
        QMetaProperty property;
        const TypeInfo *type = nullptr;
    };

    QMetaType type;
    Shape shape = Shape::Unknown;
    qint64 minimum = 0; // Integer
    quint64 maximum = 0;
    std::vector<std::pair<QByteArray, quint64>> keys; // Enum, in the order of declaration
    bool isFlags = false;
    std::vector<Member> members; // Gadget
    const TypeInfo *key = nullptr; // Map
    const TypeInfo *value = nullptr; // Optional, List, Map
    TypeParts parts;

    bool isTextual() const { return shape >= Shape::Text && shape <= Shape::Enum; }
    bool isNumber() const { return shape == Shape::Integer || shape == Shape::Real; }
};

// Kept for the life of the program; any thread. Unknown types have a description too.
const TypeInfo &describe(QMetaType type);

WireForm wireFormOf(const TypeInfo &type);

// Scalars. *out is a value of the type, unchanged when read…() returns false.
qint64 signedValue(const TypeInfo &type, const void *data);
quint64 unsignedValue(const TypeInfo &type, const void *data);
double realValue(const TypeInfo &type, const void *data);
bool isUnsigned(const TypeInfo &type);
void appendInteger(QByteArray &out, const TypeInfo &type, const void *data);
void appendInteger(QByteArray &out, qint64 value);
void appendReal(QByteArray &out, const TypeInfo &type, const void *data); // as JavaScript writes it
void appendReal(QByteArray &out, double value);
QString expectedInteger(const TypeInfo &type); // "a whole number from 0 to 255"
bool readInteger(const TypeInfo &type, const QJsonValue &json, void *out);
void storeEnum(const TypeInfo &type, quint64 value, void *out);
bool readIntegerText(const TypeInfo &type, QStringView text, void *out);
bool readReal(const TypeInfo &type, double value, void *out);

// Types that are strings on the wire. An unknown enum value has no text.
std::optional<QString> textOf(const TypeInfo &type, const void *data);
QString expectedText(const TypeInfo &type); // "a date such as 2026-11-30"
bool readText(const TypeInfo &type, const QString &text, void *out);
QString keyOf(const TypeInfo &type, const void *data); // of a map; any text is fine
bool readKey(const TypeInfo &type, const QString &text, void *out);

// The writer behind toJson(), appendJson() and toDisplay().
std::optional<Error>
writeElement(QByteArray &out, Escape escape, const TypeInfo &type, const void *data);
std::optional<Error>
writeProperty(QByteArray &out, Escape escape, const TypeInfo &type, const void *data);
void writeJson(QByteArray &out, Escape escape, const QJsonValue &value);
void writeJsonAsItIs(QByteArray &out, const QJsonValue &value); // null included; for expressions
// The types that change most, for expressions. False if the number is not finite; nothing was
// written then.
bool writeCommon(QByteArray &out, bool value);
bool writeCommon(QByteArray &out, int value);
bool writeCommon(QByteArray &out, double value);
bool writeCommon(QByteArray &out, const QString &value);

// Object members in the order in which JavaScript keeps them: whole numbers first, by their value.
bool comesFirstInJavaScript(const QString &left, const QString &right);

// The keys of an object that would be its prototype instead of a member.
bool isRefusedKey(QStringView key);

// Empty, or why a name of C++ can't be the name of a signal.
QString whyNotName(QByteArrayView name);

} // namespace BackState::Private
