// A server is emptied while another one takes over: open pages move there by themselves.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { hasText, isStream, Program, Stage, streamOpened, until } from './support.mjs';

const stage = new Stage('fixtures');
let other; // shares its secret
beforeEach(async () => {
    process.env.BACKSTATE_COOKIE = 'session';
    await stage.setUp();
    other = new Program('fixtures', stage.program.home);
});
afterEach(async () => {
    await other.remove();
    await stage.tearDown();
});

function isWell(origin) {
    return new Promise((resolve) => {
        get(`${origin}/backstate/health`, { agent: false }, (answer) => {
            answer.resume();
            resolve(answer.statusCode === 200);
        }).on('error', () => resolve(false));
    });
}

// Leads each connection to the first of its servers that says it is well, and never looks into it.
class Balancer {
    constructor(servers) {
        this.servers = servers;
    }
    async start() {
        this.sockets = new Set();
        this.listener = createServer((browser) => this.#lead(browser));
        this.listener.listen(0, 'localhost');
        await once(this.listener, 'listening');
        this.origin = `http://localhost:${this.listener.address().port}`;
        return this;
    }
    async #lead(browser) {
        this.#keep(browser);
        for (const { origin, port } of this.servers) {
            if (!(await isWell(origin)))
                continue;
            const server = this.#keep(connect(port, 'localhost'));
            browser.pipe(server).pipe(browser);
            // If one side is cut off, the other is as well.
            server.on('close', () => browser.destroy());
            browser.on('close', () => server.destroy());
            return;
        }
        browser.destroy();
    }
    #keep(socket) {
        socket.on('error', () => {});
        this.sockets.add(socket);
        return socket;
    }
    stop() {
        this.listener.close();
        for (const socket of this.sockets)
            socket.destroy();
    }
}

async function use(page) {
    await page.evaluate(() => (window.wasLoadedOnce = true));
    await page.locator('#visit').click();
    await hasText(page, '#visits', '1');
    await page.locator('#note').pressSequentially('half a ');
}

// The values of the other server, and what was half typed, in the window that was open all the
// time.
async function goOn(page) {
    await hasText(page, '#visits', '0');
    assert.equal(await page.evaluate(() => window.wasLoadedOnce), true);
    assert.equal(await page.locator('#note').inputValue(), 'half a ');
    await page.locator('#note').press('End'); // Playwright puts the caret first
    await page.keyboard.type('sentence');
    await page.locator('#save').click();
    await hasText(page, '#known', 'half a sentence|no|red');
    await page.locator('#visit').click();
    await hasText(page, '#visits', '1');
}

// The browser says so when a stream is refused.
async function leave(visitor) {
    visitor.complaints = visitor.complaints.filter((text) => !text.endsWith('503 (Service Unavailable)'));
    await visitor.leave();
}

test('behind a balancer, pages move to the server that has room', async () => {
    await other.start();
    const balancer = await new Balancer([stage.program, other]).start();
    try {
        const visitor = await stage.visitor();
        visitor.program = balancer;
        const page = await visitor.open('/profile');
        await use(page);
        stage.program.drain();
        await goOn(page);
        assert.equal(stage.program.process.exitCode, null); // it need not end for that
        await leave(visitor);
    } finally {
        balancer.stop();
    }
});

test('a page that is answered 503 asks on until another server has the port', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/profile');
    await use(page);
    let refused = 0;
    page.on('response', (response) => {
        if (isStream(response.url()) && response.status() === 503)
            ++refused;
    });
    stage.program.drain();
    await until(() => refused >= 2, 'the stream was refused twice');
    await hasText(page, '#visits', '1'); // as it was

    const back = streamOpened(page);
    await stage.program.kill();
    other.port = stage.program.port;
    await other.start();
    await back;
    await goOn(page);
    await leave(visitor);
});
