#include "convert_type_p.h"
#include "schema_p.h"

#include <BackState/core/request.h>
#include <BackState/core/state.h>
#include <BackState/core/uploaded_file.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace BackState {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isIdentifier(const QByteArray &name)
{
    return !name.isEmpty() && isLetter(name.front())
        && std::all_of(name.cbegin(), name.cend(), [](char c) {
               return isLetter(c) || isDigit(c) || c == '_';
           });
}

// What BACKSTATE_TTL was given, as text: a number, or a product such as 24 * 60 * 60.
std::optional<int> product(const QByteArray &text)
{
    qint64 result = 1;
    for (QByteArray factor : text.split('*')) {
        bool isNumber = false;
        const qint64 number = factor.replace('\'', "").trimmed().toLongLong(&isNumber);
        if (!isNumber || number <= 0 || number > std::numeric_limits<int>::max() / result)
            return std::nullopt;
        result *= number;
    }
    return int(result);
}

QString text(QByteArrayView utf8)
{
    return QString::fromUtf8(utf8);
}

QByteArray withCapital(const QByteArray &name)
{
    QByteArray capital = name;
    if (!capital.isEmpty() && capital.front() >= 'a' && capital.front() <= 'z')
        capital.front() = char(capital.front() - 'a' + 'A');
    return capital;
}

// Known by its name, for Flow is a template.
bool goesOn(QMetaType type)
{
    const QByteArrayView name(type.name());
    return name.startsWith("BackState::Flow<") || name.startsWith("QFuture<");
}

} // namespace

SchemaReader::SchemaReader(const QMetaObject *metaObject)
    : m_base(
          metaObject->inherits(&State::staticMetaObject) ? &State::staticMetaObject
                                                         : &QObject::staticMetaObject)
{
    m_schema.m_metaObject = metaObject;
}

Schema SchemaReader::read()
{
    if (m_base != &State::staticMetaObject)
        problem({}, u"does not inherit BackState::State"_s);
    readSettings();
    readProperties();
    checkKeptProperties();
    readRules();
    readEvents();
    readOptions();
    checkEvents();
    return std::move(m_schema);
}

void SchemaReader::problem(QByteArrayView member, const QString &sentence)
{
    const QString name = text(m_schema.m_metaObject->className());
    m_schema.m_problems.append(
        (member.isEmpty() ? name : name + u"::"_s + text(member)) + u": "_s + sentence);
}

// The most derived class has the last word, except on the namespace, which is a class's own.
void SchemaReader::readSettings()
{
    const QMetaObject *metaObject = m_schema.m_metaObject;
    std::map<QByteArray, QByteArray> settings;
    QByteArray ownNamespace;
    for (int i = m_base->classInfoCount(); i < metaObject->classInfoCount(); ++i) {
        const QMetaClassInfo info = metaObject->classInfo(i);
        const QByteArray key = info.name();
        if (!key.startsWith("BackState."))
            continue;
        static const QByteArrayList known
            = {"Scope",
               "ScopeParameter",
               "Store",
               "Namespace",
               "TimeToLive",
               "Rate",
               "Api",
               "Sealed"};
        if (!known.contains(key.sliced(10)))
            problem(
                {},
                text(key) + u" is not a setting; there are BackState."_s
                    + text(known.join(", BackState.")));
        settings[key.sliced(10)] = info.value();
        if (key == "BackState.Namespace" && i >= metaObject->classInfoOffset())
            ownNamespace = info.value();
    }
    readNamespace(ownNamespace);
    readScope(settings["Scope"], settings["ScopeParameter"]);
    readStore(settings["Store"]);
    readTimeToLive(settings["TimeToLive"]);
    readRate(settings["Rate"]);
    const QByteArray api = settings["Api"];
    m_schema.m_hasApi = api == "true";
    if (!api.isEmpty() && api != "true" && api != "false")
        problem({}, u"BackState.Api is true or false, not \""_s + text(api) + u"\""_s);
    m_schema.m_isSealed = settings["Sealed"] == "true";
    checkKeptByBrowser(settings);
}

// With an underscore before them, these names are signals of the page itself.
static bool isOfThePage(const QByteArray &nameSpace)
{
    static const QByteArrayList names{"tab", "path", "poll", "local", "errors"};
    return names.contains(nameSpace);
}

void SchemaReader::readNamespace(const QByteArray &given)
{
    const QByteArray name = m_schema.m_metaObject->className();
    m_schema.m_nameSpace = given.isEmpty() ? name.sliced(name.lastIndexOf(':') + 1) : given;
    const QByteArray &chosen = m_schema.m_nameSpace;
    const QString cure = u"; say another one with BACKSTATE_NAMESPACE(\"Name\")"_s;
    if (!isIdentifier(chosen))
        problem(
            {},
            u"the namespace \""_s + text(chosen)
                + u"\" is not made of letters, digits and '_' after a letter"_s + cure);
    else if (chosen.contains("__"))
        problem(
            {},
            u"the namespace \""_s + text(chosen)
                + u"\" contains '__', which can't be in the name of a signal"_s + cure);
    else if (
        chosen.toLower() == "backstate" || isOfThePage(chosen)
        || !Private::whyNotName(chosen).isEmpty())
        problem({}, u"the namespace \""_s + text(chosen) + u"\" is taken"_s + cure);
}

void SchemaReader::readScope(const QByteArray &word, const QByteArray &parameter)
{
    static const std::map<QByteArray, Scope> words
        = {{"", Scope::Session},
           {"Tab", Scope::Tab},
           {"Session", Scope::Session},
           {"User", Scope::User},
           {"Record", Scope::Record},
           {"Global", Scope::Global}};
    const auto it = words.find(word);
    if (it == words.end()) {
        problem(
            {},
            u"BackState.Scope is Tab, Session, User, Record or Global, not \""_s + text(word)
                + u"\""_s);
        return;
    }
    m_schema.m_scope = it->second;
    m_schema.m_scopeParameter = parameter;
    if (it->second == Scope::Record && parameter.isEmpty())
        problem(
            {},
            u"a record needs the name of the page's path parameter: "
            "BACKSTATE_SCOPE(Record, \"id\")"_s);
    if (it->second != Scope::Record && !parameter.isEmpty())
        problem(
            {},
            u"only BACKSTATE_SCOPE(Record, …) takes a path parameter; "
            "remove \""_s
                + text(parameter) + u"\""_s);
}

void SchemaReader::readStore(const QByteArray &word)
{
    static const std::map<QByteArray, Store> words
        = {{"", Store::Server},
           {"Server", Store::Server},
           {"ClientSession", Store::ClientSession},
           {"ClientLocal", Store::ClientLocal},
           {"Custom", Store::Custom}};
    m_schema.m_asksForStore = word == "Server";
    const auto it = words.find(word);
    if (it != words.end())
        m_schema.m_store = it->second;
    else
        problem(
            {},
            u"BackState.Store is Server, ClientSession, ClientLocal or Custom, not \""_s
                + text(word) + u"\""_s);
}

void SchemaReader::readTimeToLive(const QByteArray &given)
{
    if (given.isEmpty())
        return;
    const std::optional<int> seconds = product(given);
    if (seconds)
        m_schema.m_timeToLive = *seconds;
    else
        problem(
            {},
            u"BACKSTATE_TTL takes a whole number of seconds, written as a number, not \""_s
                + text(given) + u"\""_s);
}

void SchemaReader::readRate(const QByteArray &given)
{
    if (given.isEmpty())
        return;
    const std::optional<int> rate = product(given);
    if (rate && *rate <= 1000)
        m_schema.m_rate = *rate;
    else
        problem(
            {},
            u"BACKSTATE_RATE takes a number of frames a second from 1 to 1000, written as a "
            u"number, not \""_s
                + text(given) + u"\""_s);
}

void SchemaReader::readProperties()
{
    const QMetaObject *metaObject = m_schema.m_metaObject;
    for (int i = m_base->propertyCount(); i < metaObject->propertyCount(); ++i) {
        // A subclass may declare a property of its base again; the later one is what the name
        // means.
        if (metaObject->indexOfProperty(metaObject->property(i).name()) == i)
            readProperty(i);
    }
}

void SchemaReader::readProperty(int index)
{
    Schema::Property property;
    property.index = int(m_schema.m_properties.size());
    property.meta = m_schema.m_metaObject->property(index);
    property.name = property.meta.name();
    property.type = property.meta.metaType();
    property.isVisible = property.meta.isScriptable();
    property.isStored = property.meta.isStored();
    property.isEditable = property.meta.isUser() && property.meta.isWritable();
    property.tracking = property.meta.hasNotifySignal() ? Schema::Tracking::Notify
        : property.meta.isBindable()                    ? Schema::Tracking::Bindable
        : property.meta.isConstant()                    ? Schema::Tracking::Constant
                                                        : Schema::Tracking::Compare;
    if (property.meta.isUser() && !property.isEditable)
        problem(
            property.name,
            u"USER true lets a browser set it, but it can't be written; add WRITE or MEMBER"_s);
    if (property.meta.isUser() && !property.isVisible)
        problem(
            property.name,
            u"USER true and SCRIPTABLE false contradict each other; remove one"_s);
    if (property.isVisible) {
        const QString why = Private::whyNotName(property.name);
        if (!why.isEmpty())
            problem(property.name, why);
        const QString whyType = whyNotConvertible(property.type);
        if (!whyType.isEmpty())
            problem(property.name, whyType + u"; or keep it on the server with SCRIPTABLE false"_s);
    }
    m_schema.m_propertyByName.insert(property.name, property.index);
    m_schema.m_properties.append(std::move(property));
}

void SchemaReader::readEvents()
{
    const QMetaObject *metaObject = m_schema.m_metaObject;
    for (int i = m_base->methodCount(); i < metaObject->methodCount(); ++i)
        readMethod(metaObject->method(i));
}

void SchemaReader::readMethod(const QMetaMethod &method)
{
    if (!isEvent(method))
        return;
    const int index = m_schema.m_eventByName.find(method.name());
    if (index < 0) {
        if (!(method.attributes() & QMetaMethod::Cloned))
            addEvent(method);
        return;
    }
    Schema::Event &event = m_schema.m_events[index];
    const bool isOfSameClass = event.method.enclosingMetaObject() == method.enclosingMetaObject();
    if (method.attributes() & QMetaMethod::Cloned) {
        // There is a clone for each default; clones follow the method they were made of.
        if (isOfSameClass && !event.isOverloaded)
            event.required = method.parameterCount();
    } else if (isOfSameClass) {
        event.isOverloaded = true;
    } else {
        // As in C++: what a subclass declares hides what its base has under that name.
        addEvent(method);
    }
}

bool SchemaReader::isEvent(const QMetaMethod &method) const
{
    if (method.access() != QMetaMethod::Public || isSetter(method))
        return false;
    if (method.methodType() == QMetaMethod::Method)
        return true;
    if (method.methodType() != QMetaMethod::Slot)
        return false;
    const QMetaObject *declaredIn = m_schema.m_metaObject;
    for (; declaredIn && declaredIn != m_base; declaredIn = declaredIn->superClass()) {
        for (const DeclaredEvent &declared : declaredEvents(declaredIn)) {
            if (declared.method == method.name())
                return true;
        }
    }
    return false;
}

// The meta-object does not say which method a WRITE names, so it is known by its name and its
// parameter.
bool SchemaReader::isSetter(const QMetaMethod &method) const
{
    if (method.parameterCount() != 1 || !method.name().startsWith("set"))
        return false;
    return std::any_of(
        m_schema.m_properties.cbegin(),
        m_schema.m_properties.cend(),
        [&](const Schema::Property &property) {
            const bool isNamed = method.name() == "set" + withCapital(property.name)
                || method.name() == "set_" + property.name;
            return isNamed && method.parameterMetaType(0) == property.type;
        });
}

void SchemaReader::addEvent(const QMetaMethod &method)
{
    Schema::Event event;
    event.name = method.name();
    event.method = method;
    event.required = method.parameterCount();
    event.goesOn = goesOn(method.returnMetaType());
    const int known = m_schema.m_eventByName.find(event.name);
    event.index = known >= 0 ? known : int(m_schema.m_events.size());
    if (known >= 0) {
        m_schema.m_events[known] = std::move(event);
        return;
    }
    m_schema.m_eventByName.insert(event.name, event.index);
    m_schema.m_events.append(std::move(event));
}

// Parameters are read when it is clear which methods are events, so that hidden ones are not
// complained about.
void SchemaReader::checkEvents()
{
    for (Schema::Event &event : m_schema.m_events) {
        const QString why = Private::whyNotName(event.name);
        if (!why.isEmpty())
            problem(event.name, why);
        for (int i = 0; i < event.method.parameterCount(); ++i) {
            event.parameters.append(readParameter(event.method, i, event.name));
            if (event.parameters.last().isRequest && i >= event.required)
                problem(
                    event.name,
                    u"a Request can't have a default; "
                    "put it before the parameters that have one"_s);
        }
    }
}

Schema::Parameter
SchemaReader::readParameter(const QMetaMethod &method, int index, const QByteArray &event)
{
    Schema::Parameter parameter;
    parameter.name = method.parameterNames().at(index);
    parameter.type = method.parameterMetaType(index);
    parameter.isRequest = parameter.type == QMetaType::fromType<Request>();
    if (parameter.isRequest)
        return parameter;
    if (parameter.name.isEmpty()) {
        problem(
            event,
            u"parameter "_s + QString::number(index + 1)
                + u" has no name, by which a browser could give it; name it"_s);
        return parameter;
    }
    QString why = Private::whyNotName(parameter.name);
    if (why.isEmpty() && parameter.name == "datastar")
        why = u"its name is that of Datastar's own query parameter; rename it"_s;
    parameter.isFile = parameter.type == QMetaType::fromType<UploadedFile>()
        || parameter.type == QMetaType::fromType<QList<UploadedFile>>();
    if (why.isEmpty() && parameter.type.isValid() && !parameter.isFile)
        why = whyNotConvertible(parameter.type);
    else if (why.isEmpty() && !parameter.isFile)
        why = u"its type "_s + text(method.parameterTypeName(index))
            + u" is not known here; give it by value or const reference and "
              "include the header that defines it"_s;
    if (!why.isEmpty())
        problem(event, u"parameter "_s + text(parameter.name) + u": "_s + why);
    return parameter;
}

} // namespace BackState
