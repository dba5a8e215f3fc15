#include <BackState/text/reading.h>

namespace BackState::Private {

namespace {

constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";

}

QString readUtf8(QByteArrayView utf8)
{
    QString text = QString::fromUtf8(utf8);
    if (utf8.startsWith(byteOrderMark))
        text.prepend(QChar(QChar::ByteOrderMark));
    return text;
}

// Qt's parser keeps it where it is escaped, which it can only be inside a text. The one before all
// else belongs to no text.
QJsonDocument readJson(const QByteArray &json, QJsonParseError *error)
{
    if (!json.contains(byteOrderMark))
        return QJsonDocument::fromJson(json, error);
    QByteArray escaped = json.startsWith(byteOrderMark) ? json.sliced(byteOrderMark.size()) : json;
    return QJsonDocument::fromJson(escaped.replace(byteOrderMark, "\\ufeff"), error);
}

} // namespace BackState::Private
