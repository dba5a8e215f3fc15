// Bytes as text, whatever stands in them: to Qt, U+FEFF at the beginning is a mark of the encoding
// that is no part of the text. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonDocument>
#include <QString>

namespace BackState::Private {

BACKSTATE_CORE_EXPORT QString readUtf8(QByteArrayView utf8);

// As QJsonDocument::fromJson().
BACKSTATE_CORE_EXPORT QJsonDocument
readJson(const QByteArray &json, QJsonParseError *error = nullptr);

} // namespace BackState::Private
