// The attributes of HTML as functions, named as in HTML: hyphens become humps (httpEquiv), and the
// words that C++ keeps to itself cls, htmlFor, isDefault. Inline event handlers are not offered.
#pragma once

#include <BackState/html/flag.h>
#include <BackState/html/svg_attributes.h>
#include <BackState/html/tag.h>

namespace BackState::Private {

BACKSTATE_CORE_EXPORT Html::Attribute classes(std::initializer_list<Piece> names);
BACKSTATE_CORE_EXPORT Html::Attribute
prefixed(QByteArrayView prefix, QByteArrayView name, const Piece &value, bool isTrusted = false);
BACKSTATE_CORE_EXPORT Html::Attribute flag(const AttributeName &name, Html::Flag isOn);

// For attributes whose bool is a word.
template<typename Value>
Piece wordPiece(const Value &value, QByteArrayView yes, QByteArrayView no)
{
    if constexpr (std::same_as<Value, bool>)
        return Piece(value ? yes : no);
    else
        return valuePiece(value);
}

} // namespace BackState::Private

namespace BackState::Html {

/*! Any attribute, by its name: attribute("data-x", 5). */
template<typename Value>
Attribute attribute(QByteArrayView name, const Value &value)
{
    return Attribute(name, value);
}

/*! Any number of classes: cls("row", isLast ? "last" : ""). Empty texts are left out. */
template<typename... Names>
    requires(Private::Text<Names> && ...)
Attribute cls(const Names &...names)
{
    return Private::classes({Private::valuePiece(Private::prepare(names))...});
}

/*! The attribute aria-<name>: aria("label", "Close"). A bool becomes a word. */
template<typename Value>
Attribute aria(QByteArrayView name, const Value &value)
{
    const auto &prepared = Private::prepare(value);
    return Private::prefixed("aria-", name, Private::wordPiece(prepared, "true", "false"));
}

/*! The attribute data-<name>: data("key", 7). */
template<typename Value>
Attribute data(QByteArrayView name, const Value &value)
{
    return Private::prefixed(
        "data-",
        name,
        Private::valuePiece(Private::prepare(value)),
        Private::isTrusted<Value>);
}

// Some two hundred functions that differ in one word.
#define BACKSTATE_ATTRIBUTE(function, name)                                                        \
    template<typename Value>                                                                       \
    Attribute function(const Value &value)                                                         \
    {                                                                                              \
        constexpr Private::AttributeName spelling(name);                                           \
        return Attribute(                                                                          \
            spelling,                                                                              \
            Private::valuePiece(Private::prepare(value)),                                          \
            Private::isTrusted<Value>);                                                            \
    }
#define BACKSTATE_FLAG(function, name)                                                             \
    inline Attribute function(Flag isOn = true)                                                    \
    {                                                                                              \
        constexpr Private::AttributeName spelling(name);                                           \
        return Private::flag(spelling, isOn);                                                      \
    }
#define BACKSTATE_WORDED(function, yes, no)                                                        \
    template<typename Value>                                                                       \
    Attribute function(const Value &value)                                                         \
    {                                                                                              \
        constexpr Private::AttributeName spelling(#function);                                      \
        return Attribute(spelling, Private::wordPiece(Private::prepare(value), yes, no));          \
    }

// Global
BACKSTATE_ATTRIBUTE(accesskey, "accesskey")
BACKSTATE_ATTRIBUTE(autocapitalize, "autocapitalize")
BACKSTATE_ATTRIBUTE(dir, "dir")
BACKSTATE_ATTRIBUTE(enterkeyhint, "enterkeyhint")
BACKSTATE_ATTRIBUTE(id, "id")
BACKSTATE_ATTRIBUTE(inputmode, "inputmode")
BACKSTATE_ATTRIBUTE(is, "is")
BACKSTATE_ATTRIBUTE(itemid, "itemid")
BACKSTATE_ATTRIBUTE(itemprop, "itemprop")
BACKSTATE_ATTRIBUTE(itemref, "itemref")
BACKSTATE_ATTRIBUTE(itemtype, "itemtype")
BACKSTATE_ATTRIBUTE(lang, "lang")
BACKSTATE_ATTRIBUTE(nonce, "nonce")
BACKSTATE_ATTRIBUTE(part, "part")
BACKSTATE_ATTRIBUTE(popover, "popover")
BACKSTATE_ATTRIBUTE(role, "role")
BACKSTATE_ATTRIBUTE(slot, "slot")
BACKSTATE_ATTRIBUTE(tabindex, "tabindex")
BACKSTATE_ATTRIBUTE(title, "title")

// Links, media and scripts
BACKSTATE_ATTRIBUTE(allow, "allow")
BACKSTATE_ATTRIBUTE(alt, "alt")
BACKSTATE_ATTRIBUTE(as, "as")
BACKSTATE_ATTRIBUTE(blocking, "blocking")
BACKSTATE_ATTRIBUTE(charset, "charset")
BACKSTATE_ATTRIBUTE(cite, "cite")
BACKSTATE_ATTRIBUTE(content, "content")
BACKSTATE_ATTRIBUTE(coords, "coords")
BACKSTATE_ATTRIBUTE(crossorigin, "crossorigin")
BACKSTATE_ATTRIBUTE(datetime, "datetime")
BACKSTATE_ATTRIBUTE(decoding, "decoding")
BACKSTATE_ATTRIBUTE(download, "download")
BACKSTATE_ATTRIBUTE(fetchpriority, "fetchpriority")
BACKSTATE_ATTRIBUTE(height, "height")
BACKSTATE_ATTRIBUTE(href, "href")
BACKSTATE_ATTRIBUTE(hreflang, "hreflang")
BACKSTATE_ATTRIBUTE(httpEquiv, "http-equiv")
BACKSTATE_ATTRIBUTE(imagesizes, "imagesizes")
BACKSTATE_ATTRIBUTE(imagesrcset, "imagesrcset")
BACKSTATE_ATTRIBUTE(integrity, "integrity")
BACKSTATE_ATTRIBUTE(kind, "kind")
BACKSTATE_ATTRIBUTE(loading, "loading")
BACKSTATE_ATTRIBUTE(media, "media")
BACKSTATE_ATTRIBUTE(ping, "ping")
BACKSTATE_ATTRIBUTE(poster, "poster")
BACKSTATE_ATTRIBUTE(preload, "preload")
BACKSTATE_ATTRIBUTE(referrerpolicy, "referrerpolicy")
BACKSTATE_ATTRIBUTE(rel, "rel")
BACKSTATE_ATTRIBUTE(sandbox, "sandbox")
BACKSTATE_ATTRIBUTE(shape, "shape")
BACKSTATE_ATTRIBUTE(sizes, "sizes")
BACKSTATE_ATTRIBUTE(src, "src")
BACKSTATE_ATTRIBUTE(srcdoc, "srcdoc")
BACKSTATE_ATTRIBUTE(srclang, "srclang")
BACKSTATE_ATTRIBUTE(srcset, "srcset")
BACKSTATE_ATTRIBUTE(target, "target")
BACKSTATE_ATTRIBUTE(type, "type")
BACKSTATE_ATTRIBUTE(usemap, "usemap")
BACKSTATE_ATTRIBUTE(width, "width")

// Forms
BACKSTATE_ATTRIBUTE(accept, "accept")
BACKSTATE_ATTRIBUTE(acceptCharset, "accept-charset")
BACKSTATE_ATTRIBUTE(action, "action")
BACKSTATE_ATTRIBUTE(autocomplete, "autocomplete")
BACKSTATE_ATTRIBUTE(command, "command")
BACKSTATE_ATTRIBUTE(commandfor, "commandfor")
BACKSTATE_ATTRIBUTE(dirname, "dirname")
BACKSTATE_ATTRIBUTE(enctype, "enctype")
BACKSTATE_ATTRIBUTE(htmlFor, "for")
BACKSTATE_ATTRIBUTE(form, "form")
BACKSTATE_ATTRIBUTE(formaction, "formaction")
BACKSTATE_ATTRIBUTE(formenctype, "formenctype")
BACKSTATE_ATTRIBUTE(formmethod, "formmethod")
BACKSTATE_ATTRIBUTE(formtarget, "formtarget")
BACKSTATE_ATTRIBUTE(high, "high")
BACKSTATE_ATTRIBUTE(label, "label")
BACKSTATE_ATTRIBUTE(list, "list")
BACKSTATE_ATTRIBUTE(low, "low")
BACKSTATE_ATTRIBUTE(max, "max")
BACKSTATE_ATTRIBUTE(maxlength, "maxlength")
BACKSTATE_ATTRIBUTE(method, "method")
BACKSTATE_ATTRIBUTE(min, "min")
BACKSTATE_ATTRIBUTE(minlength, "minlength")
BACKSTATE_ATTRIBUTE(name, "name")
BACKSTATE_ATTRIBUTE(optimum, "optimum")
BACKSTATE_ATTRIBUTE(pattern, "pattern")
BACKSTATE_ATTRIBUTE(placeholder, "placeholder")
BACKSTATE_ATTRIBUTE(popovertarget, "popovertarget")
BACKSTATE_ATTRIBUTE(popovertargetaction, "popovertargetaction")
BACKSTATE_ATTRIBUTE(rows, "rows")
BACKSTATE_ATTRIBUTE(cols, "cols")
BACKSTATE_ATTRIBUTE(size, "size")
BACKSTATE_ATTRIBUTE(step, "step")
BACKSTATE_ATTRIBUTE(value, "value")
BACKSTATE_ATTRIBUTE(wrap, "wrap")

// Lists, tables and the rest
BACKSTATE_ATTRIBUTE(abbr, "abbr")
BACKSTATE_ATTRIBUTE(closedby, "closedby")
BACKSTATE_ATTRIBUTE(color, "color")
BACKSTATE_ATTRIBUTE(colorspace, "colorspace")
BACKSTATE_ATTRIBUTE(colspan, "colspan")
BACKSTATE_ATTRIBUTE(headers, "headers")
BACKSTATE_ATTRIBUTE(rowspan, "rowspan")
BACKSTATE_ATTRIBUTE(scope, "scope")
BACKSTATE_ATTRIBUTE(shadowrootmode, "shadowrootmode")
BACKSTATE_ATTRIBUTE(span, "span")
BACKSTATE_ATTRIBUTE(start, "start")
BACKSTATE_ATTRIBUTE(style, "style")

// There or not there; without an argument: there
BACKSTATE_FLAG(allowfullscreen, "allowfullscreen")
BACKSTATE_FLAG(async, "async")
BACKSTATE_FLAG(autofocus, "autofocus")
BACKSTATE_FLAG(autoplay, "autoplay")
BACKSTATE_FLAG(checked, "checked")
BACKSTATE_FLAG(controls, "controls")
BACKSTATE_FLAG(defer, "defer")
BACKSTATE_FLAG(disabled, "disabled")
BACKSTATE_FLAG(formnovalidate, "formnovalidate")
BACKSTATE_FLAG(inert, "inert")
BACKSTATE_FLAG(ismap, "ismap")
BACKSTATE_FLAG(itemscope, "itemscope")
BACKSTATE_FLAG(loop, "loop")
BACKSTATE_FLAG(multiple, "multiple")
BACKSTATE_FLAG(muted, "muted")
BACKSTATE_FLAG(nomodule, "nomodule")
BACKSTATE_FLAG(novalidate, "novalidate")
BACKSTATE_FLAG(open, "open")
BACKSTATE_FLAG(playsinline, "playsinline")
BACKSTATE_FLAG(readonly, "readonly")
BACKSTATE_FLAG(required, "required")
BACKSTATE_FLAG(reversed, "reversed")
BACKSTATE_FLAG(selected, "selected")
BACKSTATE_FLAG(isDefault, "default")

// A word, or a bool that becomes one
BACKSTATE_WORDED(autocorrect, "on", "off")
BACKSTATE_WORDED(contenteditable, "true", "false")
BACKSTATE_WORDED(draggable, "true", "false")
BACKSTATE_WORDED(spellcheck, "true", "false")
BACKSTATE_WORDED(translate, "yes", "no")
BACKSTATE_WORDED(writingsuggestions, "true", "false")

BACKSTATE_ATTRIBUTE(hidden, "hidden") // bool, or "until-found"
inline Attribute hidden()
{
    return hidden(true);
}

#undef BACKSTATE_ATTRIBUTE
#undef BACKSTATE_FLAG
#undef BACKSTATE_WORDED

} // namespace BackState::Html
