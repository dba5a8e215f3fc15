// Does what early.js kept, as soon as Datastar has applied the attributes of the page: puts the
// entries into their fields, which show their signals by now, and acts, in the order in which all
// that was done.
(() => {
    const early = window.backState?.early;
    if (!early)
        return;
    const entered = new Map(); // by field: the entry that it has

    function enter(entry, field) {
        if (entered.get(field) === entry || !field.isConnected)
            return;
        entered.set(field, entry);
        if (entry.selected)
            [...field.options].forEach((option, i) => (option.selected = entry.selected[i]));
        else if (field.type === 'checkbox' || field.type === 'radio')
            field.checked = entry.checked;
        else if (entry.value !== null && field.value !== entry.value)
            setText(field, entry.value);
        const tell = (type) => field.dispatchEvent(new Event(type, { bubbles: true }));
        tell('input');
        if (entry.type === 'change')
            tell('change');
        else
            tellWhenLeft(field, tell);
    }

    // The user may be typing in it at this moment.
    function setText(field, value) {
        const caret = early.caret();
        field.value = value;
        if (field === document.activeElement && field === caret?.field && caret.start !== null)
            field.setSelectionRange(caret.start, caret.end);
    }

    // The browser tells of a change when the user leaves the field, but not of one that was set.
    function tellWhenLeft(field, tell) {
        let isTold = false;
        field.addEventListener('change', () => (isTold = true), { once: true });
        field.addEventListener('blur', () => isTold || tell('change'), { once: true });
    }

    function act({ event, target, isNatural, checked }) {
        const { type, submitter } = event;
        if (!target.isConnected)
            return;
        if (type === 'submit') {
            target.requestSubmit(submitter?.form === target ? submitter : null);
        } else if (isNatural) {
            target.click();
        } else if (type === 'click' && ['checkbox', 'radio'].includes(target.type)) {
            target.checked = target.type === 'checkbox' && !checked; // the click changes it
            target.click();
        } else { // what the browser does by itself is done
            const again = new event.constructor(type, event);
            const prevent = (given) => given === again && given.preventDefault();
            addEventListener(type, prevent, true);
            target.dispatchEvent(again);
            removeEventListener(type, prevent, true);
        }
    }

    function replay() {
        early.stop();
        for (const kept of early.acts.splice(0)) {
            kept.entries.forEach(enter);
            act(kept);
        }
        early.typed.forEach(enter);
        early.typed.clear();
    }

    // 1.0.x tells when it has applied the page, 1.0.0-beta.11 has done so when its script has run.
    document.addEventListener('datastar-ready', replay, { once: true });
    document.addEventListener('load', ({ target }) => {
        if (target.id === 'backstate-client' && !document.querySelector('#backstate-stream[data-init]'))
            replay();
    }, true);
})();
