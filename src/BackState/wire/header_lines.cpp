#include <BackState/wire/header_lines.h>

#include <algorithm>

namespace BackState::Http {

/*!
    \class BackState::Http::HeaderLines
    \internal
    \brief Additional fields of an answer, as bytes.
*/

/*!
    Adds the field \a name with \a value. Returns \c false, and adds nothing, when \a value has a
    character that would end the line and begin another: it may come from a user.
*/
bool HeaderLines::add(QByteArrayView name, QByteArrayView value)
{
    const auto endsLine = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (std::any_of(value.begin(), value.end(), endsLine))
        return false;
    m_lines.reserve(m_lines.size() + name.size() + value.size() + 4);
    m_lines += name;
    m_lines += ": ";
    m_lines += value;
    m_lines += "\r\n";
    return true;
}

} // namespace BackState::Http
