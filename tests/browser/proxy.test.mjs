// The network that other tests have: each of its ways to be slow or broken.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { Proxy } from './proxy.mjs';
import { until } from './support.mjs';

// A program in this process. Below /backstate/stream/ it sends a number whenever say() is called.
class Speaker {
    #streams = new Set();
    #server = createServer((request, response) => {
        if (!request.url.startsWith('/backstate/stream/')) {
            response.end(`you asked for ${request.url}`);
            return;
        }
        response.flushHeaders();
        this.#streams.add(response);
    });

    async start(port = 0) {
        this.#server.listen(port, '127.0.0.1');
        await once(this.#server, 'listening');
        this.port = this.#server.address().port;
        return this;
    }
    say(text) {
        for (const stream of this.#streams)
            stream.write(text);
    }
    async stop() {
        this.#server.close();
        this.#server.closeAllConnections();
        this.#streams.clear();
        await once(this.#server, 'close');
    }
}

let speaker;
let proxy;
let agent; // as a browser keeps its connections
beforeEach(async () => {
    speaker = await new Speaker().start();
    agent = new Agent({ keepAlive: true, maxSockets: 6 });
});
afterEach(async () => {
    agent.destroy();
    await proxy?.close();
    await speaker.stop();
});

// Asks for a path, and resolves to status, body and the milliseconds that it took.
async function ask(path) {
    const began = performance.now();
    const response = await answerTo(path);
    let body = '';
    for await (const chunk of response.setEncoding('utf8'))
        body += chunk;
    return { status: response.statusCode, body, took: performance.now() - began };
}

async function answerTo(path) {
    const [response] = await once(get(proxy.origin + path, { agent }), 'response');
    return response;
}

// Asks for all of them at once, and resolves to the order in which the answers are there.
async function arrivals(...paths) {
    const arrived = [];
    await Promise.all(paths.map(async (path) => {
        await ask(path);
        arrived.push(path);
    }));
    return arrived;
}

// An open stream: what it has received, and whether it ended.
async function stream() {
    const response = await answerTo('/backstate/stream/1');
    const open = { received: '', hasEnded: false };
    response.setEncoding('utf8').on('data', (text) => (open.received += text));
    response.on('error', () => {}).on('close', () => (open.hasEnded = true));
    return open;
}

test('bytes are under way for a time in each direction', async () => {
    proxy = await Proxy.before(speaker);
    assert.equal((await ask('/')).body, 'you asked for /');
    proxy.delay = 60;
    const { body, took } = await ask('/slow');
    assert.equal(body, 'you asked for /slow');
    assert.ok(took >= 120, `it took ${took} ms`);
});

test('jitter leaves the order as it is', async () => {
    proxy = await Proxy.before(speaker, { jitter: 30 });
    const open = await stream();
    let said = '';
    for (let number = 0; number < 30; ++number) {
        speaker.say(`${number} `);
        said += `${number} `;
        await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => open.received.length >= said.length, 'all of it arrived');
    assert.equal(open.received, said);
});

test('connections have delays of their own', async () => {
    proxy = await Proxy.before(speaker, { unequal: [80, 0] });
    assert.deepEqual(await arrivals('/first', '/second'), ['/second', '/first']);
});

test('a request can have a delay of its own', async () => {
    proxy = await Proxy.before(speaker, { delay: ({ path }) => (path === '/slow' ? 80 : 0) });
    assert.deepEqual(await arrivals('/slow', '/fast'), ['/fast', '/slow']);
    // Two connections come in either order.
    const asked = proxy.requests.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(asked.sort(), ['GET /fast', 'GET /slow']);
    assert.deepEqual(proxy.requests.map(({ number }) => number), [1, 2]);
});

test('a connection without a request asks for no delay of one', async () => {
    proxy = await Proxy.before(speaker, { delay: ({ path }) => path.length });
    const idle = connect({ host: '127.0.0.1', port: new URL(proxy.origin).port });
    await once(idle, 'connect');
    idle.end();
    await once(idle, 'close');
    assert.equal((await ask('/a')).status, 200);
});

test('a line has a bandwidth', async () => {
    proxy = await Proxy.before(speaker, { bandwidth: 10_000 });
    const { took } = await ask(`/${'x'.repeat(2_000)}`);
    assert.ok(took >= 400, `it took ${took} ms`); // there and back again
});

test('a swallowed stream stays open and silent, and new connections work', async () => {
    proxy = await Proxy.before(speaker);
    const open = await stream();
    speaker.say('heard ');
    await until(() => open.received === 'heard ', 'the stream spoke');
    proxy.swallow();
    speaker.say('late');
    assert.equal((await ask('/')).status, 200);
    const other = await stream();
    speaker.say('!');
    await until(() => other.received === '!', 'the new stream spoke');
    assert.equal(open.received, 'heard ');
    assert.equal(open.hasEnded, false);
    proxy.pass();
    await until(() => open.received === 'heard late!', 'the outage was over');
});

test('a refusing network ends what there is, until it lets pass', async () => {
    proxy = await Proxy.before(speaker);
    const open = await stream();
    proxy.refuse();
    await until(() => open.hasEnded, 'the stream ended');
    await assert.rejects(ask('/'));
    proxy.pass();
    assert.equal((await ask('/')).status, 200);
});

test('a gateway answers 502 while its program is gone', async () => {
    proxy = await Proxy.before(speaker, { isGateway: true });
    const open = await stream();
    await speaker.stop();
    await until(() => open.hasEnded, 'the stream ended');
    assert.equal((await ask('/')).status, 502);
    assert.equal((await ask('/')).status, 502);
    speaker = await new Speaker().start(speaker.port);
    assert.equal((await ask('/')).status, 200);
});

test('a connection to a program that is gone ends', async () => {
    proxy = await Proxy.before(speaker);
    await speaker.stop();
    await assert.rejects(ask('/'));
    speaker = await new Speaker().start(speaker.port);
    assert.equal((await ask('/')).status, 200);
});

test('an answer is held back until it is released, and no other', async () => {
    proxy = await Proxy.before(speaker);
    const isHeld = proxy.hold('script');
    const arrived = [];
    const script = ask('/backstate/a.js?x').then(() => arrived.push('script'));
    await isHeld;
    await ask('/page');
    arrived.push('page');
    proxy.release();
    await script;
    assert.deepEqual(arrived, ['page', 'script']);
});

test('a mistyped kind is refused', async () => {
    proxy = await Proxy.before(speaker);
    assert.throws(() => proxy.swallow('stream'), /stream is none of everything, streams, script/);
});
