#include "buffers_p.h"
#include "escape_p.h"
#include "markup_p.h"

#include <BackState/html/tag.h>

namespace BackState::Private {

using namespace Html;

namespace {

// The sizes of what goes into an element.
struct Measure
{
    qsizetype attributes = 0;
    qsizetype content = 0; // that attributes bring
    qsizetype children = 0;
    bool isPlain = true; // can be written in one go

    explicit Measure(std::initializer_list<Piece> pieces)
    {
        quint64 names = 0;
        for (const Piece &piece : pieces) {
            children += piece.written();
            if (piece.kind() != Piece::Kind::Attribute)
                continue;
            const Attribute &attribute = piece.attribute();
            attributes += attribute.bytes().size();
            content += attribute.content().size();
            isPlain = isPlain && (names & attribute.names()) == 0 && !attribute.extras();
            names |= attribute.names();
        }
    }
};

// One allocation of the exact size, and every byte written once.
Element buildPlainly(
    QByteArrayView name, bool isVoid, std::initializer_list<Piece> pieces, const Measure &measure)
{
    const qsizetype inner = isVoid ? 0 : measure.content + measure.children + name.size() + 3;
    QByteArray bytes = takeBuffer(name.size() + 2 + measure.attributes + inner);
    char *out = bytes.data();
    *out++ = '<';
    out = writeBytes(out, name);
    for (const Piece &piece : pieces) {
        if (piece.kind() == Piece::Kind::Attribute)
            out = writeBytes(out, piece.attribute().bytes());
    }
    *out++ = '>';
    if (isVoid)
        return Element::single(std::move(bytes));
    if (measure.content > 0) { // before all children
        for (const Piece &piece : pieces) {
            if (piece.kind() == Piece::Kind::Attribute)
                out = writeBytes(out, piece.attribute().content());
        }
    }
    for (const Piece &piece : pieces)
        out = piece.write(out);
    *out++ = '<';
    *out++ = '/';
    out = writeBytes(out, name);
    *out = '>';
    return Element::single(std::move(bytes));
}

Element buildCarefully(
    QByteArrayView name,
    Content content,
    std::initializer_list<Piece> pieces,
    const Measure &measure)
{
    const bool isRaw = content == Content::Script || content == Content::Style;
    Attribute attributes;
    QByteArray children(isRaw ? 0 : measure.children, Qt::Uninitialized);
    char *out = children.data();
    for (const Piece &piece : pieces) {
        if (piece.kind() == Piece::Kind::Attribute)
            attributes += piece.attribute();
        else if (isRaw)
            piece.appendRaw(children);
        else
            out = piece.write(out);
    }
    return assemble(name, content, attributes, children);
}

} // namespace

Element build(QByteArrayView name, Content content, std::initializer_list<Piece> pieces)
{
    const Measure measure(pieces);
    const bool isVoid = content == Content::Void;
    if (measure.isPlain && (isVoid || content == Content::Markup))
        return buildPlainly(name, isVoid, pieces, measure);
    return buildCarefully(name, content, pieces, measure);
}

Element join(std::initializer_list<Piece> children)
{
    qsizetype size = 0;
    for (const Piece &piece : children)
        size += piece.written();
    QByteArray bytes = takeBuffer(size);
    char *out = bytes.data();
    for (const Piece &piece : children)
        out = piece.write(out);
    return Element::fragment(std::move(bytes));
}

/*!
    \class BackState::Html::Tag
    \brief A function object that builds the element of its name.

    Children and attributes are the arguments of one call, in any order; children keep
    theirs. A child is text, which is escaped, a number, an Element, a range or an
    optional of Elements; a QProperty stands for its value. Anything else, bool and
    pointers included, does not compile. A type of your own takes part through a
    function in its namespace:

    \code
    Element toElement(const Temperature &t) { return Span(cls("celsius"), t.celsius(), " °C"); }
    \endcode

    Tags are constants and can be handed on, \c{Ul(each(names, Li))}, and there may be
    more of them: \c{inline constexpr Tag UserCard{"user-card"};}. They may be called
    from any thread.

    The elements whose content a parser reads in another way are cared for. The text
    of Script and Style is not escaped but can't end them: \c{</script} and \c{<!--}
    are written with \c{\u003C}, which means the same in the strings of JavaScript and
    JSON, \c{</style} as \c{<\/style}. That holds in HTML; inside of Svg browsers read
    both as markup, so keep them outside. In Title and Textarea elements are shown as
    text, and a leading line feed in Pre and Textarea is kept.
*/

/*!
    \class BackState::Html::VoidTag
    \brief A Tag without content and end tag, such as Br; children do not compile.
*/

/*!
    \fn template<typename... Children> BackState::Html::Element BackState::Html::Fragment(const
   Children &...children) Returns \a children side by side, without an element around them.
*/

} // namespace BackState::Private
