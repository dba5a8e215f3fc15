// HeaderLines: additional fields of an answer. Internal.
#pragma once

#include <BackState/export.h>

#include <QByteArray>
#include <QByteArrayView>

namespace BackState::Http {

// Header lines as they go over the wire: each "Name: value" with its CRLF.
class BACKSTATE_EXPORT HeaderLines
{
public:
    // Returns false, and adds nothing, when a CR, LF or NUL in value could begin another field.
    [[nodiscard]] bool add(QByteArrayView name, QByteArrayView value);

    bool isEmpty() const { return m_lines.isEmpty(); }
    const QByteArray &lines() const { return m_lines; }
    operator QByteArrayView() const { return m_lines; }

private:
    QByteArray m_lines;
};

} // namespace BackState::Http
