// Pages and streams reach a browser compressed, and what a stream tells is seen at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, isStream, Stage } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a compressed stream tells each change as it comes', async () => {
    const visitor = await stage.visitor();
    const encodings = new Map();
    const page = await visitor.open('/gauge', { prepare: async (window) => {
        window.on('response', (response) => {
            const kind = isStream(response.url()) ? 'stream' : new URL(response.url()).pathname;
            encodings.set(kind, response.headers()['content-encoding']);
        });
    } });
    assert.equal(encodings.get('/gauge'), 'br');
    assert.equal(encodings.get('stream'), 'gzip');

    // What this one alone is told, and what both are.
    await page.locator('#start').click();
    await hasText(page, '#label', 'tick 5');
    const other = await (await stage.visitor()).open('/gauge');
    await page.locator('#start').click();
    for (const window of [page, other])
        await hasText(window, '#label', 'tick 10');
    await visitor.leave();
});
