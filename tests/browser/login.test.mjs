// 08-login: who may see what.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, streamOpened } from './support.mjs';

const stage = new Stage('login');
before(() => stage.setUp());
after(() => stage.tearDown());

const passwords = { ada: 'engine', bob: 'builder' };

async function fillIn(page, name, password = passwords[name]) {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

async function signedIn(visitor, name, path = '/') {
    const page = await visitor.open(`/login?to=${encodeURIComponent(path)}`);
    const stream = streamOpened(page);
    await fillIn(page, name);
    await page.waitForURL(`**${path}`);
    await stream;
    await hasText(page, 'nav strong', name);
    return page;
}

test('a page for users leads to the login page and back', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/notes');
    assert.equal(new URL(page.url()).pathname, '/login');
    await fillIn(page, 'ada', 'wrong');
    await page.getByRole('alert').waitFor();
    await hasText(page, '[role=alert]', 'The name or the password is not right.');
    await fillIn(page, 'ada');
    await page.waitForURL('**/notes');
    await hasText(page, 'h1', 'Notes');
    await visitor.leave();
});

test('a user has the same notes in every browser, and nobody else has them', async () => {
    const [home, work, other] = [await stage.visitor(), await stage.visitor(), await stage.visitor()];
    const mine = await signedIn(home, 'ada', '/notes');
    const alsoMine = await signedIn(work, 'ada', '/notes');
    const theirs = await signedIn(other, 'bob', '/notes');
    await mine.getByPlaceholder('A note').fill('Finish the engine');
    await mine.getByRole('button', { name: 'Keep' }).click();
    await hasText(alsoMine, 'main li', 'Finish the engine');
    await theirs.getByPlaceholder('A note').fill('Buy bricks');
    await theirs.getByRole('button', { name: 'Keep' }).click();
    await hasText(theirs, 'main li', 'Buy bricks');
    assert.equal(await theirs.locator('main li').count(), 1);
    await Promise.all([home.leave(), work.leave(), other.leave()]);
});

test('an admin publishes, everybody reads at once, others are kept out', async () => {
    const [first, second] = [await stage.visitor(), await stage.visitor()];
    const admin = await signedIn(first, 'ada', '/admin');
    const reader = await signedIn(second, 'bob');
    await admin.getByPlaceholder('What is new?').fill('Tea at four.');
    await admin.getByRole('button', { name: 'Publish' }).click();
    await hasText(reader, 'main p', 'Tea at four.');

    assert.equal(await reader.getByRole('link', { name: 'Admin' }).count(), 0);
    assert.equal(await admin.getByRole('link', { name: 'Admin' }).count(), 1);
    const answer = await second.context.request.get(`${stage.program.origin}/admin`);
    assert.equal(answer.status(), 403);
    assert.match(await answer.text(), /does not have the role/);
    await Promise.all([first.leave(), second.leave()]);
});

test('an event for one role is refused where the page is not', async () => {
    const visitor = await stage.visitor();
    const page = await signedIn(visitor, 'bob');
    const before = await page.locator('main p').textContent();
    const answer = await page.evaluate(async () => {
        const tab = document.querySelector('#backstate-stream').outerHTML.match(/stream\/([^'"&]+)/)[1];
        const response = await fetch('/Notice/publish?news=mine', {
            method: 'POST',
            headers: { 'BackState-Tab': tab },
        });
        return { status: response.status, body: await response.json() };
    }).catch((error) => ({ status: String(error) }));
    assert.equal(answer.status, 403);
    assert.equal(answer.body.error, 'Your account does not have the role that this needs.');
    assert.equal(await page.locator('main p').textContent(), before);
    await visitor.context.close(); // the browser complains of the 403
});

test('who signs out is signed out in every window', async () => {
    const visitor = await stage.visitor();
    const page = await signedIn(visitor, 'ada', '/notes');
    const other = await visitor.open('/');
    await hasText(other, 'nav strong', 'ada');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await hasText(other, 'nav a:last-child', 'Sign in');
    const again = await visitor.open('/notes');
    assert.equal(new URL(again.url()).pathname, '/login');
    await visitor.leave();
});

test('a sign-in outlives a restart of the server', async () => {
    const visitor = await stage.visitor();
    const page = await signedIn(visitor, 'bob', '/notes');
    await stage.program.kill();
    await stage.program.start();
    const stream = streamOpened(page);
    await page.reload();
    await stream;
    await hasText(page, 'nav strong', 'bob');
    await hasText(page, 'h1', 'Notes');
    await visitor.leave();
});

test('the form needs no script', async () => {
    const visitor = await stage.visitor({ javaScriptEnabled: false });
    const page = await visitor.context.newPage();
    await page.goto(`${stage.program.origin}/notes`);
    await fillIn(page, 'ada');
    await page.waitForURL('**/notes');
    assert.equal(await page.locator('nav strong').textContent(), 'ada');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    assert.equal(await page.locator('nav strong').count(), 0);
    await visitor.leave();
});
