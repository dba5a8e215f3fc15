// Keeps states in the browser's storage, for BACKSTATE_STORE(ClientSession) and (ClientLocal). It
// is loaded before Datastar. The attributes that call it are written by datastar/browser_state.cpp.
window.backStateStore ??= (() => {
    // By namespace: where the state is kept, its template, what it is now and what was written
    // last.
    const states = {};
    const latest = {}; // by namespace: the signals that travel with a form
    let turn = Promise.resolve(); // settles when the action before the next has ended

    const key = (name) => 'BackState.' + name;

    // Null if the user of the browser forbids storage.
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

    // Sorts the members of each object, so that the same values are always the same text. Without
    // it two windows could answer each other's writes for ever.
    const sorted = (_, value) =>
        value && typeof value === 'object' && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
            : value;

    function isSameKind(a, b) {
        return b !== null && typeof a === typeof b && Array.isArray(a) === Array.isArray(b);
    }

    // The template with those of the given values that are of its kinds, because anything may stand
    // in a storage.
    function fitted(template, given) {
        if (!isSameKind(template, given))
            return template;
        if (typeof template !== 'object' || Array.isArray(template))
            return given;
        return Object.fromEntries(Object.entries(template).map(
            ([name, value]) =>
                [name, Object.hasOwn(given, name) ? fitted(value, given[name]) : value]));
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
        if (state.now === text(state.where, name)) // another window has written it
            return;
        try {
            storage(state.where)?.setItem(key(name), state.now);
        } catch { // The storage is full. The page goes on, and the next change is tried again.
            console.info(
                'BackState: the storage of this browser takes no more; ' + name + ' is not kept.');
        }
    }

    // A form is sent in place of the signals, so these are added to it, but not to the form that
    // opens a stream.
    document.addEventListener('formdata', ({ target, formData }) => {
        if (target.id !== 'backstate-stream' && Object.keys(latest).length > 0)
            formData.append('datastar', JSON.stringify(latest));
    });

    return {
        // Returns the values of a state as they were kept. Called before anything on the page
        // shows.
        read(where, name, template) {
            const kept = text(where, name) ?? states[name]?.last ?? null;
            states[name] = { ...states[name], where, template, isRestored: kept !== null };
            return fitted(template, kept === null ? template : parsed(kept));
        },

        // Returns whether read() found something. The page then asks the server for what is derived
        // from it.
        isRestored(name) {
            return states[name]?.isRestored === true;
        },

        // Called with the present values, first when the page is loaded and then after each change.
        write(name, values) {
            const state = states[name];
            latest[name] = values[name];
            state.now = JSON.stringify(values, sorted);
            // Values that nobody has changed yet are not kept, so they follow the program's
            // defaults.
            state.last ??= state.now;
            // Written when all that belongs to the change has changed, because only that is a
            // state.
            queueMicrotask(() => keep(name));
        },

        // Returns what another window of this browser wrote, or null.
        changed(event, name) {
            const state = states[name];
            if (event.key !== key(name) || event.newValue === null
                || event.storageArea !== storage(state.where))
                return null;
            return fitted(state.template, parsed(event.newValue));
        },

        // Calls actions one after the other, each with the values that the action before has left.
        // An action that hangs holds up the others for ten seconds only.
        next(action) {
            const patience = () => new Promise((resolve) => setTimeout(resolve, 10000));
            turn = turn.then(() => Promise.race([action(), patience()])).catch(() => {});
        },
    };
})();
