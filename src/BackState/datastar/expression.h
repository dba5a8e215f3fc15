// Expression: what Datastar evaluates in the browser, put together in C++.
#pragma once

#include <BackState/core/naming.h>
#include <BackState/datastar/dialect.h>

#include <QJsonValue>

namespace BackState {

//! How strongly the outermost operator of an expression binds; weaker ones get parentheses inside
//! stronger ones.
enum class Binding {
    Script,
    Conditional,
    Or,
    And,
    Equality,
    Relation,
    Sum,
    Product,
    Unary,
    Primary
};

namespace Private {

template<typename T>
concept LiteralNumber
    = std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>;

} // namespace Private

/*!
    What Datastar evaluates in the browser, put together in C++ out of signals, literals and
    operators: signal(cart.count) > 3.

    A value; any one thread at a time. It also knows its result of now, where the server can tell,
    so that the first paint is right before any script runs.
*/
class BACKSTATE_CORE_EXPORT Expression
{
public:
    //! Literals: a bool, a number, a text, or an enum by its key.
    template<typename T>
        requires std::is_same_v<T, bool>
    Expression(T value)
        : Expression(value ? "true" : "false", Binding::Primary, QJsonValue(value))
    {
    }
    template<Private::LiteralNumber T>
    Expression(T value)
        : Expression(number(value))
    {
    }
    template<Private::Text T>
    Expression(const T &text)
        : Expression(literal(QVariant(Private::textOf(text))))
    {
    }
    template<typename T>
        requires std::is_enum_v<T>
    Expression(T value)
        : Expression(literal(QVariant::fromValue(value)))
    {
    }
    Expression(QByteArray text, Binding binding, const QJsonValue &known = QJsonValue::Undefined);

    const QByteArray &text() const { return m_text; }
    QByteArray text(Binding inside) const; // in parentheses if they are needed there
    Binding binding() const { return m_binding; }
    //! Its result of now, for the first paint. Undefined if the server does not know it.
    const QJsonValue &known() const { return m_known; }
    std::optional<bool> isTrue() const;

    friend BACKSTATE_CORE_EXPORT Expression operator!(const Expression &operand);
    friend BACKSTATE_CORE_EXPORT Expression operator-(const Expression &operand);
    friend BACKSTATE_CORE_EXPORT Expression
    operator&&(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator||(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator==(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator!=(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator<(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator<=(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator>(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator>=(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator+(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator-(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator*(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator/(const Expression &left, const Expression &right);
    friend BACKSTATE_CORE_EXPORT Expression
    operator%(const Expression &left, const Expression &right);

private:
    static Expression literal(const QVariant &value);
    static Expression number(double value);
    static Expression integer(qint64 value);
    static Expression integer(quint64 value);
    template<typename T>
    static Expression number(T value)
        requires std::is_integral_v<T>
    {
        if constexpr (std::is_signed_v<T>)
            return integer(qint64(value));
        else
            return integer(quint64(value));
    }

    QByteArray m_text;
    Binding m_binding;
    QJsonValue m_known;
};

/*!
    A signal of the page's own that is never sent: $_local.<name>. The name has letters and digits
    and begins with a small letter.
*/
BACKSTATE_CORE_EXPORT Expression local(QByteArrayView name);

/*! condition ? yes : no */
BACKSTATE_CORE_EXPORT Expression
if_(const Expression &condition, const Expression &yes, const Expression &no);

/*!
    JavaScript as it stands. Never put a user's text into it: hand that over as a signal or as a
    literal.
*/
BACKSTATE_CORE_EXPORT Expression script(QByteArrayView javaScript);

namespace Private {

// "$Chat.draft"; an object of signals where the property is a gadget. Empty if there is no such
// signal.
BACKSTATE_CORE_EXPORT QByteArray signalText(const PropertyReference &property);
// The expression with the same text as core's toDisplay().
BACKSTATE_CORE_EXPORT QByteArray displayText(const PropertyReference &property);
// Tells the current rendering of a problem, if there is one.
BACKSTATE_CORE_EXPORT void reportProblem(const QString &sentence);
BACKSTATE_CORE_EXPORT bool isLocalName(QByteArrayView name);

} // namespace Private

} // namespace BackState
