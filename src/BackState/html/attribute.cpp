#include "buffers_p.h"
#include "escape_p.h"
#include "markup_p.h"

#include <BackState/html/escape.h>
#include <BackState/html/marks.h>
#include <BackState/text/url_prefix.h>

#include <algorithm>

namespace BackState::Html {

Q_LOGGING_CATEGORY(htmlLog, "backstate.html")

using Private::AttributeName;
using Private::Piece;

namespace {

bool isInAttributeName(char c)
{
    return static_cast<unsigned char>(c) > ' ' && c != '\x7F' && c != '"' && c != '\'' && c != '<'
        && c != '>' && c != '/' && c != '=';
}

char16_t codeOf(char c)
{
    return static_cast<unsigned char>(c);
}

char16_t codeOf(QChar c)
{
    return c.unicode();
}

// Browsers skip controls and spaces before an address, and tabs and line ends anywhere in it.
template<typename View>
bool isScriptUrl(View url)
{
    constexpr std::string_view scheme = "javascript:";
    size_t matched = 0;
    for (const auto sign : url) {
        const char16_t c = codeOf(sign);
        if (c == '\t' || c == '\n' || c == '\r' || (matched == 0 && c <= ' '))
            continue;
        if (c >= 0x80 || Private::lowered(static_cast<char>(c)) != scheme[matched])
            return false;
        if (++matched == scheme.size())
            return true;
    }
    return false;
}

bool isScriptUrl(const Piece &value)
{
    switch (value.kind()) {
    case Piece::Kind::Utf8: return isScriptUrl(value.utf8());
    case Piece::Kind::Utf16: return isScriptUrl(value.utf16());
    default: return false;
    }
}

QByteArrayView nameView(const AttributeName &name)
{
    return {name.text.data(), qsizetype(name.text.size())};
}

// Marks stand before the end quote.
QByteArray serialized(QByteArrayView name, const Piece &value, QByteArrayView marks = {})
{
    if (value.kind() == Piece::Kind::Present) {
        QByteArray bytes;
        bytes.reserve(name.size() + 1);
        return bytes.append(' ').append(name);
    }
    QByteArray bytes = Private::takeBuffer(name.size() + value.written() + marks.size() + 4);
    char *out = bytes.data();
    *out++ = ' ';
    out = writeBytes(out, name);
    *out++ = '=';
    *out++ = '"';
    out = value.write(out);
    out = writeBytes(out, marks);
    *out = '"';
    return bytes;
}

bool mayHaveMarks(const Piece &value)
{
    if (value.kind() == Piece::Kind::Utf16)
        return mayHaveMarks(Piece(QByteArrayView(value.utf16().toUtf8())));
    return value.kind() == Piece::Kind::Utf8
        && (Private::hasMarks(value.utf8()) || value.utf8().contains(Private::prefixMark()));
}

// A script with its marks as they are, because nothing escapes them: those of what it names stand
// before the end quote then, and those of paths where they are.
QByteArray serializedWithMarks(QByteArrayView name, QByteArrayView value)
{
    // Mostly there are some at its beginning, and no others.
    const qsizetype end = Private::endOfMarks(value);
    const QByteArrayView rest = value.sliced(end);
    if (!Private::hasMarks(rest) && !rest.contains(Private::prefixMark()))
        return serialized(name, Piece(rest), value.first(end));
    QByteArray marks;
    const QByteArray plain
        = Private::withoutMarks(value.toByteArray(), [&marks](QByteArrayView mark) {
              marks.append(Private::markOf(mark));
          });
    QByteArray bytes = ' ' + name.toByteArray() + "=\"";
    for (qsizetype at = 0; at <= plain.size();) {
        const qsizetype next = plain.indexOf(Private::prefixMark(), at);
        const qsizetype size = (next < 0 ? plain.size() : next) - at;
        appendEscaped(bytes, QByteArrayView(plain).sliced(at, size));
        if (next >= 0)
            bytes.append(Private::prefixMark());
        at += size + Private::prefixMark().size();
    }
    return bytes.append(marks).append('"');
}

// An address, which may be a path of this server.
QByteArray serializedAddress(QByteArrayView name, const Piece &value)
{
    QByteArray bytes = serialized(name, value);
    const bool isPath = value.kind() == Piece::Kind::Utf8
        ? !Private::PathMarks::before(value.utf8()).isEmpty()
        : value.kind() == Piece::Kind::Utf16
            && !Private::PathMarks::before(
                    value.utf16().first(qMin(value.utf16().size(), 2)).toUtf8())
                    .isEmpty();
    return isPath ? bytes.insert(name.size() + 3, Private::prefixMark()) : bytes;
}

} // namespace

/*!
    \struct BackState::Html::Placement
    \brief Where an attribute and what it brought ended up in an element.

    \sa Attribute::onPlaced()
*/

/*!
    \class BackState::Html::Attribute
    \brief One or more attributes, as the bytes that stand in a start tag.

    A value: it owns its bytes, copies share them, and it may be used from any one
    thread at a time. Mostly made by functions such as href() and given to a tag:

    \code
    const Attribute link = href("/about") + title("About us");
    A(link, "About");    // <a href="/about" title="About us">About</a>
    \endcode

    A name stands in an element once. If it is given several times, the values of
    \c class and \c style add up, and of any other attribute the last one counts, so
    that a caller can override a component's defaults. A warning names a \c data-
    attribute whose value is lost that way. \c false is no attribute and overrides
    none.
*/

/*!
    \fn template<typename Value> BackState::Html::Attribute::Attribute(QByteArrayView name, const
   Value &value)

    The attribute \a name with \a value: text, which is escaped, a number, or a
    bool, which says whether the attribute is there at all. Other types don't compile.

    A name that no attribute can have (empty, or with a control, a space, a quote,
    \c{<}, \c{>}, \c / or \c =) makes no attribute and a warning in \c backstate.html.
    An address that would run script, \c javascript:, is replaced by
    \c{about:blank#blocked}, with a warning, in \c href, \c src, \c action,
    \c formaction, \c data and \c xlink:href. Neither holds for a Trusted value. An attribute
    whose value runs as script is left out, unless it is Trusted.
*/
Attribute::Attribute(const AttributeName &name, const Piece &value, bool isTrusted)
{
    if (name.text.empty() || value.kind() == Piece::Kind::Nothing)
        return;
    if (!isTrusted && name.runsScript) {
        qCWarning(htmlLog).noquote()
            << "The attribute" << nameView(name).toByteArray()
            << "is left out, because its value runs as script: write it by a function of this "
               "library, or wrap the value in Trusted() if no user has written it";
        return;
    }
    m_names = name.bit;
    if (!isTrusted && name.isUrl && isScriptUrl(value)) {
        qCWarning(htmlLog) << "A javascript: address was refused as the value of"
                           << nameView(name).toByteArray();
        m_markup = serialized(nameView(name), Piece(QByteArrayView("about:blank#blocked")));
    } else if (isTrusted && mayHaveMarks(value)) {
        const bool isUtf16 = value.kind() == Piece::Kind::Utf16;
        m_markup = isUtf16 ? serializedWithMarks(nameView(name), value.utf16().toUtf8())
                           : serializedWithMarks(nameView(name), value.utf8());
    } else if (name.isUrl && Private::PathMarks::areOn()) {
        m_markup = serializedAddress(nameView(name), value);
    } else {
        m_markup = serialized(nameView(name), value);
    }
}

/*!
    Returns the attributes of which bytes() returned \a written. For the library's own rooms.
*/
Attribute Attribute::fromBytes(QByteArrayView written)
{
    Attribute attributes;
    attributes.m_markup = written.toByteArray();
    while (const auto attribute = takeAttribute(written)) {
        attributes.m_names |= AttributeName::bitOf(
            std::string_view(attribute->name.data(), size_t(attribute->name.size())));
    }
    return attributes;
}

/*!
    \fn BackState::Html::Attribute BackState::Html::Attribute::none()
    Returns the attribute that is not there; a tag ignores it.
*/

/*!
    Adds the attributes of \a other; what both have is merged as in an element.
*/
Attribute &Attribute::operator+=(const Attribute &other)
{
    const bool mayOverlap = (m_names & other.m_names) != 0;
    m_markup.bytes() += other.bytes();
    m_content.bytes() += other.content();
    m_names |= other.m_names;
    if (mayOverlap)
        m_markup = withEachNameOnce(bytes());

    if (!m_extras) {
        m_extras = other.m_extras;
    } else if (other.m_extras) {
        const QSharedDataPointer<Extras> added = other.m_extras; // other may be *this
        if (m_extras->fallbackId.isEmpty())
            m_extras->fallbackId = added->fallbackId;
        m_extras->placed += added->placed;
    }
    return *this;
}

/*!
    Returns an attribute that writes nothing in the start tag and makes \a markup,
    which must be escaped already, the first child of its element. An attribute
    that binds text to a signal uses it to put the current value into the page.
    Void elements drop it. For the library's own rooms.
*/
Attribute Attribute::withContent(const QByteArray &markup)
{
    Attribute attribute;
    attribute.m_content = markup;
    return attribute;
}

/*!
    Returns an attribute that gives its element the id \a id, unescaped, if no other
    attribute does. Of several the first counts. For the library's own rooms.
*/
Attribute Attribute::fallbackId(const QByteArray &id)
{
    Attribute attribute;
    attribute.m_extras = new Extras;
    attribute.m_extras->fallbackId = id;
    return attribute;
}

/*!
    Returns an attribute that calls \a placed once its element is built, at the end
    of the tag's call and in its thread. The content it is told is all that the
    element's attributes brought. For the library's own rooms.
*/
Attribute Attribute::onPlaced(std::function<void(const Placement &)> placed)
{
    Attribute attribute;
    attribute.m_extras = new Extras;
    attribute.m_extras->placed.append(std::move(placed));
    return attribute;
}

} // namespace BackState::Html

namespace BackState::Private {

AttributeName checkedName(QByteArrayView name)
{
    if (!name.isEmpty() && std::all_of(name.begin(), name.end(), Html::isInAttributeName))
        return AttributeName(std::string_view(name.data(), size_t(name.size())));
    qCWarning(Html::htmlLog) << "No attribute can be called" << name.toByteArray()
                             << "- it is left out; a name has no spaces, quotes, <, >, / or =";
    return AttributeName({});
}

} // namespace BackState::Private
