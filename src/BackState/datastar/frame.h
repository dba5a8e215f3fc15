// Frame: one event of a Server-Sent Events stream, as bytes.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/datastar/dialect.h>
#include <BackState/html/element.h>

#include <QByteArrayList>
#include <QList>

namespace BackState {

class Frame;

namespace Private {
Frame moveFrame(const QByteArrayList &moved, Mode mode, QByteArrayView selector);
}

enum class MarkupNamespace { Html, Svg, MathMl };

/*!
    How elements are patched. Without a selector each root takes the place of the element of its id,
    which only Outer and Replace can.
*/
struct ElementsOptions
{
    QByteArray selector = {};
    Mode mode = Mode::Outer;
    MarkupNamespace markupNamespace = MarkupNamespace::Html;
    bool viewTransition = false;
    //! From 1.0.2 on; without viewTransition it means nothing
    QByteArray viewTransitionSelector = {};
};

/*! How a script is run: its attributes, and whether its element is removed afterwards. */
struct ScriptOptions
{
    bool autoRemove = true;
    QList<std::pair<QByteArray, QByteArray>> attributes = {};
};

/*!
    One event of a Server-Sent Events stream, as bytes, in the words of one dialect: for programs
    that send streams of their own. A value; any thread. What can't be said is an Error.
*/
class BACKSTATE_CORE_EXPORT Frame
{
public:
    Frame() = default; // no bytes

    //! Every root of the markup morphs the element of its id. Nothing in it can be wrong.
    static Frame patchElements(QByteArrayView markup, const Dialect &dialect = Dialect::current());
    static Expected<Frame> patchElements(
        QByteArrayView markup,
        const ElementsOptions &options,
        const Dialect &dialect = Dialect::current());
    //! The same, and what one dialect can't do with text or several roots is cured by an element
    //! around them.
    static Expected<Frame> patchElements(
        const Html::Element &element,
        const ElementsOptions &options,
        const Dialect &dialect = Dialect::current());
    static Expected<Frame> removeElements(
        QByteArrayView selector,
        bool viewTransition = false,
        const Dialect &dialect = Dialect::current());

    //! json must be the text of a JSON object: a browser evaluates what is not.
    static Frame patchSignals(
        QByteArrayView json,
        bool onlyIfMissing = false,
        const Dialect &dialect = Dialect::current());
    //! Paths as in an expression, without the $: "Chat.draft".
    static Expected<Frame>
    removeSignals(const QByteArrayList &paths, const Dialect &dialect = Dialect::current());

    static Expected<Frame> executeScript(
        QByteArrayView script,
        const ScriptOptions &options = {},
        const Dialect &dialect = Dialect::current());
    //! A path of this server, or an http(s) URL.
    static Expected<Frame>
    redirect(QByteArrayView url, const Dialect &dialect = Dialect::current());

    //! Says nothing: keeps a connection alive, and lets the page see that it is.
    static Frame heartbeat();

    //! The same with the event's id, which a browser sends back when it reconnects.
    Expected<Frame> withId(QByteArrayView id) const;
    //! The same with the milliseconds a browser waits before it reconnects. 1000, the default, is
    //! not written.
    Frame withRetry(int milliseconds) const;

    const QByteArray &bytes() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }

private:
    friend Frame
    Private::moveFrame(const QByteArrayList &moved, Mode mode, QByteArrayView selector);
    explicit Frame(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }

    QByteArray m_bytes;
};

} // namespace BackState
