// Keeps states in the browser's storage: what BACKSTATE_STORE(ClientSession) and (ClientLocal) are made of.
// Loaded before Datastar. The attributes that call it are written by the library, in datastar/browser_state.cpp.
window.backStateStore ??= (() => {
    const states = {}; // by namespace: where it is kept, its template, what it is now and what was written last
    const latest = {}; // by namespace: the signals that travel, for forms
    let turn = Promise.resolve();

    const key = (name) => 'BackState.' + name;

    // Null where the browser's user has shut it.
    function storage(where) {
        try {
            return where === 'local' ? window.localStorage : window.sessionStorage;
        } catch {
            return null;
        }
    }

    function text(where, name) {
        try {
            return storage(where)?.getItem(key(name)) ?? null;
        } catch {
            return null;
        }
    }

    // The same for the same values, in whatever order their members came: two windows never answer each other.
    const sorted = (_, value) =>
        value && typeof value === 'object' && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
            : value;

    function isSameKind(a, b) {
        return b !== null && typeof a === typeof b && Array.isArray(a) === Array.isArray(b);
    }

    // The template with those values that could be its own: anything may stand in a storage.
    function fitted(template, given) {
        if (!isSameKind(template, given))
            return template;
        if (typeof template !== 'object' || Array.isArray(template))
            return given;
        return Object.fromEntries(Object.entries(template).map(
            ([name, value]) => [name, Object.hasOwn(given, name) ? fitted(value, given[name]) : value]));
    }

    function parsed(json) {
        try {
            return JSON.parse(json);
        } catch {
            return null;
        }
    }

    function keep(name) {
        const state = states[name];
        if (state.now === state.last)
            return;
        state.last = state.now;
        if (state.now === text(state.where, name)) // another window's
            return;
        try {
            storage(state.where)?.setItem(key(name), state.now);
        } catch { // full: the page goes on, and the next change is tried again
            console.info('BackState: the storage of this browser takes no more; ' + name + ' is not kept.');
        }
    }

    // A form is sent in place of the signals, so these go with it. Not with the one that opens a stream.
    document.addEventListener('formdata', ({ target, formData }) => {
        if (target.id !== 'backstate-stream' && Object.keys(latest).length > 0)
            formData.append('datastar', JSON.stringify(latest));
    });

    return {
        // The values of a state as they were kept, before anything on the page is shown.
        read(where, name, template) {
            const kept = text(where, name) ?? states[name]?.last ?? null;
            states[name] = { ...states[name], where, template, isRestored: kept !== null };
            return fitted(template, kept === null ? template : parsed(kept));
        },

        // Whether read() found something, so that what is derived from it has to be asked for.
        isRestored(name) {
            return states[name]?.isRestored === true;
        },

        // Called with the values of now, at first and after each change of one of them.
        write(name, values) {
            const state = states[name];
            latest[name] = values[name];
            state.now = JSON.stringify(values, sorted);
            // What nobody has changed yet is not kept: it follows the program's defaults.
            state.last ??= state.now;
            // When all that belongs to the change has changed: only the whole is a state.
            queueMicrotask(() => keep(name));
        },

        // What another window of this browser wrote, or null.
        changed(event, name) {
            const state = states[name];
            if (event.key !== key(name) || event.newValue === null || event.storageArea !== storage(state.where))
                return null;
            return fitted(state.template, parsed(event.newValue));
        },

        // Calls actions one after the other, each with the values that the one before has left. One that hangs
        // does not hold up the others for ever.
        next(action) {
            const patience = () => new Promise((resolve) => setTimeout(resolve, 10000));
            turn = turn.then(() => Promise.race([action(), patience()])).catch(() => {});
        },
    };
})();
