#include <BackState/wire/cookies.h>

namespace BackState::Http {

QByteArrayView cookieValue(QByteArrayView field, QByteArrayView name)
{
    while (!field.isEmpty()) {
        const qsizetype end = field.indexOf(';');
        const QByteArrayView pair = (end < 0 ? field : field.first(end)).trimmed();
        if (pair.size() > name.size() && pair.startsWith(name) && pair[name.size()] == '=')
            return pair.sliced(name.size() + 1);
        if (end < 0)
            break;
        field = field.sliced(end + 1);
    }
    return {};
}

} // namespace BackState::Http
