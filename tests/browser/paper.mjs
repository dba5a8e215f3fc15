// A page of a program without a browser: the page's own scripts for fields, the part of Datastar
// that they need, a user who types at random, and a network that is slow or loses things.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { runInNewContext } from 'node:vm';

const scripts = ['frames', 'merge', 'acts', 'fields'].map((name) =>
    readFileSync(new URL(`../../resources/scripts/${name}.js`, import.meta.url), 'utf8'));

// Repeatable numbers: random(n) is one of 0 … n-1.
export function randomFrom(seed) {
    let state = seed >>> 0 || 1;
    return (below) => {
        state ^= state << 13;
        state >>>= 0;
        state ^= state >>> 17;
        state ^= state << 5;
        state >>>= 0;
        return state % below;
    };
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// What a request brings: the fields and the body of its answer, or with `onData` each piece of it.
function ask(origin, path, { method = 'GET', headers = {}, body, agent, onData, onOpen } = {}) {
    return new Promise((resolve, reject) => {
        const sent = request(origin + path, { method, headers, agent }, (answer) => {
            let text = '';
            onOpen?.(sent);
            answer.setEncoding('utf8');
            answer.on('data', (data) => (onData ? onData(data) : (text += data)));
            answer.on('end', () => resolve({ headers: answer.headers, text }));
            answer.on('error', reject);
        });
        sent.on('error', reject);
        sent.end(body);
    });
}

const unescaped = (html) => html.replace(/&quot;/g, '"').replace(/&#39;/g, '\'')
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

// What the page declares, in either dialect.
function declaredSignals(html) {
    const value = unescaped(html.match(/ data-signals[^=]*="([^"]*)"/)[1]);
    return JSON.parse(value.slice(value.indexOf('{'), value.lastIndexOf('}') + 1));
}

export async function loadSignals(origin, path) {
    return declaredSignals((await ask(origin, path)).text);
}

const at = (object, path) => path.split('.').reduce((value, name) => value?.[name], object);

function put(object, patch) {
    for (const [name, value] of Object.entries(patch))
        if (value !== null && typeof value === 'object' && !Array.isArray(value))
            put((object[name] ??= {}), value);
        else
            object[name] = value;
}

class Field {
    tagName = 'INPUT';
    type = 'text';
    isConnected = true;
    selectionStart = 0;
    selectionEnd = 0;
    selectionDirection = 'none';
    #value;

    constructor(paper, path, value, live) {
        this.paper = paper;
        this.path = path;
        this.#value = value;
        this.live = live;
        this.attributes = live ? [{ name: 'data-on:input', value: live }] : [];
    }
    get value() {
        return this.#value;
    }
    set value(text) { // as browsers do, the caret goes to the end of another text
        if (this.#value !== text)
            this.selectionStart = this.selectionEnd = text.length;
        this.#value = text;
    }
    getAttribute(name) {
        return name === 'data-bind' ? this.path : null;
    }
    setSelectionRange(start, end) {
        this.selectionStart = start;
        this.selectionEnd = end;
    }
    dispatchEvent(event) {
        this.paper.dispatch(event.type, this);
        if (event.type === 'input')
            this.paper.entered(this);
    }
}

export class Paper {
    #listeners = new Map();
    #agent = new Agent({ keepAlive: true, maxSockets: 1 });
    #turn = Promise.resolve(); // requests arrive in their order
    #tells = Promise.resolve(); // and so do frames
    #stream = null;
    #timer = null;
    #openHandlers = [];
    #isClosed = false;
    #timers = new Set(); // of the page's scripts, which go with the page
    #seenFrames = () => '';
    busy = 0; // requests and frames under way
    growth = 0; // by how much the user made the text longer

    // `network` has delay(), milliseconds of one way, and lost(): 'request', 'answer' or null.
    constructor(origin, network) {
        this.origin = origin;
        this.network = network;
    }

    async load(path, fieldPath, live) {
        const { text, headers } = await this.#ask(path);
        this.cookie = headers['set-cookie']?.[0].split(';')[0] ?? '';
        this.signals = declaredSignals(text);
        this.streamPath = text.match(/\/backstate\/stream\/[\w.-]+/)[0];
        this.field = new Field(this, fieldPath, at(this.signals, fieldPath), live);
        this.#run();
        await this.#openStream();
        return this;
    }

    #ask(path, options = {}) {
        const headers = { ...options.headers, ...(this.cookie ? { Cookie: this.cookie } : {}) };
        return ask(this.origin, path, { ...options, headers });
    }

    // Runs the page's scripts.
    #run() {
        const document = {
            activeElement: this.field,
            querySelectorAll: (selector) =>
                (selector === `[data-bind="${this.field.path}"]` ? [this.field] : []),
            dispatchEvent: (event) => this.#apply(event),
        };
        const addEventListener = (type, listener) =>
            this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
        const connection = {
            onOpen: (handler) => this.#openHandlers.push(handler),
            askForSeen: (tellSeen) => (this.#seenFrames = tellSeen),
        };
        const controls = {
            pathOf: (element) => element?.path ?? null,
            valueOf: (element) => at(this.signals, element.path),
            elementsOf: (path) => (path === this.field.path ? [this.field] : []),
            hasValue: () => true,
            contentOf: (element) => [element.value],
            isText: () => true,
        };
        const result = '({ acts, fields })';
        const before = scripts.slice(0, 3).join('\n');
        const scope = runInNewContext(`${before}\n${scripts[3]}\n${result}`, {
            document, addEventListener, connection, CustomEvent, Event, clearTimeout,
            AbortController, performance, controls, crypto, window: {},
            setTimeout: (act, ms) => this.#later(act, ms),
            UIEvent: class extends Event {},
        });
        Object.assign(this, scope);
    }

    #later(act, ms) {
        if (this.#isClosed)
            return null;
        const timer = setTimeout(() => {
            this.#timers.delete(timer);
            act();
        }, ms);
        this.#timers.add(timer);
        return timer;
    }

    dispatch(type, target) {
        for (const listener of this.#listeners.get(type) ?? [])
            listener({ type, target });
    }

    // ---- What Datastar does ------------------------------------------------------------------
    #apply(event) {
        let isStopped = false;
        event.stopImmediatePropagation = () => (isStopped = true);
        for (const listener of this.#listeners.get(event.type) ?? [])
            if (!isStopped)
                listener(event);
        const { signals, onlyIfMissing } = event.detail.argsRaw;
        if (isStopped || signals === undefined || onlyIfMissing === 'true')
            return;
        put(this.signals, JSON.parse(signals));
        this.field.value = at(this.signals, this.field.path);
    }

    // A field's handlers of input: the signal is what it has, and live() sends it a moment later.
    entered(field) {
        const names = field.path.split('.');
        put(this.signals, names.reduceRight((value, name) => ({ [name]: value }), field.value));
        if (!field.live)
            return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.post(field.live, field), 30);
    }

    post(path, element) {
        const sent = (options) => this.#send(path, options);
        return this.acts.act(element, this.signals._tab, sent);
    }

    #send(path, { headers }) {
        const { _tab, ...all } = this.signals;
        const own = Object.entries(all).filter(([name]) => !name.startsWith('_'));
        const body = JSON.stringify(Object.fromEntries(own));
        const lost = this.network.lost();
        ++this.busy;
        const arrival = wait(this.network.delay());
        const arrived = this.#turn.then(() => arrival).then(() => lost === 'request' || this.#ask(path, {
            method: 'POST',
            agent: this.#agent,
            body,
            headers: {
                'Content-Type': 'application/json', 'Datastar-Request': 'true', ...headers,
            },
        }));
        this.#turn = arrived.catch(() => {});
        return arrived.then(async (answer) => {
            await wait(this.network.delay());
            if (lost)
                throw new Error('the network has lost it');
            for (const frame of answer.text.split('\n\n'))
                this.#take(frame);
        }).finally(() => --this.busy);
    }

    async #openStream() {
        const mine = (this.#stream = { sent: null, text: '', isOpen: false });
        const onData = (data) => {
            mine.text += data;
            const frames = mine.text.split('\n\n');
            mine.text = frames.pop();
            frames.forEach((frame) => this.#tell(frame, mine));
        };
        await new Promise((resolve) => {
            const onOpen = (sent) => {
                mine.sent = sent;
                if (this.#isClosed)
                    sent.destroy();
                resolve();
            };
            this.#ask(this.streamPath, {
                headers: {
                    'Datastar-Request': 'true',
                    'BackState-Instance': 'paper',
                    'BackState-Frame': this.#seenFrames(),
                },
                onData,
                onOpen,
            }).catch(() => {});
        });
    }

    #tell(text, stream) {
        ++this.busy;
        const arrival = wait(this.network.delay());
        this.#tells = this.#tells.then(() => arrival).then(() => {
            --this.busy;
            if (stream !== this.#stream) // it was under way when that was cut
                return;
            this.#take(text);
            if (/^event: datastar-beat/.test(text) && !stream.isOpen) {
                stream.isOpen = true;
                this.#openHandlers.forEach((handle) => handle());
            }
        });
    }

    #take(text) {
        const lines = text.split('\n');
        const type = lines.find((line) => line.startsWith('event: '))?.slice(7);
        if (!/signals$/.test(type ?? ''))
            return;
        const argsRaw = {};
        for (const line of lines.filter((line) => line.startsWith('data: '))) {
            const space = line.indexOf(' ', 6);
            argsRaw[line.slice(6, space)] = line.slice(space + 1);
        }
        this.#apply(new CustomEvent('datastar-fetch', { detail: { type, argsRaw } }));
    }

    // The connection of the stream ends, with all that is under way, and is made anew.
    async cut() {
        this.#stream.sent.destroy();
        this.#stream = null;
        ++this.busy;
        await wait(60);
        if (!this.#isClosed)
            await this.#openStream();
        --this.busy;
    }

    // ---- What the user does ------------------------------------------------------------------
    key(random) {
        const { field } = this;
        if (random(6) === 0)
            field.setSelectionRange(...Array(2).fill(random(field.value.length + 1)));
        const caret = field.selectionStart;
        const isDeletion = random(4) === 0 && caret > 0;
        field.value = isDeletion
            ? field.value.slice(0, caret - 1) + field.value.slice(caret)
            : field.value.slice(0, caret) + 'abcdefgh Io'[random(11)] + field.value.slice(caret);
        const place = isDeletion ? caret - 1 : caret + 1;
        this.growth += place - caret;
        field.setSelectionRange(place, place);
        field.dispatchEvent(new Event('input'));
    }

    close() {
        this.#isClosed = true;
        clearTimeout(this.#timer);
        this.#timers.forEach(clearTimeout);
        this.#stream?.sent?.destroy();
        this.#agent.destroy();
    }
}
