#include <BackState/core/flow.h>
#include <BackState/core/invoke.h>
#include <BackState/core/state.h>

#include <QElapsedTimer>
#include <QPromise>
#include <QTest>

#include <thread>

using namespace BackState;
using namespace std::chrono_literals;

// Says how many of it there are: what a flow that is destroyed has to clean up.
struct Local
{
    Local() { ++alive; }
    ~Local() { --alive; }
    Q_DISABLE_COPY_MOVE(Local)

    inline static int alive = 0;
};

// Does with a flow what a server does, and notes it.
class Driver
{
public:
    explicit Driver(FlowHandle flow)
        : m_flow(std::move(flow))
    {
        if (m_flow.start([this] { step(); }))
            step();
        else
            isEnded = true;
    }
    ~Driver() { m_flow.destroy(); }
    Q_DISABLE_COPY_MOVE(Driver)

    void destroy() { m_flow.destroy(); }

    QList<int> yielded; // -1: only changes
    int steps = 0;
    bool isEnded = false;

private:
    void step()
    {
        ++steps;
        const FlowStep made = m_flow.step();
        if (made == FlowStep::Ended) {
            m_flow.destroy();
            isEnded = true;
        } else if (made == FlowStep::Yielded) {
            const QVariant value = m_flow.takeYielded();
            yielded.append(value.isValid() ? value.toInt() : -1);
            m_flow.goOn();
        }
    }

    FlowHandle m_flow;
};

class Speaker : public QObject
{
    Q_OBJECT

Q_SIGNALS:
    void spoke();
    void said(const QString &word);
    void measured(int value, const QString &unit);
    void kept(int value, QPrivateSignal);

public:
    void keep(int value) { Q_EMIT kept(value, QPrivateSignal()); }
};

class Job : public State
{
    Q_OBJECT

public:
    Q_INVOKABLE BackState::Flow<int> count(int from, int to)
    {
        const Local local;
        for (int i = from; i < to; ++i)
            co_yield i;
    }
    Q_INVOKABLE BackState::Flow<int> mixed()
    {
        co_yield changes;
        co_yield 7;
    }
    Q_INVOKABLE BackState::Flow<> nothing() { co_return; }
    Q_INVOKABLE BackState::Flow<> pause(int milliseconds)
    {
        const Local local;
        co_await after(std::chrono::milliseconds(milliseconds));
        ++done;
    }
    Q_INVOKABLE BackState::Flow<> keep(const QString &word)
    {
        co_await after(1ms);
        words.append(word);
    }
    Q_INVOKABLE QFuture<int> future() { return {}; }
    Q_INVOKABLE void plain() { }

    Flow<> waitForFuture(QFuture<int> future)
    {
        const Local local;
        done = co_await future;
    }
    Flow<> waitForEnd(QFuture<void> future)
    {
        const Local local;
        co_await future;
        ++done;
    }
    Flow<> waitForSpoke(const Speaker *speaker)
    {
        const Local local;
        co_await received(speaker, &Speaker::spoke);
        ++done;
    }
    Flow<> waitForSaid(const Speaker *speaker)
    {
        words.append(co_await received(speaker, &Speaker::said));
        words.append(co_await received(speaker, &Speaker::said));
    }
    Flow<> waitForMeasured(const Speaker *speaker)
    {
        const auto [value, unit] = co_await received(speaker, &Speaker::measured);
        words.append(QString::number(value) + unit);
    }
    Flow<> waitForKept(const Speaker *speaker)
    {
        done = co_await received(speaker, &Speaker::kept);
    }

    int done = 0;
    QStringList words;
};

class tst_Flow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QCOMPARE(Local::alive, 0); }
    void cleanup() { QCOMPARE(Local::alive, 0); }

    void doesNothingUntilItIsDriven();
    void yieldsOneATurn();
    void yieldsChangesAlone();
    void isFoundInWhatAnEventReturns();
    void isNullWhenThereIsNone();
    void isDrivenOnce();
    void keepsTheArgumentsThatAreKeptForIt();
    void waitsForATime();
    void waitsForAFuture();
    void waitsForAFutureOfAnotherThread();
    void doesNotWaitForAFutureThatIsFinished();
    void endsWithAFutureThatGivesNothing_data();
    void endsWithAFutureThatGivesNothing();
    void waitsForAQtSignal();
    void takesTheFirstEmissionOnly();
    void takesEveryKindOfQtSignal();
    void waitsForAQtSignalOfAnotherThread();
    void goesOnAfterWhoeverEmittedTheQtSignal();
    void endsWithTheObjectItWaitsFor();
    void isDestroyedWhereItWaits_data();
    void isDestroyedWhereItWaits();
    void isDestroyedBetweenTheEndOfItsWaitAndItsStep();
    void isMarkedInTheSchema();
};

void tst_Flow::doesNothingUntilItIsDriven()
{
    Job job;
    {
        const Flow<int> flow = job.count(0, 3);
        QCoreApplication::processEvents();
        QCOMPARE(Local::alive, 0);
    }
    QCOMPARE(Local::alive, 0);
}

void tst_Flow::yieldsOneATurn()
{
    Job job;
    Driver driver(job.count(3, 6).handle());
    QCOMPARE(driver.yielded, QList<int>({3}));
    QCOMPARE(Local::alive, 1);
    QCoreApplication::processEvents();
    QVERIFY(driver.yielded.size() >= 2);
    QTRY_VERIFY(driver.isEnded);
    QCOMPARE(driver.yielded, QList<int>({3, 4, 5}));
    QCOMPARE(Local::alive, 0);
}

void tst_Flow::yieldsChangesAlone()
{
    Job job;
    Driver driver(job.mixed().handle());
    QTRY_VERIFY(driver.isEnded);
    QCOMPARE(driver.yielded, QList<int>({-1, 7}));
}

void tst_Flow::isFoundInWhatAnEventReturns()
{
    Job job;
    const Schema::Event &event = *Schema::of<Job>().event("count");
    const QVariantList typed{1, 3};
    const QVariant result = invoke(job, event, typed);
    Driver driver(result.value<FlowHandle>());
    QTRY_VERIFY(driver.isEnded);
    QCOMPARE(driver.yielded, QList<int>({1, 2}));
}

void tst_Flow::isNullWhenThereIsNone()
{
    Driver driver(Flow<int>().handle());
    QVERIFY(driver.isEnded);
    QCOMPARE(driver.steps, 0);
    Job job;
    Driver empty(job.nothing().handle());
    QVERIFY(empty.isEnded);
    QCOMPARE(empty.steps, 1);
}

void tst_Flow::isDrivenOnce()
{
    Job job;
    const Flow<int> flow = job.count(0, 1);
    Driver driver(flow.handle());
    Driver second(flow.handle());
    QCOMPARE(second.steps, 0);
    QVERIFY(second.isEnded);
}

void tst_Flow::keepsTheArgumentsThatAreKeptForIt()
{
    Job job;
    const QVariantList typed{
        QStringLiteral("a word that is longer than what fits into a value itself")};
    Driver driver(invoke(job, *Schema::of<Job>().event("keep"), typed).value<FlowHandle>());
    QTRY_VERIFY(driver.isEnded);
    QCOMPARE(job.words, QStringList(typed.first().toString()));
}

void tst_Flow::waitsForATime()
{
    Job job;
    QElapsedTimer timer;
    timer.start();
    Driver driver(job.pause(50).handle());
    QCOMPARE(job.done, 0);
    QCoreApplication::processEvents();
    QTRY_COMPARE(job.done, 1);
    QVERIFY(timer.elapsed() >= 45);
    QVERIFY(driver.isEnded);
    Driver atOnce(job.pause(-5).handle());
    QTRY_COMPARE(job.done, 2);
}

void tst_Flow::waitsForAFuture()
{
    Job job;
    QPromise<int> promise;
    promise.start();
    Driver driver(job.waitForFuture(promise.future()).handle());
    QCoreApplication::processEvents();
    QCOMPARE(driver.steps, 1);
    promise.addResult(42);
    promise.finish();
    QTRY_COMPARE(job.done, 42);
    QCOMPARE(driver.steps, 2);
    QVERIFY(driver.isEnded);
}

void tst_Flow::waitsForAFutureOfAnotherThread()
{
    Job job;
    QPromise<int> promise;
    promise.start();
    Driver driver(job.waitForFuture(promise.future()).handle());
    std::thread thread([&promise] {
        promise.addResult(5);
        promise.finish();
    });
    QTRY_COMPARE(job.done, 5);
    thread.join();
}

void tst_Flow::doesNotWaitForAFutureThatIsFinished()
{
    Job job;
    QPromise<int> promise;
    promise.start();
    promise.addResult(6);
    promise.finish();
    Driver driver(job.waitForFuture(promise.future()).handle());
    QCOMPARE(job.done, 6);
    QVERIFY(driver.isEnded);
}

void tst_Flow::endsWithAFutureThatGivesNothing_data()
{
    QTest::addColumn<QString>("what");
    QTest::addRow("cancelled before") << QStringLiteral("before");
    QTest::addRow("cancelled meanwhile") << QStringLiteral("cancel");
    QTest::addRow("finished without a result") << QStringLiteral("finish");
    QTest::addRow("its promise dropped") << QStringLiteral("drop");
}

void tst_Flow::endsWithAFutureThatGivesNothing()
{
    QFETCH(QString, what);
    Job job;
    auto promise = std::make_unique<QPromise<int>>();
    promise->start();
    QFuture<int> future = promise->future();
    if (what == QStringLiteral("before"))
        future.cancel();
    Driver driver(job.waitForFuture(future).handle());
    QCOMPARE(Local::alive, 1);
    if (what == QStringLiteral("cancel"))
        future.cancel();
    else if (what == QStringLiteral("finish"))
        promise->finish();
    else if (what == QStringLiteral("drop"))
        promise.reset();
    QTRY_VERIFY(driver.isEnded);
    QCOMPARE(Local::alive, 0);
    QCOMPARE(job.done, 0);
}

void tst_Flow::waitsForAQtSignal()
{
    Job job;
    Speaker speaker;
    Driver driver(job.waitForSpoke(&speaker).handle());
    QCoreApplication::processEvents();
    QCOMPARE(driver.steps, 1);
    Q_EMIT speaker.spoke();
    QTRY_COMPARE(job.done, 1);
}

void tst_Flow::takesTheFirstEmissionOnly()
{
    Job job;
    Speaker speaker;
    Driver driver(job.waitForSaid(&speaker).handle());
    Q_EMIT speaker.said(QStringLiteral("one"));
    Q_EMIT speaker.said(QStringLiteral("two"));
    QTRY_COMPARE(job.words, QStringList({QStringLiteral("one")}));
    Q_EMIT speaker.said(QStringLiteral("three"));
    QTRY_COMPARE(job.words, QStringList({QStringLiteral("one"), QStringLiteral("three")}));
    QVERIFY(driver.isEnded);
}

void tst_Flow::takesEveryKindOfQtSignal()
{
    Job job;
    Speaker speaker;
    Driver several(job.waitForMeasured(&speaker).handle());
    Driver ofItsClass(job.waitForKept(&speaker).handle());
    Q_EMIT speaker.measured(21, QStringLiteral(" °C"));
    speaker.keep(8);
    QTRY_COMPARE(job.words, QStringList({QStringLiteral("21 °C")}));
    QTRY_COMPARE(job.done, 8);
}

void tst_Flow::waitsForAQtSignalOfAnotherThread()
{
    Job job;
    Speaker speaker;
    Driver driver(job.waitForMeasured(&speaker).handle());
    std::thread thread([&speaker] { Q_EMIT speaker.measured(3, QStringLiteral("m")); });
    thread.join();
    QVERIFY(job.words.isEmpty());
    QTRY_COMPARE(job.words, QStringList({QStringLiteral("3m")}));
}

void tst_Flow::goesOnAfterWhoeverEmittedTheQtSignal()
{
    Job job;
    Speaker speaker;
    Driver driver(job.waitForSpoke(&speaker).handle());
    Q_EMIT speaker.spoke();
    QCOMPARE(job.done, 0);
    QTRY_COMPARE(job.done, 1);
}

void tst_Flow::endsWithTheObjectItWaitsFor()
{
    Job job;
    auto speaker = std::make_unique<Speaker>();
    Driver driver(job.waitForSpoke(speaker.get()).handle());
    speaker.reset();
    QTRY_VERIFY(driver.isEnded);
    QCOMPARE(Local::alive, 0);
    Driver ofNone(job.waitForSpoke(nullptr).handle());
    QTRY_VERIFY(ofNone.isEnded);
    QCOMPARE(job.done, 0);
}

void tst_Flow::isDestroyedWhereItWaits_data()
{
    QTest::addColumn<int>("kind");
    QTest::addRow("at a yield") << 0;
    QTest::addRow("for a time") << 1;
    QTest::addRow("for a future with a result") << 2;
    QTest::addRow("for a future without") << 3;
    QTest::addRow("for a Qt signal") << 4;
}

void tst_Flow::isDestroyedWhereItWaits()
{
    QFETCH(int, kind);
    Job job;
    Speaker speaker;
    QPromise<int> promise;
    QPromise<void> end;
    promise.start();
    end.start();
    const QList<std::function<FlowHandle()>> makers{
        [&] { return job.count(0, 9).handle(); },
        [&] { return job.pause(1).handle(); },
        [&] { return job.waitForFuture(promise.future()).handle(); },
        [&] { return job.waitForEnd(end.future()).handle(); },
        [&] { return job.waitForSpoke(&speaker).handle(); }};
    Driver driver(makers.at(kind)());
    QCOMPARE(Local::alive, 1);
    driver.destroy();
    QCOMPARE(Local::alive, 0);

    // Whatever it waited for comes now, and finds nobody.
    Q_EMIT speaker.spoke();
    promise.addResult(1);
    promise.finish();
    end.finish();
    Driver other(job.pause(20).handle());
    QTRY_COMPARE(job.done, 1);
    QCOMPARE(driver.steps, 1);
}

void tst_Flow::isDestroyedBetweenTheEndOfItsWaitAndItsStep()
{
    Job job;
    Speaker speaker;
    {
        Driver driver(job.waitForSpoke(&speaker).handle());
        Q_EMIT speaker.spoke();
        std::thread thread([&speaker] { Q_EMIT speaker.spoke(); });
        thread.join();
    }
    QCOMPARE(Local::alive, 0);
    QCoreApplication::processEvents();
    QCOMPARE(job.done, 0);
}

void tst_Flow::isMarkedInTheSchema()
{
    const Schema &schema = Schema::of<Job>();
    QVERIFY2(schema.problems().isEmpty(), qPrintable(schema.problems().join(u'\n')));
    for (const char *name : {"count", "mixed", "nothing", "pause", "keep", "future"})
        QVERIFY2(schema.event(name)->goesOn, name);
    QVERIFY(!schema.event("plain")->goesOn);
}

QTEST_GUILESS_MAIN(tst_Flow)

#include "tst_flow.moc"
