// Who shares a state: two browsers, two windows, and one counter of each scope.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, streamOpened } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

let next = 0;
const fresh = () => `fresh${++next}`; // a key that no other test has

// Two windows of one browser and one of another; the second parameter is the other's own.
async function windows(path, otherPath = path) {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const mine = await ada.open(path);
    const alsoMine = await ada.open(path);
    const theirs = await bob.open(otherPath);
    return { mine, alsoMine, theirs, leave: () => Promise.all([ada.leave(), bob.leave()]) };
}

const countOf = (page, name) => page.locator(`#${name}`).textContent();

// Raises the counter of everybody as well: once it has arrived, whatever was to come before has.
async function raise(page, name, ...others) {
    const all = String(Number(await countOf(page, 'all')) + 1);
    await page.locator(`#${name}-raise`).click();
    await hasText(page, `#${name}`, '1');
    await page.locator('#all-raise').click();
    for (const other of [page, ...others])
        await hasText(other, '#all', all);
}

test('of a tab: this window alone', async () => {
    const { mine, alsoMine, theirs, leave } = await windows(`/scopes/${fresh()}`);
    await raise(mine, 'tab', alsoMine, theirs);
    assert.equal(await countOf(alsoMine, 'tab'), '0');
    assert.equal(await countOf(theirs, 'tab'), '0');
    await leave();
});

test('of a session: all windows of one browser', async () => {
    const { mine, alsoMine, theirs, leave } = await windows(`/scopes/${fresh()}`);
    await raise(mine, 'session', alsoMine, theirs);
    await hasText(alsoMine, '#session', '1');
    assert.equal(await countOf(theirs, 'session'), '0');
    await leave();
});

test('of a record: everybody who shows its key', async () => {
    const path = `/scopes/${fresh()}`;
    const { mine, theirs, leave } = await windows(path);
    const carl = await stage.visitor();
    const another = await carl.open(`/scopes/${fresh()}`);
    await raise(mine, 'record', theirs, another);
    await hasText(theirs, '#record', '1');
    assert.equal(await countOf(another, 'record'), '0');
    await theirs.locator('#record-raise').click();
    await hasText(mine, '#record', '2');
    await Promise.all([leave(), carl.leave()]);
});

test('of a key of the program\'s own: everybody who has it', async () => {
    const [red, blue] = [fresh(), fresh()];
    const { mine, theirs, leave } = await windows(`/scopes/a?team=${red}`, `/scopes/b?team=${red}`);
    const carl = await stage.visitor();
    const another = await carl.open(`/scopes/a?team=${blue}`);
    await raise(mine, 'team', theirs, another);
    await hasText(theirs, '#team', '1');
    assert.equal(await countOf(another, 'team'), '0');
    await Promise.all([leave(), carl.leave()]);
});

// By an event that returns SignIn: the answer leads the window on.
async function enter(visitor, name) {
    const page = await visitor.open(`/scopes/${fresh()}`);
    await page.locator('#name').fill(name);
    const stream = streamOpened(page);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.waitForURL('**/scopes-user');
    await stream;
    await hasText(page, 'h1', name);
    return page;
}

test('of a user: wherever that name is signed in', async () => {
    const visitors = [await stage.visitor(), await stage.visitor(), await stage.visitor()];
    const name = fresh();
    const atHome = await enter(visitors[0], name);
    const atWork = await enter(visitors[1], name);
    const stranger = await enter(visitors[2], fresh());
    await atHome.locator('#user-raise').click();
    await hasText(atWork, '#user', '1');
    await atWork.locator('#user-raise').click();
    await hasText(atHome, '#user', '2');
    await stranger.locator('#user-raise').click();
    await hasText(stranger, '#user', '1');
    await Promise.all(visitors.map((visitor) => visitor.leave()));
});

test('a sign-in keeps the session\'s values, a sign-out ends them', async () => {
    const visitor = await stage.visitor();
    const first = await visitor.open(`/scopes/${fresh()}`);
    await first.locator('#session-raise').click();
    await hasText(first, '#session', '1');
    const page = await enter(visitor, fresh());
    await hasText(page, '#session', '1');
    // The window of before was told to load again, and is one of the new session.
    await page.locator('#session-raise').click();
    await hasText(first, '#session', '2');
    await page.locator('#leave').click();
    await page.waitForURL('**/scopes/out');
    await hasText(page, '#session', '0');
    await hasText(first, '#session', '0');
    await visitor.leave();
});
