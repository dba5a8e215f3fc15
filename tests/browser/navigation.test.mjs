// Moving between pages: content, title, history and stream change, the window does not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, isStream, patience, Stage, streamOpened, until } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

const isAt = (page, path) => page.waitForFunction(
    (path) => location.pathname + location.search + location.hash === path, path, { timeout: patience });
const isSettled = (page) => page.waitForFunction(
    () => !document.documentElement.hasAttribute('aria-busy'), null, { timeout: patience });

// A mark that a page which is loaded whole does not have.
const mark = (page) => page.evaluate(() => { window.isSame = true; });
const isMarked = (page) => page.evaluate(() => window.isSame === true);

async function move(page, link, heading) {
    const stream = streamOpened(page);
    await page.locator('nav').getByText(link, { exact: true }).click();
    await hasText(page, 'h1', heading);
    await stream;
    await isSettled(page);
}

test('a click brings the content, the title, the address and a stream of its own', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    await mark(page);
    assert.equal(await page.title(), 'Place <one>');
    assert.equal(await page.locator('a.active').textContent(), 'One');
    const streams = [];
    page.on('request', (request) => isStream(request.url()) && streams.push(request.url()));

    await move(page, 'Two', 'Two');
    await isAt(page, '/places/two');
    assert.equal(await page.title(), 'Place two');
    assert.equal(await isMarked(page), true);
    await hasText(page, 'a.active', 'Two');
    assert.equal(await page.locator('#backstate-title').textContent(), 'Place two');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'MAIN');
    await page.locator('#visit').click();
    await hasText(page, '#words', '1');
    await hasText(page, '#visits', '1');

    await move(page, 'One', 'One');
    assert.equal(await page.title(), 'Place <one>');
    await page.locator('#visit').click();
    await hasText(page, '#visits', '2');
    // Each page has asked for its stream once, and the ones before it are over.
    assert.equal(new Set(streams).size, 2);
    assert.equal(streams.length, 2);
    assert.equal(await isMarked(page), true);
    await visitor.leave();
});

test('the old stream ends for good', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    const streams = [];
    page.on('request', (request) => isStream(request.url()) && streams.push(request.url()));
    const ended = page.waitForEvent('requestfailed', (request) => isStream(request.url()));
    await move(page, 'Two', 'Two');
    await ended;
    // Longer than either dialect waits before it connects again.
    await page.waitForTimeout(2500);
    assert.equal(streams.length, 1);
    await visitor.leave();
});

test('a page begins anew each time: values, scripts, init, what was typed', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    await page.locator('#words').fill('typed');
    await page.locator('#loose').fill('typed');
    await page.locator('#keep').click();
    await hasText(page, '#read', 'typed');
    await page.locator('#words').fill('half typed');
    assert.deepEqual(await page.evaluate(() => [window.scripts, window.inits]), [1, 1]);

    await move(page, 'Two', 'Two');
    await page.waitForFunction(() => window.beats > 0);
    const beats = await page.evaluate(() => window.beats);
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => window.beats), beats, 'an interval of the page before');

    await move(page, 'One', 'One');
    await page.waitForFunction(() => window.inits === 2);
    assert.deepEqual(await page.evaluate(() => [window.scripts, window.inits]), [2, 2]);
    assert.equal(await page.locator('#words').inputValue(), 'empty');
    assert.equal(await page.locator('#loose').inputValue(), '');
    assert.equal(await page.locator('#read').textContent(), '');
    await page.waitForFunction((beats) => window.beats > beats, beats);
    await page.locator('#words').fill('again');
    await page.locator('#keep').click();
    await hasText(page, '#read', 'again');
    await visitor.leave();
});

test('what the layout shows stays true', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const [page, other] = [await ada.open('/places/two'), await bob.open('/places/one')];
    const news = (page) => page.locator('.news').allTextContents();
    await other.evaluate(() => {}); // a window of its own
    await move(page, 'One', 'One');
    await other.locator('#tell').click();
    await until(async () => (await news(page)).join() === 'News: much,News: much', 'both regions follow');
    await move(page, 'Two', 'Two');
    assert.deepEqual(await news(page), ['News: much']);
    const before = Number(await other.locator('#visits').textContent());
    await other.locator('#visit').click();
    await hasText(page, '#visits', `${before + 1}`);
    await hasText(page, '#words', `${before + 1}`);
    await ada.leave();
    await bob.leave();
});

test('back, forward and reload go where they should, scrolled as it was', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    await mark(page);
    await page.evaluate(() => scrollTo(0, 1234));
    await page.evaluate(() => document.getElementById('far').click());
    await hasText(page, 'h1', 'Two');
    await isSettled(page);
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.evaluate(() => scrollTo(0, 555));

    await page.goBack();
    await hasText(page, 'h1', 'One');
    await isSettled(page);
    await isAt(page, '/places/one');
    assert.equal(await page.title(), 'Place <one>');
    assert.equal(await page.evaluate(() => scrollY), 1234);
    await hasText(page, 'a.active', 'One');
    await page.goForward();
    await hasText(page, 'h1', 'Two');
    await isSettled(page);
    assert.equal(await page.evaluate(() => scrollY), 555);
    assert.equal(await isMarked(page), true);

    const stream = streamOpened(page);
    await page.reload();
    await stream;
    await hasText(page, 'h1', 'Two');
    assert.equal(await isMarked(page), false);
    await page.waitForFunction(() => scrollY === 555);
    await page.goBack();
    await hasText(page, 'h1', 'One');
    await isAt(page, '/places/one');
    await visitor.leave();
});

test('query and fragment arrive', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    await move(page, 'Below', 'Two');
    await isAt(page, '/places/two?q=a%20b&c=d#below');
    assert.equal(await page.locator('#query').textContent(), 'a b|');
    assert.ok(await page.evaluate(() => Math.abs(document.getElementById('below').getBoundingClientRect().top) < 5));
    // The address is that of the page as a whole, too.
    await page.reload();
    assert.equal(await page.locator('#query').textContent(), 'a b|');
    await visitor.leave();
});

test('another head, and a page that is not there, are loaded whole', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    await mark(page);
    await page.locator('nav').getByText('Head').click();
    await hasText(page, 'h1', 'Head');
    assert.equal(await isMarked(page), false);
    assert.equal(await page.locator('meta[name=description]').count(), 1);
    await page.locator('nav').getByText('None').click();
    await hasText(page, 'h1', 'Not found');
    await isAt(page, '/places/none');
    await page.goBack();
    await hasText(page, 'h1', 'Head');
    visitor.complaints = visitor.complaints.filter((complaint) => !/40[34]/.test(complaint));
    await visitor.leave();
});

test('of two clicks the second wins', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    await mark(page);
    let release;
    const isHeld = new Promise((resolve) => (release = resolve));
    await page.route('**/places/two*', async (route) => {
        await isHeld;
        await route.continue().catch(() => {}); // it was given up
    });
    await page.locator('nav').getByText('Two', { exact: true }).click();
    assert.equal(await page.evaluate(() => document.documentElement.getAttribute('aria-busy')), 'true');
    await page.locator('nav').getByText('Poll', { exact: true }).click();
    await hasText(page, 'h1', 'Poll');
    release();
    await isSettled(page);
    await isAt(page, '/places/poll');
    assert.equal(await page.title(), 'Place poll');
    assert.equal(await isMarked(page), true);
    await visitor.leave();
});

test('a modified click opens the page elsewhere, as a link does', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/places/one');
    const opened = visitor.context.waitForEvent('page');
    await page.locator('nav').getByText('Two', { exact: true }).click({ modifiers: ['Control'] });
    const other = await opened;
    await hasText(other, 'h1', 'Two');
    assert.equal(await page.locator('h1').textContent(), 'One');
    await visitor.leave();
});
