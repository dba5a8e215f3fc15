#include <BackState/live/event_results.h>

#include <BackState/datastar/patch.h>
#include <BackState/text/log.h>

#include <QFuture>

#include <array>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

Patch patchOf(const Html::Element &element, const Schema::Event &event)
{
    ElementsOptions options;
    options.selector = event.selector;
    options.mode = event.mode;
    return element.isEmpty() && event.mode != Mode::Remove ? Patch()
                                                           : Patch::elements(element, options);
}

const Patch &patchOf(const Patch &patch, const Schema::Event &)
{
    return patch;
}

template<typename T>
QList<T> listOf(const QVariant &result)
{
    if (result.metaType() == QMetaType::fromType<T>())
        return {result.value<T>()};
    if (result.metaType() == QMetaType::fromType<QList<T>>())
        return result.value<QList<T>>();
    return {};
}

template<typename T>
void append(QByteArray &frames, const QVariant &result, const Schema::Event &event)
{
    for (const T &value : listOf<T>(result)) {
        const Expected<Frame> frame = patchOf(value, event).toFrame();
        if (frame)
            frames.append(frame->bytes());
        else
            qCWarning(log).noquote() << "what the event" << event.name
                                     << "returned is not sent:" << frame.error().message;
    }
}

template<typename T>
Flow<T> flowOfFuture(QFuture<T> future)
{
    co_yield co_await future;
}

// Of a future whose result is nothing to be sent.
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

QByteArray framesOf(const QVariant &result, const Schema::Event &event)
{
    QByteArray frames;
    if (!result.isValid())
        return frames;
    append<Html::Element>(frames, result, event);
    append<Patch>(frames, result, event);
    return frames;
}

FlowHandle flowOf(const QVariant &result)
{
    if (!isFuture(result.metaType()))
        return result.value<FlowHandle>();
    for (const Sendable &sendable : sendables()) {
        if (sendable.future == result.metaType())
            return sendable.ofFuture(result);
    }
    return flowOfEnd(result.value<QFuture<void>>()).handle(); // nobody is told its result
}

QStringList problemsOfFlows(const Schema &schema)
{
    QStringList problems;
    for (const Schema::Event &event : schema.events()) {
        const QMetaType type = event.method.returnMetaType();
        bool isSendable = !event.goesOn || isFuture(type) || type == QMetaType::fromType<Flow<>>();
        for (const Sendable &sendable : sendables())
            isSendable = isSendable || sendable.flow == type;
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
