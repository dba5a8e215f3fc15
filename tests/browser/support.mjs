// What the tests share: servers, Chromium, windows that note what must not happen, and the traffic.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

// How long a condition may take to come true. It is long, because other tests run at the same time.
export const patience = 20_000;

// Gives a step that knows no time limit one, so that a test that hangs says where.
export async function within(promise, what, milliseconds = 2 * patience) {
    let timer;
    const isLate = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`it took too long to ${what}`)), milliseconds);
    });
    try {
        return await Promise.race([promise, isLate]);
    } finally {
        clearTimeout(timer);
    }
}

const programs = {
    demo: process.env.BACKSTATE_DEMO,
    examples: process.env.BACKSTATE_EXAMPLES,
    fixtures: process.env.BACKSTATE_FIXTURES,
    notes: process.env.BACKSTATE_NOTES, // 07-notes, which keeps its values for the whole of its server
    pages: process.env.BACKSTATE_PAGES, // 11-pages, which has a layout for the whole of its server
    login: process.env.BACKSTATE_LOGIN, // 08-login, which signs in for the whole of its server
};

// A server program on a port of its own, with a home directory of its own for its secret.
export class Program {
    constructor(name, home = mkdtempSync(join(tmpdir(), 'backstate-browser-')), options = []) {
        this.options = options; // of its command line, beside the port
        this.path = programs[name];
        assert.ok(this.path, `the environment doesn't say where the program ${name} is`);
        this.home = home;
        this.port = 0;
    }

    // Starts it again after stop() or kill(), on the same port, as a service is restarted.
    async start() {
        this.process = spawn(this.path, ['--port', String(this.port), ...this.options], {
            env: { ...process.env, HOME: this.home, XDG_DATA_HOME: this.home },
            stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [origin, port] = await within(this.#address(), `start ${this.path}`);
        this.origin = origin;
        this.port = Number(port);
        return this;
    }

    async #address() {
        let printed = '';
        for await (const chunk of this.process.stdout.setEncoding('utf8')) {
            printed += chunk;
            const url = printed.match(/http:\/\/localhost:(\d+)/);
            if (url)
                return url;
        }
        throw new Error(`${this.path} ended before it listened; it printed: ${printed}`);
    }

    get isRunning() {
        return this.process?.exitCode === null && this.process.signalCode === null;
    }

    async #end(signal) {
        const { process } = this;
        if (!this.isRunning)
            return process?.exitCode;
        const ended = once(process, 'exit');
        process.kill(signal);
        return (await within(ended, `end ${this.path} by ${signal}`))[0];
    }
    kill() {
        return this.#end('SIGKILL');
    }
    stop() {
        return this.#end('SIGTERM'); // the exit code
    }
    drain() {
        this.process.kill('SIGUSR1'); // the fixtures only
    }

    async remove() {
        await this.kill();
        rmSync(this.home, { recursive: true, force: true });
    }
}

export const launchOptions = {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
    ],
};

export function launch() {
    return chromium.launch(launchOptions);
}

// A program and a browser for the tests of one file: setUp in before(), tearDown in after().
export class Stage {
    constructor(name) {
        this.name = name;
    }
    async setUp() {
        this.program = await new Program(this.name).start();
        this.browser = await launch();
    }
    async tearDown() {
        await within(this.browser?.close(), 'close Chromium');
        await this.program?.remove();
    }

    // A person at a browser, with cookies of its own.
    async visitor(options = {}) {
        const context = await within(this.browser.newContext(options), 'make a browser context');
        context.setDefaultTimeout(patience);
        context.setDefaultNavigationTimeout(patience);
        return new Visitor(context, this.program);
    }
}

class Visitor {
    constructor(context, program) {
        this.context = context;
        this.program = program;
        this.complaints = [];
    }

    // A window that shows a page, with its stream open, so that nothing of what follows is missed.
    // It is prepared before it loads, and goes through a proxy if there is one (see proxy.mjs).
    async open(path, options = {}) {
        assert.equal(typeof options, 'object', 'open(path, { prepare, through })');
        const { prepare = async () => {}, through = this.program } = options;
        const page = await within(this.context.newPage(), 'open a window');
        watchConsole(page, this.complaints);
        await prepare(page);
        const stream = streamOpened(page);
        await page.goto(through.origin + path);
        await stream;
        return page;
    }

    // Closes the browser, and fails if any of its windows complained.
    async leave() {
        await within(this.context.close(), 'close a browser context');
        assert.deepEqual(this.complaints, []);
    }
}

export function streamOpened(page) {
    return page.waitForResponse(
        (response) => isStream(response.url()) && response.status() === 200,
        { timeout: patience },
    );
}

export function isStream(url) {
    return new URL(url).pathname.includes('/backstate/stream/'); // below a prefix as well
}

// What browsers and Datastar 1.0.0-beta.11 say about a server that is away.
export const aboutNetwork = [
    /^Failed to load resource: net::ERR_/,
    /^(network error|Failed to fetch)$/,
    /^(Error in input stream|NetworkError when attempting to fetch resource\.)$/, // Firefox
    /^Datastar failed to reach \S+ retrying in [\d.]+ms\.$/,
];

// Errors and warnings of the page.
function watchConsole(page, complaints) {
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
        const text = message.text();
        const isComplaint = ['error', 'warning'].includes(message.type());
        if (isComplaint && !aboutNetwork.some((pattern) => pattern.test(text)))
            complaints.push(`${message.type()}: ${text}`);
    });
}

export async function hasText(page, selector, expected) {
    await page.waitForFunction(
        ([selector, expected]) => document.querySelector(selector)?.textContent === expected,
        [selector, expected],
        { timeout: patience },
    ).catch(async (error) => {
        if (error.name !== 'TimeoutError')
            throw error;
        const element = page.locator(selector).first();
        const found = await element.textContent({ timeout: 1000 }).catch(() => 'no such element');
        assert.equal(found, expected, `the text of ${selector}`);
    });
}

export async function until(condition, what) {
    const end = Date.now() + patience;
    while (!(await condition())) {
        assert.ok(Date.now() < end, `waited in vain until ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

// Makes the page believe that its tab is hidden or shown, because a headless browser hides none.
export function setHidden(page, isHidden) {
    return page.evaluate((isHidden) => {
        if (isHidden) {
            Object.defineProperty(document, 'hidden', { configurable: true, value: true });
            Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
        } else { // the browser's own property again, because the browser closes the page by it
            delete document.hidden;
            delete document.visibilityState;
        }
        document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
}

// All that travels between a window and the server from here on.
export class Wire {
    requests = []; // those for events, each with method, url and body
    #streams = new Set();
    #decoder = new TextDecoder();
    streamed = ''; // what came by streams, frames as text

    static async tap(page) {
        const wire = new Wire();
        const session = await page.context().newCDPSession(page);
        session.on('Network.requestWillBeSent', ({ requestId, request }) => {
            if (isStream(request.url))
                wire.#streams.add(requestId);
            else if (request.headers['Datastar-Request'])
                wire.requests.push({
                    method: request.method,
                    url: request.url,
                    body: request.postData ?? '',
                });
        });
        session.on('Network.responseReceived', async ({ requestId }) => {
            if (!wire.#streams.has(requestId))
                return;
            const content = await session
                .send('Network.streamResourceContent', { requestId })
                .catch(() => ({ bufferedData: '' })); // closed meanwhile
            wire.#receive(content.bufferedData);
        });
        session.on('Network.dataReceived', ({ requestId, data }) => {
            if (data && wire.#streams.has(requestId))
                wire.#receive(data);
        });
        await session.send('Network.enable');
        return wire;
    }

    #receive(base64) {
        this.streamed += this.#decoder.decode(Buffer.from(base64, 'base64'), { stream: true });
    }

    forget() {
        this.requests = [];
        this.streamed = '';
    }

    // Frames without heartbeats.
    get frames() {
        return this.streamed.split('\n\n').filter((frame) => frame && !frame.startsWith(':'));
    }
}
