#include <BackState/core/request.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>

#include <QTest>

#include <algorithm>

using namespace BackState;
using namespace Qt::StringLiterals;

namespace shop {

class Basket : public State
{
    Q_OBJECT
    Q_PROPERTY(int count READ count WRITE setCount NOTIFY countChanged)
    Q_PROPERTY(QString draft MEMBER draft USER true)
    Q_PROPERTY(bool open READ isOpen BINDABLE bindableOpen)
    Q_PROPERTY(QString version READ version CONSTANT)
    Q_PROPERTY(QString secret MEMBER secret SCRIPTABLE false)
    Q_PROPERTY(int seen MEMBER seen STORED false)
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_STORE(Custom)
    BACKSTATE_NAMESPACE("Cart")
    BACKSTATE_TTL(24 * 3'600)
    BACKSTATE_RATE(10)
    BACKSTATE_API

public:
    int count() const { return m_count; }
    Q_INVOKABLE void setCount(int count) { m_count = count; }
    bool isOpen() const { return m_open.value(); }
    QBindable<bool> bindableOpen() { return &m_open; }
    QString version() const { return u"1"_s; }

    Q_INVOKABLE void add(const QString &item, int amount = 1, bool quiet = false);
    Q_INVOKABLE int total() const { return m_count; }
    Q_INVOKABLE void sign(const BackState::Request &request);
    Q_INVOKABLE void move(int from);
    Q_INVOKABLE void move(const QString &from);

public Q_SLOTS:
    void clear() { m_count = 0; }
    void refill(int amount) { m_count = amount; }

Q_SIGNALS:
    void countChanged();

private Q_SLOTS:
    void tick() { }

private:
    Q_INVOKABLE void forget() { }
    BACKSTATE_EVENT(
        refill,
        .verb = Verb::Put,
        .path = "/refill",
        .selector = "#x",
        .mode = Mode::Append,
        .roles = "clerk  admin",
        .again = Again::Queue)

    int m_count = 0;
    QProperty<bool> m_open;
    QString draft;
    QString secret;
    int seen = 0;
};

void Basket::add(const QString &, int amount, bool)
{
    m_count += amount;
}
void Basket::sign(const BackState::Request &) { }
void Basket::move(int) { }
void Basket::move(const QString &) { }

class BigBasket : public Basket
{
    Q_OBJECT
    Q_PROPERTY(double weight MEMBER weight)
    BACKSTATE_SCOPE(Record, "id")
    BACKSTATE_EVENT(refill, .verb = Verb::Get)
    BACKSTATE_EVENT(clear)

public:
    Q_INVOKABLE int total() const { return 7; }
    Q_INVOKABLE void add(const QString &item) { Basket::add(item); }

    double weight = 0;
};

} // namespace shop

class tst_Schema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsSettings();
    void inheritsSettingsButTheNamespace();
    void readsProperties();
    void readsOnlyOwnProperties();
    void findsPropertiesByTheirMembers();
    void readsEvents();
    void readsParameters();
    void readsOptionsOfEvents();
    void inheritsEvents();
    void isTheSameObjectEachTime();
};

using shop::Basket;
using shop::BigBasket;

void tst_Schema::readsSettings()
{
    const Schema &schema = Schema::of<Basket>();

    QCOMPARE(schema.problems(), QStringList());
    QCOMPARE(schema.metaObject(), &Basket::staticMetaObject);
    QCOMPARE(schema.nameSpace(), "Cart");
    QCOMPARE(schema.scope(), Scope::Tab);
    QCOMPARE(schema.scopeParameter(), "");
    QCOMPARE(schema.store(), Store::Custom);
    QCOMPARE(schema.timeToLive(), 86400);
    QCOMPARE(schema.rate(), 10);
    QVERIFY(schema.hasApi());
}

void tst_Schema::inheritsSettingsButTheNamespace()
{
    const Schema &schema = Schema::of<BigBasket>();

    QCOMPARE(schema.problems(), QStringList());
    QCOMPARE(schema.nameSpace(), "BigBasket");
    QCOMPARE(schema.scope(), Scope::Record);
    QCOMPARE(schema.scopeParameter(), "id");
    QCOMPARE(schema.store(), Store::Custom);
    QVERIFY(schema.hasApi());
}

void tst_Schema::readsProperties()
{
    const Schema &schema = Schema::of<Basket>();

    const Schema::Property *count = schema.property("count");
    QVERIFY(count);
    QCOMPARE(count->index, 0);
    QCOMPARE(count->type, QMetaType::fromType<int>());
    QCOMPARE(count->tracking, Schema::Tracking::Notify);
    QVERIFY(!count->isEditable && count->isVisible && count->isStored);
    QCOMPARE(schema.property("draft")->tracking, Schema::Tracking::Compare);
    QVERIFY(schema.property("draft")->isEditable);
    QCOMPARE(schema.property("open")->tracking, Schema::Tracking::Bindable);
    QCOMPARE(schema.property("version")->tracking, Schema::Tracking::Constant);
    QVERIFY(!schema.property("secret")->isVisible);
    QVERIFY(!schema.property("seen")->isStored);
    QCOMPARE(schema.property("Count"), nullptr);
    QCOMPARE(schema.property(""), nullptr);
}

void tst_Schema::readsOnlyOwnProperties()
{
    const Schema &schema = Schema::of<BigBasket>();

    QCOMPARE(schema.property("objectName"), nullptr);
    QByteArrayList names;
    for (const Schema::Property &property : schema.properties())
        names.append(property.name);
    QCOMPARE(names.join(' '), "count draft open version secret seen weight");
    QCOMPARE(schema.property("weight")->index, 6);
}

void tst_Schema::findsPropertiesByTheirMembers()
{
    const Schema &schema = Schema::of<Basket>();

    QCOMPARE(schema.propertyOfMember("count"), schema.property("count"));
    QCOMPARE(schema.propertyOfMember("isOpen"), schema.property("open"));
    QCOMPARE(schema.propertyOfMember("hasOpen"), schema.property("open"));
    QCOMPARE(schema.propertyOfMember("getDraft"), schema.property("draft"));
    QCOMPARE(schema.propertyOfMember("get_draft"), schema.property("draft"));
    QCOMPARE(schema.propertyOfMember("m_count"), schema.property("count"));
    QCOMPARE(schema.propertyOfMember("isopen"), nullptr);
    QCOMPARE(schema.propertyOfMember("is"), nullptr);
    QCOMPARE(schema.propertyOfMember("add"), nullptr);
}

void tst_Schema::readsEvents()
{
    const Schema &schema = Schema::of<Basket>();

    QByteArrayList names;
    for (const Schema::Event &event : schema.events())
        names.append(event.name);
    std::sort(names.begin(), names.end());
    QCOMPARE(names.join(' '), "add move refill sign total");
    QVERIFY(schema.event("move")->isOverloaded);
    QVERIFY(!schema.event("add")->isOverloaded);
    for (const char *name :
         {"setCount", "clear", "tick", "forget", "countChanged", "deleteLater", "refresh"})
        QCOMPARE(schema.event(name), nullptr);
}

void tst_Schema::readsParameters()
{
    const Schema &schema = Schema::of<Basket>();

    const Schema::Event *add = schema.event("add");
    QCOMPARE(add->parameters.size(), 3);
    QCOMPARE(add->required, 1);
    QCOMPARE(add->method.methodSignature(), "add(QString,int,bool)");
    QCOMPARE(add->parameters.at(0).name, "item");
    QCOMPARE(add->parameters.at(0).type, QMetaType::fromType<QString>());
    QCOMPARE(add->parameters.at(2).name, "quiet");
    QVERIFY(schema.event("sign")->parameters.at(0).isRequest);
    QCOMPARE(schema.event("total")->required, 0);
}

void tst_Schema::readsOptionsOfEvents()
{
    const Schema &schema = Schema::of<Basket>();

    const Schema::Event *refill = schema.event("refill");
    QCOMPARE(refill->verb, Verb::Put);
    QCOMPARE(refill->path, "/refill");
    QCOMPARE(refill->selector, "#x");
    QCOMPARE(refill->mode, Mode::Append);
    QCOMPARE(refill->roles, (QByteArrayList{"clerk", "admin"}));
    QCOMPARE(refill->again, Again::Queue);
    const Schema::Event *add = schema.event("add");
    QCOMPARE(add->verb, Verb::Post);
    QCOMPARE(add->path, "");
    QCOMPARE(add->mode, Mode::Outer);
    QCOMPARE(add->again, Again::Replace);
}

void tst_Schema::inheritsEvents()
{
    const Schema &schema = Schema::of<BigBasket>();

    QCOMPARE(schema.event("refill")->verb, Verb::Get);
    QCOMPARE(schema.event("refill")->path, "");
    QVERIFY(schema.event("clear"));
    QVERIFY(schema.event("sign"));
    // As in C++, the subclass's add() hides the other; it is no overload.
    QVERIFY(!schema.event("add")->isOverloaded);
    QCOMPARE(schema.event("add")->parameters.size(), 1);
    QCOMPARE(schema.event("add")->required, 1);
    QCOMPARE(schema.event("total")->method.enclosingMetaObject(), &BigBasket::staticMetaObject);
}

void tst_Schema::isTheSameObjectEachTime()
{
    QCOMPARE(&Schema::of<Basket>(), &Schema::of(&Basket::staticMetaObject));
}

QTEST_GUILESS_MAIN(tst_Schema)

#include "tst_schema.moc"
