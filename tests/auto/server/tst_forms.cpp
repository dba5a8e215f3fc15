// Forms: actions that send fields, rules, refusals, arguments by name.
#include "browser.h"
#include "offers.h"

#include <BackState/BackState>

#include <QJsonDocument>
#include <QRegularExpression>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class Member : public State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Member, QString, name)
    BACKSTATE_EDITABLE(Member, int, age, 20)
    BACKSTATE_EDITABLE(Member, QString, unbound)
    BACKSTATE_PROPERTY(Member, QString, got)
    Q_PROPERTY(int even READ even WRITE setEven NOTIFY evenChanged USER true)
    Q_PROPERTY(QString nick READ nick WRITE setNick NOTIFY nickChanged USER true)
    BACKSTATE_RULES(name, .required = true, .maxLength = 10)
    BACKSTATE_RULES(age, .min = 18)
    BACKSTATE_RULES(unbound, .maxLength = 3)

public:
    int even() const { return m_even; }
    void setEven(int value)
    {
        if (value % 2 == 0 && m_even != value) {
            m_even = value;
            Q_EMIT evenChanged();
        }
    }
    QString nick() const { return m_nick; }
    void setNick(const QString &nick)
    {
        if (m_nick != nick.trimmed()) {
            m_nick = nick.trimmed();
            Q_EMIT nickChanged();
        }
    }

    Q_INVOKABLE void
    add(const QString &title, int count = 1, bool urgent = false, const QStringList &tags = {})
    {
        got = title + u'|' + QString::number(count) + u'|' + (urgent ? u"yes"_s : u"no"_s) + u'|'
            + tags.join(u'+');
    }
    Q_INVOKABLE void keep(const QString &unbound, int number);
    Q_INVOKABLE void save()
    {
        got = name + u'|' + QString::number(age) + u'|' + QString::number(m_even);
    }
    Q_INVOKABLE void look(const QString &cookie = u"none"_s, const QString &host = u"none"_s)
    {
        got = cookie + u',' + host;
    }
    Q_INVOKABLE void where(const BackState::Request &request)
    {
        got = request.pathParameter(u"id"_s);
    }

Q_SIGNALS:
    void evenChanged();
    void nickChanged();

private:
    int m_even = 2;
    QString m_nick;
};

QT_WARNING_PUSH
QT_WARNING_DISABLE_GCC("-Wshadow") // the parameter has the property's name on purpose
QT_WARNING_DISABLE_CLANG("-Wshadow")
void Member::keep(const QString &unbound, int number)
{
    got = unbound + QString::number(number);
}
QT_WARNING_POP

static Element memberPage(const Member &member)
{
    return Main(
        allowEvents(member),
        Form(
            onSubmit(submit<&Member::add>(member)),
            Input(bind(member.name)),
            error(member.name),
            Input(bind(member.age)),
            error<&Member::add>(member, "count")),
        Input(bind<&Member::even>(member)),
        Input(bind<&Member::nick>(member)),
        P(text(member.got)),
        Button(
            onClick<&Member::add>(member, "Order", named("urgent", true), named("count", 3)),
            "Named"),
        Button(onClick<&Member::save>(member), "Save"));
}

class tst_Forms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }

    void sendTheirFields();
    void refuseMissingArguments();
    void sendEdits();
    void followRules();
    void followRulesOfWhatIsNotBound();
    void areRefusedWithAllReasons();
    void areRefusedBySetters();
    void areTakenFromSettersThatTrim();
    void loseTheirRefusals();
    void haveArgumentsByName();
    void refuseWrongNames_data();
    void refuseWrongNames();
    void takeNoArgumentsFromElsewhere();
    void knowThePathOfTheirPage();

private:
    std::unique_ptr<Server> m_server;
};

static const QByteArray urlencoded = "application/x-www-form-urlencoded";

void tst_Forms::init()
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(testOptions());
    m_server->page(u"/"_s, memberPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

void tst_Forms::sendTheirFields()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains(
        "backState.send(" + Dialect::current().element.toByteArray()
        + ",$_tab,o=&gt;@post(&#39;/Member/add&#39;,o))"));
    tab.submit("/Member/add", urlencoded, "title=%24a&count=4&urgent=on&tags=x&tags=y&unknown=1");
    QCOMPARE(tab.value("_Member.got").toString(), u"$a|4|yes|x+y"_s);
    // An input that was left empty is not there, and neither is a box that is not ticked.
    tab.submit("/Member/add", urlencoded, "title=b&count=");
    QCOMPARE(tab.value("_Member.got").toString(), u"b|1|no|"_s);
    // A box that is not ticked is false where a default would not do.
    tab.submit("/Member/add", urlencoded, "title=b&count=2&tags=z");
    QCOMPARE(tab.value("_Member.got").toString(), u"b|2|no|z"_s);
    // What the action gives comes before the fields.
    tab.submit("/Member/add?title=given", urlencoded, "title=b");
    QCOMPARE(tab.value("_Member.got").toString(), u"given|1|no|"_s);
}

void tst_Forms::refuseMissingArguments()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.submit("/Member/add", urlencoded, "count=x").status, 200);
    QCOMPARE(tab.value("_errors.Member.title").toString(), u"is missing"_s);
    QVERIFY(tab.value("_errors.Member.count").toString().startsWith(u"expected a whole number"_s));
    QCOMPARE(tab.value("_Member.got").toString(), QString());
    tab.submit("/Member/add", urlencoded, "title=a");
    QCOMPARE(tab.value("_errors.Member.title").toString(), QString());
    QCOMPARE(tab.value("_errors.Member.count").toString(), QString());
}

void tst_Forms::sendEdits()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.submit("/Member/save", urlencoded, "name=Ann&age=33&unbound=toolong&even=4");
    QVERIFY(!tab.value("_errors.Member.unbound").toString().isEmpty());
    tab.submit("/Member/save", urlencoded, "name=Ann&age=33&unbound=abc&even=4");
    QCOMPARE(tab.value("_Member.got").toString(), u"Ann|33|4"_s);
}

void tst_Forms::followRules()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QVERIFY(tab.page.body.contains("required maxlength=\"10\""));
    QVERIFY(tab.page.body.contains("min=\"18\""));
    tab.type("Member.name", u"far too long a name"_s);
    tab.type("Member.age", 17);
    tab.post("/Member/save");
    QCOMPARE(tab.value("_errors.Member.name").toString(), u"Please use at most 10 characters."_s);
    QCOMPARE(tab.value("_errors.Member.age").toString(), u"The value must be 18 or more."_s);
    QCOMPARE(tab.value("_Member.got").toString(), QString());
    tab.type("Member.name", u"Ann"_s);
    tab.type("Member.age", 18);
    tab.post("/Member/save");
    QCOMPARE(tab.value("_Member.got").toString(), u"Ann|18|2"_s);
}

void tst_Forms::followRulesOfWhatIsNotBound()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.submit("/Member/keep", urlencoded, "unbound=abcd&number=1");
    QCOMPARE(tab.value("_errors.Member.unbound").toString(), u"Please use at most 3 characters."_s);
    tab.submit("/Member/keep", urlencoded, "unbound=abc&number=1");
    QCOMPARE(tab.value("_Member.got").toString(), u"abc1"_s);
}

void tst_Forms::areRefusedWithAllReasons()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Member.age", u"no number"_s);
    tab.type("Member.name", QString(11, u'x'));
    tab.type("Member.even", 8);
    tab.post("/Member/add?count=z&urgent=z");
    for (const char *path :
         {"_errors.Member.age",
          "_errors.Member.name",
          "_errors.Member.title",
          "_errors.Member.count",
          "_errors.Member.urgent"})
        QVERIFY2(!tab.value(path).toString().isEmpty(), path);
    Tab other = browser.load();
    QCOMPARE(other.value("Member.even").toInt(), 2); // nothing was changed
}

void tst_Forms::areRefusedBySetters()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Member.name", u"Ann"_s);
    tab.type("Member.even", 3);
    tab.post("/Member/save");
    QCOMPARE(tab.value("_errors.Member.even").toString(), u"This value was not accepted."_s);
    QCOMPARE(tab.value("_Member.got").toString(), QString());
    QCOMPARE(tab.value("Member.even").toInt(), 3); // what was typed stays, to be corrected
    QCOMPARE(browser.load().value("Member.name").toString(), QString()); // all is as it was
    tab.post("/Member/save");
    // still
    QCOMPARE(tab.value("_errors.Member.even").toString(), u"This value was not accepted."_s);
    tab.type("Member.even", 6);
    tab.post("/Member/save");
    QCOMPARE(tab.value("_errors.Member.even").toString(), QString());
    QCOMPARE(tab.value("_Member.got").toString(), u"Ann|20|6"_s);
}

void tst_Forms::areTakenFromSettersThatTrim()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Member.nick", u" Bob"_s);
    tab.type("Member.name", u"Ann"_s);
    tab.post("/Member/save");
    QCOMPARE(tab.value("Member.nick").toString(), u"Bob"_s);
    tab.type("Member.nick", u"Bob  "_s); // the setter leaves the property alone
    tab.post("/Member/save");
    QCOMPARE(tab.value("_errors.Member.nick").toString(), QString());
    QCOMPARE(tab.value("Member.nick").toString(), u"Bob"_s);
}

void tst_Forms::loseTheirRefusals()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.type("Member.age", 1);
    tab.post("/Member/add?count=z&title=a");
    QVERIFY(!tab.value("_errors.Member.age").toString().isEmpty());
    QVERIFY(!tab.value("_errors.Member.count").toString().isEmpty());
    // As bind(age, live()) sends it: what it carries is right, of the argument it says nothing.
    tab.type("Member.age", 21);
    tab.type("Member.name", u"Ann"_s);
    tab.post("/backstate/edit/Member");
    QCOMPARE(tab.value("_errors.Member.age").toString(), QString());
    QVERIFY(!tab.value("_errors.Member.count").toString().isEmpty());
    tab.post("/Member/add?count=1&title=a");
    QCOMPARE(tab.value("_errors.Member.count").toString(), QString());
}

void tst_Forms::haveArgumentsByName()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(tab.actionOf("Named"), "/Member/add?title=Order&count=3&urgent=true");
    tab.post(tab.actionOf("Named"));
    QCOMPARE(tab.value("_Member.got").toString(), u"Order|3|yes|"_s);
}

void tst_Forms::refuseWrongNames_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<QString>("sentence");

    QTest::addRow("unknown")
        << 0 << u"there is no parameter for the argument \"colour\", or it is given twice"_s;
    QTest::addRow("twice")
        << 1 << u"there is no parameter for the argument \"title\", or it is given twice"_s;
    QTest::addRow("missing") << 2 << u"the argument \"unbound\" is missing and has no default"_s;
    QTest::addRow("another type")
        << 3 << u"the argument for \"count\" is of a type that it can't have"_s;
    QTest::addRow("a gap") << 4 << u"the argument \"urgent\" is given, but one before it is not"_s;
    QTest::addRow("error() of no argument") << 5 << u"it is not an argument of add, nor its name"_s;
}

void tst_Forms::refuseWrongNames()
{
    QFETCH(int, page);
    QFETCH(QString, sentence);
    m_server->page(u"/wrong"_s, [page](const Member &member) {
        switch (page) {
        case 0: return Button(onClick<&Member::add>(member, "a", named("colour", 1)));
        case 1: return Button(onClick<&Member::add>(member, "a", named("title", "b")));
        case 2:
            return Button(onClick<&Member::keep>(member, named("number", 1), named("number", 2)));
        case 3: return Button(onClick<&Member::add>(member, "a", named("count", "three")));
        case 4: return Button(onClick<&Member::add>(member, "a", named("urgent", true)));
        default: return error<&Member::add>(member, "amount");
        }
    });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QRegularExpression::escape(sentence)));
    Browser browser(m_server->port());
    QCOMPARE(browser.get("/wrong").status, 500);
}

void tst_Forms::takeNoArgumentsFromElsewhere()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    browser.cookie += "; cookie=stolen";
    tab.post("/Member/look");
    QCOMPARE(tab.value("_Member.got").toString(), u"none,none"_s);
    tab.post("/Member/look?cookie=given");
    QCOMPARE(tab.value("_Member.got").toString(), u"given,none"_s);
}

void tst_Forms::knowThePathOfTheirPage()
{
    m_server->page(u"/item/<id>"_s, [](const Member &member) {
        return Button(onClick<&Member::where>(member), text(member.got), "Where");
    });
    Browser browser(m_server->port());
    Tab tab = browser.load("/item/4711");
    tab.post("/Member/where?id=other");
    QVERIFY(!tab.value("_errors.Member.where").isNull());
    tab.post("/Member/where");
    QCOMPARE(tab.value("_Member.got").toString(), u"4711"_s);
}

QTEST_GUILESS_MAIN(tst_Forms)
#include "tst_forms.moc"
