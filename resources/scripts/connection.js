// The page's connection to the server, a stream or polls, one at a time; and its farewells.
// Datastar makes each request, once: the attribute of #backstate-stream hands it over. When the
// next one is due is decided here, for both dialects alike.
const connection = (() => {
    // The path below which the server is found, as this script is: '' or '/shop'.
    const prefix = (document.currentScript?.src ?? '').match(/^[^/]*\/\/[^/]*(.*?)\/backstate\//)?.[1] ?? '';
    const instance = crypto.getRandomValues(new Uint32Array(4)).join('-'); // of this loaded page
    const handlers = { open: [], lost: [], revived: [] };
    let open = null; // begins a request; null until there is something to ask for
    let current = null; // the request that is open, or the one whose end is waited out
    let isLost = false;
    let wasSilent = false; // a stream was given up, and no other one has opened since
    let failures = 0; // requests that ended before they were open, one after the other
    let silences = 0; // streams that fell silent before their second heartbeat
    let seenFrames = () => ''; // returns which frames with editable properties the page has seen
    let isMoving = () => false; // whether another page is on its way here
    let nextAttempt = 0; // timers
    let notice = 0;

    // How long a request may take until it is open, and how long nobody is told that there is none.
    const longestOpening = 15000;
    const shortestNotice = 2000;
    // How long another page may take to come once the user has asked the browser for it.
    const longestLeaving = 3000;
    // After a request that was refused without a word, as where cookies are off.
    const longPause = 30000;

    function tell(what) {
        for (const handle of handlers[what])
            handle();
    }

    function lose() {
        clearTimeout(notice);
        notice = 0;
        if (isLost)
            return;
        isLost = true;
        tell('lost');
    }

    function haveOpened(mine) {
        if (mine.isOpen)
            return;
        mine.isOpen = true;
        failures = 0;
        isLost = false;
        clearTimeout(notice);
        notice = 0;
        tell('open');
        if (wasSilent)
            tell('revived');
        wasSilent = false;
    }

    function close() {
        clearTimeout(nextAttempt);
        clearTimeout(notice);
        notice = 0;
        const mine = current;
        current = null;
        mine?.abort.abort();
    }

    // A request that takes the place of the one before. One that brings nothing for so many
    // milliseconds is dead, whatever its connection says, and the next one begins.
    function begin(patience) {
        clearTimeout(nextAttempt);
        current?.abort.abort();
        const mine = current = {
            abort: new AbortController(),
            heardAt: performance.now(),
            beats: 0,
            isOpen: false,
            status: 0, // if it was answered by an error
            wait: 0, // what the server asks for before the next one
        };
        const look = () => {
            if (mine !== current || mine.hasEnded)
                return;
            const limit = mine.isOpen ? patience : Math.min(patience, longestOpening);
            const left = mine.heardAt + limit * 2 ** Math.min(silences, 3) - performance.now();
            if (left > 0) {
                setTimeout(look, Math.min(left, 1e9));
                return;
            }
            if (mine.beats < 2)
                ++silences;
            if (mine.isOpen)
                wasSilent = true;
            else
                lose();
            expectOpening(0);
            open();
        };
        look();
        return mine;
    }

    // Somebody is told unless there is a connection soon, after a pause that is known.
    function expectOpening(pause) {
        if (!isLost && notice === 0)
            notice = setTimeout(lose, pause + shortestNotice);
    }

    // Not all pages of a server come back at the same moment.
    const varied = (milliseconds) => milliseconds * (0.7 + 0.3 * Math.random());

    function reopen(pause) {
        nextAttempt = setTimeout(() => (isMoving() ? reopen(pause) : open()), pause);
    }

    function end(mine, hasFailed) {
        if (mine !== current)
            return;
        mine.hasEnded = true;
        if (mine.isOpen) {
            const pause = mine.wait || varied(500);
            expectOpening(pause);
            reopen(pause);
        } else if (hasFailed || mine.status > 0) {
            lose();
            reopen(varied(Math.min(500 * 1.5 ** failures++, 3000)));
        } else {
            reopen(longPause);
        }
    }

    function stream(request, heartbeat) {
        const patience = Math.max(3 * heartbeat, 1000);
        open = () => {
            const mine = begin(patience);
            const headers = { 'BackState-Instance': instance, 'BackState-Frame': seenFrames() };
            request(mine.abort, headers).then(() => end(mine, false), () => end(mine, true));
        };
        open();
    }

    function poll(request, lastAnswer, pause) {
        open = () => {
            const mine = begin(longestOpening);
            const again = (hasFailed) => {
                if (mine !== current)
                    return;
                if (hasFailed || isGateway(mine.status)) {
                    end(mine, true);
                    return;
                }
                haveOpened(mine);
                mine.hasEnded = true;
                nextAttempt = setTimeout(open, pause);
            };
            const headers = { 'BackState-Poll': lastAnswer(), 'BackState-Frame': seenFrames() };
            request(mine.abort, headers).then(() => again(false), () => again(true));
        };
        open();
    }

    // What a proxy answers for a server that is gone.
    const isGateway = (status) => status >= 502 && status <= 504;

    const isOwn = (frame) => frame.element?.id === 'backstate-stream';
    for (const kind of ['elements', 'signals', 'datastar-execute-script', 'datastar-beat'])
        frames.on(kind, (frame) => {
            if (isOwn(frame) && current)
                current.heardAt = performance.now();
        });
    frames.on('error', (frame) => {
        if (isOwn(frame) && current)
            current.status = Number(frame.args.status);
    });
    frames.on('datastar-beat', (frame) => {
        if (!isOwn(frame) || !current)
            return;
        if (frame.args.back !== undefined) {
            current.wait = Number(frame.args.back);
            return;
        }
        if (++current.beats > 1)
            silences = 0;
        haveOpened(current);
    });

    // A browser has few connections to a server, so a hidden window gives its own back.
    document.addEventListener('visibilitychange', () => {
        if (document.hidden)
            close();
        else
            open?.();
    });
    // The browser shows a page again that it had put aside.
    addEventListener('pageshow', (event) => event.persisted && open?.());
    addEventListener('online', () => isLost && open?.());

    // Firefox ends requests before it hides the page, which would be an error to Datastar. Where no
    // other page comes, as with a download, this one goes on.
    addEventListener('beforeunload', () => {
        if (!current)
            return;
        close();
        reopen(longestLeaving);
    });

    function left(tab) {
        navigator.sendBeacon(`${prefix}/backstate/leave/${tab}`);
        close();
    }

    function hidden(tab) {
        if (document.hidden)
            navigator.sendBeacon(`${prefix}/backstate/hide/${tab}`);
    }

    return {
        stream,
        poll,
        left,
        hidden,
        isGateway,

        // Ends the connection of a page that another one takes the place of.
        leave() {
            close();
            open = null;
            silences = 0;
        },

        // Calls handle() whenever the connection is open and the page is up to date; or when there
        // is none, and has not been for a moment.
        onOpen: (handle) => handlers.open.push(handle),
        onLost: (handle) => handlers.lost.push(handle),
        // Or when it is open again after one that had fallen silent.
        onRevived: (handle) => handlers.revived.push(handle),
        isLost: () => isLost,

        // Those that the page has not seen are told again when the next connection opens.
        askForSeen: (tellSeen) => (seenFrames = tellSeen),

        // While isBusy() another page is on its way here, and this one does not connect again.
        holdWhile: (isBusy) => (isMoving = isBusy),
    };
})();
