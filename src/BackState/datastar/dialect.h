// Dialect: how one version of Datastar spells what a page says. The only place that knows.
#pragma once

#include <BackState/core/schema.h>

#include <QByteArrayView>

namespace BackState {

/*!
    How one version of Datastar spells what a page says, what it lacks, and which of its faults have
    to be worked around. There are two, which live as long as the program; any thread.
*/
class BACKSTATE_CORE_EXPORT Dialect
{
public:
    static const Dialect &v1(); // 1.0.x
    static const Dialect &beta11(); // 1.0.0-beta.11, the last one on npm
    //! By the first line of a bundle, "// Datastar v1.0.2". Null if that version is not spoken
    //! here.
    static const Dialect *forVersion(QByteArrayView banner);

    //! What is spoken where nothing else is said: 1.0.x until the server has looked at its bundle.
    static const Dialect &current();
    static void setCurrent(const Dialect &dialect);

    //! Frames: event names and the keys of data lines. A name is empty where the dialect says it in
    //! another way.
    QByteArrayView patchElements, removeElements, patchSignals, removeSignals, executeScript;
    QByteArrayView elementsKey, modeKey, namespaceKey, viewTransitionSelectorKey;
    QByteArrayView defaultScriptAttributes; // one line, without its key
    QByteArrayView mode(Mode mode) const; // empty for the default, which is not written

    //! Attributes. keySeparator stands between plugin and key: data-on:click, data-on-click.
    char keySeparator = ':';
    QByteArrayView init, signalPatch, ignore, noTrailing, trailing, documentModifier;
    QByteArrayView style, effect, ignoreMorph, preserveAttr, jsonSignals; // empty if there is none
    bool hasOwnComputedObject = true; // data-computed takes an object of functions
    bool hasDelay = true; // data-on…__delay
    bool hasThreshold = true; // data-on-intersect__exit, __threshold
    bool hasCamelCaseEvents = true; // data-on…__case.camel
    bool hasObjects = true; // $a.b may be an object; else only its members are signals

    //! Expressions
    QByteArrayView element; // the element an expression belongs to
    QByteArrayView allSignals; // an object with all signals as members, where hasObjects is false

    //! Makes the form around an element send its files. Empty if it does so anyhow.
    QByteArrayView sendFiles;

    //! Options of the page's own requests, for its stream, a page or what changed, after their
    //! headers: once, without signals
    QByteArrayView pageOptions;
    //! With a variable called abort, an AbortController that ends the request
    QByteArrayView abortOption;
    bool asksByForm = false; // the element of such a request is a form, which is empty

    //! Faults of its clients that a caller has to work around.
    bool reversesSeveral = false; // prepend, after: several roots arrive in reverse order
    bool forgetsRootsOnly = false; // what hangs on the elements in a removed one goes on
    bool leavesScripts = false; // those in a patch are not run
    bool losesText = false; // a patch applies elements only, each for itself
    bool evaluatesSignalsTwice = false; // data-signals: escapes are gone when it is compiled
    bool evaluatesOnlyKnownSignals = false; // an undeclared signal stops the whole page

private:
    Dialect() = default;
    static Dialect makeV1();
    static Dialect makeBeta11();
    QByteArrayView m_modes[8]; // in the order of Mode
};

} // namespace BackState
