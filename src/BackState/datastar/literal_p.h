// Values as JavaScript inside an attribute, so that no text can become code there. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QJsonValue>
#include <QStringView>

namespace BackState::Private {

// 'text'. Everything that Datastar's compilers look for is escaped, not only what JavaScript asks
// for: they rewrite $name and @name( even inside texts, split at ; and pair quotes without minding
// escapes.
void appendLiteral(QByteArray &out, QStringView text);
void appendLiteral(QByteArray &out, const QJsonValue &value);

// JSON made by core's appendJson, for an attribute that is compiled as an expression: the escapes
// that begin with a backslash and quote or backslash, and ; and /, are written as \u, and so is the
// mark of Datastar's own escapes.
QByteArray compilable(QByteArrayView json);

// A path and query that can stand in 'quotes' as they are: letters, digits, escapes and the signs
// of URLs.
bool isPlainUrl(QByteArrayView url);

// A name as the key of an attribute survives the casing of both dialects: words of lower-case
// letters.
bool isPlainKey(QByteArrayView name);

} // namespace BackState::Private
