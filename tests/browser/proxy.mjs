// A slow or broken network between a browser and a program of the tests.
//
//     const proxy = await Proxy.before(stage.program, { delay: 100, jitter: 20 });
//     const page = await visitor.open('/chat', { through: proxy });
//     …
//     await proxy.close();
//
// The options, which are also members that a test may change at any time:
//
//   delay       milliseconds that each byte is under way, in each direction. A number, or a function
//               that is given a request {number, method, path, connection} and returns the number
//               for it and its answer: so one request can overtake another.
//   jitter      up to so many milliseconds more, another number for each chunk
//   unequal     delays of the connections in their turn, [10, 200], in place of `delay`
//   bandwidth   bytes per second in each direction of a connection; 0: any number
//   isGateway   answers 502 while the program can't be reached, as reverse proxies do; without it
//               a connection to a program that is gone ends
//
// On one connection all bytes keep their order. What happens on the way:
//
//   swallow(which)   from here on the open connections of `which` are silent in both directions,
//                    and stay open. New connections work.
//   hold(which)      answers to requests of `which` wait here, on old and on new connections.
//                    Resolves as soon as an answer waits.
//   cut(which)       ends the open connections of `which`
//   refuse()         ends all connections, and each new one at once, like a machine without server
//   pass()           ends swallow() and refuse(). Swallowed bytes arrive late, as TCP has it after
//                    an outage.
//   release()        ends hold(): the answers go on
//
// `which` is 'everything', 'streams', 'script' (what ends in .js) or a regular expression of paths
// with their queries. `proxy.requests` lists what was asked for, in the order of its arrival here;
// `proxy.origin` is where browsers go.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const kinds = {
    everything: /^/,
    streams: /^\/backstate\/stream\//,
    script: /\.js(\?|$)/,
};

function pathsOf(which) {
    const pattern = kinds[which] ?? which;
    if (!(pattern instanceof RegExp))
        throw new Error(`${which} is none of ${Object.keys(kinds).join(', ')} and no RegExp`);
    return pattern;
}

// One direction of a connection: bytes go on in their order, each after its time.
class Way {
    #chunks = []; // each with bytes (null: the end) and the time at which they are due
    #timer = null;
    #lastDue = 0;
    isStopped = false;

    constructor(target) {
        this.target = target;
    }

    push(bytes, delay, bandwidth) {
        const took = bandwidth && bytes ? (bytes.length / bandwidth) * 1000 : 0;
        this.#lastDue = Math.max(this.#lastDue, performance.now() + delay) + took;
        this.#chunks.push({ bytes, due: this.#lastDue });
        this.#forward();
    }

    setStopped(isStopped) {
        this.isStopped = isStopped;
        this.#forward();
    }

    clear() {
        clearTimeout(this.#timer);
        this.#chunks = [];
    }

    #forward() {
        clearTimeout(this.#timer);
        while (!this.isStopped && this.#chunks.length > 0) {
            const wait = this.#chunks[0].due - performance.now();
            if (wait > 0) {
                this.#timer = setTimeout(() => this.#forward(), wait);
                return;
            }
            const { bytes } = this.#chunks.shift();
            if (bytes)
                this.target.write(bytes);
            else
                this.target.end();
        }
    }
}

// Finds the requests in what a browser sends: heads, and bodies of a known length.
class RequestReader {
    #head = Buffer.alloc(0);
    #bodyLeft = 0;

    // Calls back with each head as it is complete.
    read(bytes, began) {
        while (bytes.length > 0) {
            const ofBody = Math.min(this.#bodyLeft, bytes.length);
            this.#bodyLeft -= ofBody;
            bytes = bytes.subarray(ofBody);
            if (bytes.length === 0)
                return;
            const head = Buffer.concat([this.#head, bytes]);
            const end = head.indexOf('\r\n\r\n');
            if (end < 0) {
                this.#head = head;
                return;
            }
            const text = head.toString('latin1', 0, end);
            bytes = head.subarray(end + 4);
            this.#head = Buffer.alloc(0);
            this.#bodyLeft = Number(text.match(/^content-length: *(\d+)/im)?.[1] ?? 0);
            const [method, path] = text.split(' ', 2);
            began({ method, path });
        }
    }
}

// A browser's connection, and the one to the program that belongs to it.
class Connection {
    #proxy;
    #reader = new RequestReader();
    #isSwallowed = false;
    #isConnected = false; // with the program, once
    #isLost = false; // the program could not be reached
    request = null; // the newest one

    constructor(proxy, browser, number) {
        this.#proxy = proxy;
        this.browser = browser;
        this.number = number;
        this.program = connect({ host: '127.0.0.1', port: proxy.program.port, noDelay: true });
        // A test that fails before it closes the proxy ends all the same.
        for (const socket of [browser, this.program])
            socket.unref();
        this.up = new Way(this.program);
        this.down = new Way(browser);

        browser.on('data', (bytes) => {
            this.#reader.read(bytes, (request) => this.#begin(request));
            this.up.push(bytes, this.#delay(), this.#proxy.bandwidth);
        });
        browser.on('end', () => this.up.push(null, this.#delay(), 0));
        browser.on('error', () => this.cut());
        browser.on('close', () => this.cut());

        this.program.on('data', (bytes) => {
            this.down.push(bytes, this.#delay(), this.#proxy.bandwidth);
            if (this.#proxy.isHeld(this))
                this.#proxy.tellHeld();
        });
        this.program.on('connect', () => (this.#isConnected = true));
        this.program.on('end', () => this.down.push(null, this.#delay(), 0));
        this.program.on('error', () => this.#lose());
    }

    #begin(request) {
        this.request = { ...request, connection: this.number };
        this.#proxy.note(this.request);
        this.stop();
        if (this.#isLost)
            this.#answerBadGateway();
    }

    #delay() {
        const { delay, jitter, unequal } = this.#proxy;
        let base = delay;
        if (typeof delay === 'function') // browsers open connections for which they have no use
            base = this.request === null ? 0 : delay(this.request);
        if (unequal.length > 0)
            base = unequal[(this.number - 1) % unequal.length];
        return base + Math.random() * jitter;
    }

    isFor(paths) {
        return this.request !== null && paths.test(this.request.path);
    }

    swallow(isSwallowed) {
        this.#isSwallowed = isSwallowed;
        this.stop();
    }

    // Stops what must not go on now, and lets the rest go on.
    stop() {
        this.up.setStopped(this.#isSwallowed);
        this.down.setStopped(this.#isSwallowed || this.#proxy.isHeld(this));
    }

    #lose() {
        this.#isLost = this.#proxy.isGateway && !this.#isConnected;
        if (!this.#isLost)
            this.cut();
        else if (this.request !== null)
            this.#answerBadGateway();
    }

    #answerBadGateway() {
        const page = '<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>';
        const head = [
            'HTTP/1.1 502 Bad Gateway',
            'Content-Type: text/html',
            `Content-Length: ${page.length}`,
            'Connection: close',
        ];
        this.down.push(Buffer.from(`${head.join('\r\n')}\r\n\r\n${page}`), this.#delay(), 0);
        this.down.push(null, 0, 0);
    }

    cut() {
        this.up.clear();
        this.down.clear();
        this.browser.destroy();
        this.program.destroy();
        this.#proxy.forget(this);
    }
}

// What most tests take for a slow network.
export const far = { delay: 100 }; // ms each way

// A window that is far away, for as long as use(window, proxy) takes.
export const farAway = (visitor, path, use) => Proxy.during(visitor.program, far,
    async (proxy) => use(await visitor.open(path, { through: proxy }), proxy));

export class Proxy {
    requests = [];
    #server = createServer({ noDelay: true, allowHalfOpen: true });
    #connections = new Set();
    #number = 0; // of connections so far
    #held = null;
    #tellHeld = () => {};
    #isRefusing = false;

    constructor(program, options) {
        this.program = program;
        this.delay = options.delay ?? 0;
        this.jitter = options.jitter ?? 0;
        this.unequal = options.unequal ?? [];
        this.bandwidth = options.bandwidth ?? 0;
        this.isGateway = options.isGateway ?? false;
        this.#server.on('connection', (socket) => {
            if (this.#isRefusing)
                socket.destroy();
            else
                this.#connections.add(new Connection(this, socket, ++this.#number));
        });
    }

    // A proxy on a port of its own before a program that listens, or that will.
    static async before(program, options = {}) {
        const proxy = new Proxy(program, options);
        proxy.#server.listen(0, '127.0.0.1');
        await once(proxy.#server, 'listening');
        proxy.#server.unref();
        proxy.origin = `http://localhost:${proxy.#server.address().port}`;
        return proxy;
    }

    // One for as long as use(proxy) takes.
    static async during(program, options, use) {
        const proxy = await Proxy.before(program, options);
        try {
            return await use(proxy);
        } finally {
            await proxy.close();
        }
    }

    #each(which, act) {
        const paths = pathsOf(which);
        for (const connection of [...this.#connections])
            if (which === 'everything' || connection.isFor(paths))
                act(connection);
    }

    swallow(which = 'streams') {
        this.#each(which, (connection) => connection.swallow(true));
    }
    cut(which = 'everything') {
        this.#each(which, (connection) => connection.cut());
    }
    refuse() {
        this.#isRefusing = true;
        this.cut();
    }
    pass() {
        this.#isRefusing = false;
        this.#each('everything', (connection) => connection.swallow(false));
    }

    hold(which) {
        this.#held = pathsOf(which);
        const isHeld = new Promise((resolve) => (this.#tellHeld = resolve));
        this.#each('everything', (connection) => connection.stop());
        return isHeld;
    }
    release() {
        this.#held = null;
        this.#each('everything', (connection) => connection.stop());
    }

    async close() {
        this.cut();
        this.#server.close();
        await once(this.#server, 'close');
    }

    // What connections ask and tell.
    isHeld(connection) {
        return this.#held !== null && connection.isFor(this.#held);
    }
    tellHeld() {
        this.#tellHeld();
    }
    note(request) {
        request.number = this.requests.push(request);
    }
    forget(connection) {
        this.#connections.delete(connection);
    }
}
