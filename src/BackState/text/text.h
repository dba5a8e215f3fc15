// Text: which types are text, and how each of them is looked at. Not API.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringView>
#include <QUtf8StringView>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

QT_FORWARD_DECLARE_CLASS(QUntypedPropertyData)

namespace BackState::Private {

template<typename T, typename... Others>
concept AnyOf = (std::same_as<T, Others> || ...);

// A literal, an array or a pointer of these characters.
template<typename T, typename Char>
concept TextOf = AnyOf<std::decay_t<T>, Char *, const Char *>;

// QProperty and its kin stand for their value.
template<typename T>
concept QtProperty = std::is_class_v<T> && std::is_base_of_v<QUntypedPropertyData, T>;

template<typename T>
concept Utf8Text = std::derived_from<T, QByteArray> || TextOf<T, char> || TextOf<T, char8_t>
    || AnyOf<T, QByteArrayView, std::string, std::string_view>
    || AnyOf<T, QUtf8StringView, std::u8string, std::u8string_view>;

template<typename T>
concept Utf16Text = !Utf8Text<T> && !std::same_as<T, std::nullptr_t> && !QtProperty<T>
    && std::convertible_to<const T &, QStringView>;

// What is text only after a conversion: string builders, QLatin1StringView, QChar.
template<typename T>
concept Convertible = std::is_class_v<T> && !Utf8Text<T> && !Utf16Text<T> && !QtProperty<T>;
template<typename T>
concept BecomesString = Convertible<T> && std::convertible_to<const T &, QString>;
template<typename T>
concept BecomesBytes
    = Convertible<T> && !BecomesString<T> && std::convertible_to<const T &, QByteArray>;

template<typename T>
concept Text = Utf8Text<T> || Utf16Text<T> || BecomesString<T> || BecomesBytes<T>;

template<Utf8Text T>
QByteArrayView utf8View(const T &text)
{
    if constexpr (TextOf<T, char8_t>) {
        const std::u8string_view view(text);
        return {reinterpret_cast<const char *>(view.data()), qsizetype(view.size())};
    } else if constexpr (AnyOf<T, std::u8string, std::u8string_view, QUtf8StringView>) {
        return {reinterpret_cast<const char *>(text.data()), qsizetype(text.size())};
    } else {
        return QByteArrayView(text);
    }
}

// Any text as a QString.
template<Text T>
QString textOf(const T &text)
{
    if constexpr (Utf8Text<T>)
        return QString::fromUtf8(utf8View(text));
    else if constexpr (BecomesBytes<T>)
        return QString::fromUtf8(static_cast<QByteArray>(text));
    else if constexpr (std::is_class_v<T> && std::convertible_to<const T &, QString>)
        return text;
    else
        return QStringView(text).toString();
}

} // namespace BackState::Private
