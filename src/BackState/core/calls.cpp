#include <BackState/core/calls.h>

#include <BackState/core/invoke.h>
#include <BackState/core/proposed.h>
#include <BackState/core/refusing.h>
#include <BackState/core/thrown.h>

#include <QPointer>

namespace BackState::Private {

using namespace Qt::StringLiterals;

namespace {

// A member of the class, for the log. The object may be gone by then.
QString nameOf(const QMetaObject *metaObject, QByteArrayView member)
{
    return QLatin1StringView(metaObject->className()) + "::"_L1 + QString::fromUtf8(member);
}

QString notChecked()
{
    return u"This could not be checked. The server's log says why."_s;
}

} // namespace

QString faultSentence()
{
    return u"This has a fault. The server's log says more."_s;
}

Called callEvent(State &state, const Schema::Event &event, const QVariantList &arguments)
{
    const QMetaObject *metaObject = state.metaObject();
    const QPointer<State> object = &state;
    Called called;
    called.hasThrown = !contain(
        [&]() -> QString { return nameOf(metaObject, event.name) + "()"_L1; },
        [&] { called.result = invoke(state, event, arguments); });
    if (called.hasThrown && object)
        Refusing::note(*object, event.name, faultSentence());
    return called;
}

QVariant readProperty(const State &state, const Schema::Property &property)
{
    QVariant value;
    contain(
        [&]() -> QString {
            return "the getter of "_L1 + nameOf(state.metaObject(), property.name);
        },
        [&] { value = property.meta.read(&state); });
    return value;
}

bool setProperty(State &state, const Schema::Property &property, const QVariant &value)
{
    const QMetaObject *metaObject = state.metaObject();
    return contain(
        [&]() -> QString { return "the setter of "_L1 + nameOf(metaObject, property.name); },
        [&] { property.meta.write(&state, value); });
}

QString validated(const State &state, const Schema::Property &property, const QVariant &value)
{
    QString sentence;
    const bool isDone = contain(
        [&] { return nameOf(state.metaObject(), "validate()"); },
        [&] { sentence = state.validate(QString::fromLatin1(property.name), value); });
    return isDone ? sentence : notChecked();
}

Refusals validatedTogether(const State &state, const Proposed &values, const QByteArray &edited)
{
    Refusals refusals;
    const bool isDone = contain(
        [&] { return nameOf(state.metaObject(), "validateTogether()"); },
        [&] { refusals = state.validateTogether(values); });
    return isDone ? refusals : Refusals{{QString::fromUtf8(edited), notChecked()}};
}

} // namespace BackState::Private
