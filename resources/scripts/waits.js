// What an action shows that takes longer than a moment: the bar on top of the window, and on its
// element and the form's button that they are busy. The button keeps the focus: it is not disabled,
// it does not answer.
(() => {
    const marks = new Map(); // by element: the calls that show it, and the attributes that say so
    const waits = new WeakMap(); // by call: its timer, and the elements that it marks

    // The elements that a call concerns.
    function elementsOf({ element, once }) {
        const form = once?.matches('form') ? once : once?.form;
        const isOfForm = form && element !== once;
        return new Set([element, ...(isOfForm ? [form] : []), ...(once ? [once] : [])]);
    }

    function mark(element, call) {
        const shown = marks.get(element);
        if (shown) {
            shown.calls.add(call);
            return;
        }
        const isButton = element === call.once && !element.matches('form');
        const attributes = ['aria-busy', ...(isButton ? ['aria-disabled'] : [])]
            .filter((name) => !element.hasAttribute(name)); // else it is the page's own
        marks.set(element, { calls: new Set([call]), attributes });
        attributes.forEach((name) => element.setAttribute(name, 'true'));
    }

    function unmark(element, call) {
        const { calls, attributes } = marks.get(element);
        calls.delete(call);
        if (calls.size > 0)
            return;
        marks.delete(element);
        attributes.forEach((name) => element.removeAttribute(name));
    }

    function begin(call) {
        if (!call.isByUser)
            return;
        busy.begin();
        const wait = { elements: [], timer: 0 };
        wait.timer = setTimeout(() => {
            wait.elements = elementsOf(call);
            wait.elements.forEach((element) => mark(element, call));
        }, busy.moment);
        waits.set(call, wait);
    }

    function end(call) {
        const wait = waits.get(call);
        if (!wait)
            return;
        busy.end();
        clearTimeout(wait.timer);
        wait.elements.forEach((element) => unmark(element, call));
    }

    acts.on('begin', begin);
    acts.on('end', end);
    acts.on('failed', end);
})();
