#include <BackState/datastar/opener.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;

class tst_Opener : public QObject
{
    Q_OBJECT

private slots:
    void opensTheStream();
    void opensItAgainInBeta11();
    void asksForWhatChanged();
    void keepsUrlsFromBecomingCode();
};

void tst_Opener::opensTheStream()
{
    const Html::Element element
        = Private::streamOpener("/backstate/stream/a?path=%2F", Dialect::v1());
    QCOMPARE(
        element.bytes(),
        "<div id=\"backstate-stream\" hidden "
        "data-init=\"backState.stream(abort=&gt;@get(&#39;/backstate/stream/a?path="
        "%2F&#39;,{headers:{&#39;BackState-Instance&#39;:window.backStateInstance?\?=crypto."
        "getRandomValues(new "
        "Uint32Array(4)).join(&#39;-&#39;)},requestCancellation:abort,openWhenHidden:false,retry:&#"
        "39;always&#39;,"
        "retryInterval:500,retryScaler:1.5,retryMaxWait:3000,retryMaxCount:1e9,filterSignals:{"
        "include:&#39;(?!)&#39;}})"
        ",false)\"></div>"_ba);
    QVERIFY(element.isSingle());
    QCOMPARE(element.id(), Private::streamOpenerId());
}

void tst_Opener::opensItAgainInBeta11()
{
    QCOMPARE(
        Private::streamOpener("/s", Dialect::beta11()).bytes(),
        "<form id=\"backstate-stream\" hidden "
        "data-on-load=\"backState.stream(abort=&gt;@get(&#39;/s&#39;,{headers:{"
        "&#39;BackState-Instance&#39;:window.backStateInstance?\?=crypto.getRandomValues(new "
        "Uint32Array(4)).join("
        "&#39;-&#39;)},abort:abort.signal,contentType:&#39;form&#39;,openWhenHidden:false,"
        "retryInterval:500,"
        "retryScaler:1.5,retryMaxWaitMs:3000,retryMaxCount:1e9}),true)\"></form>"_ba);
}

void tst_Opener::asksForWhatChanged()
{
    using namespace std::chrono_literals;
    QCOMPARE(
        Private::pollOpener("/p", 2s, Dialect::v1()).bytes(),
        "<div id=\"backstate-stream\" hidden "
        "data-init=\"backState.poll(abort=&gt;@get(&#39;/p&#39;,{headers:{"
        "&#39;BackState-Poll&#39;:$_poll},requestCancellation:abort,openWhenHidden:true,"
        "retryMaxCount:0,"
        "filterSignals:{include:&#39;(?!)&#39;}}),2000)\"></div>"_ba);
    QVERIFY(Private::pollOpener("/p", 2s, Dialect::beta11())
                .bytes()
                .contains("{headers:{&#39;BackState-Poll&#39;:$_poll},abort:abort.signal,"
                          "contentType:&#39;form&#39;,"));
}

void tst_Opener::keepsUrlsFromBecomingCode()
{
    const QByteArray bytes = Private::streamOpener("/a');alert(1)//", Dialect::v1()).bytes();
    QVERIFY(bytes.contains("@get(&#39;\\u002fa\\u0027)\\u003balert(1)\\u002f\\u002f&#39;,"));
}

QTEST_APPLESS_MAIN(tst_Opener)
#include "tst_opener.moc"
