// Moves to other pages of the server without loading them whole. Datastar makes the request and
// applies what it brings: the attribute of #backstate-page hands it over.
const navigation = (() => {
    const root = document.documentElement;

    // ---- Entries of the history, and how far each was scrolled -------------------------------
    const scrolls = new Map(stored());
    let entry = history.state?.backState ?? null; // null until the user moves to another page
    let shown = location.pathname + location.search;

    function stored() {
        try {
            return JSON.parse(sessionStorage.getItem('backstate.scrolls')) ?? [];
        } catch {
            return [];
        }
    }

    function rememberScroll() {
        if (!entry)
            return;
        scrolls.delete(entry);
        scrolls.set(entry, [scrollX, scrollY]);
        if (scrolls.size > 100)
            scrolls.delete(scrolls.keys().next().value);
    }

    const newEntry = () => Date.now().toString(36) + Math.random().toString(36).slice(2);
    const scrollBack = () => scrollTo(...(scrolls.get(entry) ?? [0, 0]));

    addEventListener('pagehide', () => {
        rememberScroll();
        try {
            sessionStorage.setItem('backstate.scrolls', JSON.stringify([...scrolls]));
        } catch {
            // Without storage, a page that is loaded again begins at its top.
        }
    });
    if (entry)
        addEventListener('load', scrollBack);

    // ---- Moving to another page --------------------------------------------------------------
    let move = null; // the move under way, or null
    const pauses = [500, 1000, 2000, 3000]; // between attempts while the server can't be reached

    connection.holdWhile(() => move !== null && move.isAsking);

    function setAsking(mine, isAsking) {
        if (mine.isAsking === isAsking)
            return;
        mine.isAsking = isAsking;
        if (isAsking) {
            root.setAttribute('aria-busy', 'true');
            busy.begin();
        } else {
            root.removeAttribute('aria-busy');
            busy.end();
        }
    }

    // The move is over, however it ended.
    function settle() {
        if (!move)
            return;
        const mine = move;
        move = null;
        clearTimeout(mine.timer);
        setAsking(mine, false);
        banner.wait('');
    }

    function cancel() {
        move?.abort.abort();
        settle();
    }

    // Moves to a page by a request of Datastar's, or, if it has to be loaded whole, by the browser.
    function go(url, { isBack = false, isWhole = false, name = '' }) {
        cancel(); // the latest move wins
        move = {
            url,
            isBack,
            isWhole,
            name,
            abort: new AbortController(),
            isAsking: false,
            attempts: 0,
            timer: 0,
        };
        ask(move);
    }

    function load({ url, isBack }) {
        settle();
        if (isBack || url.href === location.href)
            location.reload();
        else
            location.assign(url);
    }

    function ask(mine) {
        clearTimeout(mine.timer);
        mine.abort = new AbortController();
        mine.status = 0;
        setAsking(mine, true);
        const request = mine.isWhole ? look : byDatastar;
        // What was typed goes first: the next page may not have its field.
        const sent = connection.isLost() ? Promise.resolve() : fields.sent();
        sent.then(() => (mine === move ? request(mine) : null)).then(() => false, () => true).then((hasFailed) => {
            if (mine !== move)
                return;
            if (hasFailed || connection.isGateway(mine.status))
                wait(mine);
            else
                load(mine); // the answer was not a page that can take this one's place
        });
    }

    // Asks for the page, which comes and calls arrive() and finish().
    function byDatastar(mine) {
        let asked = Promise.resolve(); // nobody listens before Datastar has started
        const run = (request) => (asked = request(mine.abort));
        const detail = { url: mine.url.pathname + mine.url.search, run };
        dispatchEvent(new CustomEvent('backstate-navigate', { detail }));
        return asked;
    }

    // Looks whether there is an answer, so that the browser will not show an error page of its own.
    async function look(mine) {
        const options = { method: 'HEAD', redirect: 'manual', signal: mine.abort.signal };
        mine.status = (await fetch(mine.url, options)).status;
    }

    // The server can't be reached: the page stays, and the move goes on when it can.
    function wait(mine) {
        mine.isWhole ||= mine.hasArrived === true; // a part of the page is here already
        setAsking(mine, false);
        banner.wait(mine.name);
        const pause = pauses[Math.min(mine.attempts++, pauses.length - 1)];
        // A server that was started anew knows the page when its connection is open again.
        mine.timer = setTimeout(() => connection.isLost() || ask(mine), pause);
    }

    connection.onOpen(() => {
        if (move && !move.isAsking)
            ask(move);
    });
    frames.on('error', (frame) => {
        if (move && frame.element?.id === 'backstate-page')
            move.status = Number(frame.args.status);
    });

    function isPlain(event) {
        return !event.defaultPrevented && event.button === 0
            && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    }

    // The address a click leads to in this window, on this server; else null.
    function destination(event, link) {
        const target = link.getAttribute('target');
        if (!isPlain(event) || (target && target !== '_self') || link.hasAttribute('download'))
            return null;
        try {
            const url = new URL(link.getAttribute('href'), document.baseURI);
            return url.origin === location.origin ? url : null;
        } catch {
            return null; // "http://" leads nowhere
        }
    }

    document.addEventListener('click', (event) => {
        const link = event.target.closest?.('a[href], [data-navigate]');
        const url = link && destination(event, link);
        if (!url)
            return;
        const isWhole = !link.hasAttribute('data-navigate');
        const isHere = url.hash && url.href.split('#')[0] === location.href.split('#')[0];
        if (isWhole && (isHere || !connection.isLost()))
            return; // the browser's own affair
        event.preventDefault();
        go(url, { isWhole, name: banner.nameOf(link) });
    });

    addEventListener('popstate', (event) => {
        if (!entry)
            return; // no page was moved to, so the entries are the browser's own
        rememberScroll();
        entry = event.state?.backState ?? newEntry();
        if (location.pathname + location.search === shown) {
            cancel();
            scrollBack();
        } else {
            go(new URL(location.href), { isBack: true, name: location.pathname });
        }
    });

    // Compares two addresses, however their queries are spelled.
    function isSamePage(a, b) {
        return a.pathname === b.pathname
            && `${new URLSearchParams(a.search)}` === `${new URLSearchParams(b.search)}`;
    }

    // Called when the answer begins to arrive. The connection of the page that is left ends here.
    function arrive({ path, title }) {
        if (!move)
            return;
        move.hasArrived = true;
        connection.leave();
        fields.forget();
        const given = new URL(path, location.href); // differs after a redirect
        const url = isSamePage(given, move.url) ? move.url : given;
        if (!move.isBack) {
            if (!entry) {
                history.scrollRestoration = 'manual';
                entry = newEntry();
                history.replaceState({ ...history.state, backState: entry }, '');
            }
            rememberScroll();
            entry = newEntry();
        }
        const isSame = move.isBack || url.href === location.href;
        history[isSame ? 'replaceState' : 'pushState']({ backState: entry }, '', url);
        shown = location.pathname + location.search;
        document.title = title;
    }

    // Datastar 1.0.0-beta.11 forgets the attributes of an element only when that very element is
    // removed, so each is removed, the innermost first. It hears of that when the whole answer is
    // applied, and would take one that a signal of the answer changes for a new one: its successor
    // of the same id would then be dead.
    function clear(id) {
        for (const element of [...document.querySelectorAll(`#${id} *`)].reverse()) {
            element.setAttribute('data-star-ignore', '');
            element.remove();
        }
    }

    // Runs the scripts of content that came by a patch, which does not run them by itself.
    function runScripts(content) {
        for (const given of content.querySelectorAll('script')) {
            const script = document.createElement('script');
            for (const { name, value } of given.attributes)
                script.setAttribute(name, value);
            script.text = given.text;
            given.replaceWith(script);
        }
    }

    function focus(content) {
        const own = content.querySelector('[autofocus]');
        const element = own ?? content.querySelector('main, h1') ?? content.firstElementChild;
        if (!element)
            return;
        if (!own) {
            element.tabIndex = -1;
            element.style.outline = 'none'; // reading begins here, but there is nothing to operate
        }
        element.focus({ preventScroll: true });
    }

    // The element that the end of an address names: as it stands there, or decoded.
    function partOf(name) {
        try {
            return document.getElementById(name)
                ?? document.getElementById(decodeURIComponent(name));
        } catch {
            return null; // "100%"
        }
    }

    // Called when the whole answer has arrived.
    function finish(hasScripts) {
        if (!move)
            return;
        const { isBack, url } = move;
        settle();
        const content = document.getElementById('backstate-content');
        if (hasScripts)
            runScripts(content);
        focus(content);
        banner.show(); // the content may have a place for it
        document.getElementById('backstate-title').textContent = document.title;
        const part = partOf(url.hash.slice(1));
        if (isBack)
            scrollBack();
        else if (part)
            part.scrollIntoView();
        else
            scrollTo(0, 0);
    }

    return { arrive, clear, finish };
})();
