// What a page does beside Datastar: it moves to other pages of the server without loading them
// whole, keeps its connection to the server, and says when its window is hidden or gone. Datastar
// makes the requests and applies what they bring. The attributes of #backstate-page and
// #backstate-stream hand those requests over.
(() => {
    if (window.backState)
        return;
    const root = document.documentElement;

    // ---- The connection: a stream or polls, one at a time ------------------------------------
    let connection = null; // the AbortController of the stream or poll that is open
    let open = () => {};

    function newConnection() {
        connection?.abort();
        connection = new AbortController();
        return connection;
    }

    // Asks the server until it answers anything, and then loads the page. Loading it right away
    // could leave the user with the browser's own error page.
    function reloadWhenAnswered() {
        setInterval(
            () => fetch(location.href, { method: 'HEAD' }).then(() => location.reload(), () => {}),
            3000,
        );
    }

    const isCurrent = (mine) => mine === connection && !mine.signal.aborted;

    function stream(request, reopens) {
        open = () => {
            const mine = newConnection();
            request(mine).then(
                () => reopens && setTimeout(() => isCurrent(mine) && open(), 1000),
                () => mine.signal.aborted || reloadWhenAnswered(),
            );
        };
        open();
    }

    let isPaused = false; // polls pause while the window is hidden

    function poll(request, pause) {
        open = () => {
            const mine = newConnection();
            const again = () => setTimeout(() => {
                if (!isCurrent(mine))
                    return;
                isPaused = document.hidden;
                if (!isPaused)
                    open();
            }, pause);
            request(mine).then(again, again);
        };
        isPaused = false;
        open();
    }

    document.addEventListener('visibilitychange', () => {
        if (isPaused && !document.hidden) {
            isPaused = false;
            open();
        }
    });
    // The browser shows a page again that it had put aside. The connection of the page was cut, and
    // the server was told that it had left.
    addEventListener('pageshow', (event) => event.persisted && open());

    const left = (tab) => navigator.sendBeacon(`/backstate/leave/${tab}`);
    const hidden = (tab) => document.hidden && navigator.sendBeacon(`/backstate/hide/${tab}`);

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

    function settle() {
        move = null;
        root.removeAttribute('aria-busy');
    }

    function go(url, isBack) {
        move?.abort.abort(); // the latest move wins
        const mine = move = { url, isBack, abort: new AbortController() };
        root.setAttribute('aria-busy', 'true');
        // If the answer does not arrive as a whole, the browser loads the page itself and shows
        // what is right.
        const load = () => {
            if (mine !== move)
                return;
            settle();
            if (isBack || url.href === location.href)
                location.reload();
            else
                location.assign(url);
        };
        let isAsked = false;
        const run = (request) => {
            isAsked = true;
            request(mine.abort).then(load, load);
        };
        const detail = { url: url.pathname + url.search, run };
        dispatchEvent(new CustomEvent('backstate-navigate', { detail }));
        if (!isAsked)
            load();
    }

    function isPlain(event) {
        return !event.defaultPrevented && event.button === 0
            && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    }

    document.addEventListener('click', (event) => {
        const link = event.target.closest?.('[data-navigate]');
        const target = link?.getAttribute('target');
        if (!link || !isPlain(event) || (target && target !== '_self')
            || link.hasAttribute('download'))
            return;
        const url = new URL(link.getAttribute('href'), document.baseURI);
        if (url.origin !== location.origin)
            return;
        event.preventDefault();
        go(url, false);
    });

    addEventListener('popstate', (event) => {
        if (!entry)
            return; // no page was moved to, so the entries are the browser's own
        rememberScroll();
        entry = event.state?.backState ?? newEntry();
        if (location.pathname + location.search === shown) {
            move?.abort.abort();
            settle();
            scrollBack();
        } else {
            go(new URL(location.href), true);
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
        connection?.abort();
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
    // removed, so each is removed, the innermost first.
    function clear(id) {
        for (const element of [...document.querySelectorAll(`#${id} *`)].reverse())
            element.remove();
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
        document.getElementById('backstate-title').textContent = document.title;
        const part = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
        if (isBack)
            scrollBack();
        else if (part)
            part.scrollIntoView();
        else
            scrollTo(0, 0);
    }

    window.backState = { stream, poll, left, hidden, arrive, clear, finish };
})();
