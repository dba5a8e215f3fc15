// A page without a stream asks for what changed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, isStream, patience, setHidden, Stage, until } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

const isPoll = (url) => new URL(url).pathname.startsWith('/backstate/poll/');
const polled = (page) => page.waitForResponse((response) => isPoll(response.url()), { timeout: patience });

async function openPolling(visitor) {
    const page = await visitor.context.newPage();
    const first = polled(page);
    await page.goto(`${stage.program.origin}/places/poll`);
    await first;
    return page;
}

test('what others change arrives, without a stream', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const page = await openPolling(ada);
    const streams = [];
    page.on('request', (request) => isStream(request.url()) && streams.push(request.url()));
    const other = await bob.open('/places/one');
    await other.locator('#visit').click();
    await other.locator('#tell').click();
    await hasText(page, '#count', await other.locator('#visits').textContent());
    await hasText(page, 'main .news', 'News: much');
    await hasText(page, 'aside .news', 'News: much');

    // Its own events work as everywhere, and what is typed stays.
    await page.locator('#words').pressSequentially('er');
    await other.locator('#visit').click();
    await hasText(page, '#count', await other.locator('#visits').textContent());
    await page.locator('#words').fill('typed');
    await page.locator('#keep').click();
    await hasText(page, '#read', 'typed');
    const before = Number(await page.locator('#count').textContent());
    await page.locator('#visit').click();
    await hasText(page, '#count', `${before + 1}`);
    await hasText(other, '#visits', `${before + 1}`);
    assert.deepEqual(streams, []);
    await ada.leave();
    await bob.leave();
});

test('it pauses while its window is hidden, and goes on when it is shown', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const page = await openPolling(ada);
    const other = await bob.open('/places/one');
    let polls = 0;
    page.on('request', (request) => isPoll(request.url()) && ++polls);
    await setHidden(page, true);
    await page.waitForTimeout(400); // what was under way
    polls = 0;
    await other.locator('#visit').click();
    await page.waitForTimeout(600);
    assert.equal(polls, 0);
    await setHidden(page, false);
    await hasText(page, '#count', await other.locator('#visits').textContent());
    await ada.leave();
    await bob.leave();
});

test('it ends when one moves on, and begins when one comes', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    const first = polled(page);
    await page.locator('nav').getByText('Poll', { exact: true }).click();
    await hasText(page, 'h1', 'Poll');
    await first;
    await page.locator('#visit').click();
    await until(async () => await page.locator('#count').textContent()
        === await page.locator('#visits').textContent(), 'both show the same');
    await page.locator('nav').getByText('Two', { exact: true }).click();
    await hasText(page, 'h1', 'Two');
    await page.waitForTimeout(300);
    let polls = 0;
    page.on('request', (request) => isPoll(request.url()) && ++polls);
    await page.waitForTimeout(500);
    assert.equal(polls, 0);
    await visitor.leave();
});

test('it goes on after the network was away', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const page = await openPolling(ada);
    const other = await bob.open('/places/one');
    await ada.context.setOffline(true);
    await other.locator('#visit').click();
    await page.waitForTimeout(300);
    await ada.context.setOffline(false);
    await hasText(page, '#count', await other.locator('#visits').textContent());
    ada.complaints = [];
    await ada.leave();
    await bob.leave();
});
