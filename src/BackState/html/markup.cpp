#include "escape_p.h"
#include "markup_p.h"
#include "raw_text_p.h"

#include <QVarLengthArray>
#include <algorithm>

namespace BackState::Html {

using Private::Content;

namespace {

std::string_view stringView(QByteArrayView bytes)
{
    return {bytes.data(), size_t(bytes.size())};
}

bool isNamed(const WrittenAttribute &attribute, QByteArrayView name)
{
    return Private::isSameName(stringView(attribute.name), stringView(name));
}

// One attribute of the result, with the values that go into it.
struct Merged
{
    QByteArrayView name;
    QVarLengthArray<QByteArrayView, 4> values;
    bool hasValue = false;
};

// Values of class and style add up; of any other attribute the last counts, so that a
// component's defaults can be overridden by what its caller adds.
void mergeInto(Merged &merged, const WrittenAttribute &attribute)
{
    const bool addsUp = isNamed(attribute, "class") || isNamed(attribute, "style");
    const QByteArrayView value = attribute.value.value_or(QByteArrayView());
    if (!addsUp) {
        const bool isLost = !merged.values.isEmpty() && merged.values.last() != value;
        if (isLost && attribute.name.startsWith("data-"))
            qCWarning(
                htmlLog,
                "%s is given twice; the last counts",
                attribute.name.toByteArray().constData());
        merged.values.clear();
    }
    if (!addsUp || !value.isEmpty())
        merged.values.append(value);
    merged.hasValue = attribute.value.has_value();
}

QByteArrayView separatorAfter(QByteArrayView value, bool isStyle)
{
    if (!isStyle)
        return " ";
    // unescaped, because the semicolon of "&quot;" ends no declaration
    return unescaped(value).endsWith(';') ? "" : ";";
}

void appendMerged(QByteArray &out, const Merged &merged)
{
    out.append(' ').append(merged.name);
    if (!merged.hasValue)
        return;
    const bool isStyle = merged.name.compare("style", Qt::CaseInsensitive) == 0;
    out.append("=\"");
    for (qsizetype i = 0; i < merged.values.size(); ++i) {
        if (i > 0)
            out.append(separatorAfter(merged.values[i - 1], isStyle));
        out.append(merged.values[i]);
    }
    out.append('"');
}

QByteArray withoutTags(const QByteArray &markup)
{
    return markup.contains('<') ? QByteArray(markup).replace('<', QByteArrayView("&lt;")) : markup;
}

// What an element holds: what its attributes brought, then its children.
struct Inner
{
    QByteArray content;
    QByteArray children;
};

Inner innerOf(Content content, const QByteArray &brought, const QByteArray &children)
{
    switch (content) {
    case Content::Void: return {};
    case Content::Script: // a dangerous word may be spread over both
        return {{}, harmlessScript(brought + children)};
    case Content::Style: return {{}, harmlessStyle(brought + children)};
    case Content::Text:
    case Content::Textarea: return {withoutTags(brought), withoutTags(children)};
    case Content::Markup:
    case Content::Preformatted: break;
    }
    return {brought, children};
}

bool losesLineFeed(Content content, const Inner &inner)
{
    const bool isSkipping = content == Content::Textarea || content == Content::Preformatted;
    return isSkipping
        && (inner.content.isEmpty() ? inner.children : inner.content).startsWith('\n');
}

QByteArray withFallbackId(const Attribute &attributes)
{
    const Attribute::Extras *const extras = attributes.extras();
    if (!extras || extras->fallbackId.isEmpty() || findAttribute(attributes.bytes(), "id"))
        return attributes.bytes();
    return attributes.bytes() + Attribute("id", extras->fallbackId).bytes();
}

void tellPlacement(
    const Attribute::Extras &extras,
    const QByteArray &bytes,
    const QByteArray &attributes,
    qsizetype start,
    qsizetype size)
{
    const QByteArrayView view = bytes;
    const auto found = findAttribute(attributes, "id");
    const QByteArray id = found ? unescaped(found->value.value_or(QByteArrayView())) : QByteArray();
    const Placement placement{
        view.first(start),
        view.sliced(start, size),
        view.sliced(start + size),
        id};
    for (const auto &placed : extras.placed)
        placed(placement);
}

} // namespace

std::optional<WrittenAttribute> takeAttribute(QByteArrayView &attributes)
{
    if (attributes.isEmpty())
        return {};
    attributes = attributes.sliced(1); // the space
    const auto end = std::find_if(attributes.begin(), attributes.end(), [](char c) {
        return c == '=' || c == ' ';
    });
    WrittenAttribute attribute{QByteArrayView(attributes.begin(), end), {}};
    attributes = QByteArrayView(end, attributes.end());
    if (attributes.startsWith('=')) {
        const qsizetype closing = attributes.indexOf('"', 2);
        attribute.value = attributes.sliced(2, closing - 2);
        attributes = attributes.sliced(closing + 1);
    }
    return attribute;
}

std::optional<WrittenAttribute> findAttribute(QByteArrayView attributes, QByteArrayView name)
{
    while (const auto attribute = takeAttribute(attributes)) {
        if (isNamed(*attribute, name))
            return attribute;
    }
    return {};
}

QByteArray withEachNameOnce(const QByteArray &attributes)
{
    QVarLengthArray<Merged, 8> all;
    QByteArrayView rest = attributes;
    while (const auto attribute = takeAttribute(rest)) {
        auto found = std::find_if(all.begin(), all.end(), [&](const Merged &merged) {
            return isNamed(*attribute, merged.name);
        });
        if (found == all.end()) {
            all.append({attribute->name, {}, false});
            found = all.end() - 1;
        }
        mergeInto(*found, *attribute);
    }
    QByteArray once;
    once.reserve(attributes.size());
    for (const Merged &merged : all)
        appendMerged(once, merged);
    return once;
}

ElementParts::ElementParts(const QByteArray &bytes)
{
    // '>' is escaped in values: the first one ends the start tag
    const QByteArrayView view = bytes;
    const qsizetype end = view.indexOf('>');
    const QByteArrayView start = view.sliced(1, end - 1);
    const qsizetype space = start.indexOf(' ');
    name = space < 0 ? start : start.first(space);
    attributes = start.sliced(name.size());
    content = end + 1 == view.size() ? Content::Void : Content::Markup;
    if (content != Content::Void)
        children = view.sliced(end + 1).chopped(name.size() + 3);
}

Element assemble(
    QByteArrayView name, Content content, const Attribute &attributes, const QByteArray &children)
{
    const Attribute::Extras *const extras = attributes.extras();
    const QByteArray written = withFallbackId(attributes);
    const Inner inner = innerOf(content, attributes.content(), children);

    QByteArray bytes;
    bytes.reserve(
        written.size() + inner.content.size() + inner.children.size() + 2 * name.size() + 6);
    bytes.append('<').append(name).append(written).append('>');
    if (losesLineFeed(content, inner))
        bytes.append('\n');
    const qsizetype start = bytes.size();
    bytes.append(inner.content).append(inner.children);
    if (content != Content::Void)
        bytes.append("</").append(name).append('>');
    if (extras && !extras->placed.isEmpty())
        tellPlacement(*extras, bytes, written, start, inner.content.size());
    return Element::single(std::move(bytes));
}

} // namespace BackState::Html
