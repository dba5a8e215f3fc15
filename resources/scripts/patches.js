// What is the user's on a page stays the user's when elements are patched: what is open, plays, is
// scrolled or typed, and the focus. What the markup itself says anew is the program's.
const patches = (() => {
    // ---- What the user opened -----------------------------------------------------------------
    // Dialogs and details that are not as their markup says: by element, whether that says open.
    const said = new Map();
    const dialogs = new Set(); // that were opened at some time
    const marker = 'backstate-kept';

    const opened = new MutationObserver(noteOpened);
    opened.observe(document, {
        subtree: true,
        attributes: true,
        attributeFilter: ['open'],
        attributeOldValue: true,
    });

    function noteOpened(all) {
        // Of others, such an attribute is the program's.
        const records = all.filter(({ target }) =>
            target instanceof HTMLDialogElement || target instanceof HTMLDetailsElement);
        for (const { target, oldValue } of records) {
            if (!said.has(target))
                said.set(target, oldValue !== null);
        }
        for (const { target } of records) {
            if (target.open === said.get(target))
                said.delete(target);
            if (target.open && target instanceof HTMLDialogElement)
                dialogs.add(target);
        }
    }

    const popovers = new Set(); // that were opened at some time, and not closed

    // What is only given back was never away, so nobody is told that it opened.
    let isRestoring = false;
    const reopened = new WeakSet();

    function withhold(event) {
        const { type, target, oldState, newState } = event;
        const isOwn = type === 'beforetoggle' ? isRestoring
            : newState !== undefined && oldState === newState || reopened.delete(target);
        if (isOwn)
            event.stopImmediatePropagation();
        if (type === 'beforetoggle' && newState === 'open' && target.popover)
            popovers.add(target);
    }
    addEventListener('beforetoggle', withhold, true);
    addEventListener('toggle', withhold, true);

    const isModal = (element) => element.matches('dialog:modal');

    function show(element, isOpen, asModal) {
        if (isOpen) {
            if (!element.open)
                element.setAttribute('open', ''); // a modal dialog is still one
            if (asModal && !isModal(element)) {
                element.removeAttribute('open');
                element.showModal();
                reopened.add(element);
            }
        } else if (isModal(element)) {
            element.setAttribute('open', ''); // without it, it could not be closed any more
            element.close();
        } else {
            element.removeAttribute('open');
        }
    }

    // A morph takes the marker away from each element that it reaches.
    function rememberOpened() {
        noteOpened(opened.takeRecords());
        const elements = new Set([...said.keys(), ...[...dialogs].filter(isModal)]);
        dialogs.clear();
        return [...elements].filter((element) => element.isConnected).map((element) => {
            element.setAttribute(marker, '');
            return {
                element,
                place: places.of(element),
                isOpen: element.open,
                isModal: isModal(element),
                said: said.get(element) ?? element.open,
            };
        });
    }

    function restoreOpened(before, changes) {
        said.clear();
        for (const { element, place, isOpen, isModal, said: former } of before) {
            const isReached = !element.hasAttribute(marker);
            element.removeAttribute(marker);
            const now = element.isConnected ? element : changes.find(place);
            if (!now)
                continue;
            const says = now !== element || isReached ? now.open : former;
            show(now, says === former ? isOpen : says, isModal);
            if (now.open !== says) {
                said.set(now, says);
                if (now !== element && now instanceof HTMLDetailsElement)
                    reopened.add(now);
            }
            if (now.open && now instanceof HTMLDialogElement)
                dialogs.add(now);
        }
        opened.takeRecords(); // only what users and scripts do counts
    }

    function rememberPopovers() {
        const open = [...popovers].filter(
            (element) => element.isConnected && element.matches(':popover-open'));
        popovers.clear();
        return open.map((element) => ({ element, place: places.of(element) }));
    }

    function restorePopovers(before, changes) {
        for (const { element, place } of before) {
            const now = element.isConnected ? element : changes.find(place);
            if (!now?.popover)
                continue;
            popovers.add(now);
            if (!now.matches(':popover-open')) {
                now.showPopover();
                reopened.add(now);
            }
        }
    }

    // ---- What plays -----------------------------------------------------------------------------
    const players = new Set(); // that were played at some time

    for (const type of ['play', 'seeking'])
        addEventListener(type, ({ target }) => players.add(target), true);

    const sourceOf = (media) =>
        media.getAttribute('src') ?? media.querySelector('source')?.getAttribute('src');

    function rememberMedia() {
        return [...players].filter((element) => element.isConnected).map((element) => ({
            element,
            place: places.of(element),
            source: sourceOf(element),
            isPlaying: !element.paused && !element.ended,
            time: element.currentTime,
        }));
    }

    function restoreMedia(before, changes) {
        players.clear();
        for (const { element, place, source, isPlaying, time } of before) {
            const now = element.isConnected ? element : changes.find(place);
            if (!now || sourceOf(now) !== source)
                continue;
            players.add(now);
            if (now !== element) {
                element.pause();
                for (const name of ['muted', 'volume', 'playbackRate'])
                    now[name] = element[name];
                now.currentTime = time;
            }
            if (isPlaying && now.paused)
                now.play().catch(() => {}); // not allowed, or loaded anew
        }
    }

    // ---- What is scrolled ---------------------------------------------------------------------
    const scrolls = new Map(); // by element: [left, top]

    addEventListener('scroll', ({ target }) => {
        if (target instanceof Element)
            scrolls.set(target, [target.scrollLeft, target.scrollTop]);
    }, { capture: true, passive: true });

    function rememberScrolls() {
        return [...scrolls].filter(([element]) => element.isConnected).map(
            ([element, position]) => ({ element, position, place: places.of(element) }));
    }

    function restoreScrolls(before, changes) {
        scrolls.clear();
        for (const { element, position, place } of before) {
            const now = element.isConnected ? element : changes.find(place);
            if (!now)
                continue;
            scrolls.set(now, position);
            if (now !== element || changes.isMoved(now))
                [now.scrollLeft, now.scrollTop] = position;
        }
    }

    // ---- What is typed and chosen ----------------------------------------------------------
    let edited = new Set();

    for (const type of ['input', 'change']) {
        addEventListener(type, ({ target }) => {
            if (target instanceof Element && target.matches('input, select, textarea'))
                edited.add(target);
        }, true);
    }

    const chosen = (field, isChosen) => [...field.options].filter(isChosen).map((o) => o.value);

    // What the markup says of a field. Datastar 1.0.0-beta.11 writes "selected" where the first
    // option is chosen only because no other is.
    function markedOf(field) {
        if (!(field instanceof HTMLSelectElement))
            return JSON.stringify([field.defaultValue, field.defaultChecked]);
        return JSON.stringify(chosen(field, (option) => option.defaultSelected
            && (field.multiple || option !== field.options[0])));
    }

    const { contentOf } = controls;

    function setContent(field, content) {
        if (field instanceof HTMLSelectElement) {
            const options = [...field.options];
            if (!options.some((option) => content.includes(option.value)))
                return;
            for (const option of options) {
                if (option.selected !== content.includes(option.value))
                    option.selected = !option.selected;
            }
            return;
        }
        const [value, isChecked] = content;
        if (field.value !== value)
            field.value = value;
        if (field.checked !== isChecked)
            field.checked = isChecked;
    }

    // Holds back what a patch writes into a text field, until it is known whether the markup says
    // it anew: so the caret, the history of undo and what is not yet a number stay. Returns what
    // ends that, and writes what was held back if it is told so.
    function guard(field) {
        const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
        const own = Object.getOwnPropertyDescriptor(kind.prototype, 'value');
        if (field.type === 'file' || field instanceof HTMLSelectElement
            || Object.hasOwn(field, 'value'))
            return () => {};
        let written = null;
        Object.defineProperty(field, 'value', {
            configurable: true,
            get: () => written ?? own.get.call(field),
            set: (value) => written = `${value ?? ''}`,
        });
        return (isWritten) => {
            delete field.value;
            if (isWritten && written !== null)
                field.value = written;
        };
    }

    function rememberFields() {
        return [...edited].filter((element) => element.isConnected).map((element) => ({
            element,
            place: places.of(element),
            marked: markedOf(element),
            content: contentOf(element),
            unguard: guard(element),
        }));
    }

    function restoreFields(before, changes) {
        edited = new Set();
        for (const { element, place, marked, content, unguard } of before) {
            unguard(markedOf(element) !== marked);
            const now = element.isConnected ? element : changes.find(place);
            if (!now || now.type !== element.type)
                continue;
            edited.add(now);
            if (now.type === 'file') {
                if (now !== element)
                    now.files = element.files;
            } else if (markedOf(now) === marked) {
                setContent(now, content);
            }
        }
    }

    // ---- A patch -----------------------------------------------------------------------------
    // What it did to the tree.
    class Changes {
        #removals = new Map(); // by node that was there before: its first removal
        #added = new Set(); // nodes that were not there before
        #records;
        #hasPlaces;

        constructor(records, hasPlaces) {
            this.#records = records;
            this.#hasPlaces = hasPlaces;
            for (const record of records) {
                for (const node of record.removedNodes) {
                    if (!this.#added.has(node) && !this.#removals.has(node))
                        this.#removals.set(node, record);
                }
                for (const node of record.addedNodes) {
                    if (!this.#removals.has(node))
                        this.#added.add(node);
                }
            }
        }

        isNew(element) {
            for (let at = element; at; at = at.parentNode) {
                if (this.#removals.has(at))
                    return false;
                if (this.#added.has(at))
                    return true;
            }
            return false;
        }

        isMoved(element) {
            for (let at = element; at; at = at.parentNode) {
                if (this.#removals.has(at))
                    return true;
            }
            return false;
        }

        isTouched(element) {
            return this.isNew(element)
                || this.#records.some(({ target }) => element.contains(target));
        }

        // The new element that stands where one stood before, or null.
        find(place) {
            const element = this.#hasPlaces ? places.find(place) : null;
            return element && this.isNew(element) ? element : null;
        }

        // The part of the page that an element went away with, and the elements beside it that are
        // left.
        removalOf(element) {
            for (const [part, { target, nextSibling, previousSibling }] of this.#removals) {
                if (part.contains(element))
                    return {
                        part,
                        parent: target,
                        next: this.#left(nextSibling, target, 'nextSibling'),
                        previous: this.#left(previousSibling, target, 'previousSibling'),
                    };
            }
            return null;
        }

        #left(node, parent, step) {
            while (node && !(node instanceof Element && node.parentNode === parent))
                node = node.parentNode === parent ? node[step] : this.#removals.get(node)?.[step];
            return node ?? null;
        }
    }

    const treeWatcher = new MutationObserver(() => {});

    // Applies a patch, and gives back what is the user's. Without `hasPlaces` only elements that
    // stay keep it, and not what is put in their place.
    function keep(patch, hasPlaces = true) {
        const hadFocus = focus.remember();
        const parts = [
            [rememberOpened, restoreOpened],
            [rememberPopovers, restorePopovers],
            [rememberMedia, restoreMedia],
            [rememberFields, restoreFields],
            [rememberScrolls, restoreScrolls],
        ].map(([remember, restore]) => [remember(), restore]);
        const isPressed = !!hadFocus.looked;
        treeWatcher.observe(document, {
            subtree: true,
            childList: true,
            attributes: isPressed,
            characterData: isPressed,
        });
        patch();
        const changes = new Changes(treeWatcher.takeRecords(), hasPlaces);
        treeWatcher.disconnect();
        const active = focus.current();
        isRestoring = true;
        for (const [before, restore] of parts)
            restore(before, changes);
        isRestoring = false;
        focus.restore(hadFocus, active, changes);
    }

    // Modes that add something and leave alone what is there.
    const adding = ['prepend', 'append', 'before', 'after', 'upsertAttributes'];
    // Datastar 1.0.0-beta.11 calls it outer.
    const isReplacing = ({ mode, mergeMode }) => mode === 'replace' || mergeMode === 'outer';

    frames.on('elements', (frame) => {
        const { args } = frame;
        // Of the page before, nothing is in the next one.
        if (adding.includes(args.mode ?? args.mergeMode) || args.selector === '#backstate-content')
            return;
        frame.hold();
        const apply = () => keep(() => frame.release(), !isReplacing(args));
        // Datastar would begin the transition, and apply the patch in it later.
        const { useViewTransition, viewTransitionSelector, ...others } = args;
        const scope = viewTransitionSelector && document.querySelector(viewTransitionSelector);
        const host = scope?.startViewTransition ? scope : document;
        if (useViewTransition?.trim() !== 'true' || !host.startViewTransition) {
            apply();
            return;
        }
        frame.detail.argsRaw = others;
        host.startViewTransition(apply);
    });

    return { keep };
})();
