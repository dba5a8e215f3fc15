#include <BackState/datastar/paths.h>

#include <BackState/core/convert.h>
#include <BackState/core/property_value.h>
#include <BackState/core/state_data.h>
#include <BackState/text/json.h>

#include <QHash>

#include <algorithm>

namespace BackState::Private {

namespace {

// A member of signals can't have just any characters in its name, nor begin like a number.
QByteArray memberOfKey(const QByteArray &key)
{
    return 'k' + key.toHex();
}

enum class Part { Editable, Other, Errors, Running, Uploads };

// The member that these parts of all namespaces lie under. Empty if there is none.
QByteArrayView rootOf(Part part)
{
    switch (part) {
    case Part::Errors: return "_errors";
    case Part::Running: return "_running";
    case Part::Uploads: return "_upload";
    case Part::Editable:
    case Part::Other: break;
    }
    return {};
}

QByteArray pathBelow(QByteArrayView root, const State &object, QByteArrayView name)
{
    const StateData &data = StateData::of(object);
    QByteArray path = root + '.' + data.schema().nameSpace() + '.';
    if (!data.key().isEmpty())
        path.append(memberOfKey(data.key())).append('.');
    return path.append(name);
}

bool hasPart(const SignalNames &names, Part part)
{
    if (part == Part::Errors)
        return !names.errors.isEmpty();
    if (part == Part::Running)
        return !names.running.isEmpty();
    if (part == Part::Uploads)
        return !names.uploads.isEmpty();
    return std::any_of(
        names.properties.begin(),
        names.properties.end(),
        [part](const auto *property) { return property->isEditable == (part == Part::Editable); });
}

void appendMembers(JsonMembers &members, const SignalNames &names, Part part)
{
    const auto &key = StateData::of(*names.object).key();
    if (!key.isEmpty())
        members.open(memberOfKey(key));
    if (part == Part::Errors) {
        for (const QByteArray &name : names.errors) {
            members.name(name);
            members.out().append("\"\"");
        }
    } else if (part == Part::Running) {
        for (const RunningName &running : names.running) {
            members.name(running.event);
            members.out().append(running.isRunning ? "true" : "false");
        }
    } else if (part == Part::Uploads) {
        for (const QByteArray &name : names.uploads) {
            members.name(name);
            members.out().append('0');
        }
    } else {
        for (const Schema::Property *property : names.properties) {
            if (property->isEditable != (part == Part::Editable))
                continue;
            members.name(property->name);
            appendJson(members.out(), *property, *names.object);
        }
    }
    if (!key.isEmpty())
        members.close();
}

void appendNamespaces(JsonMembers &members, std::span<const SignalNames> names, Part part)
{
    QHash<QByteArray, QList<const SignalNames *>> byName;
    QByteArrayList order;
    for (const SignalNames &object : names) {
        if (!hasPart(object, part))
            continue;
        const QByteArray nameSpace = StateData::of(*object.object).schema().nameSpace();
        if (!byName.contains(nameSpace))
            order.append(nameSpace);
        byName[nameSpace].append(&object);
    }
    const QByteArrayView root = order.isEmpty() ? QByteArrayView() : rootOf(part);
    if (!root.isEmpty())
        members.open(root);
    for (const QByteArray &nameSpace : std::as_const(order)) {
        members.open(part == Part::Other ? QByteArray('_' + nameSpace) : nameSpace);
        for (const SignalNames *object : std::as_const(byName[nameSpace]))
            appendMembers(members, *object, part);
        members.close();
    }
    if (!root.isEmpty())
        members.close();
}

// Opens the members that the names of an object lie under, calls write(members) and closes them.
template<typename Write>
void appendBelow(QByteArray &out, QByteArrayView root, const State &object, Write write)
{
    const StateData &data = StateData::of(object);
    out.append('{');
    JsonMembers members(out);
    members.open(root);
    members.open(data.schema().nameSpace());
    if (!data.key().isEmpty())
        members.open(memberOfKey(data.key()));
    write(members);
    if (!data.key().isEmpty())
        members.close();
    members.close();
    members.close();
    out.append('}');
}

} // namespace

/*!
    Returns the path of the signal of \a property of \a object: what follows the dollar sign in an
    expression.

    What the user may edit lies under the namespace. All else lies under the namespace with a
    leading underscore, which no dialect sends back, so that a click carries what was typed and
    nothing else. An object with a key is the member of its namespace that is called \c k and the
    hexadecimal digits of the key.
*/
QByteArray signalPath(const State &object, const Schema::Property &property)
{
    QByteArray path;
    appendSignalPath(path, object, property);
    return path;
}

/*!
    Appends the same to \a out.
*/
void appendSignalPath(QByteArray &out, const State &object, const Schema::Property &property)
{
    const StateData &data = StateData::of(object);
    const QByteArray key = data.key().isEmpty() ? QByteArray() : memberOfKey(data.key());
    const QByteArray &nameSpace = data.schema().nameSpace();
    const qsizetype before = out.size();
    out.resize(
        before + nameSpace.size() + key.size() + property.name.size() + 2
        + (key.isEmpty() ? 0 : 1));
    char *end = out.data() + before;
    const auto write
        = [&end](const QByteArray &part) { end = std::copy(part.cbegin(), part.cend(), end); };
    if (!property.isEditable)
        *end++ = '_';
    write(nameSpace);
    *end++ = '.';
    if (!key.isEmpty()) {
        write(key);
        *end++ = '.';
    }
    write(property.name);
    out.truncate(end - out.data());
}

/*!
    Returns the path of the signal with the sentence that refuses what the user gave for \a name, a
    property or a parameter of an event of \a object.
*/
QByteArray errorPath(const State &object, QByteArrayView name)
{
    return pathBelow(rootOf(Part::Errors), object, name);
}

/*!
    Returns the path of the signal that is true while \a event of \a object runs for the tab.
*/
QByteArray runningPath(const State &object, QByteArrayView event)
{
    return pathBelow(rootOf(Part::Running), object, event);
}

/*!
    Returns the path of the signal with the percentage of a form with files, that calls \a event of
    \a object, that has arrived.
*/
QByteArray uploadPath(const State &object, QByteArrayView event)
{
    return pathBelow(rootOf(Part::Uploads), object, event);
}

/*!
    Returns the path under which the events of \a object are called; its key is percent-encoded.
*/
QByteArray objectPath(const State &object)
{
    const StateData &data = StateData::of(object);
    QByteArray path = '/' + data.schema().nameSpace();
    if (!data.key().isEmpty())
        path.append('@').append(data.key().toPercentEncoding());
    return path;
}

/*!
    Returns what ids of \a object's regions begin with.
*/
QByteArray objectId(const State &object)
{
    const StateData &data = StateData::of(object);
    QByteArray id = data.schema().nameSpace();
    if (!data.key().isEmpty())
        id.append('-').append(memberOfKey(data.key()));
    return id;
}

/*!
    Appends one JSON object with the values of all properties in \a names, as they are now, their
    errors as empty texts, which of their events run, and uploads at 0 percent.
*/
void appendSignals(QByteArray &out, std::span<const SignalNames> names)
{
    out.append('{');
    JsonMembers members(out);
    for (const Part part :
         {Part::Other, Part::Editable, Part::Errors, Part::Running, Part::Uploads}) {
        // There is almost always only one object, whose namespace need not be looked up.
        if (names.size() == 1 && rootOf(part).isEmpty()) {
            if (!hasPart(names.front(), part))
                continue;
            const QByteArray &nameSpace = StateData::of(*names.front().object).schema().nameSpace();
            members.open(part == Part::Other ? QByteArray('_' + nameSpace) : nameSpace);
            appendMembers(members, names.front(), part);
            members.close();
        } else {
            appendNamespaces(members, names, part);
        }
    }
    out.append('}');
}

/*!
    Appends one JSON object with the \a sentences that refuse names of \a object.
*/
void appendErrors(
    QByteArray &out, const State &object, std::span<const std::pair<QByteArray, QString>> sentences)
{
    appendBelow(out, "_errors", object, [sentences](JsonMembers &members) {
        for (const auto &[name, sentence] : sentences) {
            members.name(name);
            appendJsonString(members.out(), QStringView(sentence));
        }
    });
}

/*!
    Appends one JSON object with the \a percent of a form that calls \a event of \a object.
*/
void appendUpload(QByteArray &out, const State &object, QByteArrayView event, int percent)
{
    appendBelow(out, "_upload", object, [event, percent](JsonMembers &members) {
        members.name(event);
        members.out().append(QByteArray::number(percent));
    });
}

} // namespace BackState::Private
