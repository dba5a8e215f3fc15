#include <BackState/datastar/expression.h>

#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/datastar/rendering.h>

#include <QLoggingCategory>

#include <cmath>

namespace BackState {

Q_LOGGING_CATEGORY(datastarLog, "backstate.datastar")

namespace {

constexpr qint64 exactIntegers = 9007199254740992; // 2^53

Binding next(Binding binding)
{
    return Binding(int(binding) + 1);
}

std::optional<double> asNumber(const Expression &expression)
{
    const QJsonValue &known = expression.known();
    return known.isDouble() ? std::optional(known.toDouble()) : std::nullopt;
}

// Left-associative: a - (b - c) keeps its parentheses.
QByteArray
joined(const Expression &left, const char *sign, const Expression &right, Binding binding)
{
    QByteArray text = left.text(binding);
    return text.append(sign).append(right.text(next(binding)));
}

template<typename Compare>
Expression
relation(const Expression &left, const char *sign, const Expression &right, Compare compare)
{
    QJsonValue known = QJsonValue::Undefined;
    const auto a = asNumber(left);
    const auto b = asNumber(right);
    if (a && b)
        known = compare(*a, *b);
    return Expression(joined(left, sign, right, Binding::Relation), Binding::Relation, known);
}

template<typename Calculate>
Expression calculation(
    const Expression &left,
    const char *sign,
    const Expression &right,
    Binding binding,
    Calculate calculate)
{
    QJsonValue known = QJsonValue::Undefined;
    const auto a = asNumber(left);
    const auto b = asNumber(right);
    if (a && b && std::isfinite(calculate(*a, *b)))
        known = calculate(*a, *b);
    return Expression(joined(left, sign, right, binding), binding, known);
}

QJsonValue knownEquality(const Expression &left, const Expression &right, bool isEqual)
{
    const QJsonValue &a = left.known();
    const QJsonValue &b = right.known();
    const bool isScalar = !a.isArray() && !a.isObject();
    if (a.isUndefined() || b.isUndefined() || !isScalar)
        return QJsonValue::Undefined;
    return (a == b) == isEqual;
}

} // namespace

/*!
    \class BackState::Expression
    \brief What Datastar evaluates in the browser: signals, literals and operators.

    A value. Operators put expressions together with the parentheses they need; \c == and \c !=
    become \c === and \c !==. Literals are encoded so that no text can become code, whatever it is.
    Whole numbers beyond 2^53 are texts in the browser, here and in signals: they can be compared
    for equality, not calculated with.

    An expression also carries what it is now where that is known, so that show() can paint right at
    first.

    \code
    show(signal(cart.total) > 100 && !signal(cart.open))
    cls("warn", signal(sensor.mode) == Sensor::Mode::Alarm)
    \endcode
    \sa signal(), script(), if_()
*/

/*!
    Makes an expression of JavaScript \a text whose outermost operator is \a binding, and whose
    value now is \a known.
*/
Expression::Expression(QByteArray text, Binding binding, const QJsonValue &known)
    : m_text(std::move(text))
    , m_binding(binding)
    , m_known(known)
{
}

/*!
    Returns its text for use beside an operator of the strength \a inside.
*/
QByteArray Expression::text(Binding inside) const
{
    if (m_binding >= inside)
        return m_text;
    QByteArray text;
    text.reserve(m_text.size() + 2);
    return text.append('(').append(m_text).append(')');
}

/*!
    Returns whether JavaScript would take its value of now for true; nothing if that is not known.
*/
std::optional<bool> Expression::isTrue() const
{
    switch (m_known.type()) {
    case QJsonValue::Undefined: return {};
    case QJsonValue::Null: return false;
    case QJsonValue::Bool: return m_known.toBool();
    case QJsonValue::Double: return m_known.toDouble() != 0;
    case QJsonValue::String: return !m_known.toString().isEmpty();
    default: return true;
    }
}

Expression Expression::literal(const QVariant &value)
{
    const Expected<QJsonValue> json = toJson(value);
    if (!json) {
        Private::reportProblem(json.error().message);
        return Expression("''", Binding::Primary);
    }
    QByteArray text;
    Private::appendLiteral(text, *json);
    return Expression(text, Binding::Primary, *json);
}

Expression Expression::number(double value)
{
    if (std::isnan(value))
        return Expression("NaN", Binding::Primary);
    if (std::isinf(value))
        return Expression(
            value < 0 ? "-Infinity" : "Infinity",
            value < 0 ? Binding::Unary : Binding::Primary);
    const Binding binding = std::signbit(value) ? Binding::Unary : Binding::Primary;
    return Expression(
        QByteArray::number(value, 'g', QLocale::FloatingPointShortest),
        binding,
        QJsonValue(value));
}

Expression Expression::integer(qint64 value)
{
    if (value > exactIntegers || value < -exactIntegers)
        return literal(QString::number(value));
    const Binding binding = value < 0 ? Binding::Unary : Binding::Primary;
    return Expression(QByteArray::number(value), binding, QJsonValue(double(value)));
}

Expression Expression::integer(quint64 value)
{
    if (value > quint64(exactIntegers))
        return literal(QString::number(value));
    return Expression(QByteArray::number(value), Binding::Primary, QJsonValue(double(value)));
}

/*! \relates Expression */
Expression operator!(const Expression &operand)
{
    const auto value = operand.isTrue();
    return Expression(
        '!' + operand.text(Binding::Unary),
        Binding::Unary,
        value ? QJsonValue(!*value) : QJsonValue(QJsonValue::Undefined));
}

/*! \relates Expression */
Expression operator-(const Expression &operand)
{
    const auto value = asNumber(operand);
    // Two signs side by side would be a decrement.
    return Expression(
        '-' + operand.text(Binding::Primary),
        Binding::Unary,
        value ? QJsonValue(-*value) : QJsonValue(QJsonValue::Undefined));
}

/*! \relates Expression */
Expression operator&&(const Expression &left, const Expression &right)
{
    QJsonValue known = QJsonValue::Undefined;
    if (left.isTrue() == false)
        known = left.known();
    else if (left.isTrue() == true)
        known = right.known();
    else if (right.isTrue() == false)
        known = false; // whatever the left operand is, both together are not true
    return Expression(joined(left, " && ", right, Binding::And), Binding::And, known);
}

/*! \relates Expression */
Expression operator||(const Expression &left, const Expression &right)
{
    QJsonValue known = QJsonValue::Undefined;
    if (left.isTrue() == true)
        known = left.known();
    else if (left.isTrue() == false)
        known = right.known();
    else if (right.isTrue() == true)
        known = true;
    return Expression(joined(left, " || ", right, Binding::Or), Binding::Or, known);
}

/*! \relates Expression */
Expression operator==(const Expression &left, const Expression &right)
{
    return Expression(
        joined(left, " === ", right, Binding::Equality),
        Binding::Equality,
        knownEquality(left, right, true));
}

/*! \relates Expression */
Expression operator!=(const Expression &left, const Expression &right)
{
    return Expression(
        joined(left, " !== ", right, Binding::Equality),
        Binding::Equality,
        knownEquality(left, right, false));
}

/*! \relates Expression */
Expression operator<(const Expression &left, const Expression &right)
{
    return relation(left, " < ", right, std::less<double>());
}

/*! \relates Expression */
Expression operator<=(const Expression &left, const Expression &right)
{
    return relation(left, " <= ", right, std::less_equal<double>());
}

/*! \relates Expression */
Expression operator>(const Expression &left, const Expression &right)
{
    return relation(left, " > ", right, std::greater<double>());
}

/*! \relates Expression */
Expression operator>=(const Expression &left, const Expression &right)
{
    return relation(left, " >= ", right, std::greater_equal<double>());
}

/*! \relates Expression */
Expression operator+(const Expression &left, const Expression &right)
{
    return calculation(left, " + ", right, Binding::Sum, std::plus<double>());
}

/*! \relates Expression */
Expression operator-(const Expression &left, const Expression &right)
{
    // The spaces matter: $a-b would be one name.
    return calculation(left, " - ", right, Binding::Sum, std::minus<double>());
}

/*! \relates Expression */
Expression operator*(const Expression &left, const Expression &right)
{
    return calculation(left, " * ", right, Binding::Product, std::multiplies<double>());
}

/*! \relates Expression */
Expression operator/(const Expression &left, const Expression &right)
{
    return calculation(left, " / ", right, Binding::Product, std::divides<double>());
}

/*! \relates Expression */
Expression operator%(const Expression &left, const Expression &right)
{
    return calculation(left, " % ", right, Binding::Product, [](double a, double b) {
        return std::fmod(a, b);
    });
}

/*!
    Returns \a yes where \a condition is true in the browser, else \a no.
*/
Expression if_(const Expression &condition, const Expression &yes, const Expression &no)
{
    QJsonValue known = QJsonValue::Undefined;
    if (const auto value = condition.isTrue())
        known = (*value ? yes : no).known();
    QByteArray text = condition.text(Binding::Or);
    text.append(" ? ")
        .append(yes.text(Binding::Or))
        .append(" : ")
        .append(no.text(Binding::Conditional));
    return Expression(text, Binding::Conditional, known);
}

/*!
    Returns \a javaScript as an expression.

    \warning It is code. A text that a user typed must never be part of it: use it as a literal,
    which is encoded (\c{signal(p) == text}), or mirror the property it is in.
*/
Expression script(QByteArrayView javaScript)
{
    return Expression(javaScript.trimmed().toByteArray(), Binding::Script);
}

/*!
    Returns the signal \c{_local.<name>}, which belongs to the page alone and is never sent. It is
    an empty text until the page says otherwise, by Html::local() for example.
*/
Expression local(QByteArrayView name)
{
    if (!Private::isLocalName(name)) {
        Private::reportProblem(QStringLiteral("local(\"%1\"): the name of a page's own signal "
                                              "consists of letters and digits, the first "
                                              "a small letter.")
                                   .arg(QString::fromUtf8(name)));
        return Expression("''", Binding::Primary);
    }
    if (Private::Rendering *rendering = Private::Rendering::current())
        rendering->local(name.toByteArray(), "\"\"");
    return Expression("$_local." + name.toByteArray(), Binding::Primary);
}

namespace Private {

void reportProblem(const QString &sentence)
{
    if (Rendering *rendering = Rendering::current())
        rendering->problem(sentence);
    else
        qCWarning(datastarLog).noquote() << sentence;
}

bool isLocalName(QByteArrayView name)
{
    const auto isLetterOrDigit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !name.isEmpty() && name.front() >= 'a' && name.front() <= 'z'
        && std::all_of(name.begin(), name.end(), isLetterOrDigit);
}

} // namespace Private

} // namespace BackState
