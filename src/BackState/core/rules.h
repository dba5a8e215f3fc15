// What BACKSTATE_RULES says of a property, and what that means for a value that a browser sent.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QLocale>
#include <QRegularExpression>
#include <QString>
#include <QVariant>

#include <type_traits>

namespace BackState {

/*! A number, or a date or a time in ISO 8601: \c{.min = 1}, \c{.min = "2026-01-31"}. */
class RuleBound
{
public:
    RuleBound() = default;
    template<typename Number>
        requires std::is_arithmetic_v<Number>
    RuleBound(Number number)
    {
        if constexpr (std::is_floating_point_v<Number>)
            m_text = QByteArray::number(double(number), 'g', QLocale::FloatingPointShortest);
        else
            m_text = QByteArray::number(number);
    }
    RuleBound(const char *text)
        : m_text(text)
    {
    }

    bool isSet() const { return !m_text.isEmpty(); }
    const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
};

/*!
    What BACKSTATE_RULES says, its fields in this order. The browser checks them as attributes of
    the input, and the server checks them again before a value is set.
*/
struct PropertyRules
{
    bool required = false; // text and lists: not empty; bool: true
    RuleBound min = {};
    RuleBound max = {};
    int minLength = 0; // UTF-16 units, as in HTML; an empty text is refused by required alone
    int maxLength = -1; // -1 for any length
    const char *pattern = nullptr; // of the whole value
    const char *sentence = nullptr; // what the user reads, whichever rule refuses
};

//! The same, made ready for the property's type. Not for programs.
struct Rules
{
    bool required = false;
    QVariant min; // of the property's type; invalid if there is no bound
    QVariant max;
    QByteArray minText; // as an attribute of HTML
    QByteArray maxText;
    int minLength = 0;
    int maxLength = -1;
    QString pattern; // as it was given; empty if there is none
    QRegularExpression expression;
    QString sentence;

    //! The sentence that refuses a value of the property's type. Empty if it follows all rules.
    BACKSTATE_CORE_EXPORT QString refusal(const QVariant &value) const;
};

//! Called by BACKSTATE_RULES before main().
BACKSTATE_CORE_EXPORT bool
declareRules(const QMetaObject *metaObject, const char *property, const PropertyRules &rules);

} // namespace BackState
