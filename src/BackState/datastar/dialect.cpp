#include <BackState/datastar/dialect.h>

#include <atomic>

namespace BackState {

namespace {

std::atomic<const Dialect *> s_current = nullptr;

}

/*!
    \class BackState::Dialect
    \brief How one version of Datastar spells frames, attributes and expressions.

    Pages are written once; this table is what differs between Datastar 1.0.x and 1.0.0-beta.11. Its
    values live as long as the program, are never changed, and may be read from any thread.
*/

Dialect Dialect::makeV1()
{
    Dialect dialect;
    dialect.patchElements = "datastar-patch-elements";
    dialect.patchSignals = "datastar-patch-signals";
    dialect.elementsKey = "elements";
    dialect.modeKey = "mode";
    dialect.namespaceKey = "namespace";
    dialect.viewTransitionSelectorKey = "viewTransitionSelector";
    constexpr const char *modes[]
        = {"", "inner", "replace", "prepend", "append", "before", "after", "remove"};
    std::copy(std::begin(modes), std::end(modes), dialect.m_modes);

    dialect.init = "data-init";
    dialect.signalPatch = "data-on-signal-patch";
    dialect.ignore = "data-ignore";
    dialect.noTrailing = "notrailing";
    dialect.trailing = "trailing";
    dialect.documentModifier = "document";
    dialect.style = "data-style";
    dialect.effect = "data-effect";
    dialect.ignoreMorph = "data-ignore-morph";
    dialect.preserveAttr = "data-preserve-attr";
    dialect.jsonSignals = "data-json-signals";
    dialect.element = "el";
    // Its action looks at the form's own attribute, and without it sends the names of files alone.
    dialect.sendFiles = "el.closest('form').setAttribute('enctype','multipart/form-data')";

    // No signals: they would fill the URL.
    dialect.pageOptions = "openWhenHidden:true,retryMaxCount:0,filterSignals:{include:'(?!)'}";
    dialect.abortOption = "requestCancellation:abort";
    return dialect;
}

Dialect Dialect::makeBeta11()
{
    Dialect dialect;
    dialect.patchElements = "datastar-merge-fragments";
    dialect.removeElements = "datastar-remove-fragments";
    dialect.patchSignals = "datastar-merge-signals";
    dialect.removeSignals = "datastar-remove-signals";
    dialect.executeScript = "datastar-execute-script";
    dialect.elementsKey = "fragments";
    dialect.modeKey = "mergeMode";
    dialect.defaultScriptAttributes = "type module";
    // Its "outer" replaces without morphing; its "inner" sets the markup without morphing, there is
    // no other.
    constexpr const char *modes[]
        = {"", "inner", "outer", "prepend", "append", "before", "after", ""};
    std::copy(std::begin(modes), std::end(modes), dialect.m_modes);

    dialect.keySeparator = '-';
    dialect.init = "data-on-load";
    dialect.signalPatch = "data-on-signal-change";
    dialect.ignore = "data-star-ignore";
    dialect.noTrailing = "notrail";
    dialect.trailing = "trail";
    dialect.documentModifier = "window"; // what bubbles to the document bubbles on to the window
    dialect.hasOwnComputedObject = false;
    dialect.hasDelay = false;
    dialect.hasThreshold = false;
    dialect.hasCamelCaseEvents = false;
    dialect.hasObjects = false;
    dialect.element = "ctx.el";
    dialect.allSignals = "ctx.signals.values()";

    // An empty form is sent in place of the signals, which would fill the URL.
    dialect.pageOptions = "contentType:'form',openWhenHidden:true,retryMaxCount:0";
    dialect.abortOption = "abort:abort.signal";
    dialect.asksByForm = true;

    dialect.reversesSeveral = true;
    dialect.forgetsRootsOnly = true;
    dialect.leavesScripts = true;
    dialect.losesText = true;
    dialect.evaluatesSignalsTwice = true;
    dialect.evaluatesOnlyKnownSignals = true;
    return dialect;
}

/*!
    Returns the dialect of Datastar 1.0.x, written for 1.0.0 and later.
*/
const Dialect &Dialect::v1()
{
    static const Dialect dialect = makeV1();
    return dialect;
}

/*!
    Returns the dialect of Datastar 1.0.0-beta.11.
*/
const Dialect &Dialect::beta11()
{
    static const Dialect dialect = makeBeta11();
    return dialect;
}

/*!
    Returns the dialect of the bundle that begins with \a banner, "// Datastar v1.0.2", or null if
    that version speaks neither of the two.
*/
const Dialect *Dialect::forVersion(QByteArrayView banner)
{
    const QByteArray text = banner.first(qMin(banner.size(), qsizetype(200))).toByteArray();
    const qsizetype at = text.indexOf("1.");
    if (at < 0)
        return nullptr;
    if (text.indexOf("1.0.0-beta.11") == at)
        return &beta11();
    // Release candidates spelled some things in a third way.
    const qsizetype end = text.indexOf('\n', at);
    const bool isPreview = text.mid(at, end < 0 ? -1 : end - at).contains('-');
    return text.indexOf("1.0.") == at && !isPreview ? &v1() : nullptr;
}

/*!
    Returns the dialect that is used where none is given: that of setCurrent(), until then 1.0.x.
*/
const Dialect &Dialect::current()
{
    const Dialect *dialect = s_current.load(std::memory_order_acquire);
    return dialect ? *dialect : v1();
}

/*!
    Makes \a dialect, one of v1() and beta11(), the current one of the whole process. Called once,
    before pages are built; what was spelled before stays as it is.
*/
void Dialect::setCurrent(const Dialect &dialect)
{
    s_current.store(&dialect, std::memory_order_release);
}

/*!
    Returns the word for \a mode, empty for the default.
*/
QByteArrayView Dialect::mode(Mode mode) const
{
    return m_modes[static_cast<std::size_t>(mode)];
}

} // namespace BackState
