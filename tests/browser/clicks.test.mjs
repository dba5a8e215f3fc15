// Clicks that come fast, and from many tabs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, setHidden, Stage, streamOpened } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('twenty fast clicks on two buttons all count', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/taps'), await visitor.open('/taps')];
    await here.evaluate(() => {
        for (let i = 0; i < 10; ++i) {
            document.querySelector('#tap-left').click();
            document.querySelector('#tap-right').click();
        }
    });
    for (const page of [here, there]) {
        await hasText(page, '#left', '10');
        await hasText(page, '#right', '10');
    }
    await visitor.leave();
});

test('a click that is under way while the tab is hidden and shown counts once', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/taps');
    const before = Number(await page.locator('#left').textContent());
    let requests = 0;
    let letThrough;
    const shownAgain = new Promise((resolve) => (letThrough = resolve));
    await page.route('**/Taps/tapLeft', async (route) => {
        ++requests;
        await shownAgain;
        await route.continue();
    });
    const sent = page.waitForRequest('**/Taps/tapLeft');
    await page.locator('#tap-left').click();
    await sent;
    await setHidden(page, true);
    const stream = streamOpened(page);
    await setHidden(page, false);
    await stream;
    letThrough();
    await hasText(page, '#left', `${before + 1}`);

    // What comes after shows that nothing else was on its way.
    await page.locator('#tap-left').click();
    await hasText(page, '#left', `${before + 2}`);
    assert.equal(requests, 2);
    await visitor.leave();
});

test('eight tabs of one browser, of which one is shown, all load and click', async () => {
    const visitor = await stage.visitor();
    const pages = [];
    for (let i = 0; i < 8; ++i) {
        if (i > 0)
            await setHidden(pages[i - 1], true);
        pages.push(await visitor.open('/taps'));
    }
    const before = Number(await pages[7].locator('#left').textContent());
    await setHidden(pages[7], true);
    for (const [i, page] of pages.entries()) {
        await setHidden(page, false);
        await page.locator('#tap-left').click();
        await hasText(page, '#left', `${before + i + 1}`);
        await setHidden(page, true);
    }
    for (const page of pages) {
        await setHidden(page, false);
        await hasText(page, '#left', `${before + 8}`);
        await setHidden(page, true);
    }
    await visitor.leave();
});

test('eight windows of one browser, all of them shown, all load and click', async () => {
    const visitor = await stage.visitor();
    const pages = [];
    for (let i = 0; i < 8; ++i) {
        pages.push(await visitor.context.newPage());
        await pages[i].goto(`${stage.program.origin}/taps`, { waitUntil: 'commit' });
        await pages[i].locator('#tap-left').waitFor();
    }
    const before = Number(await pages[7].locator('#left').textContent());
    for (const [i, page] of pages.entries()) {
        await page.locator('#tap-left').click();
        await hasText(page, '#left', `${before + i + 1}`);
    }
    for (const page of pages)
        await hasText(page, '#left', `${before + 8}`);
    await visitor.leave();
});
