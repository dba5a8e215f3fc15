// What is known of each type, found out at its first use.
#include "convert_type_p.h"

#include <BackState/core/convert.h>

#include <QAssociativeIterable>
#include <QJsonArray>
#include <QJsonObject>
#include <QMetaAssociation>
#include <QMetaSequence>
#include <QReadWriteLock>
#include <QSequentialIterable>
#include <QUrl>
#include <QUuid>

#include <limits>
#include <memory>
#include <unordered_map>

namespace BackState::Private {

namespace {

Shape scalarShape(int id)
{
    switch (id) {
    case QMetaType::Bool: return Shape::Bool;
    case QMetaType::Char:
    case QMetaType::SChar:
    case QMetaType::UChar:
    case QMetaType::Short:
    case QMetaType::UShort:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong: return Shape::Integer;
    case QMetaType::Float:
    case QMetaType::Double: return Shape::Real;
    case QMetaType::QString: return Shape::Text;
    case QMetaType::QChar: return Shape::Char;
    case QMetaType::QByteArray: return Shape::Bytes;
    case QMetaType::QDate: return Shape::Date;
    case QMetaType::QTime: return Shape::Time;
    case QMetaType::QDateTime: return Shape::DateTime;
    case QMetaType::QUrl: return Shape::Url;
    case QMetaType::QUuid: return Shape::Uuid;
    case QMetaType::QVariant: return Shape::Variant;
    case QMetaType::QJsonValue: return Shape::JsonValue;
    case QMetaType::QJsonObject: return Shape::JsonObject;
    case QMetaType::QJsonArray: return Shape::JsonArray;
    default: return Shape::Unknown;
    }
}

bool isUnsignedId(int id)
{
    switch (id) {
    case QMetaType::Char: return !std::numeric_limits<char>::is_signed;
    case QMetaType::UChar:
    case QMetaType::UShort:
    case QMetaType::UInt:
    case QMetaType::ULong:
    case QMetaType::ULongLong: return true;
    default: return false;
    }
}

void setRange(TypeInfo &info)
{
    const auto unusedBits = 64 - 8 * info.type.sizeOf();
    if (isUnsignedId(info.type.id())) {
        info.maximum = std::numeric_limits<quint64>::max() >> unusedBits;
    } else {
        info.minimum = std::numeric_limits<qint64>::min() >> unusedBits;
        info.maximum = quint64(std::numeric_limits<qint64>::max() >> unusedBits);
    }
}

// "QFlags<Panel::Option>" and "Panel::Mode" name an enumerator of the class they are declared in.
QMetaEnum enumeratorOf(QMetaType type)
{
    const QMetaObject *declaredIn = type.metaObject();
    if (!declaredIn)
        return {};
    QByteArray name = type.name();
    if (name.startsWith("QFlags<") && name.endsWith('>'))
        name = name.sliced(7).chopped(1);
    name = name.sliced(name.lastIndexOf(':') + 1);
    return declaredIn->enumerator(declaredIn->indexOfEnumerator(name.constData()));
}

bool describeEnum(TypeInfo &info)
{
    const QMetaEnum enumerator = enumeratorOf(info.type);
    if (!enumerator.isValid())
        return false;
    info.shape = Shape::Enum;
    info.isFlags = QByteArrayView(info.type.name()).startsWith("QFlags<");
    for (int i = 0; i < enumerator.keyCount(); ++i)
        info.keys.emplace_back(enumerator.key(i), quint64(qint64(enumerator.value(i))));
    return true;
}

// Lists and maps that Qt knows of itself, such as QSet<T> and std::list<T>.
std::optional<TypeParts> partsKnownToQt(QMetaType type)
{
    using Each = TypeParts::Each;
    if (QMetaType::canConvert(type, QMetaType::fromType<QAssociativeIterable>())) {
        const auto map = QVariant(type).value<QAssociativeIterable>().metaContainer();
        if (!map.canSetMappedAtKey() || !map.mappedMetaType().isValid())
            return std::nullopt;
        const auto visit = [map, type](const void *whole, const Each &each) {
            const QAssociativeIterable iterable(map, type, whole);
            for (auto it = iterable.constBegin(), end = iterable.constEnd(); it != end; ++it) {
                const QVariant key = it.key();
                const QVariant value = it.value();
                const bool isVariant = map.mappedMetaType() == QMetaType::fromType<QVariant>();
                each(key.constData(), isVariant ? &value : value.constData());
            }
        };
        const auto add = [map](void *whole, const void *key, const void *value) {
            map.setMappedAtKey(whole, key, value);
        };
        return TypeParts{TypeParts::Kind::Map, map.keyMetaType(), map.mappedMetaType(), visit, add};
    }
    if (!QMetaType::canConvert(type, QMetaType::fromType<QSequentialIterable>()))
        return std::nullopt;
    const auto list = QVariant(type).value<QSequentialIterable>().metaContainer();
    if (!list.canAddValue() || !list.valueMetaType().isValid())
        return std::nullopt;
    const auto visit = [list, type](const void *whole, const Each &each) {
        const QSequentialIterable iterable(list, type, whole);
        const bool isVariant = list.valueMetaType() == QMetaType::fromType<QVariant>();
        for (auto it = iterable.constBegin(), end = iterable.constEnd(); it != end; ++it) {
            const QVariant value = *it;
            each(nullptr, isVariant ? &value : value.constData());
        }
    };
    const auto add
        = [list](void *whole, const void *, const void *value) { list.addValue(whole, value); };
    return TypeParts{TypeParts::Kind::List, {}, list.valueMetaType(), visit, add};
}

class Registry
{
public:
    static Registry &instance()
    {
        static Registry registry;
        return registry;
    }

    const TypeInfo &describe(QMetaType type)
    {
        const int id = type.id(); // registers the type with Qt
        {
            const QReadLocker locker(&m_lock);
            if (const auto it = m_types.find(id); it != m_types.end())
                return *it->second;
        }
        const QWriteLocker locker(&m_lock);
        return *find(type);
    }

    void add(QMetaType type, TypeParts parts)
    {
        const int id = type.id();
        const QWriteLocker locker(&m_lock);
        if (!m_parts.try_emplace(id, std::move(parts)).second)
            return;
        // Types that were looked at before this one was known refer to its description: it is
        // completed.
        if (const auto it = m_types.find(id);
            it != m_types.end() && it->second->shape == Shape::Unknown)
            complete(*it->second);
    }

private:
    // A description is entered before its parts are looked at, for a type may be among its own
    // parts.
    const TypeInfo *find(QMetaType type)
    {
        const auto [it, isNew] = m_types.try_emplace(type.id());
        if (isNew) {
            it->second = std::make_unique<TypeInfo>();
            TypeInfo &info = *it->second;
            info.type = type;
            complete(info);
        }
        return m_types.at(type.id()).get();
    }

    void complete(TypeInfo &info)
    {
        const QMetaType type = info.type;
        if (!type.isValid())
            return;
        const Shape scalar = scalarShape(type.id());
        if (scalar == Shape::Integer)
            setRange(info);
        if (scalar != Shape::Unknown)
            info.shape = scalar;
        else if (const auto it = m_parts.find(type.id()); it != m_parts.end())
            setParts(info, it->second);
        else if (type.flags() & QMetaType::IsEnumeration)
            describeEnum(info);
        else if ((type.flags() & QMetaType::IsGadget) && type.metaObject())
            describeGadget(info);
        else if (const auto parts = partsKnownToQt(type))
            setParts(info, *parts);
    }

    void setParts(TypeInfo &info, const TypeParts &parts)
    {
        info.parts = parts;
        info.value = find(parts.value);
        if (parts.kind == TypeParts::Kind::Map)
            info.key = find(parts.key);
        info.shape = parts.kind == TypeParts::Kind::Map ? Shape::Map
            : parts.kind == TypeParts::Kind::List       ? Shape::List
                                                        : Shape::Optional;
    }

    void describeGadget(TypeInfo &info)
    {
        const QMetaObject *metaObject = info.type.metaObject();
        for (int i = 0; i < metaObject->propertyCount(); ++i) {
            const QMetaProperty property = metaObject->property(i);
            if (property.isReadable() && property.isScriptable())
                info.members.push_back({property.name(), property, find(property.metaType())});
        }
        info.shape = Shape::Gadget;
    }

    QReadWriteLock m_lock;
    std::unordered_map<int, TypeParts> m_parts;
    std::unordered_map<int, std::unique_ptr<TypeInfo>> m_types;
};

template<typename... Types>
void registerTypes()
{
    (registerType<Types>(), ...);
    (registerType<std::optional<Types>>(), ...);
}

void registerKnownTypes()
{
    [[maybe_unused]] static const bool once = [] {
        registerTypes<
            bool,
            char,
            signed char,
            uchar,
            short,
            ushort,
            int,
            uint,
            long,
            ulong,
            qint64>();
        registerTypes<
            quint64,
            float,
            double,
            QString,
            QChar,
            QByteArray,
            QDate,
            QTime,
            QDateTime>();
        registerTypes<QUrl, QUuid, QStringList, QByteArrayList, QVariantList, QVariantMap>();
        registerTypes<
            QVariantHash,
            QJsonValue,
            QJsonObject,
            QJsonArray,
            QList<int>,
            QList<double>>();
        return true;
    }();
}

} // namespace

void registerParts(QMetaType type, TypeParts parts)
{
    Registry::instance().add(type, std::move(parts));
}

const TypeInfo &describe(QMetaType type)
{
    registerKnownTypes();
    return Registry::instance().describe(type);
}

WireForm wireFormOf(const TypeInfo &type)
{
    switch (type.shape) {
    case Shape::Optional: return WireForm::Optional;
    case Shape::Map:
    case Shape::Variant:
    case Shape::JsonValue:
    case Shape::JsonObject: return WireForm::Boxed;
    default: return WireForm::Plain;
    }
}

} // namespace BackState::Private
