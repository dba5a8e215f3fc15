#include <BackState/html/piece.h>

#include "escape_p.h"

#include <BackState/html/attribute.h>
#include <BackState/html/element.h>
#include <BackState/text/number.h>

namespace BackState::Private {

using namespace Html;

Piece::Piece(QByteArrayView utf8)
    : m_data(utf8.data())
    , m_size(utf8.size())
    , m_written(escapedSize(utf8))
    , m_kind(Kind::Utf8)
{
}

Piece::Piece(QStringView text)
    : m_data(text.data())
    , m_size(text.size())
    , m_written(escapedSize(text))
    , m_kind(Kind::Utf16)
{
}

Piece::Piece(double number)
    : m_written(writeNumber(m_number, number))
    , m_kind(Kind::Number)
{
}

Piece::Piece(float number)
    : m_written(writeNumber(m_number, number))
    , m_kind(Kind::Number)
{
}

Piece::Piece(qint64 number)
    : m_written(writeNumber(m_number, number))
    , m_kind(Kind::Number)
{
}

Piece::Piece(quint64 number)
    : m_written(writeNumber(m_number, number))
    , m_kind(Kind::Number)
{
}

Piece::Piece(bool present)
    : m_kind(present ? Kind::Present : Kind::Nothing)
{
}

Piece::Piece(const Html::Attribute &attribute)
    : m_data(&attribute)
    , m_kind(Kind::Attribute)
{
}

Piece::Piece(const Element *first, qsizetype count)
    : m_data(first)
    , m_size(count)
    , m_kind(Kind::Elements)
{
    for (const Element *element = first; element != first + count; ++element)
        m_written += element->bytes().size();
}

char *Piece::write(char *out) const
{
    switch (m_kind) {
    case Kind::Utf8:
        return m_written == m_size ? writeBytes(out, utf8()) : writeEscaped(out, utf8());
    case Kind::Utf16: return writeEscaped(out, utf16());
    case Kind::Number: return writeBytes(out, QByteArrayView(m_number, m_written));
    case Kind::Elements: {
        const auto *const first = static_cast<const Element *>(m_data);
        for (const Element *element = first; element != first + m_size; ++element)
            out = writeBytes(out, element->bytes());
        return out;
    }
    case Kind::Nothing:
    case Kind::Present:
    case Kind::Attribute: break;
    }
    return out;
}

void Piece::appendRaw(QByteArray &out) const
{
    if (m_kind == Kind::Utf8) {
        out.append(utf8());
    } else if (m_kind == Kind::Utf16) {
        out.append(utf16().toUtf8());
    } else {
        const qsizetype start = out.size();
        out.resize(start + m_written);
        write(out.data() + start);
    }
}

} // namespace BackState::Private
