// A tab that was hidden is up to date when it is shown.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, isStream, setHidden, Stage, streamOpened, Wire } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a hidden tab gives its connection back and catches up when it is shown', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/taps'), await visitor.open('/taps')];
    const wire = await Wire.tap(here);

    const closed = here.waitForEvent('requestfailed', (request) => isStream(request.url()));
    await setHidden(here, true);
    await closed;
    await there.locator('#tap-left').click();
    await there.locator('#tap-left').click();
    await there.locator('#tap-right').click();
    await hasText(there, '#left', '2');
    await hasText(there, '#right', '1');
    assert.equal(await here.locator('#left').textContent(), '0');

    const stream = streamOpened(here);
    await setHidden(here, false);
    await stream;
    await hasText(here, '#left', '2');
    await hasText(here, '#right', '1');
    assert.deepEqual(wire.requests, []);

    // And it goes on from there.
    await there.locator('#tap-right').click();
    await hasText(here, '#right', '2');
    await here.locator('#tap-right').click();
    await hasText(there, '#right', '3');
    await visitor.leave();
});

test('a rows list that changed meanwhile is the same as everywhere', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/stock'), await visitor.open('/stock')];
    await setHidden(here, true);
    await there.locator('.rename').nth(4).click();
    await hasText(there, 'li:nth-child(5) span', 'Product 5 (new)');
    await there.locator('.remove').nth(0).click();
    await hasText(there, '#size', '299 products');

    const stream = streamOpened(here);
    await setHidden(here, false);
    await stream;
    await hasText(here, '#size', '299 products');
    await hasText(here, 'li:nth-child(4) span', 'Product 5 (new)');
    const titles = (page) => page.locator('li > span').allTextContents();
    assert.deepEqual(await titles(here), await titles(there));
    await visitor.leave();
});

test('a tab that is hidden and shown quickly, again and again, has one stream in the end', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/taps'), await visitor.open('/taps')];
    for (let i = 0; i < 5; ++i) {
        await setHidden(here, true);
        const stream = streamOpened(here);
        await setHidden(here, false);
        await stream;
    }
    const before = Number(await there.locator('#left').textContent());
    await there.locator('#tap-left').click();
    await hasText(here, '#left', `${before + 1}`);
    await here.locator('#tap-left').click();
    await hasText(there, '#left', `${before + 2}`);
    await visitor.leave();
});
