// The fields of the page, and what their user does in them while the server tells of them. Each
// action has the number of the tab's edit, and those of the frames that the page has seen; each
// frame that tells of editable properties has its own number, and that of the last edit that is in
// them. What the user did since that edit is put onto what the server tells.
const fields = (() => {
    let edit = 0; // the number of the last action
    let seen = 0; // the number of the last frame before which no other is missing
    const beyond = new Set(); // the numbers of later ones, which came though others were lost

    // By the path of a signal, where the user has entered something: `sent`, what was sent by which
    // edit, the oldest first, beginning with what the field had before; `value`, what it has now,
    // and `shown`, how it shows that, because a field shows no line ends that it can't have;
    // whether that is `isUnsent`, the call that is its `sender`, and the `edit` that first had it;
    // `content`, what the field of that value has, and whether a call `isTaken` that brought it.
    const entries = new Map();
    const told = new Map(); // by path: the number of the frame that told it last

    // More than can be under way at once.
    const mostSent = 100;
    const mostUnits = 1e6; // of UTF-16, of one field

    const isText = (element) => controls.isText(element) && (element.tagName === 'TEXTAREA'
        || (element.tagName === 'INPUT'
            && /^(text|search|url|tel|email|password)$/.test(element.type)));
    const { pathOf, elementsOf } = controls;

    // ---- What the user enters ----------------------------------------------------------------
    function enter({ target }) {
        const path = pathOf(target);
        if (path === null || !controls.hasValue(target))
            return;
        const content = JSON.stringify(controls.contentOf(target));
        if ('value' in target && entries.get(path)?.content === content)
            return; // only left, or sent again
        if (!entries.has(path)) // the signal has what was there before
            entries.set(path, { sent: [{ edit: 0, value: String(controls.valueOf(target)) }] });
        const entry = entries.get(path);
        entry.isText = isText(target);
        entry.content = content;
        entry.value = target.value;
        entry.isUnsent = true;
        entry.isTaken = false;
        entry.sender = null;
        entry.edit = null;
    }

    for (const type of ['input', 'change'])
        addEventListener(type, enter, true);

    // ---- What is sent ------------------------------------------------------------------------
    const last = (list) => list[list.length - 1];

    function note(entry, path) {
        const text = textOf(path, entry);
        if (!entry.isText || last(entry.sent).value === text)
            return;
        entry.sent.push({ edit, value: text });
        const units = (list) => list.reduce((sum, sent) => sum + sent.value.length, 0);
        while (entry.sent.length > mostSent
            || (entry.sent.length > 2 && units(entry.sent) > mostUnits))
            entry.sent.shift();
    }

    const longestHeader = 4000; // as proxies let through, with those of the browser

    // The header of an action: its number, and the fields that are no texts and were entered. Of
    // very many, those that no call has brought yet.
    function header() {
        ++edit;
        const chosen = [];
        for (const [path, entry] of entries) {
            note(entry, path);
            entry.edit ??= edit; // the first one that has the present value
            if (!entry.isText && /^[\w.]+$/.test(path))
                chosen.push(path);
        }
        const words = (paths) => [`${edit}.${seenFrames()}`, ...paths].join(' ');
        const all = words(chosen);
        return all.length <= longestHeader ? all
            : words(chosen.filter((path) => !entries.get(path).isTaken));
    }

    // ---- What the server tells ---------------------------------------------------------------
    // The field of text that the user is in, or else the first one.
    function fieldOf(path) {
        const all = elementsOf(path).filter(isText);
        return all.find((element) => element === document.activeElement) ?? all[0] ?? null;
    }

    function textOf(path, entry) {
        const { value } = fieldOf(path) ?? entry;
        return value === entry.shown ? entry.value : value;
    }

    // A text area has LF for each line end.
    const asShown = (element, text) =>
        (element?.tagName === 'TEXTAREA' ? text.replace(/\r\n?/g, '\n') : text);

    // Each place of the selection keeps its distance from the nearer end that did not change. The
    // scripts of Datastar then write the same text again, which moves nothing.
    function write(element, given) {
        const text = asShown(element, given);
        if (element.value === text)
            return;
        const isActive = element === document.activeElement;
        // To ask for these makes the browser lay out the page.
        const scroll = isActive || element.tagName === 'TEXTAREA'
            ? { scrollTop: element.scrollTop, scrollLeft: element.scrollLeft } : {};
        const { selectionStart, selectionEnd, selectionDirection } = element;
        const place = merge.places(element.value, text);
        element.value = text;
        // An input for e-mail addresses has none.
        if (selectionStart !== null && isActive)
            element.setSelectionRange(
                place(selectionStart), place(selectionEnd), selectionDirection);
        Object.assign(element, scroll);
    }

    // What a field of text has after it was told a text that has the tab's edit `answered`.
    function takeText(path, theirs, answered) {
        const entry = entries.get(path);
        const elements = elementsOf(path).filter(isText);
        let text = theirs;
        if (entry) {
            const shown = (given) => asShown(elements[0], given);
            const at = entry.sent.findLastIndex((sent) => sent.edit <= answered);
            const base = shown(entry.sent[Math.max(at, 0)].value);
            const put = (mine) => {
                const merged = merge.texts(base, shown(mine), shown(theirs));
                return merged === shown(theirs) ? theirs : merged;
            };
            text = put(textOf(path, entry));
            entry.sent = [
                { edit: answered, value: theirs },
                ...entry.sent.slice(at + 1).map((sent) =>
                    ({ edit: sent.edit, value: put(sent.value) })),
            ];
            entry.value = text;
            const isUnderWay = entry.sent.length > 1 && last(entry.sent).value === text;
            if (text !== theirs && !isUnderWay) {
                entry.isUnsent = true;
                send(path);
            }
        }
        for (const element of elements)
            write(element, text);
        if (entry && elements.length > 0) {
            entry.shown = elements[0].value;
            entry.content = JSON.stringify(controls.contentOf(elements[0]));
        }
        return text;
    }

    // ---- A tab that was forgotten ------------------------------------------------------------
    // Whether the server may never have had what the user entered.
    const isPending = (path, entry) =>
        (elementsOf(path).some(acts.sendsEdits) ? entry.isUnsent : !entry.isTaken);

    // What the user entered counts as if that was only now, on top of what the server tells.
    function renew(path, entry, theirs) {
        Object.assign(entry, { isUnsent: true, isTaken: false, edit: null, sender: null });
        entry.sent = [{ edit: 0, value: String(theirs) }];
        send(path);
    }

    // Whether the value that is told of is to be taken. `wasLost` says that nothing was entered
    // into the property since its object came to be, so the browser has the latest value.
    function isForgotten(path, theirs, wasLost) {
        const entry = entries.get(path);
        if (entry && entry.value !== theirs && (wasLost || isPending(path, entry))) {
            if (wasLost || !entry.isText)
                renew(path, entry, theirs);
            return entry.isText && !wasLost;
        }
        entries.delete(path);
        return true;
    }

    // Whether the user has entered something after the edit `answered`.
    function isLater(path, answered) {
        const entry = entries.get(path);
        return entry !== undefined && (entry.edit === null || entry.edit > answered);
    }

    // Changes the values that a frame brings to those that the page is to have. `seen` is the
    // number of an edit, "all" or "none".
    function merged(values, prefix, frame, seen) {
        for (const [name, value] of Object.entries(values)) {
            const path = prefix + name;
            if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
                merged(value, path + '.', frame, seen);
                continue;
            }
            const answered = Number(seen) || 0;
            if (/^(all|none)$/.test(seen) && !isForgotten(path, value, seen === 'none')) {
                delete values[name];
                continue;
            }
            // Answers may overtake each other.
            const isLate = frame < (told.get(path) ?? 0);
            told.set(path, Math.max(frame, told.get(path) ?? 0));
            const isTyped = typeof value === 'string'
                && (entries.get(path)?.isText ?? elementsOf(path).some(isText));
            if (!isLate && isTyped)
                values[name] = takeText(path, value, answered);
            else if (isLate || isLater(path, answered))
                delete values[name];
            else
                entries.delete(path);
        }
        return values;
    }

    // Datastar compiles what it is given, so that nothing in a text may mean something to it.
    const escaped = (json) => json.replace(/[$@'<>&`\u2028\u2029]/g,
        (sign) => '\\u' + sign.charCodeAt(0).toString(16).padStart(4, '0'));

    const seenFrames = () => [seen, ...beyond].join('+');

    function see(number) {
        if (number > seen)
            beyond.add(number);
        while (beyond.delete(seen + 1))
            ++seen;
        if (beyond.size > mostSent)
            seeAll();
    }

    function seeAll() {
        seen = Math.max(seen, ...beyond);
        beyond.clear();
    }

    let composed = null; // the field in which an input method is at work
    const held = []; // frames that wait until it is done

    frames.on('signals', (frame) => {
        const number = Number(frame.args.frame ?? 0);
        if (number === 0)
            return;
        look();
        if (composed || held.length > 0) {
            held.push(frame);
            frame.hold();
            return;
        }
        const values = JSON.parse(frame.args.signals);
        merged(values, '', number, frame.args.seen ?? '0');
        frame.args.signals = escaped(JSON.stringify(values));
        see(number);
    });

    const letGo = () => held.splice(0).forEach((frame) => frame.again());

    // A field that was taken away ends its composition without a word.
    function look() {
        if (!composed || composed.isConnected)
            return;
        composed = null;
        letGo();
    }
    frames.on('elements', () => setTimeout(look));

    addEventListener('compositionstart', ({ target }) => {
        composed = pathOf(target) === null ? null : target;
    }, true);
    addEventListener('compositionend', () => {
        composed = null;
        setTimeout(letGo); // Firefox tells what was entered only after this
    }, true);

    // ---- What is sent by itself --------------------------------------------------------------
    // Lets a field with live() send what it has.
    function send(path) {
        const element = elementsOf(path).find(acts.sendsEdits);
        if (element)
            setTimeout(() => acts.sendAgain(element));
    }

    function sendUnsent() {
        for (const [path, entry] of entries)
            if (entry.isUnsent && entry.sender === null)
                send(path);
    }

    const isUnsent = ([path, entry]) =>
        entry.isUnsent && elementsOf(path).some(acts.sendsEdits);
    const waiting = []; // called when nothing is unsent

    // Resolves when all that live() sends has been sent, or after two seconds.
    function sent() {
        if (![...entries].some(isUnsent))
            return Promise.resolve();
        return new Promise((resolve) => {
            waiting.push(resolve);
            setTimeout(resolve, 2000);
        });
    }

    // A request that failed is made again, less and less often, and when the stream is back.
    let pause = 1000; // ms
    let timer = null;

    function later() {
        clearTimeout(timer);
        timer = setTimeout(sendUnsent, pause);
        pause = Math.min(pause * 2, 30000);
    }

    const open = new Set(); // the calls under way
    frames.on('error', () => open.forEach((call) => (call.isRefused = true)));

    function settle(call, isSent) {
        open.delete(call);
        for (const entry of isSent ? entries.values() : [])
            entry.isTaken ||= entry.edit !== null && entry.edit <= call.edit;
        const entry = entries.get(pathOf(call.element));
        if (!entry || entry.sender !== call)
            return;
        entry.sender = null;
        entry.isUnsent = !isSent;
        if (!isSent) {
            later();
            return;
        }
        pause = 1000;
        if (![...entries].some(isUnsent))
            waiting.splice(0).forEach((resolve) => resolve());
    }

    acts.on('begin', (call) => {
        call.headers['BackState-Edit'] = header();
        call.edit = edit;
        open.add(call);
        const entry = entries.get(pathOf(call.element));
        if (entry?.isUnsent && acts.sendsEdits(call.element))
            entry.sender = call;
    });
    acts.on('end', (call) => settle(call, call.isRefused !== true));
    acts.on('failed', (call) => settle(call, false));
    connection.askForSeen(seenFrames);
    connection.onOpen(() => {
        seeAll(); // what was lost has been told again
        sendUnsent();
    });

    return {
        sent,

        // Shows a text in the fields of a path. Their signal is set after it.
        putText(path, text) {
            for (const element of elementsOf(path).filter(isText))
                write(element, text);
        },

        // Another page is here, whose tab begins to count anew. What live() was about to send goes
        // in the name of the page that is left.
        forget() {
            for (const [path] of [...entries].filter(isUnsent)) {
                const element = elementsOf(path).find(acts.sendsEdits);
                const value = isText(element) ? element.value : controls.valueOf(element);
                acts.sendLast(element, path.split('.').reduceRight(
                    (inner, name) => ({ [name]: inner }), value));
            }
            entries.clear();
            told.clear();
            held.length = 0;
            beyond.clear();
            seen = 0;
        },
    };
})();
