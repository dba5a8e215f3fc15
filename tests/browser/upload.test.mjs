// Files in forms, small and large, and what the page shows on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

const file = (name, size) => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(size, 120) });

test('files arrive with their names and sizes', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    await page.locator('#title').fill('Sea');
    await page.locator('#files').setInputFiles([file('a.png', 10), file('b c.png', 3_000_000)]);
    await page.locator('#send').click();
    await hasText(page, '#known', 'Sea|not urgent|a.png 10|b c.png 3000000');
    // And again in the same page, by new connections.
    await page.locator('#files').setInputFiles([]);
    await page.locator('#send').click();
    await hasText(page, '#known', 'Sea|not urgent');
    await visitor.leave();
});

test('the page shows how much of a file has arrived', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    await page.evaluate(() => {
        window.seen = [];
        const bar = document.querySelector('#progress');
        new MutationObserver(() => window.seen.push(bar.value)).observe(bar, { attributes: true });
    });
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    await network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: 4_000_000,
    });
    await page.locator('#title').fill('Sea');
    await page.locator('#files').setInputFiles([file('a.png', 6_000_000)]);
    await page.locator('#send').click();
    await hasText(page, '#known', 'Sea|not urgent|a.png 6000000');
    await page.waitForFunction(() => document.querySelector('#progress').value === 0);
    const seen = await page.evaluate(() => window.seen);
    assert.ok(seen.some(value => value > 0 && value <= 100), JSON.stringify(seen));
    await visitor.leave();
});

test('a file that is too large is refused in the page, which goes on', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    await page.locator('#title').fill('Sea');
    await page.locator('#files').setInputFiles([file('a.png', 9_000_000)]);
    await page.locator('#send').click();
    await hasText(page, '#send-error', 'A file is larger than 8 MB.');
    await page.locator('#files').setInputFiles([file('a.png', 5)]);
    await page.locator('#send').click();
    await hasText(page, '#known', 'Sea|not urgent|a.png 5');
    await hasText(page, '#send-error', '');
    await visitor.leave();
});
