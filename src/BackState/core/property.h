// Property and the macros that declare one in a line.
#pragma once

#include <BackState/core/convert.h>

#include <QBindable>
#include <QObjectBindableProperty>
#include <QtGlobal>

#include <type_traits>
#include <utility>

namespace BackState {

class State;

namespace Private {

// Whether the object lives in this thread. If not, a sentence in the log says so.
BACKSTATE_CORE_EXPORT bool isOfThisThread(const QObject &object, const char *property);

} // namespace Private

//! What tells the members that the macros declare from everything else.
struct PropertyMember
{
};

template<typename T>
concept IsProperty = std::is_base_of_v<PropertyMember, std::remove_cvref_t<T>>;

/*!
    A bindable property that also knows its name and its object; declared by BACKSTATE_PROPERTY and
    its kin.

    Used like a field in C++ (count += 1, items.size(), range-for, draft->isEmpty()) and handed as
    it is to a page: text(counter.count). It belongs to its state and lives in that state's thread.
    It can't be copied or moved; assigning one Property to another assigns the value. A change is
    notified by nameChanged().
*/
template<typename Class, typename Type, auto Offset, auto Changed, auto Name>
class Property : public QObjectBindableProperty<Class, Type, Offset, Changed>, public PropertyMember
{
    static_assert(
        QTypeTraits::has_operator_equal_v<Type>,
        "BackState: the type of a property needs operator==, or a change could not be told from "
        "none; declare e.g. bool operator==(const T &) const = default; in it");
    using Base = QObjectBindableProperty<Class, Type, Offset, Changed>;

public:
    using value_type = Type;
    using Owner = Class;
    using Argument = typename Base::parameter_type;

    //! What the macros initialise with: nothing, one value that converts implicitly, text, or
    //! several values in the type's own braces. An explicit conversion (a cast) is never made.
    static Type initial() { return Type(); }
    static Type initial(Type value) { return value; }
    template<std::size_t Size>
        requires std::is_same_v<Type, QString>
    static Type initial(const char (&utf8)[Size])
    {
        return QString::fromUtf8(utf8, qsizetype(Size) - 1);
    }
    template<typename First, typename Second, typename... More>
    static Type initial(First &&first, Second &&second, More &&...more)
    {
        return Type{
            std::forward<First>(first),
            std::forward<Second>(second),
            std::forward<More>(more)...};
    }

    explicit Property(Type value)
        : Base((Private::useType<Type>(), std::move(value)))
    {
    }
    Property(const Property &) = delete;
    Property(Property &&) = delete;
    ~Property() = default;

    Property &operator=(const Property &other)
    {
        this->setValue(Type(other.value()));
        return *this;
    }
    Property &operator=(Argument value)
    {
        this->setValue(value);
        return *this;
    }
    template<std::size_t Size>
        requires std::is_same_v<Type, QString>
    Property &operator=(const char (&utf8)[Size])
    {
        this->setValue(initial(utf8));
        return *this;
    }

    /*!
        Sets the value. In a debug build one that comes from another thread than that of the object
        is refused, with a sentence in the log: it would be a race with whoever reads it.
    */
    void setValue(const Type &value)
    {
        if (maySet())
            Base::setValue(value);
    }
    void setValue(Type &&value)
    {
        if (maySet())
            Base::setValue(std::move(value));
    }

    //! QString has several comparisons with literals, none of which fits a property best (Qt 6.11).
    template<std::size_t Size>
        requires std::is_same_v<Type, QString>
    friend bool operator==(const Property &property, const char (&utf8)[Size])
    {
        return property.value() == initial(utf8);
    }

    static constexpr const char *name() { return Name(); }
    const Class *object() const
    {
        return reinterpret_cast<const Class *>(reinterpret_cast<const char *>(this) - Offset());
    }

    const Type *operator->() const
        requires std::is_class_v<Type>
    {
        return &this->value();
    }

    template<typename Other>
    Property &operator+=(const Other &other)
        requires requires(Type copy) { copy += other; }
    {
        return change([&](Type &value) { value += other; });
    }
    template<typename Other>
    Property &operator-=(const Other &other)
        requires requires(Type copy) { copy -= other; }
    {
        return change([&](Type &value) { value -= other; });
    }
    template<typename Other>
    Property &operator*=(const Other &other)
        requires requires(Type copy) { copy *= other; }
    {
        return change([&](Type &value) { value *= other; });
    }
    template<typename Other>
    Property &operator/=(const Other &other)
        requires requires(Type copy) { copy /= other; }
    {
        return change([&](Type &value) { value /= other; });
    }
    template<typename Other>
    Property &operator<<(Other &&other)
        requires requires(Type copy) { copy << std::forward<Other>(other); }
    {
        return change([&](Type &value) { value << std::forward<Other>(other); });
    }
    Property &operator++()
        requires requires(Type copy) { ++copy; }
    {
        return change([](Type &value) { ++value; });
    }
    Property &operator--()
        requires requires(Type copy) { --copy; }
    {
        return change([](Type &value) { --value; });
    }
    Type operator++(int)
        requires requires(Type copy) { ++copy; }
    {
        Type before = this->value();
        ++*this;
        return before;
    }
    Type operator--(int)
        requires requires(Type copy) { --copy; }
    {
        Type before = this->value();
        --*this;
        return before;
    }

    //! Changes the value in place, with one notification when it is another one afterwards.
    template<typename Function>
    Property &change(Function &&function)
    {
        Type copy = this->value();
        std::forward<Function>(function)(copy);
        this->setValue(std::move(copy));
        return *this;
    }

    auto begin() const
        requires requires(const Type &value) { value.begin(); }
    {
        return this->value().begin();
    }
    auto end() const
        requires requires(const Type &value) { value.end(); }
    {
        return this->value().end();
    }
    auto size() const
        requires requires(const Type &value) { value.size(); }
    {
        return this->value().size();
    }
    bool isEmpty() const
        requires requires(const Type &value) { value.empty(); }
    {
        return this->value().empty();
    }
    template<typename Index>
    decltype(auto) operator[](const Index &index) const
        requires requires(const Type &value) { value[index]; }
    {
        return this->value()[index];
    }

private:
    bool maySet() const
    {
#ifdef QT_NO_DEBUG
        return true;
#else
        return Private::isOfThisThread(*object(), name());
#endif
    }
};

} // namespace BackState

#if defined(Q_CC_CLANG) || defined(Q_CC_GNU)
#define BACKSTATE_OFFSETOF_BEGIN QT_WARNING_PUSH QT_WARNING_DISABLE_INVALID_OFFSETOF
#define BACKSTATE_OFFSETOF_END QT_WARNING_POP
#else
#define BACKSTATE_OFFSETOF_BEGIN
#define BACKSTATE_OFFSETOF_END
#endif

#define BACKSTATE_DECLARE_PROPERTY(Class, Type, name, attributes, ...)                             \
    Q_PROPERTY(Type name READ get_##name WRITE set_##name NOTIFY name##Changed BINDABLE            \
                   bindable_##name attributes)                                                     \
public:                                                                                            \
    Type get_##name() const                                                                        \
    {                                                                                              \
        return name.value();                                                                       \
    }                                                                                              \
    void set_##name(const Type &value)                                                             \
    {                                                                                              \
        name.setValue(value);                                                                      \
    }                                                                                              \
    Q_SIGNAL void name##Changed();                                                                 \
    static constexpr const char *backstate_name_##name()                                           \
    {                                                                                              \
        return #name;                                                                              \
    }                                                                                              \
    BACKSTATE_OFFSETOF_BEGIN                                                                       \
    static constexpr std::size_t backstate_offset_##name()                                         \
    {                                                                                              \
        return offsetof(Class, name);                                                              \
    }                                                                                              \
    BACKSTATE_OFFSETOF_END                                                                         \
    using backstate_type_##name = ::BackState::Property<                                           \
        Class,                                                                                     \
        Type,                                                                                      \
        &Class::backstate_offset_##name,                                                           \
        &Class::name##Changed,                                                                     \
        &Class::backstate_name_##name>;                                                            \
    QBindable<Type> bindable_##name()                                                              \
    {                                                                                              \
        return QBindable<Type>(&name);                                                             \
    }                                                                                              \
    backstate_type_##name name{backstate_type_##name::initial(__VA_ARGS__)};                       \
                                                                                                   \
private:

// A property that the program sets and the browser shows. The initial value, if there is one,
// stands after the name.
#define BACKSTATE_PROPERTY(Class, Type, name, ...)                                                 \
    BACKSTATE_DECLARE_PROPERTY(Class, Type, name, DESIGNABLE true, __VA_ARGS__)

// The same, and the user may edit it: the only kind that a browser's value is let into.
#define BACKSTATE_EDITABLE(Class, Type, name, ...)                                                 \
    BACKSTATE_DECLARE_PROPERTY(Class, Type, name, USER true, __VA_ARGS__)

// Never leaves the server.
#define BACKSTATE_PRIVATE(Class, Type, name, ...)                                                  \
    BACKSTATE_DECLARE_PROPERTY(Class, Type, name, SCRIPTABLE false, __VA_ARGS__)

// Not kept in a store.
#define BACKSTATE_TRANSIENT(Class, Type, name, ...)                                                \
    BACKSTATE_DECLARE_PROPERTY(Class, Type, name, STORED false, __VA_ARGS__)

// The user may edit it, and it is not kept in a store: what a device does now.
#define BACKSTATE_EDITABLE_TRANSIENT(Class, Type, name, ...)                                       \
    BACKSTATE_DECLARE_PROPERTY(Class, Type, name, USER true STORED false, __VA_ARGS__)

// Never leaves the server, and is not kept in a store.
#define BACKSTATE_PRIVATE_TRANSIENT(Class, Type, name, ...)                                        \
    BACKSTATE_DECLARE_PROPERTY(Class, Type, name, SCRIPTABLE false STORED false, __VA_ARGS__)
