#include <BackState/live/results.h>

#include <BackState/datastar/patch.h>

#include <array>
#include <optional>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

template<typename T>
Flow<T> flowOfFuture(QFuture<T> future)
{
    co_yield co_await future;
}

Flow<> flowOfEnd(QFuture<void> future)
{
    co_await future;
    co_yield changes;
}

// One entry for each type that framesOf() knows.
struct Sendable
{
    QMetaType flow;
    QMetaType future;
    FlowHandle (*ofFuture)(const QVariant &result);
};

template<typename T>
Sendable sendable()
{
    return {
        QMetaType::fromType<Flow<T>>(),
        QMetaType::fromType<QFuture<T>>(),
        [](const QVariant &result) { return flowOfFuture(result.value<QFuture<T>>()).handle(); }};
}

const std::array<Sendable, 4> &sendables()
{
    static const std::array all{
        sendable<Html::Element>(),
        sendable<Patch>(),
        sendable<QList<Html::Element>>(),
        sendable<QList<Patch>>()};
    return all;
}

bool isFuture(QMetaType type)
{
    return QByteArrayView(type.name()).startsWith("QFuture<");
}

} // namespace

FlowHandle flowOf(const QVariant &result)
{
    if (!isFuture(result.metaType()))
        return result.value<FlowHandle>();
    for (const Sendable &one : sendables()) {
        if (one.future == result.metaType())
            return one.ofFuture(result);
    }
    return flowOfEnd(result.value<QFuture<void>>()).handle(); // its result is for nobody
}

QStringList problemsOfFlows(const Schema &schema)
{
    QStringList problems;
    for (const Schema::Event &event : schema.events()) {
        const QMetaType type = event.method.returnMetaType();
        bool isSendable = !event.goesOn || isFuture(type) || type == QMetaType::fromType<Flow<>>();
        for (const Sendable &one : sendables())
            isSendable = isSendable || one.flow == type;
        if (!isSendable)
            problems.append(u"%1::%2 returns %3, but a page can be sent an Element, a Patch or a "
                            u"list of either: let it be a "
                            "Flow of one of these, or a Flow<> that yields changes."_s.arg(
                                QLatin1StringView(schema.metaObject()->className()),
                                QString::fromUtf8(event.name),
                                QLatin1StringView(type.name())));
    }
    return problems;
}

} // namespace BackState::Http
