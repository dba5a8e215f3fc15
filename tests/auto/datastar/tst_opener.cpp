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
    void keepsUrlsFromBecomingCode();
};

void tst_Opener::opensTheStream()
{
    const Html::Element element = streamOpener("/backstate/stream/a?path=%2F", Dialect::v1());
    QCOMPARE(
        element.bytes(),
        "<div id=\"backstate-stream\" hidden data-on:datastar-fetch=\"evt.detail.el===el&amp;&amp;evt.detail.type"
        "===&#39;retries-failed&#39;&amp;&amp;setInterval(()=&gt;fetch(location.href,{method:&#39;HEAD&#39;})"
        ".then(()=&gt;location.reload(),()=&gt;0),3000)\" data-init=\"@get(&#39;/backstate/stream/a?path=%2F&#39;,"
        "{headers:{&#39;BackState-Instance&#39;:window.backStateInstance?\?=crypto.getRandomValues(new Uint32Array(4))"
        ".join(&#39;-&#39;)},requestCancellation:&#39;disabled&#39;,openWhenHidden:false,retry:&#39;always&#39;,"
        "retryInterval:500,retryScaler:1.5,retryMaxWait:3000,retryMaxCount:1e9,filterSignals:{include:&#39;(?!)&#39;}})"
        "\"></div>"_ba);
    QVERIFY(element.isSingle());
    QCOMPARE(element.id(), streamOpenerId());
}

void tst_Opener::opensItAgainInBeta11()
{
    const QByteArray bytes = streamOpener("/s", Dialect::beta11()).bytes();
    const QByteArray open
        = "@get(&#39;/s&#39;,{headers:{&#39;BackState-Instance&#39;:window.backStateInstance?\?=crypto.getRandomValues("
          "new Uint32Array(4)).join(&#39;-&#39;)},contentType:&#39;form&#39;,openWhenHidden:false,retryInterval:500,"
          "retryScaler:1.5,retryMaxWaitMs:3000,retryMaxCount:1e9})";
    QVERIFY(bytes.startsWith("<form id=\"backstate-stream\" hidden data-on-datastar-sse=\"evt.detail.elId===ctx.el.id&amp;"));
    QVERIFY(bytes.contains("&amp;&amp;setTimeout(()=&gt;" + open + ",1000))\" data-on-load=\"" + open + "\"></form>"));
}

void tst_Opener::keepsUrlsFromBecomingCode()
{
    const QByteArray bytes = streamOpener("/a');alert(1)//", Dialect::v1()).bytes();
    QVERIFY(bytes.contains(
        "@get(&#39;\\u002fa\\u0027)\\u003balert(1)\\u002f\\u002f&#39;,"));
}

QTEST_APPLESS_MAIN(tst_Opener)
#include "tst_opener.moc"
