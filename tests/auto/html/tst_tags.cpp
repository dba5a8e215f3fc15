#include <BackState/html/tags.h>

#include <QTest>

#include <QSet>

using namespace BackState::Html;
using namespace Qt::StringLiterals;

namespace {

struct Expected
{
    Element element;
    QByteArray bytes;
};

} // namespace

class tst_Tags : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEveryElementOfHtml();
    void writesEveryElementOfSvg();
};

void tst_Tags::writesEveryElementOfHtml()
{
    const Expected all[] = {
        {HtmlTag(), "<html></html>"},
        {Head(), "<head></head>"},
        {Body(), "<body></body>"},
        {Title(), "<title></title>"},
        {Base(), "<base>"},
        {Link(), "<link>"},
        {Meta(), "<meta>"},
        {Style(), "<style></style>"},
        {Script(), "<script></script>"},
        {Noscript(), "<noscript></noscript>"},
        {Template(), "<template></template>"},
        {Slot(), "<slot></slot>"},
        {Article(), "<article></article>"},
        {Section(), "<section></section>"},
        {Nav(), "<nav></nav>"},
        {Aside(), "<aside></aside>"},
        {H1(), "<h1></h1>"},
        {H2(), "<h2></h2>"},
        {H3(), "<h3></h3>"},
        {H4(), "<h4></h4>"},
        {H5(), "<h5></h5>"},
        {H6(), "<h6></h6>"},
        {Hgroup(), "<hgroup></hgroup>"},
        {Header(), "<header></header>"},
        {Footer(), "<footer></footer>"},
        {Main(), "<main></main>"},
        {Search(), "<search></search>"},
        {Address(), "<address></address>"},
        {P(), "<p></p>"},
        {Hr(), "<hr>"},
        {Pre(), "<pre></pre>"},
        {Blockquote(), "<blockquote></blockquote>"},
        {Ol(), "<ol></ol>"},
        {Ul(), "<ul></ul>"},
        {Menu(), "<menu></menu>"},
        {Li(), "<li></li>"},
        {Dl(), "<dl></dl>"},
        {Dt(), "<dt></dt>"},
        {Dd(), "<dd></dd>"},
        {Figure(), "<figure></figure>"},
        {Figcaption(), "<figcaption></figcaption>"},
        {Div(), "<div></div>"},
        {A(), "<a></a>"},
        {Em(), "<em></em>"},
        {Strong(), "<strong></strong>"},
        {Small(), "<small></small>"},
        {S(), "<s></s>"},
        {Cite(), "<cite></cite>"},
        {Q(), "<q></q>"},
        {Dfn(), "<dfn></dfn>"},
        {Abbr(), "<abbr></abbr>"},
        {Ruby(), "<ruby></ruby>"},
        {Rt(), "<rt></rt>"},
        {Rp(), "<rp></rp>"},
        {Data(), "<data></data>"},
        {Time(), "<time></time>"},
        {Code(), "<code></code>"},
        {Var(), "<var></var>"},
        {Samp(), "<samp></samp>"},
        {Kbd(), "<kbd></kbd>"},
        {Sub(), "<sub></sub>"},
        {Sup(), "<sup></sup>"},
        {I(), "<i></i>"},
        {B(), "<b></b>"},
        {U(), "<u></u>"},
        {Mark(), "<mark></mark>"},
        {Bdi(), "<bdi></bdi>"},
        {Bdo(), "<bdo></bdo>"},
        {Span(), "<span></span>"},
        {Br(), "<br>"},
        {Wbr(), "<wbr>"},
        {Ins(), "<ins></ins>"},
        {Del(), "<del></del>"},
        {Picture(), "<picture></picture>"},
        {Source(), "<source>"},
        {Img(), "<img>"},
        {Iframe(), "<iframe></iframe>"},
        {Embed(), "<embed>"},
        {Object(), "<object></object>"},
        {Video(), "<video></video>"},
        {Audio(), "<audio></audio>"},
        {Track(), "<track>"},
        {Map(), "<map></map>"},
        {Area(), "<area>"},
        {Canvas(), "<canvas></canvas>"},
        {Math(), "<math></math>"},
        {Table(), "<table></table>"},
        {Caption(), "<caption></caption>"},
        {Colgroup(), "<colgroup></colgroup>"},
        {Col(), "<col>"},
        {Tbody(), "<tbody></tbody>"},
        {Thead(), "<thead></thead>"},
        {Tfoot(), "<tfoot></tfoot>"},
        {Tr(), "<tr></tr>"},
        {Td(), "<td></td>"},
        {Th(), "<th></th>"},
        {Form(), "<form></form>"},
        {Label(), "<label></label>"},
        {Input(), "<input>"},
        {Button(), "<button></button>"},
        {Select(), "<select></select>"},
        {Datalist(), "<datalist></datalist>"},
        {Optgroup(), "<optgroup></optgroup>"},
        {Option(), "<option></option>"},
        {Selectedcontent(), "<selectedcontent></selectedcontent>"},
        {Textarea(), "<textarea></textarea>"},
        {Output(), "<output></output>"},
        {Progress(), "<progress></progress>"},
        {Meter(), "<meter></meter>"},
        {Fieldset(), "<fieldset></fieldset>"},
        {Legend(), "<legend></legend>"},
        {Details(), "<details></details>"},
        {Summary(), "<summary></summary>"},
        {Dialog(), "<dialog></dialog>"},
    };
    QSet<QByteArray> names;
    for (const auto &[element, bytes] : all) {
        QCOMPARE(element.bytes(), bytes);
        names.insert(bytes);
    }
    QCOMPARE(names.size(), 114);
}

void tst_Tags::writesEveryElementOfSvg()
{
    const Expected all[] = {
        {Svg(), "<svg></svg>"},
        {G(), "<g></g>"},
        {Defs(), "<defs></defs>"},
        {Symbol(), "<symbol></symbol>"},
        {Use(), "<use></use>"},
        {Path(), "<path></path>"},
        {Rect(), "<rect></rect>"},
        {Circle(), "<circle></circle>"},
        {Ellipse(), "<ellipse></ellipse>"},
        {Line(), "<line></line>"},
        {Polyline(), "<polyline></polyline>"},
        {Polygon(), "<polygon></polygon>"},
        {Text(), "<text></text>"},
        {Tspan(), "<tspan></tspan>"},
        {TextPath(), "<textPath></textPath>"},
        {Image(), "<image></image>"},
        {ForeignObject(), "<foreignObject></foreignObject>"},
        {Marker(), "<marker></marker>"},
        {Pattern(), "<pattern></pattern>"},
        {Mask(), "<mask></mask>"},
        {ClipPath(), "<clipPath></clipPath>"},
        {LinearGradient(), "<linearGradient></linearGradient>"},
        {RadialGradient(), "<radialGradient></radialGradient>"},
        {Stop(), "<stop></stop>"},
        {Filter(), "<filter></filter>"},
        {FeGaussianBlur(), "<feGaussianBlur></feGaussianBlur>"},
        {FeDropShadow(), "<feDropShadow></feDropShadow>"},
        {Desc(), "<desc></desc>"},
        {Metadata(), "<metadata></metadata>"},
        {Switch(), "<switch></switch>"},
        {View(), "<view></view>"},
        {Animate(), "<animate></animate>"},
        {AnimateTransform(), "<animateTransform></animateTransform>"},
        {AnimateMotion(), "<animateMotion></animateMotion>"},
        {Mpath(), "<mpath></mpath>"},
        {Set(), "<set></set>"},
    };
    for (const auto &[element, bytes] : all)
        QCOMPARE(element.bytes(), bytes);
}

QTEST_APPLESS_MAIN(tst_Tags)
#include "tst_tags.moc"
