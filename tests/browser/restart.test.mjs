// The server is killed and comes back: open pages go on by themselves, with what was half typed.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import { hasText, isStream, Stage, streamOpened, until } from './support.mjs';

const stage = new Stage('fixtures');
beforeEach(() => stage.setUp());
afterEach(() => stage.tearDown());

async function typeHalf(page) {
    await page.locator('#visit').click();
    await hasText(page, '#visits', '1');
    await page.locator('#note').pressSequentially('half a ');
    await page.locator('#agreed').check();
}

async function finish(page) {
    assert.equal(await page.locator('#note').inputValue(), 'half a ');
    assert.equal(await page.locator('#agreed').isChecked(), true);
    await page.locator('#note').press('End'); // Playwright puts the caret first
    await page.keyboard.type('sentence');
    await page.locator('#save').click();
    await hasText(page, '#known', 'half a sentence|yes|red');
}

test('a server that is killed and is back after 5 s', async () => {
    const visitor = await stage.visitor();
    const pages = [await visitor.open('/profile'), await visitor.open('/profile')];
    await typeHalf(pages[0]);

    await stage.program.kill();
    const back = pages.map((page) => streamOpened(page));
    await passed(5_000); // the time is what this test is about
    await stage.program.start();
    await Promise.all(back);

    await hasText(pages[0], '#visits', '0'); // without a store a state begins anew
    await finish(pages[0]);
    await hasText(pages[1], '#known', 'half a sentence|yes|red');
    await pages[1].locator('#visit').click();
    for (const page of pages)
        await hasText(page, '#visits', '1');
    await visitor.leave();
});

test('a server that is told to end does so with 0, and its pages go on when it is back', async () => {
    const examples = new Stage('examples');
    await examples.setUp();
    try {
        const visitor = await examples.visitor();
        const page = await visitor.open('/todo');
        await page.getByPlaceholder('What next?').pressSequentially('half a ');
        assert.equal(await examples.program.stop(), 0);
        const back = streamOpened(page);
        await examples.program.start();
        await back;
        await page.getByPlaceholder('What next?').pressSequentially('sentence');
        await page.keyboard.press('Enter');
        await page.locator('main li', { hasText: 'half a sentence' }).waitFor();
        await hasText(page, 'main > p', '1 of 1 to do');
        await visitor.leave();
    } finally {
        await examples.tearDown();
    }
});

test('a click while the server is away is not sent again later', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/taps');
    await stage.program.kill();
    await page.locator('#tap-left').click();
    const back = streamOpened(page);
    await stage.program.start();
    await back;
    await page.locator('#tap-right').click();
    await hasText(page, '#right', '1');
    await hasText(page, '#left', '0');
    visitor.complaints.length = 0; // a click that fails may say so
    await visitor.leave();
});

test('a server that is back after 5 minutes', async () => {
    const visitor = await stage.visitor();
    // Time is the page's own here, and is wound on.
    const page = await visitor.open('/profile', { prepare: (page) => page.clock.install() });
    await typeHalf(page);
    await stage.program.kill();

    let attempts = 0;
    page.on('requestfailed', (request) => (attempts += isStream(request.url()) ? 1 : 0));
    for (let seconds = 0; seconds < 300; seconds += 5) {
        const before = attempts;
        await page.clock.runFor(5_000);
        // An attempt that was due has failed before time goes on.
        await until(() => attempts > before, 'the stream was asked for again');
    }
    const back = streamOpened(page);
    await stage.program.start();
    await page.clock.runFor(60_000);
    await back;
    await page.clock.resume();
    await hasText(page, '#visits', '0');
    await finish(page);
    await visitor.leave();
});
