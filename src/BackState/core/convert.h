// JSON, text and the values of properties and parameters: one strict set of rules, both ways.
#pragma once

#include <BackState/core/expected.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QMetaType>
#include <QVariant>

namespace BackState {

//! How a property of a type stands on the wire, where null may not appear.
enum class WireForm {
    Plain, // the value itself
    Optional, // [] or [value]
    Boxed // [value]: maps, variants and JSON objects, replaced whole
};

BACKSTATE_CORE_EXPORT WireForm wireForm(QMetaType type);

//! Says why values of the type can't travel, and what to do. Empty if they can.
BACKSTATE_CORE_EXPORT QString whyNotConvertible(QMetaType type);

//! `declared` is the property's type. It matters where that is QVariant, whose values are boxed.
BACKSTATE_CORE_EXPORT Expected<QJsonValue> toJson(const QVariant &value, QMetaType declared = {});
BACKSTATE_CORE_EXPORT Expected<QVariant> fromJson(const QJsonValue &json, QMetaType type);

//! The same without a QJsonValue in between, appended as expression-safe JSON (see
//! appendJsonString). What has no JSON form is written as "" and reported by the returned Error. So
//! are NaN and the infinities, without an Error.
BACKSTATE_CORE_EXPORT std::optional<Error>
appendJson(QByteArray &out, const QVariant &value, QMetaType declared = {});
//! Any JSON as it is, null included.
BACKSTATE_CORE_EXPORT void appendJson(QByteArray &out, const QJsonValue &value);
BACKSTATE_CORE_EXPORT void appendJson(QByteArray &out, const QJsonObject &value);

//! "text" with JSON's escapes and \u00XX for the characters that mean something to a Datastar
//! expression, an HTML attribute or a script: $ @ < > & ' ` U+2028 U+2029.
BACKSTATE_CORE_EXPORT void appendJsonString(QByteArray &out, QStringView text);
BACKSTATE_CORE_EXPORT void appendJsonString(QByteArray &out, QByteArrayView utf8);

//! Arguments in a URL: what is a string on the wire (text, dates, enums …) is itself, all else its
//! JSON.
BACKSTATE_CORE_EXPORT Expected<QVariant> fromText(const QString &text, QMetaType type);
BACKSTATE_CORE_EXPORT QByteArray toText(const QVariant &value, QMetaType declared = {});

//! What text(p) shows: numbers as JavaScript writes them, dates in ISO 8601, lists joined by ", ".
BACKSTATE_CORE_EXPORT QString toDisplay(const QVariant &value);

//! Makes a type known that the meta-type system alone can't take apart (std::optional, containers
//! of it, aggregates). BACKSTATE_PROPERTY and the member forms of text(), action() do it for their
//! types by themselves.
template<typename T>
void registerType();

} // namespace BackState

#include <BackState/core/convert_types.h>
