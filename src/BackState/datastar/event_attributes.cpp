#include <BackState/datastar/event_attributes.h>

#include "attribute_p.h"

namespace BackState::Html {

namespace {

QByteArray milliseconds(std::chrono::milliseconds time)
{
    return QByteArray::number(qint64(time.count())) + "ms";
}

// The key of an event's attribute: HTML makes all letters small, so myEvent travels as my-event.
// Empty if the name can't be a key.
QByteArray keyOfEvent(QByteArrayView event, bool *hasCapitals)
{
    QByteArray key;
    for (const char c : event) {
        const bool isCapital = c >= 'A' && c <= 'Z';
        const bool isFirst = key.isEmpty();
        if (isCapital && !isFirst) {
            *hasCapitals = true;
            key.append('-').append(char(c - 'A' + 'a'));
        } else if ((c >= 'a' && c <= 'z') || (!isFirst && ((c >= '0' && c <= '9') || c == '-'))) {
            key.append(c);
        } else {
            return {};
        }
    }
    return *hasCapitals && event.contains('-') ? QByteArray() : key;
}

void reportMissing(const char *modifier)
{
    Private::reportProblem(
        QStringLiteral(
            "The modifier %1 does not exist in this version of Datastar: use 1.0, or leave it out.")
            .arg(QLatin1StringView(modifier)));
}

} // namespace

/*!
    \class BackState::Html::EventAttribute
    \brief An attribute that evaluates an expression when an event of the browser happens.

    A value, made by on(), onClick() and their kin, and handed to a tag. Its functions add modifiers
    and can be chained. One that the dialect does not have is replaced by its equivalent, or
    recorded as a problem of the page.

    \code
    Input(bind(search.text), onInput<&Search::find>(search).debounce(300ms))
    \endcode
*/

/*!
    Evaluates \a expression at each \a event. An expression that is empty after a problem makes no
    attribute.
*/
EventAttribute::EventAttribute(QByteArrayView event, const Expression &expression)
    : m_expression(expression.text())
{
    bool hasCapitals = false;
    const QByteArray key = keyOfEvent(event, &hasCapitals);
    if (key.isEmpty()) {
        Private::reportProblem(
            QStringLiteral(
                "on(\"%1\"): the name of an event consists of letters, digits and hyphens.")
                .arg(QString::fromUtf8(event)));
        return;
    }
    m_name = Private::keyedName("data-on", key);
    if (!hasCapitals)
        return;
    if (Dialect::current().hasCamelCaseEvents)
        modify("case.camel");
    else
        reportMissing("case.camel, for an event with capitals in its name,");
}

/*!
    Evaluates \a expression when the element comes into view.
*/
EventAttribute EventAttribute::intersect(const Expression &expression)
{
    EventAttribute event;
    event.m_name = "data-on-intersect";
    event.m_expression = expression.text();
    return event;
}

EventAttribute &EventAttribute::modify(QByteArrayView modifier)
{
    if (!m_name.isEmpty())
        m_name.append("__").append(modifier);
    return *this;
}

/*!
    Waits until nothing has happened for \a pause. \a edge says whether it acts then, at once, or
    both.
*/
EventAttribute &EventAttribute::debounce(std::chrono::milliseconds pause, Edge edge)
{
    QByteArray modifier = "debounce." + milliseconds(pause);
    if (edge != Edge::Trailing)
        modifier.append(".leading");
    if (edge == Edge::Leading)
        modifier.append('.').append(Dialect::current().noTrailing);
    return modify(modifier);
}

/*!
    Acts at most once in each \a pause: at its beginning, its end, or both, as \a edge says.
*/
EventAttribute &EventAttribute::throttle(std::chrono::milliseconds pause, Edge edge)
{
    QByteArray modifier = "throttle." + milliseconds(pause);
    if (edge == Edge::Trailing)
        modifier.append(".noleading");
    if (edge != Edge::Leading)
        modifier.append('.').append(Dialect::current().trailing);
    return modify(modifier);
}

/*!
    Acts \a time later.
*/
EventAttribute &EventAttribute::delay(std::chrono::milliseconds time)
{
    if (Dialect::current().hasDelay)
        return modify(QByteArray("delay." + milliseconds(time)));
    if (!m_expression.isEmpty()) {
        m_expression = "setTimeout(()=>(" + m_expression + "),"
            + QByteArray::number(qint64(time.count())) + ')';
    }
    return *this;
}

/*!
    Listens on the whole document instead of the element.
*/
EventAttribute &EventAttribute::document()
{
    return modify(Dialect::current().documentModifier);
}

/*!
    Of intersect(): when the element leaves the view instead. Datastar 1.0.
*/
EventAttribute &EventAttribute::exit()
{
    if (Dialect::current().hasThreshold)
        return modify("exit");
    reportMissing("exit");
    return *this;
}

/*!
    Of intersect(): when that many \a percent of the element are in view. Datastar 1.0; half() and
    full() are in both.
*/
EventAttribute &EventAttribute::threshold(int percent)
{
    if (Dialect::current().hasThreshold)
        return modify(QByteArray("threshold." + QByteArray::number(qBound(0, percent, 100))));
    reportMissing("threshold");
    return *this;
}

/*!
    \relates EventAttribute

    Returns the attribute that \a event spells.
*/
Attribute toAttribute(const EventAttribute &event)
{
    return event.m_name.isEmpty() ? Attribute()
                                  : Private::expressionAttribute(event.m_name, event.m_expression);
}

/*!
    \fn template<auto Method, typename S, typename... Given> EventAttribute on(QByteArrayView event,
    const S &object, const Given &...given)

    Calls the event \a Method of \a object with the arguments \a given when \a event happens in the
    browser.

    onClick() and its kin are the same with the event's name. A form that is submitted is never also
    submitted by the browser itself.
    \sa action()
*/

/*!
    Returns the attribute by which a button of a form, or the form, says that each click and each
    submit is an order of its own, as for a button that adds one more.

    \code
    Form(onSubmit<&Basket::add>(basket), Input(…), Button(everyClick(), "One more"))
    \endcode
*/
Attribute everyClick()
{
    return Attribute("data-every-click", "");
}

/*!
    Evaluates \a expression when the element appears, \a delay later.
*/
Attribute init(const Expression &expression, std::chrono::milliseconds delay)
{
    QByteArray name = Dialect::current().init.toByteArray();
    if (delay.count() > 0)
        name.append("__delay.").append(milliseconds(delay));
    return Private::expressionAttribute(name, expression.text());
}

/*!
    Evaluates \a expression \a every so often.
*/
Attribute interval(std::chrono::milliseconds every, const Expression &expression)
{
    const QByteArray name = "data-on-interval__duration." + milliseconds(every);
    return Private::expressionAttribute(name, expression.text());
}

} // namespace BackState::Html
