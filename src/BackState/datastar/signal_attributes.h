// Attributes about signals themselves, and about what Datastar leaves alone.
#pragma once

#include <BackState/datastar/expression.h>
#include <BackState/html/attribute.h>

namespace BackState::Html {

//! Declares a signal of the page's own, $_local.<name>, and its first value. In an expression:
//! local("open").
BACKSTATE_CORE_EXPORT Attribute local(QByteArrayView name, const Expression &value);
//! The same, always the value of the expression. Put it before the elements that use it.
BACKSTATE_CORE_EXPORT Attribute computed(QByteArrayView name, const Expression &expression);
//! local(name) is true while a request of this element runs.
BACKSTATE_CORE_EXPORT Attribute indicator(QByteArrayView name);
//! local(name) is the element itself, for scripts.
BACKSTATE_CORE_EXPORT Attribute ref(QByteArrayView name);

//! Evaluated at once, and whenever one of its signals changes.
BACKSTATE_CORE_EXPORT Attribute effect(const Expression &expression);
//! Evaluated whenever any signal changes.
BACKSTATE_CORE_EXPORT Attribute signalPatch(const Expression &expression);
//! All signals as the element's text, to look at while a page is made.
BACKSTATE_CORE_EXPORT Attribute jsonSignals();

//! Datastar does not look at this element and what is in it: for content of others.
BACKSTATE_CORE_EXPORT Attribute ignore();
//! Patches leave this element and what is in it as they are. Datastar 1.0.
BACKSTATE_CORE_EXPORT Attribute ignoreMorph();
//! Patches leave these attributes as they are, names with spaces between: preserveAttr("open
//! class"). Datastar 1.0.
BACKSTATE_CORE_EXPORT Attribute preserveAttr(QByteArrayView names);

} // namespace BackState::Html
