#include <BackState/live/patches.h>

#include <BackState/text/log.h>

#include <BackState/datastar/patch.h>

namespace BackState::Http {

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
    for (const T &one : listOf<T>(result)) {
        const Expected<Frame> frame = patchOf(one, event).toFrame();
        if (frame)
            frames.append(frame->bytes());
        else
            qCWarning(log).noquote() << "what the event" << event.name
                                     << "returned is not sent:" << frame.error().message;
    }
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

} // namespace BackState::Http
