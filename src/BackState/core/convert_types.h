// registerType(): how values of templated types are taken apart and put together again.
#pragma once

#include <BackState/core/convert.h>

#include <QHash>
#include <QList>
#include <QMap>
#include <QMetaType>

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

namespace BackState {

namespace Private {

// What the meta-type system does not know of a type: its kind, and the way to its parts.
struct TypeParts
{
    enum class Kind { Optional, List, Map };
    using Each = std::function<void(const void *key, const void *value)>; // key: null but for maps

    Kind kind = Kind::List;
    QMetaType key;
    QMetaType value;
    std::function<void(const void *whole, const Each &each)> visit;
    std::function<void(void *whole, const void *key, const void *value)> add;
};

BACKSTATE_CORE_EXPORT void registerParts(QMetaType type, TypeParts parts);

template<typename Whole>
struct PartsOf
{
    static void add() { }
};

template<typename Value>
struct PartsOf<std::optional<Value>>
{
    static void add()
    {
        registerType<Value>();
        TypeParts parts{TypeParts::Kind::Optional, {}, QMetaType::fromType<Value>(), {}, {}};
        parts.visit = [](const void *whole, const TypeParts::Each &each) {
            if (const auto &optional = *static_cast<const std::optional<Value> *>(whole))
                each(nullptr, &*optional);
        };
        parts.add = [](void *whole, const void *, const void *value) {
            *static_cast<std::optional<Value> *>(whole) = *static_cast<const Value *>(value);
        };
        registerParts(QMetaType::fromType<std::optional<Value>>(), std::move(parts));
    }
};

template<typename Whole>
struct ListParts
{
    using Value = typename Whole::value_type;

    static void add()
    {
        registerType<Value>();
        TypeParts parts{TypeParts::Kind::List, {}, QMetaType::fromType<Value>(), {}, {}};
        parts.visit = [](const void *whole, const TypeParts::Each &each) {
            // A bool of std::vector<bool> is made here; every other element stays where it is.
            for (const Value &value : *static_cast<const Whole *>(whole))
                each(nullptr, &value);
        };
        parts.add = [](void *whole, const void *, const void *value) {
            static_cast<Whole *>(whole)->push_back(*static_cast<const Value *>(value));
        };
        registerParts(QMetaType::fromType<Whole>(), std::move(parts));
    }
};

template<typename Whole>
struct MapParts
{
    using Key = typename Whole::key_type;
    using Value = typename Whole::mapped_type;

    static void add()
    {
        registerType<Key>();
        registerType<Value>();
        TypeParts parts{
            TypeParts::Kind::Map,
            QMetaType::fromType<Key>(),
            QMetaType::fromType<Value>(),
            {},
            {}};
        parts.visit = [](const void *whole, const TypeParts::Each &each) {
            const Whole &map = *static_cast<const Whole *>(whole);
            for (auto it = map.cbegin(); it != map.cend(); ++it) {
                if constexpr (requires { it.key(); })
                    each(&it.key(), &it.value());
                else
                    each(&it->first, &it->second);
            }
        };
        parts.add = [](void *whole, const void *key, const void *value) {
            (*static_cast<Whole *>(whole))[*static_cast<const Key *>(key)]
                = *static_cast<const Value *>(value);
        };
        registerParts(QMetaType::fromType<Whole>(), std::move(parts));
    }
};

// clang-format off
template<typename T> struct PartsOf<QList<T>> : ListParts<QList<T>> { };
template<typename T> struct PartsOf<std::vector<T>> : ListParts<std::vector<T>> { };
template<typename K, typename V> struct PartsOf<QMap<K, V>> : MapParts<QMap<K, V>> { };
template<typename K, typename V> struct PartsOf<QHash<K, V>> : MapParts<QHash<K, V>> { };
template<typename K, typename V> struct PartsOf<std::map<K, V>> : MapParts<std::map<K, V>> { };
template<typename K, typename V>
struct PartsOf<std::unordered_map<K, V>> : MapParts<std::unordered_map<K, V>> { };
// clang-format on

// Registered before main() by its mere use in a function, whether that is ever called or not. So a
// type is known to the checks of listen() before the first object that has it exists.
template<typename T>
inline const bool isRegistered = (registerType<T>(), true);

template<typename T>
void useType()
{
    static_cast<void>(&isRegistered<T>);
}

} // namespace Private

/*!
    Makes \a T and the types it is made of known to the conversion.

    Needed for what the meta-type system can't take apart by itself: std::optional, maps of the
    standard library, and lists and maps of these. BACKSTATE_PROPERTY and the member forms of text()
    and action() do it for their own types; a classic Q_PROPERTY of such a type, or a member of a
    Q_GADGET, needs one call before Server::listen(). Calling it again does nothing. May be called
    from any thread.
*/
template<typename T>
void registerType()
{
    [[maybe_unused]] static const bool once = [] {
        QMetaType::fromType<T>().id(); // lets Qt register its views of lists and maps
        Private::PartsOf<T>::add();
        return true;
    }();
}

} // namespace BackState
