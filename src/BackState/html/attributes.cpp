#include <BackState/html/attributes.h>

namespace BackState::Private {

using namespace Html;

/*!
    \fn template<typename Value> BackState::Html::Attribute
   BackState::Html::attribute(QByteArrayView name, const Value &value)

    The attribute \a name with \a value, for those that have no function of their own.
    \sa Attribute
*/

/*!
    \fn template<typename... Names> BackState::Html::Attribute BackState::Html::cls(const Names
   &...names)

    The classes \a names, text. Empty ones are left out, and without any there is no
    attribute, so \c{cls("row", isLast ? "last" : "")} needs no further care. Classes
    given in several calls add up.
*/
Attribute classes(std::initializer_list<Piece> names)
{
    constexpr AttributeName spelling("class");
    if (names.size() == 1)
        return names.begin()->written() > 0 ? Attribute(spelling, *names.begin()) : Attribute();
    QByteArray joined;
    for (const Piece &name : names) {
        if (!joined.isEmpty() && name.written() > 0)
            joined.append(' ');
        name.appendRaw(joined);
    }
    return joined.isEmpty() ? Attribute() : Attribute(spelling, Piece(QByteArrayView(joined)));
}

/*!
    \fn template<typename Value> BackState::Html::Attribute BackState::Html::aria(QByteArrayView
   name, const Value &value) The attribute \c aria-\a{name}. A bool is \c{"true"} or \c{"false"},
   for there absence means neither.
*/

/*!
    \fn template<typename Value> BackState::Html::Attribute BackState::Html::data(QByteArrayView
   name, const Value &value) The attribute \c data-\a{name}. A bool says whether it is there. Names
   that Datastar runs are refused, see Trusted.
*/
Attribute prefixed(QByteArrayView prefix, QByteArrayView name, const Piece &value, bool isTrusted)
{
    QByteArray whole;
    whole.reserve(prefix.size() + name.size());
    whole.append(prefix).append(name);
    return Attribute(checkedName(whole), value, isTrusted);
}

Attribute flag(const AttributeName &name, Flag isOn)
{
    return Attribute(name, Piece(isOn.isOn()));
}

/*!
    \class BackState::Html::Flag
    \brief The argument of an attribute that is there or not: a bool, or an object that converts to
   one.

    Text does not convert: \c{disabled("false")} would be read as true.
*/

/*!
    \fn template<typename X, typename Y> BackState::Html::Attribute BackState::Html::lineFrom(const
   X &x, const Y &y)

    The attributes \c x1 and \c y1 of a Line. A function y1() alone would never be
    called with a double: the C library has one of that name.
    \sa lineTo()
*/

/*!
    \fn template<typename X, typename Y> BackState::Html::Attribute BackState::Html::lineTo(const X
   &x, const Y &y) The attributes \c x2 and \c y2 of a Line.
*/

} // namespace BackState::Private
