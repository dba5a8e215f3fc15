// In a debug build a property is set in its object's thread only.
#undef QT_NO_DEBUG
#include <BackState/core/state.h>

#include <QTest>
#include <QThread>

#include <memory>

using namespace BackState;

class Shared : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Shared, int, count, 0)
    BACKSTATE_PROPERTY(Shared, QString, words)
};

class tst_Threads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuseWhatComesFromAnother();
    void takeWhatComesFromTheirOwn();
};

static void runElsewhere(const std::function<void()> &function)
{
    const std::unique_ptr<QThread> thread(QThread::create(function));
    thread->start();
    QVERIFY(thread->wait());
}

void tst_Threads::refuseWhatComesFromAnother()
{
    Shared shared;
    const auto expect = [](const char *property) {
        QTest::ignoreMessage(
            QtCriticalMsg,
            QRegularExpression(
                QStringLiteral("^Shared::%1 was set in another thread than its object's, and stays "
                               "as it is")
                    .arg(QLatin1StringView(property))));
    };
    expect("count");
    runElsewhere([&] { shared.count = 1; });
    expect("count");
    runElsewhere([&] { ++shared.count; });
    expect("words");
    runElsewhere([&] { shared.words = "x"; });
    expect("words");
    runElsewhere([&] { shared.words += "x"; });
    expect("count");
    runElsewhere([&] { shared.setProperty("count", 1); });
    QCOMPARE(shared.count.value(), 0);
    QCOMPARE(shared.words.value(), QString());
}

void tst_Threads::takeWhatComesFromTheirOwn()
{
    Shared shared;
    runElsewhere([&] { QMetaObject::invokeMethod(&shared, [&] { shared.count = 1; }); });
    QCOMPARE(shared.count.value(), 0);
    QTRY_COMPARE(shared.count.value(), 1);
}

QTEST_GUILESS_MAIN(tst_Threads)
#include "tst_threads.moc"
