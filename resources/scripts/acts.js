// The actions of the page: calls of events, and edits that go by themselves. Datastar makes the
// requests; the attributes hand them over as functions of their options.
const acts = (() => {
    // Both dialects would do something else by themselves, each under another name: abort a request
    // when the same element, or another one with the same address, makes a new one; send it again
    // when its connection broke, though the event may have run; or send it again when the tab is
    // hidden and shown. An option that a dialect does not know is ignored by it.
    const once = (abort) => ({
        requestCancellation: abort,
        abort: abort.signal,
        retryMaxCount: 0,
        openWhenHidden: true,
    });

    const handlers = { begin: [], end: [], failed: [] };
    const tell = (what, call) => handlers[what].forEach((handle) => handle(call));

    // ---- One after the other -----------------------------------------------------------------
    // Requests come to the server by several connections. It puts them into the order of their
    // numbers, and knows by the oldest one that has no answer what it need not wait for.
    const page = crypto.getRandomValues(new Uint32Array(1))[0]; // not that of a copy of this page
    let numbered = { tab: null, last: 0, open: new Map() }; // calls without an answer, by number

    function setNumber(call) {
        if (numbered.tab !== call.tab)
            numbered = { tab: call.tab, last: 0, open: new Map() };
        const { open } = numbered;
        const number = ++numbered.last;
        open.set(number, call);
        call.forgetNumber = () => open.delete(number);
        call.headers['BackState-Turn'] = `${number}/${open.keys().next().value}/${page}`;
    }

    // The server says that it did not carry the call out: it came when those after it had begun.
    frames.on('datastar-late', (frame) => {
        const call = numbered.open.get(Number(frame.args.turn));
        if (call)
            call.error = new Error('too late');
        frame.hold();
    });

    // ---- One press, one order ----------------------------------------------------------------
    // What a user presses last: a button, or a key that is held down. A double click is one press.
    let press = newPress();
    let isPressedAgain = false; // while an event is handled that the same press brings once more

    function newPress() {
        return { button: null, sent: new Set(), called: null };
    }

    function setPressedAgain() {
        isPressedAgain = true;
        setTimeout(() => (isPressedAgain = false));
    }

    addEventListener('keydown', (event) => {
        if (!event.repeat)
            press = newPress();
        else
            setPressedAgain();
    }, true);
    addEventListener('click', (event) => {
        const button = event.target.closest?.('button, input');
        if (event.isTrusted && event.detail === 0) // by a key
            return;
        if (event.isTrusted && event.detail > 1 && button && button === press.button) {
            setPressedAgain();
            return;
        }
        press = newPress();
        press.button = button;
    }, true);

    const again = 'backstate-again'; // the detail of an input event that only sends once more
    const inFlight = new Map(); // for each thing that is sent once: whether it is still the same
    for (const type of ['input', 'change'])
        addEventListener(type, ({ detail }) => {
            if (detail === again)
                return; // nobody has entered anything
            press = newPress();
            inFlight.clear(); // the next order is another one
        }, true);

    // What is not sent again while it is on its way: the button that sends the form, the form if
    // it has none, or the button of a form that has an action itself. Null for what counts each
    // time.
    function onceOf(element, isForm) {
        const { type, target, submitter } = window.event ?? {};
        let thing = null;
        if (type === 'submit') {
            thing = submitter ?? target;
        } else if (type === 'click') {
            const button = target.closest?.('button, input');
            const sends = isForm || button?.type === 'submit' || button?.type === 'image';
            if (button?.form && button.contains(element) && sends)
                thing = button;
        }
        return thing?.closest('[data-every-click]') ? null : thing;
    }

    // Whether somebody did something just now that the call is for.
    function isByUser() {
        const { event } = window;
        return event instanceof UIEvent || ['submit', 'input', 'change'].includes(event?.type);
    }

    // Whether the call is the same order as the one that is on its way, or that the same press has
    // brought already.
    function isRepeated(thing) {
        return inFlight.has(thing) || (isPressedAgain && press.sent.has(thing));
    }

    // ---- Calls -------------------------------------------------------------------------------
    // A call: `element` that has the action, `isForm`, `once`, which is not sent again while it is
    // under way, or null, `isByUser`, and the `headers` that a handler of 'begin' may add to. One
    // that has failed has an `error`. While it is under way it has been so since `begunAt`.
    function run(call, request, options) {
        const abort = new AbortController();
        setNumber(call);
        call.begunAt = performance.now();
        tell('begin', call);
        const givenUp = new Promise((_, reject) => {
            call.giveUp = () => {
                reject(new Error('no answer'));
                abort.abort();
            };
        });
        const ended = new Promise(
            (resolve) => resolve(request({ headers: call.headers, ...once(abort), ...options })));
        return Promise.race([givenUp, ended]).catch((error) => (call.error ??= error)).then(() => {
            call.forgetNumber();
            if (inFlight.get(call.once) === call)
                inFlight.delete(call.once);
            tell(call.error ? 'failed' : 'end', call);
        });
    }

    // Where live() sends what is entered into an element, or null.
    function urlOfEdits(element) {
        const action = [...element.attributes].find(({ name }) => /^data-on.input/.test(name));
        return action?.value.match(/\/backstate\/edit\/[^'"`]+/)?.[0] ?? null;
    }

    // The tab that the page is, as its connection says.
    function tabOf() {
        const opener = document.getElementById('backstate-stream')?.outerHTML ?? '';
        return opener.match(/\/backstate\/(?:stream|poll)\/([\w.-]+)/)?.[1] ?? numbered.tab;
    }

    const hasFiles = (element) =>
        Boolean(element.closest('form')?.querySelector('input[type=file]'));

    // A call of a state that the browser keeps starts from what the one before it has left, so it
    // waits until that has ended, but not for longer than ten seconds. What comes after such a call
    // is sent after it.
    let last = Promise.resolve();
    let waiting = 0;

    function inTurn(start, isKept) {
        if (!isKept && waiting === 0)
            return start();
        ++waiting;
        const patience = () => new Promise((resolve) => setTimeout(resolve, 10000));
        last = last.then(() => {
            --waiting;
            const done = start();
            return isKept ? Promise.race([done, patience()]) : null;
        }).catch(() => {});
        return last;
    }

    // Whether the button that submits a form has an action of its own, which was called.
    function isCalledAlready() {
        const { type, submitter, target } = window.event ?? {};
        if (type === 'click')
            press.called = target.closest?.('button, input') ?? null;
        return type === 'submit' && submitter !== null && submitter === press.called;
    }

    function call(element, tab, request, isForm, isKept, options) {
        const thing = onceOf(element, isForm);
        if (isCalledAlready() || (thing && isRepeated(thing)))
            return Promise.resolve();
        const made = {
            element,
            tab,
            isForm,
            once: thing,
            isByUser: isByUser(),
            headers: { 'BackState-Tab': tab },
        };
        if (thing) {
            inFlight.set(thing, made);
            press.sent.add(thing);
        }
        return inTurn(() => run(made, request, options), isKept);
    }

    return {
        // Calls an event with the signals of the page. The browser may keep the event's state.
        act: (element, tab, request, isKept = false) =>
            call(element, tab, request, false, isKept, {}),

        // Calls an event with the form around the element instead.
        send: (element, tab, request, isKept = false) =>
            call(element, tab, request, true, isKept, { contentType: 'form' }),

        // Ends the calls that have had no answer for so many milliseconds, as if their connections
        // had broken. How long the files of a form take is nobody's to say.
        giveUp(milliseconds) {
            const latest = performance.now() - milliseconds;
            for (const made of [...numbered.open.values()]) {
                if (made.begunAt < latest && !(made.isForm && hasFiles(made.element)))
                    made.giveUp();
            }
        },

        // Sends the value of an element whose edits go by themselves at once, when its page is left.
        sendLast(element, signals) {
            const tab = tabOf();
            const url = urlOfEdits(element);
            const made = { element, tab, once: null, headers: { 'BackState-Tab': tab } };
            run(made, ({ headers }) => fetch(url, {
                method: 'POST',
                headers: {
                    'Content-Type': 'application/json', 'Datastar-Request': 'true', ...headers,
                },
                body: JSON.stringify(signals),
                keepalive: true,
            }), {});
        },

        // Lets the element's handler of the input event send what the element has, once more.
        sendAgain: (element) => element.dispatchEvent(
            new CustomEvent('input', { bubbles: true, detail: again })),

        // Whether the element sends what its user enters, as live() says.
        sendsEdits: (element) => urlOfEdits(element) !== null,

        // Calls handle(call) when a call begins, has ended, or has failed: 'begin', 'end', 'failed'.
        on: (what, handle) => handlers[what].push(handle),
    };
})();
