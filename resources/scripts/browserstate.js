// Keeps states in the browser's storage, for BACKSTATE_STORE(ClientSession) and (ClientLocal). It
// is loaded before Datastar. The attributes that call it are written by datastar/browser_state.cpp.
window.backStateStore ??= (() => {
    // By namespace: where the state is kept, its template, and as texts what it is now and what was
    // written last. Windows that share it count what they write: `count` is that of this one, `seen`
    // those of the others, by window, and `history` what this one wrote since others have said that
    // they had it, the oldest first, beginning with what they had.
    const states = {};
    const latest = {}; // by namespace: the signals that travel with a form
    const me = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
    const mostWindows = 8; // that are remembered; no more than two write in the same moment
    const mostHistory = 100;

    const key = (name) => 'BackState.' + name;
    const about = '-window'; // who wrote the values beside it, and had seen what; no namespace

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

    const textOf = (values) => JSON.stringify(values, sorted);

    function keep(name) {
        const state = states[name];
        if (state.now === state.last)
            return;
        const stored = text(state.where, name);
        const record = parsed(stored);
        const { [about]: _, ...kept } = record ?? {};
        if (state.now === textOf(kept)) { // another window has written it
            state.last = state.now;
            return;
        }
        if (state.where === 'local' && isNews(state, noteOf(record))) {
            // The browser may tell of it much later. It is taken first, and written with this.
            state.last = '';
            const storageArea = storage(state.where);
            dispatchEvent(
                new StorageEvent('storage', { key: key(name), newValue: stored, storageArea }));
            return;
        }
        state.last = state.now;
        const values = JSON.parse(state.now);
        state.history = [...state.history, { count: ++state.count, values }].slice(-mostHistory);
        const others = [...state.seen].filter(([window]) => window !== me);
        const seen = [...others.slice(1 - mostWindows), [me, state.count]];
        const note = { by: me, seen };
        try {
            storage(state.where)?.setItem(key(name), textOf({ ...values, [about]: note }));
        } catch { // The storage is full. The page goes on, and the next change is tried again.
            console.info(
                'BackState: the storage of this browser takes no more; ' + name + ' is not kept.');
        }
    }

    // ---- Windows that write in the same moment ------------------------------------------------
    const isObject = (value) =>
        value !== null && typeof value === 'object' && !Array.isArray(value);

    // Who wrote a record, and what they had seen. Anything may stand there.
    function noteOf(record) {
        const { by, seen } = isObject(record?.[about]) ? record[about] : {};
        const counts = (Array.isArray(seen) ? seen : []).filter(
            (entry) => Array.isArray(entry) && Number.isSafeInteger(entry[1]));
        return { by: String(by), seen: new Map(counts) };
    }

    // Whether another window has written what this one has not taken yet.
    const isNews = (state, { by, seen }) =>
        seen.has(by) && by !== me && seen.get(by) > (state.seen.get(by) ?? 0);

    // What both have changed: texts are merged, and of other values that of one window counts, the
    // same one for all.
    function decided(base, mine, theirs, by) {
        if (typeof base !== 'string')
            return me > by ? mine : theirs;
        const { mergedTexts } = window.backState;
        return me > by ? mergedTexts(base, mine, theirs) : mergedTexts(base, theirs, mine);
    }

    // The values of this window and of another one, which both came of base.
    function joined(base, mine, theirs, by) {
        if (textOf(mine) === textOf(base))
            return theirs;
        if (textOf(theirs) === textOf(base))
            return mine;
        if (!isObject(base))
            return decided(base, mine, theirs, by);
        return Object.fromEntries(Object.keys(base).map(
            (name) => [name, joined(base[name], mine[name], theirs[name], by)]));
    }

    // What is sealed is one value, and what is shown of it belongs to it.
    function joinedState(name, base, mine, theirs, by) {
        const shown = '_' + name;
        const open = ({ [name]: { sealed, ...values } }) => values;
        const seal = ({ [name]: { sealed }, [shown]: copies }) => textOf([sealed, copies]);
        const values = joined(open(base), open(mine), open(theirs), by);
        const isMine = seal(theirs) === seal(base)
            || (seal(mine) !== seal(base) && seal(mine) !== seal(theirs) && me > by);
        const { [name]: { sealed }, [shown]: copies } = isMine ? mine : theirs;
        return {
            [name]: sealed === undefined ? values : { ...values, sealed },
            [shown]: copies,
        };
    }

    // Shows the texts in their fields, whose carets stay.
    function putTexts(path, value) {
        if (typeof value === 'string')
            window.backState.putText(path, value);
        for (const [name, inner] of isObject(value) ? Object.entries(value) : [])
            putTexts(`${path}.${name}`, inner);
    }

    // Takes what another window wrote, and returns what both have together.
    function take(name, json) {
        const state = states[name];
        const record = parsed(json);
        const theirs = fitted(state.template, record);
        const { by, seen } = noteOf(record);
        const answered = seen.get(me) ?? 0;
        const { history } = state;
        const at = Math.max(history.findLastIndex(({ count }) => count <= answered), 0);
        const join = (values) => joinedState(name, history[at].values, values, theirs, by);
        const values = state.now === undefined ? theirs : join(JSON.parse(state.now));
        state.history = [
            { count: answered, values: theirs },
            ...history.slice(at + 1).map(({ count, values }) => ({ count, values: join(values) })),
        ];
        for (const [window, count] of seen) { // whoever wrote last is at the end
            const known = state.seen.get(window) ?? 0;
            state.seen.delete(window);
            state.seen.set(window, Math.max(count, known));
        }
        // What is not what the storage has is written, though it may not change here.
        state.last = textOf(values) === textOf(theirs) ? textOf(values) : '';
        queueMicrotask(() => keep(name));
        putTexts(name, values[name]);
        return values;
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
            const { count = 0, last } = states[name] ?? {};
            const kept = text(where, name) ?? (last || null);
            const record = kept === null ? template : parsed(kept);
            const values = fitted(template, record);
            states[name] = {
                ...states[name], where, template, isRestored: kept !== null, count,
                seen: noteOf(record).seen,
                history: [{ count, values }],
            };
            return values;
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
            state.now = textOf(values);
            // Values that nobody has changed yet are not kept, so they follow the program's
            // defaults.
            state.last ??= state.now;
            // Written when all that belongs to the change has changed, because only that is a
            // state.
            queueMicrotask(() => keep(name));
        },

        // Returns the values when another window of this browser has written, or null: what it
        // wrote, with what this window has changed meanwhile.
        changed(event, name) {
            const state = states[name];
            if (event.key !== key(name) || event.newValue === null
                || event.storageArea !== storage(state.where))
                return null;
            const note = noteOf(parsed(event.newValue));
            // What no window of this program wrote counts as well.
            return !note.seen.has(note.by) || isNews(state, note)
                ? take(name, event.newValue) : null;
        },
    };
})();
