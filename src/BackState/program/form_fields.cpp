#include <BackState/program/form_fields.h>

#include <BackState/core/convert.h>
#include <BackState/core/entry.h>
#include <BackState/text/reading.h>

#include <algorithm>

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
    const Expected<QVariant> value = Private::fromFields(given, type);
    // An input of numbers that was left empty counts as if it were not there.
    if (!value && given.last().isEmpty())
        return {};
    const bool isList = Private::entryKind(type).startsWith("list ");
    const bool isItself = !value || (!isList && fromText(given.last(), type));
    const QString text = isItself ? given.last() : Private::readUtf8(toText(*value, type));
    return text.startsWith(u'$') ? u'$' + text : text; // a field's text is never a reference
}

std::optional<Expected<QVariant>>
valueOfField(const FormFields &fields, QByteArrayView name, QMetaType type)
{
    const QStringList given = fieldsOf(fields, name);
    if (!given.isEmpty())
        return Private::fromFields(given, type);
    // The page's script says so of boxes and lists that have nothing to send.
    const bool isEmpty = std::any_of(fields.cbegin(), fields.cend(), [name](const auto &field) {
        return field.first == emptyField && field.second == QLatin1StringView(name);
    });
    return isEmpty ? std::optional(Private::fromFields({}, type)) : std::nullopt;
}

} // namespace BackState::Http
