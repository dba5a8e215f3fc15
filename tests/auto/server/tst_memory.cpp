// What is allocated once many tabs and sessions have come and gone.
#include "browser.h"
#include "states.h"

#include <BackState/BackState>

#include <malloc.h>

using namespace BackState;
using namespace BackState::Html;
using namespace std::chrono_literals;

static Element page(const Pad &pad, const Counter &counter)
{
    return Main(
        P(text(pad.strokes)),
        P(text(counter.count)),
        Button(onClick<&Counter::increment>(counter, 1), "+"));
}

class tst_Memory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsWhatTwoThousandTabsTook();
};

namespace {

// Sanitizers have an allocator of their own, which this can't look into.
constexpr bool canMeasure =
#if defined(__SANITIZE_ADDRESS__)
    false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    false;
#else
    true;
#endif
#else
    true;
#endif

std::size_t allocated()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

// Opens that many sessions with a tab and a stream each, lets each click once, and closes them.
void comeAndGo(quint16 port, int count)
{
    std::vector<std::unique_ptr<Browser>> browsers;
    std::vector<std::unique_ptr<Tab>> tabs;
    for (int i = 0; i < count; ++i) {
        browsers.push_back(std::make_unique<Browser>(port));
        tabs.push_back(std::make_unique<Tab>(browsers.back()->load()));
        tabs.back()->openStream();
        QCOMPARE(tabs.back()->post(tabs.back()->actionOf("+")).status, 204);
    }
}

bool isAllGone()
{
    return Counter::alive == 0 && Pad::alive == 0;
}

} // namespace

void tst_Memory::returnsWhatTwoThousandTabsTook()
{
    if (!canMeasure)
        QSKIP("an allocator of a sanitizer can't be looked into");
    ServerOptions options = testOptions();
    options.sessionIdle = 300ms;
    options.tabGrace = 100ms;
    options.absence = 100ms;
    Server server;
    server.setOptions(options);
    server.page("/", page);
    QVERIFY2(server.listen(0), qPrintable(server.errorString()));

    comeAndGo(server.port(), 1); // what is made once, such as the schemas of the classes
    QVERIFY(waitUntil(isAllGone));
    const std::size_t before = allocated();
    for (int round = 0; round < 20; ++round)
        comeAndGo(server.port(), 100);
    QVERIFY(waitUntil(isAllGone));
    // The sockets of both ends are deleted by the event loop.
    const auto isBack = [before] { return allocated() <= before + before / 10; };
    const bool cameBack = waitUntil(isBack);
    qInfo(
        "allocated: %zu bytes before, %zu after two thousand tabs and sessions",
        before,
        allocated());
    QVERIFY(cameBack);
}

QTEST_GUILESS_MAIN(tst_Memory)
#include "tst_memory.moc"
