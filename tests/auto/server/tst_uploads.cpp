// Files in forms: in memory and in temporary files, their limits, their progress.
#include "browser.h"

#include <BackState/BackState>

#include <QDir>
#include <QFile>
#include <QTimer>

#include <memory>
#include <vector>

using namespace BackState;
using namespace BackState::Html;
using namespace Qt::StringLiterals;

class Album : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Album, QString, got)
    BACKSTATE_EVENT(secret, .roles = "nobody")

public:
    Q_INVOKABLE void add(const QString &title, const BackState::UploadedFile &photo)
    {
        got = title + u'|' + describe(photo);
        kept = photo;
    }
    Q_INVOKABLE void
    addAll(const QList<BackState::UploadedFile> &photos, const BackState::Request &request)
    {
        QStringList all;
        for (const UploadedFile &photo : photos)
            all.append(describe(photo));
        got = all.join(u',') + u'|' + QString::number(request.files(u"other"_s).size());
    }
    Q_INVOKABLE void secret(const BackState::UploadedFile &photo) { got = describe(photo); }

    static QString describe(const UploadedFile &file)
    {
        return file.fileName() + u' ' + file.contentType() + u' ' + QString::number(file.size());
    }

    static inline UploadedFile kept;
};

static Element albumPage(const Album &album)
{
    return Main(
        Form(onSubmit(submit<&Album::add>(album)), Input(type("file"), name("photo"))),
        Form(
            onSubmit(submit<&Album::addAll>(album)),
            Input(type("file"), name("photos"), multiple(true))),
        Form(onSubmit(submit<&Album::secret>(album)), Input(type("file"), name("photo"))),
        P(text(album.got)),
        error(album, "add"),
        B(text(uploadProgress<&Album::add>(album))));
}

static QByteArray field(const QByteArray &name, const QByteArray &value)
{
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

static QByteArray
file(const QByteArray &name, const QByteArray &fileName, const QByteArray &content)
{
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
        + "\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n";
}

static const QByteArray multipart = "multipart/form-data; boundary=b";

class tst_Uploads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void arrive_data();
    void arrive();
    void areSeveral();
    void areMissed();
    void areRefusedByTheirSize_data();
    void areRefusedByTheirSize();
    void areRefusedForOthersWithAStatus();
    void needATab();
    void needARole();
    void comeAfterARouteOfTheProgram();
    void areGoneWithTheirConnection();
    void areNotTooManyAtOnce();
    void takeTheirTimeButGoOn_data();
    void takeTheirTimeButGoOn();
    void tellTheirProgress();
    void leaveTheServerInOrder();

private:
    void listen(const ServerOptions &options);
    static qsizetype temporaryFiles();
    std::unique_ptr<Server> m_server;
};

void tst_Uploads::init()
{
    ServerOptions options = testOptions();
    options.maxFile = 1024 * 1024;
    options.maxUpload = 2 * 1024 * 1024;
    options.maxFiles = 2;
    options.maxBody = 256 * 1024;
    options.uploadMemory = 1000;
    listen(options);
}

void tst_Uploads::cleanup()
{
    Album::kept = {};
    m_server.reset();
}

void tst_Uploads::listen(const ServerOptions &options)
{
    m_server = std::make_unique<Server>();
    m_server->setOptions(options);
    m_server->page(u"/"_s, albumPage);
    QVERIFY2(m_server->listen(0), qPrintable(m_server->errorString()));
}

qsizetype tst_Uploads::temporaryFiles()
{
    qsizetype count
        = QDir::temp().entryList({u"backstate-upload.*"_s}, QDir::Files | QDir::Hidden).size();
    const QFileInfoList open
        = QDir(u"/proc/self/fd"_s).entryInfoList(QDir::Files | QDir::System | QDir::Hidden);
    // On Linux they have no name until somebody asks for it
    for (const QFileInfo &descriptor : open)
        count += descriptor.symLinkTarget().startsWith(QDir::tempPath() + u"/#"_s);
    return count;
}

void tst_Uploads::arrive_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addRow("in memory") << qsizetype(100);
    QTest::addRow("at the limit of memory") << qsizetype(1000);
    QTest::addRow("in a temporary file") << qsizetype(1001);
    QTest::addRow("as they come") << qsizetype(900'000); // above maxBody
}

void tst_Uploads::arrive()
{
    QFETCH(qsizetype, size);
    QByteArray content(size, '\0');
    for (qsizetype i = 0; i < size; ++i)
        content[i] = char(i * 7 + i / 251);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray form = field("title", "Sea") + file("photo", "a.png", content) + "--b--\r\n";
    QCOMPARE(tab.submit("/Album/add", multipart, form).status, 200);
    QCOMPARE(tab.value("_Album.got").toString(), u"Sea|a.png image/png %1"_s.arg(size));
    QCOMPARE(Album::kept.content(), content);
    const auto device = Album::kept.open();
    QCOMPARE(qobject_cast<QFile *>(device.get()) != nullptr, size > 1000);
}

void tst_Uploads::areSeveral()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray form = file("photos", "a.png", "1")
        + file("photos", "b.png", QByteArray(5000, 'x')) + file("other", "", "") + "--b--\r\n";
    tab.submit("/Album/addAll", multipart, form);
    QCOMPARE(tab.value("_Album.got").toString(), u"a.png image/png 1,b.png image/png 5000|0"_s);
    tab.submit(
        "/Album/addAll",
        multipart,
        file("photos", "", "") + file("other", "c", "3") + "--b--\r\n");
    QCOMPARE(tab.value("_Album.got").toString(), u"|1"_s);
}

void tst_Uploads::areMissed()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.submit(
        "/Album/add",
        multipart,
        field("title", "Sea") + file("photo", "", "") + "--b--\r\n");
    QCOMPARE(tab.value("_errors.Album.photo").toString(), u"is missing"_s);
    tab.submit(
        "/Album/add",
        multipart,
        field("title", "Sea") + file("photo", "a", "1") + file("photo", "b", "2") + "--b--\r\n");
    QCOMPARE(tab.value("_errors.Album.photo").toString(), u"takes one file only"_s);
}

void tst_Uploads::areRefusedByTheirSize_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QString>("sentence");
    QTest::addRow("a file") << file("photo", "a", QByteArray(1024 * 1024 + 1, 'x'))
                            << u"A file is larger than 1 MB."_s;
    QTest::addRow("files") << file("photo", "a", "1") + file("photo", "a", "1")
            + file("photo", "a", "1")
                           << u"More than 2 files can't be sent at once."_s;
    QTest::addRow("all") << file("photo", "a", QByteArray(3 * 1024 * 1024, 'x'))
                         << u"The form is larger than this server takes."_s;
}

void tst_Uploads::areRefusedByTheirSize()
{
    QFETCH(QByteArray, form);
    QFETCH(QString, sentence);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    tab.submit("/Album/add", multipart, form + "--b--\r\n");
    QTRY_COMPARE(tab.value("_errors.Album.add").toString(), sentence);
    tab.submit(
        "/Album/add",
        multipart,
        field("title", "Sea") + file("photo", "a.png", "1") + "--b--\r\n");
    QTRY_COMPARE(tab.value("_Album.got").toString(), u"Sea|a.png image/png 1"_s);
    QTRY_COMPARE(tab.value("_errors.Album.add").toString(), QString());
}

void tst_Uploads::areRefusedForOthersWithAStatus()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray form = file("photo", "a", QByteArray(1024 * 1024 + 1, 'x')) + "--b--\r\n";
    const Answer answer = browser.send(
        "POST",
        "/Album/add",
        "BackState-Tab: " + tab.id() + "\r\nContent-Type: " + multipart + "\r\n",
        form);
    QCOMPARE(answer.status, 413);
    QCOMPARE(answer.body, "{\"error\":\"A file is larger than 1 MB.\"}");
}

void tst_Uploads::needATab()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray small = file("photo", "a", QByteArray(5000, 'x')) + "--b--\r\n";
    const QByteArray large = file("photo", "a", QByteArray(300'000, 'x')) + "--b--\r\n";
    const QByteArray type = "Content-Type: " + multipart + "\r\n";
    QCOMPARE(browser.send("POST", "/Album/add", type, small).status, 403);
    QCOMPARE(browser.send("POST", "/Album/add", type, large).status, 413);
    QCOMPARE(browser.send("POST", "/Album/add", type + "BackState-Tab: x\r\n", small).status, 403);
    QCOMPARE(browser.send("POST", "/Album/add", type + "BackState-Tab: x\r\n", large).status, 413);
    QCOMPARE(
        browser.send("POST", "/Album/none", type + "BackState-Tab: " + tab.id() + "\r\n", large)
            .status,
        413);
}

void tst_Uploads::needARole()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray form = file("photo", "a", QByteArray(500'000, 'x')) + "--b--\r\n";
    const Answer answer = browser.send(
        "POST",
        "/Album/secret",
        "BackState-Tab: " + tab.id() + "\r\nContent-Type: " + multipart + "\r\n",
        form);
    QCOMPARE(answer.status, 401);
}

// As by a proxy, which sends everybody's requests by a few connections.
void tst_Uploads::comeAfterARouteOfTheProgram()
{
    m_server->http().route("/style.css", [] { return QHttpServerResponse("text/css", "b {}"); });
    Browser browser(m_server->port());
    Tab tab = browser.load();
    QCOMPARE(browser.get("/style.css").body, "b {}");
    const QByteArray form
        = field("title", "Sea") + file("photo", "a.png", QByteArray(900'000, 'x')) + "--b--\r\n";
    QCOMPARE(tab.submit("/Album/add", multipart, form).status, 200);
    QCOMPARE(tab.value("_Album.got").toString(), u"Sea|a.png image/png 900000"_s);
}

// Half of a form, whose sender goes away.
void tst_Uploads::areGoneWithTheirConnection()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const qsizetype before = temporaryFiles();
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        socket.write(
            "POST /Album/add HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
            + "\r\nBackState-Tab: " + tab.id() + "\r\nContent-Type: " + multipart
            + "\r\nContent-Length: 900000\r\n\r\n" + file("photo", "a", QByteArray(400'000, 'x')));
        QVERIFY(waitUntil([&] { return socket.bytesToWrite() == 0; }));
    }
    tab.post("/Album/addAll");
    QTRY_COMPARE(temporaryFiles(), before);
    QVERIFY(Album::kept.isNull());
    QCOMPARE(tab.value("_Album.got").toString(), u"|0"_s);
}

void tst_Uploads::areNotTooManyAtOnce()
{
    const qsizetype before = temporaryFiles();
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray form
        = field("title", "Sea") + file("photo", "a.png", QByteArray(500'000, 'x')) + "--b--\r\n";
    std::vector<std::unique_ptr<QTcpSocket>> halves;
    for (int i = 0; i < 8; ++i) {
        QTcpSocket &socket = *halves.emplace_back(std::make_unique<QTcpSocket>());
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
        socket.write(
            "POST /Album/add HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
            + "\r\nBackState-Tab: " + tab.id() + "\r\nContent-Type: " + multipart
            + "\r\nContent-Length: " + QByteArray::number(form.size()) + "\r\n\r\n"
            + form.chopped(10));
    }
    QTRY_COMPARE(temporaryFiles(), before + 8);
    tab.submit("/Album/add", multipart, form);
    QVERIFY(
        tab.value("_errors.Album.add").toString().startsWith(u"Too much is being sent at once."_s));
    Browser other(m_server->port());
    QCOMPARE(other.load().submit("/Album/add", multipart, form).status, 200);
    halves.pop_back();
    QTRY_COMPARE(temporaryFiles(), before + 8); // that of the other browser is kept
    tab.submit("/Album/add", multipart, form);
    QCOMPARE(tab.value("_Album.got").toString(), u"Sea|a.png image/png 500000"_s);
    halves.clear();
    Album::kept = {};
    QTRY_COMPARE(temporaryFiles(), before);
}

void tst_Uploads::takeTheirTimeButGoOn_data()
{
    QTest::addColumn<qsizetype>("piece");
    QTest::addColumn<QByteArray>("answer");
    QTest::addRow("slow") << qsizetype(4096) << QByteArray("HTTP/1.1 200 ");
    QTest::addRow("only not silent") << qsizetype(1) << QByteArray("HTTP/1.1 408 ");
}

void tst_Uploads::takeTheirTimeButGoOn()
{
    QFETCH(qsizetype, piece);
    QFETCH(QByteArray, answer);
    ServerOptions options = testOptions();
    options.requestDeadline = std::chrono::milliseconds(1000);
    options.uploadMemory = 1000;
    listen(options);
    Browser browser(m_server->port());
    Tab tab = browser.load();
    const QByteArray form
        = field("title", "Sea") + file("photo", "a.png", QByteArray(150'000, 'x')) + "--b--\r\n";
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
    socket.write(
        "POST /Album/add HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
        + "\r\nDatastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\nContent-Type: "
        + multipart + "\r\nContent-Length: " + QByteArray::number(form.size()) + "\r\n\r\n");
    qsizetype sent = 0;
    QTimer pieces;
    connect(&pieces, &QTimer::timeout, this, [&] { // for longer than the deadline, in all
        socket.write(form.mid(sent, piece));
        sent += piece;
    });
    pieces.start(50);
    QTRY_VERIFY(socket.bytesAvailable() > 0);
    QVERIFY2(socket.peek(20).startsWith(answer), socket.peek(20));
}

void tst_Uploads::tellTheirProgress()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    tab.openStream();
    QCOMPARE(tab.value("_upload.Album.add").toInt(-1), 0);
    const QByteArray form
        = field("title", "Sea") + file("photo", "a.png", QByteArray(800'000, 'x')) + "--b--\r\n";
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
    socket.write(
        "POST /Album/add HTTP/1.1\r\nHost: localhost\r\nCookie: " + browser.cookie
        + "\r\nDatastar-Request: true\r\nBackState-Tab: " + tab.id() + "\r\nContent-Type: "
        + multipart + "\r\nContent-Length: " + QByteArray::number(form.size()) + "\r\n\r\n"
        + form.first(400'000));
    QTRY_VERIFY(tab.value("_upload.Album.add").toInt() > 0);
    QVERIFY(tab.value("_upload.Album.add").toInt() <= 50);
    QCOMPARE(tab.value("_Album.got").toString(), QString());
    socket.write(form.sliced(400'000));
    QTRY_COMPARE(tab.value("_Album.got").toString(), u"Sea|a.png image/png 800000"_s);
    QTRY_COMPARE(tab.value("_upload.Album.add").toInt(-1), 0);
    QTRY_VERIFY(socket.peek(13) == "HTTP/1.1 204 ");
}

// Requests that follow one another, each on what the last one left.
void tst_Uploads::leaveTheServerInOrder()
{
    Browser browser(m_server->port());
    Tab tab = browser.load();
    for (int i = 0; i < 5; ++i) {
        const QByteArray form = field("title", "Sea")
            + file("photo", "a.png", QByteArray(10'000 * (i + 1), 'x')) + "--b--\r\n";
        QCOMPARE(tab.submit("/Album/add", multipart, form).status, 200);
        QCOMPARE(
            tab.value("_Album.got").toString(),
            u"Sea|a.png image/png %1"_s.arg(10'000 * (i + 1)));
        QCOMPARE(browser.get("/").status, 200);
        tab.submit("/Album/add", multipart, form.chopped(20)); // not a whole form
        QCOMPARE(
            tab.value("_Album.got").toString(),
            u"Sea|a.png image/png %1"_s.arg(10'000 * (i + 1)));
    }
}

QTEST_GUILESS_MAIN(tst_Uploads)
#include "tst_uploads.moc"
