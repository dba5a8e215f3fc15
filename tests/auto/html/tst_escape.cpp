#include <BackState/html/escape.h>

#include <QTest>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

class tst_Escape : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTextThatIsOnlyText_data();
    void writesTextThatIsOnlyText();
    void replacesEveryForbiddenControl();
    void keepsEveryOtherCharacter();
    void replacesHalfSurrogatePairs();
    void copiesBytesThatAreNotUtf8();
    void appendsToWhatIsThere();
};

void tst_Escape::writesTextThatIsOnlyText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("escaped");

    QTest::addRow("nothing") << u""_s << ""_ba;
    QTest::addRow("nothing to escape") << u"Hello, world"_s << "Hello, world"_ba;
    QTest::addRow("the five signs") << u"&<>\"'"_s << "&amp;&lt;&gt;&quot;&#39;"_ba;
    QTest::addRow("in between") << u"a<b & c>d"_s << "a&lt;b &amp; c&gt;d"_ba;
    QTest::addRow("a reference is text too") << u"&lt;"_s << "&amp;lt;"_ba;
    QTest::addRow("an end of an attribute") << u"\" onclick=\"x"_s << "&quot; onclick=&quot;x"_ba;
    QTest::addRow("tab, line feed and form feed stay") << u"\t\n\f"_s << "\t\n\f"_ba;
    QTest::addRow("carriage return survives parsing") << u"a\r\nb"_s << "a&#13;\nb"_ba;
    QTest::addRow("NUL") << u"a\0b"_s
                         << "a\xEF\xBF\xBD"
                            "b"_ba;
    QTest::addRow("two bytes") << u"Größe ½"_s
                               << QByteArray("Gr\xC3\xB6\xC3\x9F"
                                             "e \xC2\xBD");
    QTest::addRow("three bytes") << u"€ <"_s << "\xE2\x82\xAC &lt;"_ba;
    QTest::addRow("four bytes") << u"😀>"_s << "\xF0\x9F\x98\x80&gt;"_ba;
}

void tst_Escape::writesTextThatIsOnlyText()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, escaped);

    QByteArray fromUtf16;
    appendEscaped(fromUtf16, text);
    QCOMPARE(fromUtf16, escaped);

    QByteArray fromUtf8;
    appendEscaped(fromUtf8, text.toUtf8());
    QCOMPARE(fromUtf8, escaped);
}

void tst_Escape::replacesEveryForbiddenControl()
{
    for (char16_t c = 0; c < 0xA0; ++c) {
        const bool isControl = c < 0x20 || c >= 0x7F;
        if (!isControl || c == '\t' || c == '\n' || c == '\f' || c == '\r')
            continue;
        const QString text = u"("_s + QChar(c) + u")"_s;
        QByteArray fromUtf16;
        appendEscaped(fromUtf16, text);
        QCOMPARE(fromUtf16, "(\xEF\xBF\xBD)"_ba);
        QByteArray fromUtf8;
        appendEscaped(fromUtf8, text.toUtf8());
        QCOMPARE(fromUtf8, "(\xEF\xBF\xBD)"_ba);
    }
}

void tst_Escape::keepsEveryOtherCharacter()
{
    for (char32_t c = 0xA0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        const QString text = QString::fromUcs4(&c, 1);
        QByteArray escaped;
        appendEscaped(escaped, text);
        if (escaped != text.toUtf8())
            QFAIL(qPrintable(u"U+%1 was changed"_s.arg(uint(c), 4, 16)));
        escaped.clear();
        appendEscaped(escaped, text.toUtf8());
        if (escaped != text.toUtf8())
            QFAIL(qPrintable(u"U+%1 was changed as UTF-8"_s.arg(uint(c), 4, 16)));
    }
}

void tst_Escape::replacesHalfSurrogatePairs()
{
    const char16_t halves[] = {u'a', 0xD83D, u'<', 0xDE00, 0xD83D};
    QByteArray escaped;
    appendEscaped(escaped, QStringView(halves, 5));
    QCOMPARE(escaped, "a\xEF\xBF\xBD&lt;\xEF\xBF\xBD\xEF\xBF\xBD"_ba);
}

void tst_Escape::copiesBytesThatAreNotUtf8()
{
    QByteArray escaped;
    appendEscaped(escaped, QByteArrayView("\xFF<\xC2<\xC2"));
    QCOMPARE(escaped, "\xFF&lt;\xC2&lt;\xC2"_ba);
}

void tst_Escape::appendsToWhatIsThere()
{
    QByteArray out = "<p>"_ba;
    appendEscaped(out, u"1 < 2");
    appendEscaped(out, QByteArrayView("</p>"));
    QCOMPARE(out, "<p>1 &lt; 2&lt;/p&gt;"_ba);
}

QTEST_APPLESS_MAIN(tst_Escape)
#include "tst_escape.moc"
