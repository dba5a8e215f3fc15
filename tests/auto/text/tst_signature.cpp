#include <BackState/text/signature.h>

#include <QString>
#include <QTest>

#include <functional>
#include <type_traits>

using namespace BackState::Private;

// What can be checked of a signature is checked by the compiler.

struct Thing
{
    int method(int);
    int methodConst(int) const;
    int methodNoexcept(int) noexcept;
    int methodConstNoexcept(int) const noexcept;
    int methodRef(int) &;
    int methodRefNoexcept(int) & noexcept;
    int methodConstRef(int) const &;
    int methodConstRefNoexcept(int) const & noexcept;
    int methodMoved(int) &&;
    int methodMovedNoexcept(int) && noexcept;
    int methodConstMoved(int) const &&;
    int methodConstMovedNoexcept(int) const && noexcept;
    int data;
};

template<auto Method>
constexpr bool isReadOfThing = [] {
    using Read = Signature<decltype(Method)>;
    return std::is_same_v<typename Read::Result, int>
        && std::is_same_v<typename Read::Parameters, TypeList<int>>
        && std::is_same_v<typename Read::Class, Thing> && Stateless<decltype(Method)>;
}();

static_assert(isReadOfThing<&Thing::method>);
static_assert(isReadOfThing<&Thing::methodConst>);
static_assert(isReadOfThing<&Thing::methodNoexcept>);
static_assert(isReadOfThing<&Thing::methodConstNoexcept>);
static_assert(isReadOfThing<&Thing::methodRef>);
static_assert(isReadOfThing<&Thing::methodRefNoexcept>);
static_assert(isReadOfThing<&Thing::methodConstRef>);
static_assert(isReadOfThing<&Thing::methodConstRefNoexcept>);
static_assert(isReadOfThing<&Thing::methodMoved>);
static_assert(isReadOfThing<&Thing::methodMovedNoexcept>);
static_assert(isReadOfThing<&Thing::methodConstMoved>);
static_assert(isReadOfThing<&Thing::methodConstMovedNoexcept>);

template<typename Callable, typename Result, typename... Given>
constexpr bool isRead = std::is_same_v<ResultOf<Callable>, Result>
    && std::is_same_v<ParametersOf<Callable>, TypeList<Given...>>;

// Functions, their pointers, and their types.
void nothing();
double sum(const Thing &, int &&, QString) noexcept;

static_assert(isRead<decltype(&nothing), void>);
static_assert(isRead<decltype(nothing), void>);
static_assert(isRead<decltype(&sum), double, const Thing &, int &&, QString>);
static_assert(isRead<decltype(sum), double, const Thing &, int &&, QString>);
static_assert(Stateless<decltype(&sum)>);

// Lambdas.
constexpr auto plain = [](const Thing &) { return 1; };
constexpr auto quiet = [](const Thing &) noexcept { return 1; };
constexpr auto changing = [](Thing &) mutable { return 1; };
constexpr auto changingQuietly = [](Thing &) mutable noexcept { return 1; };
constexpr auto counting = [count = 0]() mutable { return ++count; };

static_assert(isRead<decltype(plain), int, const Thing &>);
static_assert(isRead<decltype(quiet), int, const Thing &>);
static_assert(isRead<decltype(changing), int, Thing &>);
static_assert(isRead<decltype(changingQuietly), int, Thing &>);
static_assert(isRead<decltype(counting), int>);
static_assert(Stateless<decltype(plain)>);
static_assert(Stateless<decltype(changing)>);
static_assert(!Stateless<decltype(counting)>);

// Function objects, by how they may be called.
struct Called
{
    bool operator()(char);
};
struct CalledConst
{
    bool operator()(char) const;
};
struct CalledByReference
{
    bool operator()(char) & noexcept;
};
struct CalledMoved
{
    bool operator()(char) &&;
};

static_assert(isRead<Called, bool, char>);
static_assert(isRead<CalledConst, bool, char>);
static_assert(isRead<CalledByReference, bool, char>);
static_assert(isRead<CalledMoved, bool, char>);
static_assert(isRead<std::function<bool(char)>, bool, char>);
static_assert(!Stateless<std::function<bool(char)>>);

// Pointers to data carry nothing either, but they are not called with parameters.
static_assert(Stateless<decltype(&Thing::data)>);
static_assert(!Stateless<int *>);

class tst_Signature : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsParameters() { QCOMPARE(ParametersOf<decltype(sum)>::size, std::size_t(3)); }
};

QTEST_APPLESS_MAIN(tst_Signature)
#include "tst_signature.moc"
