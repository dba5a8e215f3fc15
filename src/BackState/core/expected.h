// Expected: a value, or the Error that says why there is none. Until std::expected.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QString>

#include <optional>
#include <utility>

namespace BackState {

/*!
    What was wrong with something that came from outside, and what would have been right: a value,
    with a sentence for whoever typed or sent it. The library makes a status code or a message on
    the page of it.
*/
struct Error
{
    enum class Kind { Invalid, SignIn, Forbidden, NotFound, TooLarge, Unavailable, Conflict };

    Kind kind = Kind::Invalid;
    QByteArray name; // of the property or parameter it is about; empty if it is about the whole
    QString message; // one sentence for the user who typed it or the programmer who sent it

    static Error invalid(QByteArray name, QString message)
    {
        return {Kind::Invalid, std::move(name), std::move(message)};
    }
    static Error forbidden(QString message) { return {Kind::Forbidden, {}, std::move(message)}; }
    static Error notFound(QString message) { return {Kind::NotFound, {}, std::move(message)}; }

    //! The error of a part, told of the whole: "[2].title" within "items" is "items[2].title".
    Error within(const QByteArray &whole) && { return {kind, whole + name, std::move(message)}; }
};

/*!
    A value, or the Error that says why there is none. It owns either. value() and the operators
    need a value, error() needs that there is none: ask first.
*/
template<typename T>
class [[nodiscard]] Expected
{
public:
    Expected(T value)
        : m_value(std::move(value))
    {
    }
    Expected(Error error)
        : m_error(std::move(error))
    {
    }

    explicit operator bool() const { return m_value.has_value(); }
    bool hasValue() const { return m_value.has_value(); }
    const T &value() const & { return *m_value; }
    T &&value() && { return std::move(*m_value); }
    const T &operator*() const & { return *m_value; }
    T &&operator*() && { return std::move(*m_value); }
    const T *operator->() const { return &*m_value; }
    const Error &error() const { return m_error; }

private:
    std::optional<T> m_value;
    Error m_error;
};

/*! Success, or the Error that says why there is none. */
template<>
class [[nodiscard]] Expected<void>
{
public:
    Expected() = default;
    Expected(Error error)
        : m_error(std::move(error))
    {
    }

    explicit operator bool() const { return !m_error; }
    bool hasValue() const { return !m_error; }
    const Error &error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace BackState
