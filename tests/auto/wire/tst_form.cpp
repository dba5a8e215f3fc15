#include <BackState/text/media_type.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/form_reader.h>

#include <QFile>
#include <QTest>

using namespace BackState;
using namespace BackState::Http;
using namespace Qt::StringLiterals;

class tst_Form : public QObject
{
    Q_OBJECT

private slots:
    void readsFields();
    void readsFiles();
    void readsNames_data();
    void readsNames();
    void keepsBytesAsTheyAre();
    void refusesBrokenParts_data();
    void refusesBrokenParts();
    void refusesOtherTypes();
    void keepsToTheLimits();
    void survivesAnyBytes();
    void readsWhatIsCutAnywhere();
    void keepsLargeFilesOnDisk();
    void keepsToTheLimitsOfFiles();
};

namespace {

const QByteArray type = "multipart/form-data; boundary=XX";

QByteArray part(const QByteArray &header, const QByteArray &content)
{
    return "--XX\r\n" + header + "\r\n\r\n" + content + "\r\n";
}

} // namespace

void tst_Form::readsFields()
{
    const auto form = FormData::read("application/x-www-form-urlencoded", "a=1&b=x+y&a=%C3%A4");
    QVERIFY(form);
    QCOMPARE(form->fields().size(), 3);
    QCOMPARE(form->field("a"), "1"_ba);
    QCOMPARE(form->field("b"), "x y"_ba);
    QCOMPARE(form->fields().at(2).value, "ä"_ba);
    QCOMPARE(form->field("c"), ""_ba);
    QVERIFY(form->files().isEmpty());
}

void tst_Form::readsFiles()
{
    const QByteArray body = part("Content-Disposition: form-data; name=\"title\"", "Holiday")
        + part("content-disposition: form-data; name=\"photo\"; "
               "filename=\"a.png\"\r\nContent-Type: image/png",
               "\x89PNG")
        + part("Content-Disposition: form-data; name=\"photo\"; filename=\"\"", "") + "--XX--\r\n";
    const auto form = FormData::read("Multipart/Form-Data; boundary=\"XX\"", body);
    QVERIFY(form);
    QCOMPARE(form->fields().size(), 1);
    QCOMPARE(form->field("title"), "Holiday"_ba);
    QCOMPARE(form->files().size(), 1); // the second field has none
    const UploadedFile &file = form->files().first();
    QCOMPARE(file.name(), u"photo"_s);
    QCOMPARE(file.fileName(), u"a.png"_s);
    QCOMPARE(file.contentType(), u"image/png"_s);
    QCOMPARE(file.size(), 4);
    QCOMPARE(file.content(), "\x89PNG"_ba);
}

void tst_Form::readsNames_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("name");

    QTest::addRow("quoted") << "\"a; b=c\""_ba << "a; b=c"_ba;
    QTest::addRow("bare") << "abc"_ba << "abc"_ba;
    QTest::addRow("a quote, as browsers write it") << "\"a%22b\""_ba << "a\"b"_ba;
    QTest::addRow("a quote, as others write it") << "\"a\\\"b\""_ba << "a\"b"_ba;
    QTest::addRow("a line end") << "\"a%0D%0Ab\""_ba << "a\r\nb"_ba;
    QTest::addRow("other escapes stay") << "\"a%20b\\c\""_ba << "a%20b\\c"_ba;
    QTest::addRow("letters of others") << "\"ä\""_ba << "ä"_ba;
    QTest::addRow("nothing") << "\"\""_ba << ""_ba;
}

void tst_Form::readsNames()
{
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, name);
    const auto form = FormData::read(
        type,
        part("Content-Disposition: form-data; name=" + written, "1") + "--XX--");
    QVERIFY(form);
    QCOMPARE(form->fields().first().name, name);
}

void tst_Form::keepsBytesAsTheyAre()
{
    const QByteArray content = QByteArray("\0\r\n--X\r\n--\r\n\r\n", 13) + "--XX ";
    const auto form
        = FormData::read(type, part("Content-Disposition: form-data; name=a", content) + "--XX--");
    QVERIFY(form);
    QCOMPARE(form->field("a"), content);
}

void tst_Form::refusesBrokenParts_data()
{
    QTest::addColumn<QByteArray>("body");

    const QByteArray header = "Content-Disposition: form-data; name=\"a\"";
    QTest::addRow("nothing") << ""_ba;
    QTest::addRow("no boundary first") << "x" + part(header, "1") + "--XX--";
    QTest::addRow("no boundary last") << part(header, "1");
    QTest::addRow("a boundary that does not close") << part(header, "1") + "--XX\r\n";
    QTest::addRow("no end of the header") << "--XX\r\n"_ba + header + "\r\n--XX--";
    QTest::addRow("no name") << part("Content-Disposition: form-data", "1") + "--XX--";
    QTest::addRow("no disposition") << part("Content-Type: text/plain", "1") + "--XX--";
    QTest::addRow("another disposition")
        << part("Content-Disposition: attachment; name=\"a\"", "1") + "--XX--";
    QTest::addRow("no colon") << part("Content-Disposition", "1") + "--XX--";
    QTest::addRow("text behind the boundary") << "--XXY\r\n"_ba + header + "\r\n\r\n1\r\n--XX--";
    QTest::addRow("line feeds alone") << "--XX\n"_ba + header + "\n\n1\n--XX--";
}

void tst_Form::refusesBrokenParts()
{
    QFETCH(QByteArray, body);
    const auto form = FormData::read(type, body);
    QVERIFY(!form);
    QCOMPARE(form.error().kind, Error::Kind::Invalid);
}

void tst_Form::refusesOtherTypes()
{
    QVERIFY(!Private::isForm("application/json"));
    QVERIFY(!Private::isForm(""));
    QVERIFY(!Private::isForm("multipart/form-data-x"));
    QVERIFY(Private::isForm("Multipart/Form-Data;boundary=a"));
    QVERIFY(Private::isForm("application/x-www-form-urlencoded; charset=utf-8"));
    QVERIFY(!FormData::read("application/json", "{}"));
    QVERIFY(!FormData::read("multipart/form-data", "--XX--"));
    QVERIFY(!FormData::read("multipart/form-data; boundary=", "--XX--"));
    QVERIFY(!FormData::read("multipart/form-data; boundary=" + QByteArray(71, 'x'), "--XX--"));
}

void tst_Form::keepsToTheLimits()
{
    FormData::Limits limits;
    limits.bytes = 200;
    limits.parts = 2;
    limits.partHeader = 60;
    const auto kindOf = [&](const QByteArray &contentType, const QByteArray &body) {
        const auto form = FormData::read(contentType, body, limits);
        return form ? std::optional<Error::Kind>() : form.error().kind;
    };
    const QByteArray one = part("Content-Disposition: form-data; name=a", "1");
    QVERIFY(!kindOf(type, one + one + "--XX--"));
    QCOMPARE(kindOf(type, one + one + one + "--XX--"), Error::Kind::TooLarge);
    QCOMPARE(kindOf(type, one + QByteArray(200, 'x')), Error::Kind::TooLarge);
    QCOMPARE(
        kindOf(
            type,
            part("Content-Disposition: form-data; name=" + QByteArray(60, 'a'), "1") + "--XX--"),
        Error::Kind::Invalid);
    QVERIFY(!kindOf("application/x-www-form-urlencoded", "a=1&b=2"));
    QCOMPARE(kindOf("application/x-www-form-urlencoded", "a=1&b=2&c=3"), Error::Kind::TooLarge);
}

void tst_Form::survivesAnyBytes()
{
    // Every beginning of a form is refused, and none of them read beyond its end.
    const QByteArray body = part("Content-Disposition: form-data; name=\"a\\\"", "1") + "--XX--";
    for (qsizetype size = 0; size < body.size(); ++size)
        QVERIFY(!FormData::read(type, body.first(size)) || size >= body.size() - 2);
    for (const char *header : {";", "; =", "; boundary", "; boundary=\"", "; a=\"\\", ";;;=;="})
        QVERIFY(!FormData::read("multipart/form-data" + QByteArray(header), "--XX--"));
}

// The same form, cut in two at every byte, and byte by byte.
void tst_Form::readsWhatIsCutAnywhere()
{
    const QByteArray content = "\r\n--X\r\n--\r\n-XX\r\n\r\n-\r"_ba;
    const QByteArray body = part("Content-Disposition: form-data; name=\"a\"", "")
        + part("Content-Disposition: form-data; name=\"b\"; filename=\"b.bin\"", content)
        + part("Content-Disposition: form-data; name=\"c\"", "last") + "--XX--\r\nepilogue";
    const auto isRight = [&content](const Expected<FormData> &form) {
        return form && form->fields().size() == 2 && form->fields().first().value.isEmpty()
            && form->field("c") == "last" && form->files().size() == 1
            && form->files().first().content() == content;
    };
    for (qsizetype at = 0; at <= body.size(); ++at) {
        FormReader reader("XX", {});
        QVERIFY(!reader.add(body.first(at)));
        QVERIFY(!reader.add(body.sliced(at)));
        QVERIFY2(isRight(reader.finish()), qPrintable(QString::number(at)));
    }
    FormReader reader("XX", {});
    for (const char c : body)
        QVERIFY(!reader.add(QByteArrayView(&c, 1)));
    QVERIFY(isRight(reader.finish()));
}

void tst_Form::keepsLargeFilesOnDisk()
{
    FormData::Limits limits;
    limits.memory = 10;
    const QByteArray content(300'000, 'x');
    UploadedFile kept;
    std::unique_ptr<QIODevice> device;
    {
        const QByteArray body
            = part("Content-Disposition: form-data; name=\"a\"; filename=\"a\"", content)
            + "--XX--";
        const auto form = FormData::read(type, body, limits);
        QVERIFY(form);
        kept = form->files().first();
    }
    QCOMPARE(kept.size(), content.size());
    QCOMPARE(kept.content(), content);
    device = kept.open();
    const auto *file = qobject_cast<QFile *>(device.get());
    QVERIFY(file);
    const QString path = file->fileName();
    QVERIFY(QFile::exists(path));
    UploadedFile copy = kept;
    kept = {};
    QCOMPARE(copy.content(), content);
    QCOMPARE(device->readAll(), content);
    // The file is gone with the last copy of it.
    device.reset();
    QVERIFY(QFile::exists(path));
    copy = {};
    QVERIFY(!QFile::exists(path));
    QVERIFY(copy.isNull());
    QVERIFY(!copy.open());
}

void tst_Form::keepsToTheLimitsOfFiles()
{
    FormData::Limits limits;
    limits.file = 1024 * 1024;
    limits.files = 1;
    limits.fields = 5;
    const QByteArray file = "Content-Disposition: form-data; name=f; filename=f";
    const auto messageOf = [&limits](const QByteArray &body) {
        const auto form = FormData::read(type, body + "--XX--", limits);
        return form ? QString() : form.error().message;
    };
    QCOMPARE(messageOf(part(file, QByteArray(1024 * 1024, 'x'))), QString());
    QCOMPARE(
        messageOf(part(file, QByteArray(1024 * 1024 + 1, 'x'))),
        u"A file is larger than 1 MB."_s);
    QCOMPARE(
        messageOf(part(file, "1") + part(file, "2")),
        u"More than 1 files can't be sent at once."_s);
    QCOMPARE(messageOf(part("Content-Disposition: form-data; name=a", "12345")), QString());
    QCOMPARE(
        messageOf(part("Content-Disposition: form-data; name=a", "123456")),
        u"The form is larger than this server takes."_s);
}

QTEST_APPLESS_MAIN(tst_Form)
#include "tst_form.moc"
