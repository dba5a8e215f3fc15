#include <BackState/datastar/edits_frame.h>

namespace BackState::Private {

QByteArray
editsFrame(QByteArrayView json, quint64 number, QByteArrayView seen, const Dialect &dialect)
{
    QByteArray bytes = Frame::patchSignals(json, false, dialect).bytes();
    bytes.chop(1); // the empty line that ends it
    bytes.append("data: frame ").append(QByteArray::number(number)).append('\n');
    if (!seen.isEmpty())
        bytes.append("data: seen ").append(seen).append('\n');
    return bytes.append('\n');
}

} // namespace BackState::Private
