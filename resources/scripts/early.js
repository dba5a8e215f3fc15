// Keeps what is typed, clicked and submitted before the page's scripts have come: it stands in the
// head itself, and replay.js does what it kept. Links stay the browser's, which loads their pages.
window.backState = (() => {
    'use strict';
    const typed = new Map(); // entries of the fields that were typed in, in their order
    const acts = []; // in their order, each with the entries of its moment
    let caret = null; // in the field that has the focus
    const own = (e, type) => e.getAttributeNames().some(
        (name) => RegExp(`^data-on.${type}(__|$)`).test(name));

    function note({ target, type }) {
        if (!target.matches?.('input, select, textarea'))
            return;
        typed.delete(target);
        typed.set(target, {
            type, // 'input', or 'change' if it was left
            value: target.type === 'file' ? null : target.value,
            checked: target.checked,
            selected: target.options && [...target.options].map((option) => option.selected),
        });
    }

    function noteCaret() {
        const field = document.activeElement;
        caret = { field, start: field?.selectionStart, end: field?.selectionEnd };
    }

    // The browser goes on with what it does by itself, except for what a button or the submit of a
    // form brings: that comes with the replay.
    function keep(event) {
        const { target, type } = event;
        let element = target;
        while (element && !own(element, type))
            element = element.parentElement;
        const control = target.closest?.('button, [type=submit], [type=image], a[href]');
        if (control?.matches('a') && !control.contains(element))
            return;
        if (!element && !/key/.test(type)) // keys may be heard at the window
            return;
        const isNatural = type === 'submit' || (type === 'click' && control);
        if (isNatural)
            event.preventDefault();
        acts.push({ event, target, isNatural, checked: target.checked, entries: new Map(typed) });
    }

    const listeners = [['input', note], ['change', note], ['selectionchange', noteCaret],
        ['submit', keep]];
    for (const type of ['click', 'dblclick', 'keydown', 'keyup'])
        listeners.push([type, keep]);
    listeners.forEach(([type, listener]) => addEventListener(type, listener, true));
    const stop = () =>
        listeners.forEach(([type, listener]) => removeEventListener(type, listener, true));
    return { early: { typed, acts, stop, caret: () => caret } };
})();
