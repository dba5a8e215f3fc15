#include <BackState/html/attributes.h>
#include <BackState/html/document.h>
#include <BackState/html/tags.h>

#include <QTest>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Document : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAValidPageByDefault();
    void placesItsParts();
    void leavesOutWhatIsEmpty();
};

void tst_Document::isAValidPageByDefault()
{
    QCOMPARE(
        document({}),
        "<!DOCTYPE html>\n"
        "<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<title></title></head><body></body></html>\n"_ba);
}

void tst_Document::placesItsParts()
{
    const QByteArray page = document({
        .title = u"Größe < 1"_s,
        .language = u"de"_s,
        .viewport = u"width=500"_s,
        .head = Link(rel("stylesheet"), href("/a.css")),
        .rootAttributes = cls("dark"),
        .bodyAttributes = data("init", Trusted("@get('/x')")),
        .body = Main("x"),
    });
    QCOMPARE(
        page,
        "<!DOCTYPE html>\n"
        "<html lang=\"de\" class=\"dark\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=500\"><title>Größe &lt; 1</title>"
        "<link rel=\"stylesheet\" href=\"/a.css\"></head>"
        "<body data-init=\"@get(&#39;/x&#39;)\"><main>x</main></body></html>\n"_ba);
}

void tst_Document::leavesOutWhatIsEmpty()
{
    QCOMPARE(
        document({.title = u"t"_s, .language = {}, .viewport = {}}),
        "<!DOCTYPE html>\n"
        "<html><head><meta charset=\"utf-8\"><title>t</title></head><body></body></html>\n"_ba);
}

QTEST_APPLESS_MAIN(tst_Document)
#include "tst_document.moc"
