// The content of script and style elements, which knows no character references. Internal.
#pragma once

#include <QByteArray>

namespace BackState::Html {

QByteArray harmlessScript(const QByteArray &script);
QByteArray harmlessStyle(const QByteArray &style);

} // namespace BackState::Html
