// What Datastar is about to apply. Both of its dialects dispatch each frame as an event on the
// document before they apply it, so that a listener on the window, in the capture phase, sees it
// first: it may change the frame, or hold it and let it go later. What Datastar tells of a request
// ("started", "finished", "error" …) comes the same way.
const frames = (() => {
    const kinds = {
        'datastar-patch-elements': 'elements',
        'datastar-merge-fragments': 'elements',
        'datastar-remove-fragments': 'elements',
        'datastar-patch-signals': 'signals',
        'datastar-merge-signals': 'signals',
    };
    const handlers = new Map(); // by kind
    const released = new WeakSet(); // events that go to Datastar as they are

    class Frame {
        isHeld = false;

        constructor(event) {
            this.name = event.type;
            this.detail = event.detail;
            this.type = event.detail.type;
            this.kind = kinds[this.type] ?? this.type;
            this.args = event.detail.argsRaw ?? {}; // its data lines by key, as text
        }

        // The element whose request brings it, if that is still in the page.
        get element() {
            return this.detail.el ?? document.getElementById(this.detail.elId);
        }

        // Keeps it from Datastar, and from the handlers after the one that calls this.
        hold() {
            this.isHeld = true;
        }

        // Hands it to Datastar, past all handlers.
        release() {
            const event = new CustomEvent(this.name, { detail: this.detail });
            released.add(event);
            document.dispatchEvent(event);
        }

        // Begins anew with all handlers.
        again() {
            document.dispatchEvent(new CustomEvent(this.name, { detail: this.detail }));
        }
    }

    function take(event) {
        const list = released.has(event) ? [] : handlers.get(kinds[event.detail.type]
            ?? event.detail.type) ?? [];
        if (list.length === 0)
            return;
        const frame = new Frame(event);
        for (const handle of list) {
            handle(frame);
            if (frame.isHeld) {
                event.stopImmediatePropagation();
                return;
            }
        }
    }
    for (const name of ['datastar-fetch', 'datastar-sse'])
        addEventListener(name, take, true);

    return {
        // Calls handle(frame) before each frame of a kind is applied: 'elements', 'signals', or the
        // type that Datastar gives it.
        on(kind, handle) {
            handlers.set(kind, [...(handlers.get(kind) ?? []), handle]);
        },
    };
})();
