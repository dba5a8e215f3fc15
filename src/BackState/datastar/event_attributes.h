// Attributes that do something when something happens: on…, init, intersect, interval.
#pragma once

#include <BackState/datastar/action.h>
#include <BackState/html/attribute.h>

#include <chrono>

namespace BackState::Html {

/*! When a debounced or throttled event acts: at the beginning, at the end, or both. */
enum class Edge { Leading, Trailing, Both };

/*!
    An event of the browser and what happens then, with modifiers: on("input",
    …).debounce(300ms).prevent(). A value, to be given to a tag; any one thread at a time. What is
    wrong with it is a problem of the page, which is then refused by a sentence.
*/
class BACKSTATE_CORE_EXPORT EventAttribute
{
public:
    EventAttribute(QByteArrayView event, const Expression &expression);
    static EventAttribute intersect(const Expression &expression);

    EventAttribute &debounce(std::chrono::milliseconds pause, Edge edge = Edge::Trailing);
    EventAttribute &throttle(std::chrono::milliseconds pause, Edge edge = Edge::Leading);
    EventAttribute &delay(std::chrono::milliseconds time);
    EventAttribute &once() { return modify("once"); }
    EventAttribute &prevent() { return modify("prevent"); }
    EventAttribute &stop() { return modify("stop"); }
    EventAttribute &capture() { return modify("capture"); }
    EventAttribute &passive() { return modify("passive"); }
    EventAttribute &window() { return modify("window"); }
    EventAttribute &document();
    EventAttribute &outside() { return modify("outside"); }
    EventAttribute &viewTransition() { return modify("viewtransition"); }
    // The following are for intersect() only.
    EventAttribute &half() { return modify("half"); }
    EventAttribute &full() { return modify("full"); }
    EventAttribute &exit();
    EventAttribute &threshold(int percent);

    friend BACKSTATE_CORE_EXPORT Attribute toAttribute(const EventAttribute &event);

private:
    EventAttribute() = default;
    EventAttribute &modify(QByteArrayView modifier);

    QByteArray m_name; // of the attribute, modifiers included; empty after a problem
    QByteArray m_expression;
};

/*! Any event of the browser, by its name in the DOM: on("dragenter", expression). */
inline EventAttribute on(QByteArrayView event, const Expression &expression)
{
    return EventAttribute(event, expression);
}
template<auto Method, typename S, typename... Given>
    requires std::derived_from<S, State>
EventAttribute on(QByteArrayView event, const S &object, const Given &...given)
{
    return EventAttribute(event, action<Method>(object, given...));
}

// Each event in two forms: onClick<&Counter::increment>(counter, 1) and onClick(expression).
#define BACKSTATE_ON(function, event)                                                              \
    template<auto Method, typename S, typename... Given>                                           \
        requires std::derived_from<S, State>                                                       \
    EventAttribute function(const S &object, const Given &...given)                                \
    {                                                                                              \
        return on<Method>(event, object, given...);                                                \
    }                                                                                              \
    inline EventAttribute function(const Expression &expression)                                   \
    {                                                                                              \
        return on(event, expression);                                                              \
    }

BACKSTATE_ON(onClick, "click")
BACKSTATE_ON(onDoubleClick, "dblclick")
BACKSTATE_ON(onContextMenu, "contextmenu")
BACKSTATE_ON(onSubmit, "submit")
BACKSTATE_ON(onReset, "reset")
BACKSTATE_ON(onInput, "input")
BACKSTATE_ON(onChange, "change")
BACKSTATE_ON(onFocus, "focus")
BACKSTATE_ON(onBlur, "blur")
BACKSTATE_ON(onFocusIn, "focusin")
BACKSTATE_ON(onFocusOut, "focusout")
BACKSTATE_ON(onKeyDown, "keydown")
BACKSTATE_ON(onKeyUp, "keyup")
BACKSTATE_ON(onPointerDown, "pointerdown")
BACKSTATE_ON(onPointerMove, "pointermove")
BACKSTATE_ON(onPointerUp, "pointerup")
BACKSTATE_ON(onPointerEnter, "pointerenter")
BACKSTATE_ON(onPointerLeave, "pointerleave")
BACKSTATE_ON(onWheel, "wheel")
BACKSTATE_ON(onScroll, "scroll")
BACKSTATE_ON(onScrollEnd, "scrollend")
BACKSTATE_ON(onDragStart, "dragstart")
BACKSTATE_ON(onDragOver, "dragover")
BACKSTATE_ON(onDragEnd, "dragend")
BACKSTATE_ON(onDrop, "drop")
BACKSTATE_ON(onToggle, "toggle")
BACKSTATE_ON(onClose, "close")
BACKSTATE_ON(onCancel, "cancel")
BACKSTATE_ON(onLoad, "load")
BACKSTATE_ON(onError, "error")

#undef BACKSTATE_ON

/*!
    For the button of a form, or the form: each click counts. Without it a form is sent once until
    its answer has come, unless something was typed meanwhile, and a double click is one click.
*/
BACKSTATE_CORE_EXPORT Attribute everyClick();

/*! Acts when the element comes into view. */
inline EventAttribute intersect(const Expression &expression)
{
    return EventAttribute::intersect(expression);
}
/*! Acts when the element appears: with the page, or by a patch. */
BACKSTATE_CORE_EXPORT Attribute
init(const Expression &expression, std::chrono::milliseconds delay = std::chrono::milliseconds(0));
/*! Acts each time \a every has passed, as long as the element is there. */
BACKSTATE_CORE_EXPORT Attribute
interval(std::chrono::milliseconds every, const Expression &expression);

} // namespace BackState::Html
