// How text and numbers handed to tags and attributes are looked at without being copied. Not API.
#pragma once

#include <BackState/core/export.h>
#include <BackState/html/trusted.h>
#include <BackState/text/text.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringView>

#include <concepts>
#include <type_traits>
#include <utility>

namespace BackState::Html {

class Attribute;
class Element;

} // namespace BackState::Html

namespace BackState::Private {

// Characters are integers to C++; as children they would print their code.
template<typename T>
concept CharacterType = AnyOf<T, char, wchar_t, char8_t, char16_t, char32_t>;
template<typename T>
concept Number
    = std::floating_point<T> || (std::integral<T> && !CharacterType<T> && !std::same_as<T, bool>);

// Bytes of markup whose memory goes to the next one of this thread.
BACKSTATE_CORE_EXPORT void giveBuffer(QByteArray &bytes) noexcept;

class Markup
{
public:
    Markup() = default;
    Markup(const QByteArray &bytes)
        : m_bytes(bytes)
    {
    }
    Markup(QByteArray &&bytes) noexcept
        : m_bytes(std::move(bytes))
    {
    }
    Markup(const Markup &) = default;
    Markup(Markup &&) noexcept = default;
    Markup &operator=(const Markup &) = default;
    Markup &operator=(Markup &&) noexcept = default;
    ~Markup()
    {
        if (!m_bytes.isNull())
            giveBuffer(m_bytes);
    }

    const QByteArray &bytes() const { return m_bytes; }
    QByteArray &bytes() { return m_bytes; }

private:
    QByteArray m_bytes;
};

// A view of one argument, valid while the call it stands in is evaluated.
class BACKSTATE_CORE_EXPORT Piece
{
public:
    enum class Kind : unsigned char { Nothing, Utf8, Utf16, Number, Present, Elements, Attribute };

    Piece() = default;
    explicit Piece(QByteArrayView utf8);
    explicit Piece(QStringView text);
    explicit Piece(double number);
    explicit Piece(float number);
    explicit Piece(qint64 number);
    explicit Piece(quint64 number);
    explicit Piece(bool present);
    explicit Piece(const Html::Attribute &attribute);
    Piece(const Html::Element *first, qsizetype count);
    Q_DISABLE_COPY_MOVE(Piece)
    ~Piece() = default;

    Kind kind() const { return m_kind; }
    bool isText() const { return m_kind == Kind::Utf8 || m_kind == Kind::Utf16; }
    qsizetype written() const { return m_written; } // bytes that write() writes
    char *write(char *out) const; // escaped; returns the end of what was written
    void appendRaw(QByteArray &out) const; // text as it is

    const Html::Attribute &attribute() const
    {
        return *static_cast<const Html::Attribute *>(m_data);
    }
    QByteArrayView utf8() const { return {static_cast<const char *>(m_data), m_size}; }
    QStringView utf16() const { return {static_cast<const char16_t *>(m_data), m_size}; }

private:
    const void *m_data = nullptr;
    qsizetype m_size = 0;
    qsizetype m_written = 0;
    Kind m_kind = Kind::Nothing;
    char m_number[32];
};

// The value itself, or what it has to become before it can be looked at.
template<typename T>
decltype(auto) prepare(const T &value)
{
    if constexpr (isTrusted<T>)
        return prepare(value.value);
    else if constexpr (QtProperty<T>)
        return std::remove_cvref_t<decltype(prepare(value.value()))>(prepare(value.value()));
    else if constexpr (BecomesString<T>)
        return static_cast<QString>(value);
    else if constexpr (BecomesBytes<T>)
        return static_cast<QByteArray>(value);
    else
        return (value);
}

template<typename T>
Piece textPiece(const T &value) // text or a number
{
    if constexpr (Utf8Text<T>)
        return Piece(utf8View(value));
    else if constexpr (Utf16Text<T>)
        return Piece(QStringView(value));
    else if constexpr (std::same_as<T, float>)
        return Piece(value);
    else if constexpr (std::floating_point<T>)
        return Piece(static_cast<double>(value));
    else if constexpr (std::signed_integral<T>)
        return Piece(static_cast<qint64>(value));
    else
        return Piece(static_cast<quint64>(value));
}

// What an attribute's value may be. The sentence is what the compiler says of anything else.
template<typename T>
Piece valuePiece(const T &value)
{
    constexpr bool isBool = std::same_as<T, bool>;
    constexpr bool isText = Utf8Text<T> || Utf16Text<T> || Number<T>;
    static_assert(
        isBool || isText,
        "BackState: the value of an attribute must be text (QString, QStringView, QByteArray or "
        "std::string as UTF-8, a literal), a number, or bool (present or not)");
    if constexpr (isBool)
        return Piece(value);
    else if constexpr (isText)
        return textPiece(value);
    else
        return Piece();
}

} // namespace BackState::Private
