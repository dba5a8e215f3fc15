// The focus stays where it is, or goes to the next thing that makes sense, when the page disables,
// hides or takes away the element that has it.
const focus = (() => {
    const controls = 'a[href], button, input, select, textarea, summary, iframe, audio[controls], '
        + 'video[controls], [contenteditable], [tabindex]';
    const limits = 'main, dialog, [role=dialog], body'; // the focus is not led out of these
    let waiting = null; // a disabled element that had the focus, and gets it again

    const current = () => {
        const active = document.activeElement;
        return active === document.body || active === document.documentElement ? null : active;
    };
    const isVisible = (element) =>
        element.checkVisibility?.({ visibilityProperty: true })
            ?? element.getClientRects().length > 0;
    const isFocusable = (element) => element.isConnected && element.matches(controls)
        && element.tabIndex >= 0 && !element.matches(':disabled') && !element.closest('[inert]')
        && isVisible(element);

    function give(element) {
        element.focus({ preventScroll: true });
    }

    // ---- Elements that are disabled while something runs ------------------------------------
    const watcher = new MutationObserver(comeBack);

    function wait(element) {
        waiting = element;
        watcher.observe(document, {
            subtree: true,
            attributes: true,
            attributeFilter: ['class', 'disabled', 'hidden', 'inert', 'open', 'style'],
        });
    }

    function stopWaiting() {
        waiting = null;
        watcher.disconnect();
    }

    function comeBack() {
        if (current() || !waiting?.isConnected) {
            stopWaiting();
        } else if (isFocusable(waiting)) {
            const element = waiting;
            stopWaiting();
            give(element);
        }
    }

    addEventListener('focusin', () => waiting && stopWaiting(), true);
    // The user turns to something else.
    addEventListener('pointerdown', () => waiting && stopWaiting(), true);
    // Whoever moves the focus away says so beforehand, except the page: it disables or hides.
    addEventListener('focusout', ({ target, relatedTarget }) => {
        const isElement = target instanceof Element; // else it is the window's
        if (relatedTarget || !isElement || !target.isConnected || isFocusable(target))
            return;
        queueMicrotask(() => {
            if (current() || !target.isConnected)
                return;
            if (target.matches(':disabled') || target.closest('[inert]'))
                wait(target);
            else if (!isVisible(target))
                leave(target);
        });
    }, true);

    // ---- The next thing ----------------------------------------------------------------------
    function* neighbours(start, step) {
        for (let at = start; at; at = at[step])
            yield at;
    }

    function firstIn(part) {
        return isFocusable(part) ? part : [...part.querySelectorAll(controls)].find(isFocusable);
    }

    // Gives the focus to what is next to a place: what follows it before what is in front of it,
    // and what is nearer before what is farther. In parts that are built as the one that had the
    // focus, it is the same element.
    function giveNear(element, part, parent, next, previous) {
        for (let limit = parent.closest(limits); parent; parent = parent.parentElement) {
            const parts = [
                ...neighbours(next, 'nextElementSibling'),
                ...neighbours(previous, 'previousElementSibling'),
            ];
            for (const other of parts) {
                const same = part && places.alike(element, part, other);
                const found = same && isFocusable(same) ? same : firstIn(other);
                if (found) {
                    found.focus();
                    return;
                }
            }
            if (parent === limit)
                break;
            part = null;
            next = parent.nextElementSibling;
            previous = parent.previousElementSibling;
        }
    }

    // What had the focus is there, but can't be seen any more.
    function leave(element) {
        let part = element;
        while (part.parentElement && !isVisible(part.parentElement))
            part = part.parentElement;
        if (part.parentElement)
            giveNear(
                element, part, part.parentElement, part.nextElementSibling,
                part.previousElementSibling);
    }

    // ---- Patches ----------------------------------------------------------------------------
    function rangeOf(field) {
        try {
            const { selectionStart, selectionEnd, selectionDirection, value } = field;
            return typeof selectionStart === 'number'
                ? { selectionStart, selectionEnd, selectionDirection, value } : null;
        } catch {
            return null; // a field without a text to select
        }
    }

    function setRange(field, range) {
        if (!range || field.value !== range.value)
            return;
        if (field.selectionStart !== range.selectionStart
            || field.selectionEnd !== range.selectionEnd)
            field.setSelectionRange(
                range.selectionStart, range.selectionEnd, range.selectionDirection);
    }

    // What is selected outside of fields. It is looked up only when it may be another one, because
    // that takes time on a large page.
    let hasSelection = true;
    document.addEventListener('selectionchange', () => hasSelection = true);

    function selectionOf() {
        if (!hasSelection)
            return null;
        const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection() ?? {};
        hasSelection = !!anchorNode && (anchorNode !== focusNode || anchorOffset !== focusOffset);
        return hasSelection ? { anchorNode, anchorOffset, focusNode, focusOffset } : null;
    }

    function select(before) {
        if (!before?.anchorNode.isConnected || !before.focusNode.isConnected)
            return;
        const now = getSelection();
        if (now.anchorNode === before.anchorNode && now.anchorOffset === before.anchorOffset
            && now.focusNode === before.focusNode && now.focusOffset === before.focusOffset)
            return;
        try {
            now.setBaseAndExtent(
                before.anchorNode, before.anchorOffset, before.focusNode, before.focusOffset);
        } catch {
            // The text is shorter now.
        }
    }

    // What is pressed is known by what it says and does. Where there are no ids, a patch may build
    // it anew a few places away, or make another of the element that had the focus.
    const isPressed = (element) =>
        element.matches('a, button, summary, [type=checkbox], [type=radio], [type=submit]');

    function traits(element) {
        const told = [...element.attributes]
            .filter(({ name }) => !['id', 'class', 'style', 'disabled'].includes(name))
            .map(({ name, value }) => `${name}=${value}`)
            .sort();
        return JSON.stringify([element.tagName, told, element.textContent]);
    }

    const twinOf = (part, element, looked, isBuilt) =>
        [...part.querySelectorAll(element.tagName)].find((other) =>
            other !== element && isBuilt(other) && traits(other) === looked && isFocusable(other));

    // Called before a patch.
    function remember() {
        const element = current() ?? waiting;
        return {
            element,
            isWaiting: element === waiting,
            place: element && places.of(element),
            range: element && rangeOf(element),
            looked: element && isPressed(element) && traits(element),
            selection: selectionOf(),
        };
    }

    // Called after it, with what became of the page. `active` had the focus right after the patch,
    // before anything was opened again, which takes it.
    function restore(before, active, changes) {
        const { element, isWaiting, place, range, selection, looked } = before;
        select(selection);
        if (!element)
            return;
        if (active && active !== element) {
            if (active !== current())
                give(active);
            return;
        }
        if (element.isConnected) {
            if (isWaiting)
                return;
            const isAnother = looked && traits(element) !== looked;
            const twin = isAnother && twinOf(
                element.closest(limits), element, looked, (other) => changes.isTouched(other));
            if (twin)
                give(twin);
            else if (element !== current())
                give(element);
            if (element === current())
                setRange(element, range);
            return;
        }
        const other = changes.find(place);
        if (other && isFocusable(other)) {
            give(other);
            setRange(other, range);
        } else if (other?.matches(':disabled')) {
            wait(other);
        } else {
            giveNearRemoved(element, changes);
        }
    }

    function giveNearRemoved(element, changes) {
        let removal = changes.removalOf(element);
        if (removal && !removal.parent.isConnected)
            removal = changes.removalOf(removal.parent);
        if (!removal?.parent.isConnected)
            return;
        const { part, parent, next, previous } = removal;
        const twin = twinOf(parent, element, traits(element), (other) => changes.isTouched(other));
        if (twin)
            give(twin);
        else
            giveNear(element, part, parent, next, previous);
    }

    return { current, remember, restore };
})();
