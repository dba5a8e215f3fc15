#include <BackState/core/invoke.h>
#include <BackState/core/state.h>

#include <QVarLengthArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace BackState {

namespace {

// The value that "Chat.draft" names among everything the browser sent. Undefined if there is none.
QJsonValue signalAt(const QJsonObject &all, QStringView path)
{
    QJsonValue value = all;
    for (const QStringView name : path.split(u'.')) {
        if (!value.isObject())
            return QJsonValue(QJsonValue::Undefined);
        value = value.toObject().value(name);
    }
    return value;
}

Expected<QVariant> fromReference(QStringView path, const QJsonObject &all, QMetaType type)
{
    QJsonValue value = signalAt(all, path);
    if (value.isUndefined() && path.startsWith(u'_'))
        value = signalAt(all, path.sliced(1));
    if (value.isUndefined())
        return Error::invalid({}, u"the signal it refers to was not sent"_s);
    return fromJson(value, type);
}

Expected<QVariant> fromQuery(const QString &text, const QJsonObject &all, QMetaType type)
{
    if (!text.startsWith(u'$'))
        return fromText(text, type);
    if (text.startsWith("$$"_L1))
        return fromText(text.sliced(1), type);
    return fromReference(QStringView(text).sliced(1), all, type);
}

const QString *findQuery(const Arguments &given, const QByteArray &name)
{
    for (const auto &[key, text] : given.query) {
        if (key == name)
            return &text;
    }
    return nullptr;
}

bool isFileList(const Schema::Parameter &parameter)
{
    return parameter.type == QMetaType::fromType<QList<UploadedFile>>();
}

// The files of the field with the parameter's name.
std::optional<Expected<QVariant>>
filesOf(const Schema::Parameter &parameter, const Arguments &arguments)
{
    QList<UploadedFile> files;
    for (const UploadedFile &file : arguments.files) {
        if (file.name() == QLatin1StringView(parameter.name))
            files.append(file);
    }
    if (files.isEmpty())
        return std::nullopt;
    if (isFileList(parameter))
        return QVariant::fromValue(files);
    if (files.size() > 1)
        return Error::invalid({}, u"takes one file only"_s);
    return QVariant::fromValue(files.first());
}

// Null when neither the query nor the signals have it.
std::optional<Expected<QVariant>>
given(const Schema::Parameter &parameter, const Arguments &arguments)
{
    if (parameter.isRequest)
        return QVariant::fromValue(arguments.request);
    if (parameter.isFile)
        return filesOf(parameter, arguments);
    if (const QString *text = findQuery(arguments, parameter.name))
        return fromQuery(*text, arguments.allSignals, parameter.type);
    const QJsonValue json = arguments.signalsOfObject.value(QLatin1StringView(parameter.name));
    if (json.isUndefined())
        return std::nullopt;
    return fromJson(json, parameter.type);
}

// Every name of the query has to be a parameter, once; "datastar" is how signals ride in a GET.
std::optional<Error> checkNames(const Schema::Event &event, const Arguments &arguments)
{
    for (qsizetype i = 0; i < arguments.query.size(); ++i) {
        const QByteArray &name = arguments.query.at(i).first;
        if (name == "datastar")
            continue;
        bool isKnown = false;
        for (const Schema::Parameter &parameter : event.parameters)
            isKnown = isKnown || (parameter.isArgument() && parameter.name == name);
        if (!isKnown)
            return Error::invalid(
                name,
                u"is not a parameter of "_s + QString::fromUtf8(event.name));
        if (findQuery(arguments, name) != &arguments.query.at(i).second)
            return Error::invalid(name, u"is given twice"_s);
    }
    return std::nullopt;
}

bool areBoxes(const QList<const Schema::Parameter *> &parameters)
{
    return std::all_of(
        parameters.cbegin(),
        parameters.cend(),
        [](const Schema::Parameter *parameter) { return parameter->type.id() == QMetaType::Bool; });
}

bool isVariant(QMetaType type)
{
    return type == QMetaType::fromType<QVariant>();
}

} // namespace

/*!
    \class BackState::Arguments
    \brief What came with the call of an event.

    A text in \c query that begins with \c $ is the path of a signal, read from \c allSignals; a
    leading \c $$ stands for the character itself.
*/

/*!
    Returns the arguments for \a event out of \a given, each of exactly its parameter's type, and an
    Error for each that is wrong, whose name is the parameter's (or a part of it, such as \c
    "items[2]"). Each is looked for in the query, then in the signals of the object; when it is in
    neither, the method's own default is used, for which it and all after it are left out of the
    list. Nothing is called and nothing is changed. Any thread.
*/
ConvertedArguments convertArguments(const Schema::Event &event, const Arguments &given)
{
    ConvertedArguments converted;
    if (auto error = checkNames(event, given))
        converted.errors.append(*std::move(error));
    QVariantList &typed = converted.values;
    typed.reserve(event.parameters.size());
    QList<const Schema::Parameter *> missing; // those with a default
    for (qsizetype i = 0; i < event.parameters.size(); ++i) {
        const Schema::Parameter &parameter = event.parameters.at(i);
        auto value = BackState::given(parameter, given);
        if (!value && i < event.required && isFileList(parameter))
            value = QVariant::fromValue(QList<UploadedFile>());
        if (value && *value && !missing.isEmpty() && given.isForm && areBoxes(missing)) {
            for (qsizetype box = std::exchange(missing, {}).size(); box > 0; --box)
                typed.append(false);
        }
        if (!value && i < event.required) {
            converted.errors.append(Error::invalid(parameter.name, u"is missing"_s));
        } else if (!value) {
            missing.append(&parameter);
        } else if (!*value) {
            converted.errors.append(Error(value->error()).within(parameter.name));
        } else if (!missing.isEmpty()) {
            converted.errors.append(
                Error::invalid(missing.first()->name, u"is missing, but one after it is given"_s));
            missing.clear();
        } else {
            typed.append(**std::move(value));
        }
    }
    return converted;
}

/*!
    Returns what convertArguments() does, or the first of its errors. Any thread.
*/
Expected<QVariantList> arguments(const Schema::Event &event, const Arguments &given)
{
    ConvertedArguments converted = convertArguments(event, given);
    if (!converted.errors.isEmpty())
        return std::move(converted.errors.first());
    return std::move(converted.values);
}

/*!
    Calls \a event of \a state with what arguments() returned and returns what the method returned;
    an invalid QVariant when that is void. Must be called in the thread of \a state.
*/
QVariant invoke(State &state, const Schema::Event &event, const QVariantList &typed)
{
    // A method with defaults is followed by one clone for each argument that may be left out.
    const qsizetype leftOut = event.method.parameterCount() - typed.size();
    const int index = event.method.methodIndex() + int(leftOut);
    const QMetaType returned = event.method.returnMetaType();
    const bool returnsValue = returned.isValid() && returned.id() != QMetaType::Void;

    QVariant result = returnsValue && !isVariant(returned) ? QVariant(returned) : QVariant();
    QVarLengthArray<void *, 8> pointers;
    pointers.append(isVariant(returned) ? &result : returnsValue ? result.data() : nullptr);
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const QVariant &value = typed.at(i);
        const bool asItIs = isVariant(event.method.parameterMetaType(int(i)));
        pointers.append(
            const_cast<void *>(asItIs ? static_cast<const void *>(&value) : value.constData()));
    }
    QMetaObject::metacall(&state, QMetaObject::InvokeMetaMethod, index, pointers.data());
    return result;
}

} // namespace BackState
