#include <BackState/datastar/opener.h>

#include <QTest>

using namespace BackState;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Opener : public QObject
{
    Q_OBJECT

private slots:
    void opensTheStream();
    void opensItByAFormInBeta11();
    void knowsEachHeartbeat();
    void asksForWhatChanged();
    void tellsWhenToComeBack();
    void keepsUrlsFromBecomingCode();
};

void tst_Opener::opensTheStream()
{
    const Html::Element element
        = Private::streamOpener("/backstate/stream/a?path=%2F", 15s, Dialect::v1());
    QCOMPARE(
        element.bytes(),
        "<div id=\"backstate-stream\" hidden "
        "data-init=\"backState.stream((abort,headers)=&gt;@get("
        "&#39;/backstate/stream/a?path=%2F&#39;,{headers,requestCancellation:abort,"
        "openWhenHidden:true,retryMaxCount:0,filterSignals:{include:&#39;(?!)&#39;}}),15000)\">"
        "</div>"_ba);
    QVERIFY(element.isSingle());
    QCOMPARE(element.id(), Private::streamOpenerId());
}

void tst_Opener::opensItByAFormInBeta11()
{
    QCOMPARE(
        Private::streamOpener("/s", 500ms, Dialect::beta11()).bytes(),
        "<form id=\"backstate-stream\" hidden "
        "data-on-load=\"backState.stream((abort,headers)=&gt;@get(&#39;/s&#39;,{headers,"
        "abort:abort.signal,contentType:&#39;form&#39;,openWhenHidden:true,retryMaxCount:0}),"
        "500)\"></form>"_ba);
}

void tst_Opener::knowsEachHeartbeat()
{
    for (const auto heartbeat : {1s, 2s, 1s})
        QVERIFY(Private::streamOpener("/s", heartbeat, Dialect::v1())
                    .bytes()
                    .contains("}})," + QByteArray::number(heartbeat.count() * 1000) + ")\">"));
}

void tst_Opener::asksForWhatChanged()
{
    QCOMPARE(
        Private::pollOpener("/p", 2s, Dialect::v1()).bytes(),
        "<div id=\"backstate-stream\" hidden "
        "data-init=\"backState.poll((abort,headers)=&gt;@get(&#39;/p&#39;,{headers,"
        "requestCancellation:abort,openWhenHidden:true,retryMaxCount:0,"
        "filterSignals:{include:&#39;(?!)&#39;}}),()=&gt;$_poll,2000)\"></div>"_ba);
    QVERIFY(Private::pollOpener("/p", 2s, Dialect::beta11())
                .bytes()
                .contains("{headers,abort:abort.signal,contentType:&#39;form&#39;,"));
}

void tst_Opener::tellsWhenToComeBack()
{
    QCOMPARE(Private::returnFrame(1234ms), "event: datastar-beat\ndata: back 1234\n\n"_ba);
}

void tst_Opener::keepsUrlsFromBecomingCode()
{
    const QByteArray bytes = Private::streamOpener("/a');alert(1)//", 15s, Dialect::v1()).bytes();
    QVERIFY(bytes.contains("@get(&#39;\\u002fa\\u0027)\\u003balert(1)\\u002f\\u002f&#39;,"));
}

QTEST_APPLESS_MAIN(tst_Opener)
#include "tst_opener.moc"
