// Reading and joining the markup that this room wrote itself. It is no parser for any other.
// Internal.
#pragma once

#include <BackState/html/tag.h>

#include <QByteArrayView>
#include <QLoggingCategory>
#include <optional>

namespace BackState::Html {

Q_DECLARE_LOGGING_CATEGORY(htmlLog)

struct WrittenAttribute
{
    QByteArrayView name;
    std::optional<QByteArrayView> value; // escaped, as it stands between the quotes
};

// Takes the first of attributes and moves attributes behind it.
std::optional<WrittenAttribute> takeAttribute(QByteArrayView &attributes);
std::optional<WrittenAttribute> findAttribute(QByteArrayView attributes, QByteArrayView name);

// The same attributes with each name once.
QByteArray withEachNameOnce(const QByteArray &attributes);

// A single element, taken apart.
struct ElementParts
{
    explicit ElementParts(const QByteArray &bytes);

    QByteArrayView name;
    QByteArrayView attributes;
    QByteArrayView children;
    Private::Content content;
};

// Attributes may bring content and ask to be told where it went.
Element assemble(
    QByteArrayView name,
    Private::Content content,
    const Attribute &attributes,
    const QByteArray &children);

} // namespace BackState::Html
