#include <BackState/core/request.h>
#include <BackState/core/schema.h>
#include <BackState/core/state.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

struct Plain
{
    int x = 0;
    bool operator==(const Plain &) const = default;
};

class Names : public State
{
    Q_OBJECT
    Q_PROPERTY(int a__b MEMBER a__b)
    Q_PROPERTY(int _count MEMBER _count)
    Q_PROPERTY(int __proto__ MEMBER proto)
    Q_PROPERTY(int constructor MEMBER constructor_)
    Q_PROPERTY(int _kept MEMBER kept SCRIPTABLE false)

public:
    int a__b = 0, _count = 0, proto = 0, constructor_ = 0, kept = 0;
};

class Types : public State
{
    Q_OBJECT
    Q_PROPERTY(Plain plain MEMBER plain)
    Q_PROPERTY(Plain hidden MEMBER hidden SCRIPTABLE false)
    Q_PROPERTY(QObject *object MEMBER object)
    Q_PROPERTY(int fixed READ fixed USER true)
    Q_PROPERTY(int both MEMBER both USER true SCRIPTABLE false)

public:
    int fixed() const { return 1; }
    Plain plain, hidden;
    QObject *object = nullptr;
    int both = 0;
};

class Events : public State
{
    Q_OBJECT
    BACKSTATE_EVENT(nothing)
    BACKSTATE_EVENT(hidden)
    BACKSTATE_EVENT(paths, .path = "paths?")
    BACKSTATE_EVENT(lines, .path = "/backstate/x", .selector = "#a\n#b", .roles = " ")

public:
    Q_INVOKABLE void unnamed(int, int second);
    Q_INVOKABLE void typed(const Plain &plain, QObject *object);
    Q_INVOKABLE void changes(QString &text);
    Q_INVOKABLE void reserved(int datastar);
    Q_INVOKABLE void request(int amount = 1, const BackState::Request &request = {});
    Q_INVOKABLE void paths() { }
    Q_INVOKABLE void lines() { }

private:
    Q_SLOT void hidden() { }
};

void Events::unnamed(int, int) { }
void Events::typed(const Plain &, QObject *) { }
void Events::changes(QString &) { }
void Events::reserved(int) { }
void Events::request(int, const BackState::Request &) { }

class Words : public State
{
    Q_OBJECT
    Q_CLASSINFO("BackState.Scop", "Tab")
    Q_CLASSINFO("BackState.Scope", "tab")
    Q_CLASSINFO("BackState.Store", "Disk")
    Q_CLASSINFO("BackState.TimeToLive", "MINUTE")
    Q_CLASSINFO("BackState.Rate", "1001")
    Q_CLASSINFO("BackState.Api", "yes")
    Q_CLASSINFO("Author", "anybody")
    BACKSTATE_NAMESPACE("My Words")
};

class Keyless : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record)
};

class Keyed : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global, "id")
};

class backstate : public State
{
    Q_OBJECT
};

class Two__Parts : public State
{
    Q_OBJECT
};

class NoState : public QObject
{
    Q_OBJECT
};

// Kept by the browser, with everything that it then may not say.
class Forgeable : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientLocal)
    BACKSTATE_SCOPE(Global)
    BACKSTATE_API
    BACKSTATE_TTL(60)
    BACKSTATE_EDITABLE(Forgeable, QString, note)
    BACKSTATE_EDITABLE(Forgeable, QString, sealed)
    BACKSTATE_PROPERTY(Forgeable, int, price)
    BACKSTATE_PRIVATE(Forgeable, int, cost)
    BACKSTATE_TRANSIENT(Forgeable, int, total)
    Q_PROPERTY(int fixed READ fixed CONSTANT)

public:
    int fixed() const { return 1; }
};

class Sealed : public State
{
    Q_OBJECT
    BACKSTATE_STORE(ClientSession)
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_SEALED
    BACKSTATE_EDITABLE(Sealed, QString, sealed)
    BACKSTATE_PROPERTY(Sealed, int, price)
    Q_PROPERTY(int total READ total)
    Q_PROPERTY(QObject *secret MEMBER secret SCRIPTABLE false)

public:
    int total() const { return price * 2; }
    QObject *secret = nullptr;
};

class SealedOnTheServer : public State
{
    Q_OBJECT
    BACKSTATE_SEALED
};

class tst_SchemaProblems : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesClassMemberAndCure_data();
    void namesClassMemberAndCure();
};

void tst_SchemaProblems::namesClassMemberAndCure_data()
{
    QTest::addColumn<const QMetaObject *>("metaObject");
    QTest::addColumn<QStringList>("problems");

    QTest::newRow("names")
        << &Names::staticMetaObject
        << QStringList{
               u"Names::a__b: its name contains '__', which can't be in the name of a signal; "
               "rename it"_s,
               u"Names::_count: its name begins with '_', which browsers do not send; rename it"_s,
               u"Names::__proto__: its name begins with '_', which browsers do not send; rename "
               "it"_s,
               u"Names::constructor: its name means something else in a browser; rename it"_s};
    QTest::newRow("types")
        << &Types::staticMetaObject
        << QStringList{
               u"Types::plain: Plain is not a type that can travel; make it a Q_GADGET with a "
               u"Q_PROPERTY(… MEMBER …) for "
               "each member; or keep it on the server with SCRIPTABLE false"_s,
               u"Types::object: QObject* is a pointer; only values travel, so keep the data in a "
               u"Q_GADGET; or keep it on "
               "the server with SCRIPTABLE false"_s,
               u"Types::fixed: USER true lets a browser set it, but it can't be written; add "
               "WRITE or MEMBER"_s,
               u"Types::both: USER true and SCRIPTABLE false contradict each other; remove one"_s};
    QTest::newRow("events")
        << &Events::staticMetaObject
        << QStringList{
               u"Events::nothing: BACKSTATE_EVENT names a method that is neither a public "
               u"Q_INVOKABLE nor a public slot of "
               "this class; make it one, or correct the name"_s,
               u"Events::hidden: BACKSTATE_EVENT names a method that is neither a public "
               u"Q_INVOKABLE nor a public slot of "
               "this class; make it one, or correct the name"_s,
               u"Events::paths: .path of BACKSTATE_EVENT begins with '/' and has no query, no "
               "space and no escape; correct it"_s,
               u"Events::lines: .path of BACKSTATE_EVENT is below /backstate, which is the "
               "library's own; choose another"_s,
               u"Events::lines: .selector of BACKSTATE_EVENT has to be one line"_s,
               u"Events::lines: .roles of BACKSTATE_EVENT names no role, so nobody could call "
               "it; remove it or name one"_s,
               u"Events::unnamed: parameter 1 has no name, by which a browser could give it; "
               "name it"_s,
               u"Events::typed: parameter plain: Plain is not a type that can travel; make it a "
               u"Q_GADGET with a "
               "Q_PROPERTY(… MEMBER …) for each member"_s,
               u"Events::typed: parameter object: QObject* is a pointer; only values travel, so "
               "keep the data in a Q_GADGET"_s,
               u"Events::changes: parameter text: its type QString& is not known here; give it by "
               u"value or const reference "
               "and include the header that defines it"_s,
               u"Events::reserved: parameter datastar: its name is that of Datastar's own query "
               "parameter; rename it"_s,
               u"Events::request: a Request can't have a default; put it before the parameters "
               "that have one"_s};
    QTest::newRow("words")
        << &Words::staticMetaObject
        << QStringList{
               u"Words: BackState.Scop is not a setting; there are BackState.Scope, "
               u"BackState.ScopeParameter, "
               "BackState.Store, BackState.Namespace, BackState.TimeToLive, BackState.Rate, "
               "BackState.Api, BackState.Sealed"_s,
               u"Words: the namespace \"My Words\" is not made of letters, digits and '_' after a "
               u"letter; say another one "
               "with BACKSTATE_NAMESPACE(\"Name\")"_s,
               u"Words: BackState.Scope is Tab, Session, User, Record or Global, not \"tab\""_s,
               u"Words: BackState.Store is Server, ClientSession, ClientLocal or Custom, not "
               "\"Disk\""_s,
               u"Words: BACKSTATE_TTL takes a whole number of seconds, written as a number, not "
               "\"MINUTE\""_s,
               u"Words: BACKSTATE_RATE takes a number of frames a second from 1 to 1000, written "
               u"as a "
               "number, not \"1001\""_s,
               u"Words: BackState.Api is true or false, not \"yes\""_s};
    QTest::newRow("a record without parameter")
        << &Keyless::staticMetaObject
        << QStringList{u"Keyless: a record needs the name of the page's path parameter: "
                       "BACKSTATE_SCOPE(Record, \"id\")"_s};
    QTest::newRow("a parameter without record")
        << &Keyed::staticMetaObject
        << QStringList{
               u"Keyed: only BACKSTATE_SCOPE(Record, …) takes a path parameter; remove \"id\""_s};
    QTest::newRow("the library's namespace")
        << &backstate::staticMetaObject
        << QStringList{u"backstate: the namespace \"backstate\" is taken; say another one with "
                       "BACKSTATE_NAMESPACE(\"Name\")"_s};
    QTest::newRow("a class name with two '_'")
        << &Two__Parts::staticMetaObject
        << QStringList{u"Two__Parts: the namespace \"Two__Parts\" contains '__', which can't be "
                       u"in the name of a signal; say "
                       "another one with BACKSTATE_NAMESPACE(\"Name\")"_s};
    QTest::newRow("what a browser would keep")
        << &Forgeable::staticMetaObject
        << QStringList{
               u"Forgeable: what the browser keeps belongs to each of its tabs, so BACKSTATE_SCOPE "
               u"can't be another "
               "than Tab; remove it, or keep the values by BACKSTATE_STORE(Server)"_s,
               u"Forgeable: BACKSTATE_API is for clients without a page, which keep nothing; "
               u"remove it, or keep the "
               "values by BACKSTATE_STORE(Server)"_s,
               u"Forgeable: BACKSTATE_TTL can't end what a browser keeps; remove it"_s,
               u"Forgeable::price: the browser keeps this class, so its user could forge the "
               u"value; declare it with "
               "BACKSTATE_EDITABLE if it is the user's to set, with BACKSTATE_TRANSIENT (STORED "
               "false) if it need "
               "not be kept, or put BACKSTATE_SEALED into the class"_s,
               u"Forgeable::cost: the browser keeps this class, so its user could forge the value; "
               u"declare it with "
               "BACKSTATE_EDITABLE if it is the user's to set, with BACKSTATE_TRANSIENT (STORED "
               "false) if it need "
               "not be kept, or put BACKSTATE_SEALED into the class"_s};
    QTest::newRow("what a seal can't hold")
        << &Sealed::staticMetaObject
        << QStringList{
               u"Sealed::sealed: BACKSTATE_SEALED needs the name \"sealed\" for itself; rename "
               u"it"_s,
               u"Sealed::total: it is stored, but can't be put back; add WRITE, or STORED false if "
               u"it follows from "
               "others"_s,
               u"Sealed::secret: QObject* is a pointer; only values travel, so keep the data in a "
               u"Q_GADGET; or do "
               "not keep it, with STORED false"_s};
    QTest::newRow("a seal for nothing")
        << &SealedOnTheServer::staticMetaObject
        << QStringList{
               u"SealedOnTheServer: BACKSTATE_SEALED is for values that the browser keeps; add "
               "BACKSTATE_STORE(ClientSession) or (ClientLocal), or remove it"_s};
    QTest::newRow("no state") << &NoState::staticMetaObject
                              << QStringList{u"NoState: does not inherit BackState::State"_s};
}

void tst_SchemaProblems::namesClassMemberAndCure()
{
    QFETCH(const QMetaObject *, metaObject);
    QFETCH(QStringList, problems);
    QCOMPARE(Schema::of(metaObject).problems(), problems);
}

QTEST_GUILESS_MAIN(tst_SchemaProblems)

#include "tst_schema_problems.moc"
