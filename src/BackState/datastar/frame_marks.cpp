#include <BackState/datastar/frame_marks.h>

namespace BackState::Private {

namespace {

bool isEvent(QByteArrayView frame, QByteArrayView name)
{
    constexpr QByteArrayView field = "event: ";
    return !name.isEmpty() && frame.startsWith(field) && frame.sliced(field.size()).startsWith(name)
        && frame.sliced(field.size() + name.size()).startsWith('\n');
}

} // namespace

QByteArray ifPresent(const QByteArray &frames, const Dialect &dialect)
{
    QByteArray marked;
    marked.reserve(frames.size() + 64);
    for (qsizetype begin = 0; begin < frames.size();) {
        const qsizetype blank = frames.indexOf("\n\n", begin); // no data line is empty
        const qsizetype end = blank < 0 ? frames.size() : blank + 2;
        const QByteArrayView frame = QByteArrayView(frames).sliced(begin, end - begin);
        const bool isOfElements = blank >= 0
            && (isEvent(frame, dialect.patchElements) || isEvent(frame, dialect.removeElements));
        if (isOfElements)
            marked.append(frame.chopped(1)).append("data: ifPresent true\n\n");
        else
            marked.append(frame);
        begin = end;
    }
    return marked;
}

} // namespace BackState::Private
