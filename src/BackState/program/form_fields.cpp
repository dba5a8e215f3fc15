#include <BackState/program/form_fields.h>

#include <BackState/core/convert.h>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

QStringList fieldsOf(const FormFields &fields, QByteArrayView name)
{
    QStringList given;
    for (const auto &[key, value] : fields) {
        if (key == QLatin1StringView(name))
            given.append(value);
    }
    return given;
}

// A ticked box without a value of its own is "on". A list is all fields of its name; else the last
// one counts, so that a hidden field before a box can say what it is without a tick.
QString textOf(const QStringList &given, QMetaType type)
{
    if (type.id() == QMetaType::QStringList)
        return QString::fromUtf8(toText(QVariant(given)));
    const QString &last = given.last();
    return type.id() == QMetaType::Bool && last == u"on"_s ? u"true"_s : last;
}

} // namespace

FormData::Limits formLimits(const ServerOptions &options)
{
    FormData::Limits limits;
    limits.bytes = options.maxUpload;
    limits.memory = options.uploadMemory;
    limits.file = options.maxFile;
    limits.files = options.maxFiles;
    return limits;
}

std::optional<QString> textOfField(const FormFields &fields, QByteArrayView name, QMetaType type)
{
    const QStringList given = fieldsOf(fields, name);
    if (given.isEmpty())
        return {};
    const QString text = textOf(given, type);
    // An input of numbers that was left empty counts as if it were not there.
    if (text.isEmpty() && !fromText(text, type))
        return {};
    return text.startsWith(u'$') ? u'$' + text : text; // a field's text is never a reference
}

std::optional<Expected<QVariant>>
valueOfField(const FormFields &fields, QByteArrayView name, QMetaType type)
{
    const QStringList given = fieldsOf(fields, name);
    if (given.isEmpty())
        return {};
    return fromText(textOf(given, type), type);
}

} // namespace BackState::Http
