// Numbers as text, as JavaScript's String() prints them; what is not finite, and so no number that
// anybody measured, is nothing. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>

namespace BackState::Private {

BACKSTATE_CORE_EXPORT void appendNumber(QByteArray &out, double number);

inline constexpr qsizetype longestNumber = 32; // "-1.7976931348623157e+308" has 24

// Write at out, which has room for longestNumber, and return the length.
qsizetype writeNumber(char *out, double number);
qsizetype writeNumber(char *out, float number);
qsizetype writeNumber(char *out, qint64 number);
qsizetype writeNumber(char *out, quint64 number);

} // namespace BackState::Private
