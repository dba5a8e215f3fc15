// One case in each browser: what Chromium and Firefox can both do, by one interface.
//
//     inEachBrowser('fixtures', 'a click counts', async (visitor) => {
//         const window = await visitor.open('/profile', { through: proxy });
//         await window.click('#visit');
//         await window.hasText('#visits', '1');
//     });
//
// makes a test for each browser, with one program and one browser for all cases of a file that use
// this program. A visitor's windows share their cookies. In the end the case fails if a window
// complained in its console. `visitor.program` is the program, for kill() and start();
// `visitor.browser` is 'chromium' or 'firefox'. What only Chromium can do, such as its clock, its
// wire and its emulation of networks, is a test with the Stage of support.mjs.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { aboutNetwork, isStream, launch, patience, Program, until, within } from './support.mjs';

const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

// How long a case may take in all, so that one that hangs says which it is.
const wholeCase = 90_000;

// What both kinds of windows have. Selectors are those of CSS; the first element that matches is
// meant, and a window waits until there is one.
class Window {
    heard = []; // errors and warnings of the console
    complaints = []; // the same without what browsers say about a server that is away

    // What a function of the page returns. Its argument and its result travel as JSON.
    async evaluate(inPage, argument) {
        return this.page.evaluate(inPage, argument);
    }

    // Waits until a function of the page returns something true.
    async waitFor(inPage, argument, what = String(inPage)) {
        // A page that is just being left can't be asked.
        await until(() => this.evaluate(inPage, argument).catch(() => false), what);
    }

    waitForElement(selector) {
        return this.waitFor(
            (selector) => document.querySelector(selector) !== null, selector, `${selector} is there`,
        );
    }

    async #read(selector, property) {
        await this.waitForElement(selector);
        return this.evaluate(
            ([selector, property]) => document.querySelector(selector)?.[property],
            [selector, property],
        );
    }
    value(selector) {
        return this.#read(selector, 'value');
    }
    text(selector) {
        return this.#read(selector, 'textContent');
    }
    isChecked(selector) {
        return this.#read(selector, 'checked');
    }
    url() {
        return this.page.url();
    }

    // Waits until an element has a property of this value.
    async has(selector, property, expected) {
        const found = () => this.evaluate(
            ([selector, property]) => document.querySelector(selector)?.[property],
            [selector, property],
        ).catch(() => undefined);
        const end = Date.now() + patience;
        while (Date.now() < end && (await found()) !== expected)
            await new Promise((resolve) => setTimeout(resolve, 10));
        assert.equal(await found(), expected, `${property} of ${selector}`);
    }
    hasText(selector, expected) {
        return this.has(selector, 'textContent', expected);
    }
    hasValue(selector, expected) {
        return this.has(selector, 'value', expected);
    }

    // Keys go to what has the focus, as a person's do.
    async type(text, { delay = 0 } = {}) {
        await this.page.keyboard.type(text, { delay });
    }
    // A key by its name, 'Enter', or several at once, 'Control+a'.
    async press(keys) {
        const names = keys.split('+');
        for (const name of names)
            await this.page.keyboard.down(name);
        for (const name of names.reverse())
            await this.page.keyboard.up(name);
    }
    // Puts text in place of what a field has, by keys.
    async retype(selector, text, options) {
        await this.click(selector);
        await this.press('Control+a');
        if (text === '')
            await this.press('Delete');
        else
            await this.type(text, options);
    }

    async focus(selector) {
        await this.page.focus(selector);
    }
    async close() {
        await this.page.close();
    }
    async reload() {
        await this.#withStream(() => this.page.reload({ timeout: patience }));
    }
    async goTo(url) {
        await this.#withStream(() => this.page.goto(url, { timeout: patience }));
    }
    // To where the browser's own Back button goes.
    async back() {
        await this.page.goBack({ timeout: patience });
    }

    // Resolves when the window's stream is open (again). Firefox tells of it with its first bytes.
    async streamOpened() {
        const isOpen = (response) => isStream(response.url()) && response.status() === 200;
        await this.page.waitForResponse(isOpen, { timeout: patience });
    }
    async #withStream(load) {
        const isAsked = (request) => isStream(request.url());
        const stream = this.page.waitForRequest(isAsked, { timeout: patience });
        stream.catch(() => {}); // told below, unless loading fails first
        await load();
        await stream;
    }

    note(complaint) {
        const sentence = `${complaint.type}: ${complaint.text}`;
        this.heard.push(sentence);
        if (!aboutNetwork.some((pattern) => pattern.test(complaint.text)))
            this.complaints.push(sentence);
    }
}

// Playwright's page.
class ChromiumWindow extends Window {
    constructor(page) {
        super();
        this.page = page;
        page.on('pageerror', (error) => this.note({ type: 'uncaught', text: error.message }));
        page.on('console', (message) => {
            if (['error', 'warning'].includes(message.type()))
                this.note({ type: message.type(), text: message.text() });
        });
    }

    async click(selector, { count = 1, delay = 0 } = {}) {
        await this.page.locator(selector).first().click({ clickCount: count, delay });
    }
    async select(selector, ...values) {
        await this.page.locator(selector).first().selectOption(values);
    }
    async attach(selector, ...paths) {
        await this.page.locator(selector).first().setInputFiles(paths);
    }
}

// Puppeteer's page, over WebDriver BiDi.
class FirefoxWindow extends Window {
    constructor(page) {
        super();
        this.page = page;
        page.setDefaultTimeout(patience);
        page.on('pageerror', (error) => this.note({ type: 'uncaught', text: error.message }));
        page.on('console', (message) => {
            if (['error', 'warn', 'warning'].includes(message.type()))
                this.note({ type: message.type(), text: message.text() });
        });
    }

    async click(selector, { count = 1, delay = 0 } = {}) {
        await this.waitForElement(selector);
        await this.page.click(selector, { count, delay });
    }
    async select(selector, ...values) {
        await this.waitForElement(selector);
        await this.page.select(selector, ...values);
    }
    async attach(selector, ...paths) {
        await this.waitForElement(selector);
        const input = await this.page.$(selector);
        await input.uploadFile(...paths);
    }
}

// A person at one of the browsers, with cookies of its own.
class Visitor {
    #windows = [];

    constructor(kind, context, program) {
        this.kind = kind;
        this.browser = kind.name;
        this.context = context;
        this.program = program;
    }

    // A window that shows a page, and has asked for its stream. `prepare` is given the window before.
    async open(path, { through = this.program, prepare = async () => {} } = {}) {
        const window = await this.openEmpty();
        await prepare(window);
        await window.goTo(through.origin + path);
        return window;
    }

    async openEmpty() {
        const page = await within(this.kind.newPage(this.context), 'open a window');
        const window = new this.kind.Window(page);
        this.#windows.push(window);
        return window;
    }

    // For complaints that belong to the case.
    forgetComplaints() {
        for (const window of this.#windows)
            window.complaints.length = 0;
    }

    async leave() {
        await within(this.context.close(), 'close a browser context');
        assert.deepEqual(this.#windows.flatMap((window) => window.complaints), []);
    }
}

// Firefox's helpers write into its profile, and take from it, after it has ended. A profile of
// Puppeteer's own would be removed at that moment, and what fails then fails the whole file. Node's
// own retries do not help: they remove the folder again and again, but not what was put into it
// since. What can't be removed in the end is left to the system, for no case is about it.
const profiles = new Map();

async function removeProfile(folder) {
    let last = null;
    const isGone = () => {
        try {
            rmSync(folder, { recursive: true, force: true });
            return true;
        } catch (error) {
            last = error;
            return false;
        }
    };
    await until(isGone, `Firefox leaves ${folder} alone`).catch((error) => {
        console.error(`${error.message}: ${last?.message}`);
    });
}

async function launchFirefox() {
    const profile = mkdtempSync(join(tmpdir(), 'backstate-firefox-'));
    const launched = await puppeteer.launch({
        browser: 'firefox',
        executablePath: firefox,
        headless: true,
        userDataDir: profile,
        defaultViewport: { width: 1280, height: 720 }, // as Playwright has it
        timeout: patience * 3, // a start beside other tests
    });
    profiles.set(launched, profile);
    return launched;
}

async function closeFirefox(launched) {
    await launched.close();
    await removeProfile(profiles.get(launched));
}

const kinds = [
    {
        name: 'chromium',
        Window: ChromiumWindow,
        isThere: true,
        launch,
        close: (browser) => browser.close(),
        newContext: async (browser) => {
            const context = await browser.newContext();
            context.setDefaultTimeout(patience);
            context.setDefaultNavigationTimeout(patience);
            return context;
        },
        newPage: (context) => context.newPage(),
    },
    {
        name: 'firefox',
        Window: FirefoxWindow,
        isThere: existsSync(firefox),
        launch: launchFirefox,
        close: closeFirefox,
        newContext: (browser) => browser.createBrowserContext(),
        // Of the tabs of one window all but one are hidden.
        newPage: (context) => context.newPage({ type: 'window' }),
    },
];

// What the cases of a file share, made by the first that needs it.
const shared = new Map();

function share(name, make, end) {
    if (!shared.has(name))
        shared.set(name, { value: make(), end });
    return shared.get(name).value;
}

after(async () => {
    for (const [name, { value, end }] of shared)
        await within(end(await value), `end ${name}, which the cases share`);
});

// Another visitor of the same program in the same browser, who has other cookies.
export async function anotherVisitor(visitor) {
    const { kind, program } = visitor;
    const browser = await browserOf(kind);
    return new Visitor(kind, await kind.newContext(browser), program);
}

function browserOf(kind) {
    return share(kind.name, kind.launch, kind.close);
}

function programOf(name) {
    return share(name, () => new Program(name).start(), (program) => program.remove());
}

// Makes a test for each browser, whose function is given a visitor. `name` is that of a program.
export function inEachBrowser(name, sentence, run, { browsers = ['chromium', 'firefox'] } = {}) {
    for (const kind of kinds.filter(({ name }) => browsers.includes(name))) {
        const skip = kind.isThere ? false : `there is no ${firefox}`;
        test(`${sentence} (${kind.name})`, { skip, timeout: wholeCase }, async () => {
            const program = await programOf(name);
            if (!program.isRunning) // a case before this one ended it, and failed
                await program.start();
            const context = await kind.newContext(await browserOf(kind));
            const visitor = new Visitor(kind, context, program);
            try {
                await run(visitor);
            } catch (error) {
                await context.close().catch(() => {});
                throw error;
            }
            await visitor.leave();
        });
    }
}
