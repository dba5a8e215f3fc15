// JSON text: strings, and objects whose names need no escape, written as they come. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>

namespace BackState::Private {

// What is escaped in a string beside what JSON itself asks for.
enum class Escape {
    Json, // nothing more, as in JSON.stringify()
    Expression, // what means something to a Datastar expression, an attribute or a script
    Literal // the same and more, in 'single quotes': for what Datastar compiles
};

// The string with its quotes.
BACKSTATE_CORE_EXPORT void appendJsonText(QByteArray &out, Escape escape, QStringView text);

// The escape of one UTF-16 unit by its number: \u003c.
BACKSTATE_CORE_EXPORT void appendUnicodeEscape(QByteArray &out, char16_t unit);

// Writes the members of an object, and of objects in it. The names are not escaped: they are those
// of namespaces, properties and parameters, and keys in hexadecimal digits.
class BACKSTATE_CORE_EXPORT JsonMembers
{
public:
    // Goes on with the object that \a out ends with, which is open and may have members already.
    explicit JsonMembers(QByteArray &out)
        : m_out(out)
        , m_isFirst(out.endsWith('{'))
    {
    }

    void open(QByteArrayView name); // an object as a member of this one, which goes on in it
    void close();
    void name(QByteArrayView name); // the value is appended to out() by the caller
    QByteArray &out() { return m_out; }

private:
    QByteArray &m_out;
    bool m_isFirst;
};

} // namespace BackState::Private
