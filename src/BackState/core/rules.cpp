#include <BackState/core/rules.h>

// BACKSTATE_RULES: checked against the class, put into its schema, and applied to values.
#include "convert_type_p.h"
#include "schema_p.h"

#include <QMutex>

#include <unordered_map>

using namespace Qt::StringLiterals;

namespace BackState {

namespace {

struct DeclaredRules
{
    QByteArray property;
    PropertyRules rules;
};

// Filled before main() and by plugins.
struct RulesRegistry
{
    QMutex mutex;
    std::unordered_map<const QMetaObject *, std::vector<DeclaredRules>> rules;

    static RulesRegistry &instance()
    {
        static RulesRegistry registry;
        return registry;
    }
};

std::vector<DeclaredRules> declaredRules(const QMetaObject *metaObject)
{
    RulesRegistry &registry = RulesRegistry::instance();
    const QMutexLocker locker(&registry.mutex);
    const auto it = registry.rules.find(metaObject);
    return it == registry.rules.end() ? std::vector<DeclaredRules>() : it->second;
}

using Private::Shape;

// The type of what an optional holds; any other type is itself.
QMetaType innerType(QMetaType type)
{
    const Private::TypeInfo &info = Private::describe(type);
    return info.shape == Shape::Optional ? info.value->type : type;
}

Shape shapeOf(QMetaType type)
{
    return Private::describe(innerType(type)).shape;
}

// What an optional holds, or an invalid one if that is nothing; any other value is itself.
QVariant innerValue(const QVariant &value)
{
    const Private::TypeInfo &info = Private::describe(value.metaType());
    if (info.shape != Shape::Optional)
        return value;
    QVariant inner;
    info.parts.visit(value.constData(), [&](const void *, const void *held) {
        inner = QVariant(info.value->type, held);
    });
    return inner;
}

bool hasOrder(Shape shape)
{
    return shape == Shape::Integer || shape == Shape::Real || shape == Shape::Date
        || shape == Shape::Time || shape == Shape::DateTime;
}

bool canBeEmpty(Shape shape)
{
    return shape == Shape::Text || shape == Shape::Url || shape == Shape::Bytes
        || shape == Shape::List || shape == Shape::Date || shape == Shape::Time
        || shape == Shape::DateTime;
}

bool isEmpty(const QVariant &value)
{
    if (!value.isValid())
        return true;
    switch (shapeOf(value.metaType())) {
    case Shape::Bool: return !value.toBool();
    case Shape::List: return value.toList().isEmpty();
    case Shape::Text:
    case Shape::Url:
    case Shape::Bytes: return value.toString().isEmpty();
    case Shape::Date: return !value.toDate().isValid();
    case Shape::Time: return !value.toTime().isValid();
    case Shape::DateTime: return !value.toDateTime().isValid();
    default: return false;
    }
}

bool isBelow(const QVariant &value, const QVariant &other)
{
    return value.metaType().compare(value.constData(), other.constData()) == QPartialOrdering::Less;
}

QString characters(int count)
{
    return QString::number(count) + (count == 1 ? u" character."_s : u" characters."_s);
}

QString bound(Shape shape, const QByteArray &text, QStringView forNumbers, QStringView forTimes)
{
    const bool isNumber = shape == Shape::Integer || shape == Shape::Real;
    const QStringView noun = shape == Shape::Date ? u"date" : isNumber ? u"value" : u"time";
    return u"The "_s + noun + u" must be "_s + QString::fromUtf8(text) + u" or "_s
        + (isNumber ? forNumbers : forTimes) + u'.';
}

// The rule that is broken, in plain English.
QString brokenRule(const Rules &rules, const QVariant &given)
{
    const QVariant value = innerValue(given);
    const Shape shape = shapeOf(given.metaType());
    if (rules.required && isEmpty(value))
        return shape == Shape::Bool ? u"Please tick this box."_s : u"Please fill in this field."_s;
    if ((canBeEmpty(shape) || !value.isValid())
        && isEmpty(value)) // as in HTML: what may be left out has no form to keep
        return {};
    if (rules.min.isValid() && isBelow(value, rules.min))
        return bound(shape, rules.minText, u"more", u"later");
    if (rules.max.isValid() && isBelow(rules.max, value))
        return bound(shape, rules.maxText, u"less", u"earlier");
    if (shape != Shape::Text)
        return {};
    const QString text = value.toString();
    if (text.size() < rules.minLength)
        return u"Please use at least "_s + characters(rules.minLength);
    if (rules.maxLength >= 0 && text.size() > rules.maxLength)
        return u"Please use at most "_s + characters(rules.maxLength);
    if (!rules.pattern.isEmpty() && !rules.expression.match(text).hasMatch())
        return u"This does not have the expected form."_s;
    return {};
}

// The value that a bound stands for, or an Error with the type's own sentence.
Expected<QVariant> boundValue(const RuleBound &bound, QMetaType type)
{
    if (!bound.isSet())
        return QVariant();
    return fromText(QString::fromUtf8(bound.text()), innerType(type));
}

// What an input of HTML takes as its min and max. It may leave out the seconds.
QByteArray boundText(const RuleBound &bound, Shape shape)
{
    QByteArray text = bound.text();
    if (shape == Shape::DateTime && text.endsWith('Z'))
        text.chop(1);
    return text;
}

} // namespace

/*!
    \class BackState::PropertyRules
    \brief What BACKSTATE_RULES says of a property.

    Rules are checked on the server for every value that comes from a browser, before
    State::validate(), and an input that is bound to the property has them as attributes of HTML.
    Values that the program sets are not checked. Mistakes in them are refused by Server::listen().

    The rules of an optional are those of what it holds, if it holds something.

    A pattern has to match the whole value. It is a Perl-like regular expression on the server and
    one of JavaScript in the browser: keep to what both have.

    \code
    BACKSTATE_EDITABLE(Member, QString, name)
    BACKSTATE_RULES(name, .required = true, .maxLength = 40)
    BACKSTATE_EDITABLE(Member, QDate, birthday)
    BACKSTATE_RULES(birthday, .min = "1900-01-01", .sentence = "Please give your real birthday.")
    \endcode
*/

/*!
    Returns the sentence that refuses \a value, which must have the type of the property; empty when
    it follows all rules. Any thread.
*/
QString Rules::refusal(const QVariant &value) const
{
    const QString broken = brokenRule(*this, value);
    return broken.isEmpty() || sentence.isEmpty() ? broken : sentence;
}

/*!
    Notes the \a rules of \a property of a class. BACKSTATE_RULES calls it before main(); they count
    for subclasses too. Returns \c true. Any thread.
*/
bool declareRules(const QMetaObject *metaObject, const char *property, const PropertyRules &rules)
{
    RulesRegistry &registry = RulesRegistry::instance();
    const QMutexLocker locker(&registry.mutex);
    registry.rules[metaObject].push_back({property, rules});
    return true;
}

// Goes from the base to the class itself, so that a subclass has the last word.
void SchemaReader::readRules()
{
    QList<const QMetaObject *> chain;
    for (auto at = m_schema.m_metaObject; at && at != m_base; at = at->superClass())
        chain.prepend(at);
    for (const QMetaObject *declaredIn : chain) {
        for (const DeclaredRules &declared : declaredRules(declaredIn)) {
            const int index = m_schema.m_propertyByName.find(declared.property);
            if (index >= 0)
                applyRules(m_schema.m_properties[index], declared.rules);
            else if (declaredIn == m_schema.m_metaObject)
                problem(
                    declared.property,
                    u"BACKSTATE_RULES names no property of this class; declare it, or correct the "
                    u"name"_s);
        }
    }
}

void SchemaReader::applyRules(Schema::Property &property, const PropertyRules &given)
{
    const auto wrong = [this, &property](const QString &sentence) {
        problem(property.name, u"BACKSTATE_RULES: "_s + sentence);
    };
    const Shape shape = shapeOf(property.type);
    Rules rules;
    rules.required = given.required;
    const bool isOptional = innerType(property.type) != property.type;
    if (given.required && !canBeEmpty(shape) && !hasOrder(shape) && shape != Shape::Bool
        && !isOptional)
        wrong(u".required is for text, numbers, dates, bool and lists; remove it"_s);
    const Expected<QVariant> min = boundValue(given.min, property.type);
    const Expected<QVariant> max = boundValue(given.max, property.type);
    if ((given.min.isSet() || given.max.isSet()) && !hasOrder(shape)) {
        wrong(u".min and .max are for numbers, dates and times; remove them"_s);
    } else if (!min || !max) {
        wrong(
            (min ? u".max "_s : u".min "_s) + (min ? max : min).error().message
            + u"; correct it"_s);
    } else {
        rules.min = *min;
        rules.max = *max;
        rules.minText = boundText(given.min, shape);
        rules.maxText = boundText(given.max, shape);
        if (rules.min.isValid() && rules.max.isValid() && isBelow(rules.max, rules.min))
            wrong(u".max is below .min, so that no value would do; correct them"_s);
    }
    const bool hasTextRules = given.minLength != 0 || given.maxLength != -1 || given.pattern;
    if (hasTextRules && shape != Shape::Text)
        wrong(u".minLength, .maxLength and .pattern are for text; remove them"_s);
    else if (
        given.minLength < 0 || given.maxLength < -1
        || (given.maxLength >= 0 && given.maxLength < given.minLength))
        wrong(u".minLength and .maxLength allow no length; correct them"_s);
    rules.minLength = given.minLength;
    rules.maxLength = given.maxLength;
    rules.pattern = QString::fromUtf8(given.pattern);
    rules.sentence = QString::fromUtf8(given.sentence);
    if (given.pattern) {
        rules.expression.setPattern(QRegularExpression::anchoredPattern(rules.pattern));
        if (!rules.expression.isValid() || rules.pattern.isEmpty())
            wrong(
                u".pattern is no regular expression ("_s
                + (rules.pattern.isEmpty() ? u"it is empty"_s : rules.expression.errorString())
                + u"); correct it"_s);
        rules.expression.optimize();
    }
    property.rules = std::move(rules);
}

} // namespace BackState
