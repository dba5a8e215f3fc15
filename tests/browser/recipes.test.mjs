// The recipes of the deployment guide, run as they stand there but for names, ports and paths, in
// front of the demo: TLS, HTTP/2, a port that is not 443, and a path below which the demo is.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, patience, Program, streamOpened, until, within } from './support.mjs';

const guide = readFileSync(new URL('../../src/doc/deployment.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'backstate-recipes-'));
const certificate = join(folder, 'shop.pem');
const key = join(folder, 'shop.key');
const both = join(folder, 'shop-with-key.pem');

let program;
let browser;

before(async () => {
    execFileSync('openssl', [
        'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
        '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
        '-keyout', key, '-out', certificate,
    ], { stdio: 'ignore' });
    writeFileSync(both, readFileSync(certificate) + readFileSync(key));
    program = await new Program('demo', undefined, ['--proxy', '127.0.0.1']).start();
    browser = await launch();
});

after(async () => {
    await within(browser?.close(), 'close Chromium');
    await program?.remove();
    rmSync(folder, { recursive: true, force: true });
});

// One that no connection of this machine is given for its own end, as it may be above 32768.
async function freePort() {
    for (;;) {
        const port = 20_000 + Math.floor(Math.random() * 10_000);
        const server = createServer();
        const isFree = await new Promise((resolve) => {
            server.once('error', () => resolve(false));
            server.listen(port, '0.0.0.0', () => resolve(true));
        });
        if (!isFree)
            continue;
        server.close();
        await once(server, 'close');
        return port;
    }
}

const isListening = (port) => new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
});

// The recipe of the guide, with the names of this machine.
function recipe(language, port) {
    const [, text] = guide.match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``));
    return text
        .replaceAll('/etc/ssl/shop.pem', certificate)
        .replaceAll('/etc/ssl/shop.key', key)
        .replaceAll('/etc/ssl/shop-with-key.pem', both)
        .replaceAll('127.0.0.1:5001', `127.0.0.1:${program.port}`)
        .replace('listen 443', `listen ${port}`)
        .replace('bind :443', `bind :${port}`)
        .replaceAll('https://shop.example', `https://localhost:${port}`)
        .replaceAll('shop.example', 'localhost');
}

// What each needs around its recipe, and how it is started.
const proxies = {
    nginx: {
        around: (text) => `daemon off; user root; worker_processes 1; pid ${folder}/nginx.pid;
            events { worker_connections 100; }
            http { access_log off; client_body_temp_path ${folder}/body;
                proxy_temp_path ${folder}/proxied; fastcgi_temp_path ${folder}/fastcgi;
                uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi; ${text} }`,
        command: (file) => ['nginx', '-e', join(folder, 'nginx.log'), '-p', folder, '-c', file],
    },
    caddy: {
        around: (text) => `{\nadmin off\nauto_https disable_redirects\n}\n${text}`,
        command: (file) => ['caddy', 'run', '--config', file, '--adapter', 'caddyfile'],
        signal: 'SIGKILL', // else it waits for streams to end
    },
    haproxy: {
        around: (text) => text,
        command: (file) => ['haproxy', '-db', '-f', file],
    },
};

// Runs a proxy for as long as use(origin) takes.
async function during(name, text, port, use) {
    const file = join(folder, `${name}-${port}.conf`);
    writeFileSync(file, proxies[name].around(text));
    const [command, ...options] = proxies[name].command(file);
    const proxy = spawn(command, options, {
        env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    proxy.stderr.setEncoding('utf8').on('data', (words) => (said += words));
    const ended = once(proxy, 'exit');
    try {
        await until(async () => proxy.exitCode !== null || isListening(port), `${name} listens`);
        assert.equal(proxy.exitCode, null, `${name} ended: ${said}`);
        await use(`https://localhost:${port}`);
    } catch (error) {
        error.message += `; ${name} said: ${said}`;
        throw error;
    } finally {
        proxy.kill(proxies[name].signal ?? 'SIGTERM');
        await within(ended, `end ${name}`);
    }
}

async function worksAt(origin, prefix, hasRoutes = true) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
        // The one is asked for at the root, which is not the demo's below a path. The other is a
        // route of the demo's own, which sees the path as it comes.
        const complaint = `${message.text()} ${message.location().url}`;
        const isOfOthers = /\/favicon\.ico$|\/shop\/demo\.css/.test(complaint);
        if (message.type() === 'error' && !isOfOthers)
            complaints.push(complaint);
    });
    const opened = streamOpened(page);
    await page.goto(`${origin}${prefix}/counter`);
    await opened;
    const protocol = await page.evaluate(
        () => performance.getEntriesByType('navigation')[0].nextHopProtocol);
    assert.equal(protocol, 'h2');

    // What the server says comes at once: of some clicks at least one takes no time to speak of.
    const add = page.getByRole('button', { name: '+1', exact: true });
    const times = [];
    for (let i = 0; i < 10; ++i) {
        times.push(await add.evaluate(async (button) => {
            const total = document.querySelector('main');
            const changed = new Promise((resolve) => {
                new MutationObserver((_, observer) => (observer.disconnect(), resolve()))
                    .observe(total, { subtree: true, characterData: true, childList: true });
            });
            const since = performance.now();
            button.click();
            await changed;
            return performance.now() - since;
        }));
    }
    assert.ok(Math.min(...times) < 25, `clicks took ${times.map(Math.round)} ms`);

    // A route of the demo's own, which sees the path as it comes.
    const style = await page.request.get(`${origin}${prefix}/demo.css`);
    assert.equal(style.status(), hasRoutes ? 200 : 404);

    // Links lead to pages below the prefix, and the way back does.
    const arrived = streamOpened(page);
    await page.locator('nav a', { hasText: 'Forms' }).first().click();
    await page.waitForURL(`${origin}${prefix}/forms`);
    await arrived;

    // 20 MB on their way by the proxy.
    const file = join(folder, 'large.png');
    writeFileSync(file, Buffer.alloc(20_000_000, 120));
    await page.locator('input[type=file]').setInputFiles(file);
    const answered = page.waitForResponse(
        (response) => response.url().includes('/Portrait/send'), { timeout: 2 * patience });
    await page.locator('form', { has: page.locator('input[type=file]') })
        .locator('button').last().click();
    const answer = await answered;
    if (!answer.ok())
        assert.fail(`the upload was answered ${answer.status()}: ${await answer.text()}`);
    await page.getByText('Received large.png').waitFor({ timeout: patience });

    await page.goto(`${origin}${prefix}/profile`);
    await page.waitForURL(`${origin}${prefix}/login?to=*`);
    await page.locator('#user').fill('ada');
    await page.locator('#password').fill('analytical');
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${origin}${prefix}/profile`);
    const [cookie] = (await context.cookies()).filter(({ name }) => name.includes('backstate'));
    assert.equal(cookie.secure, true);
    assert.equal(cookie.path, prefix || '/');
    assert.ok(cookie.name.startsWith(prefix ? '__Secure-' : '__Host-'), cookie.name);
    assert.deepEqual(complaints, []);
    await context.close();
}

const missing = (name) => spawnSync('which', [name]).status !== 0 && `there is no ${name}`;

for (const name of Object.keys(proxies))
    test(`${name}, as the guide has it`, { skip: missing(name), timeout: 90_000 }, async () => {
        const port = await freePort();
        await during(name, recipe(name, port), port, (origin) => worksAt(origin, ''));
    });

for (const takesItOff of [true, false])
    test(`nginx below a path that it ${takesItOff ? 'takes off' : 'leaves'}`, { skip: missing('nginx'), timeout: 90_000 }, async () => {
        const port = await freePort();
        const text = recipe('nginx', port)
            .replace('location / {', 'location /shop/ {')
            .replace('X-Forwarded-Prefix ""', 'X-Forwarded-Prefix /shop')
            .replace(/(proxy_pass [^;]*)/, takesItOff ? '$1/' : '$1');
        await during('nginx', text, port, (origin) => worksAt(origin, '/shop', takesItOff));
    });
