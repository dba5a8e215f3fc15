// 04-clock: a QTimer pushes, nobody clicks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { patience, Stage, Wire } from './support.mjs';

const stage = new Stage('examples');
before(() => stage.setUp());
after(() => stage.tearDown());

test('the time goes on in every window, with no request', async () => {
    const one = await stage.visitor();
    const other = await stage.visitor();
    const pages = [await one.open('/clock'), await other.open('/clock')];
    const wire = await Wire.tap(pages[0]);

    for (const page of pages) {
        const secondHand = 'main svg line:last-child';
        const before = await page.locator('time').textContent();
        assert.match(before, /^\d\d:\d\d:\d\d$/);
        const turned = await page.locator(secondHand).getAttribute('transform');
        await page.waitForFunction(
            ([text, selector, transform]) =>
                document.querySelector('time').textContent !== text
                && document.querySelector(selector).getAttribute('transform') !== transform,
            [before, secondHand, turned],
            { timeout: patience },
        );
    }
    assert.deepEqual(wire.requests, []);
    await one.leave();
    await other.leave();
});

test('the hands are drawn, after a push as before it', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/clock');
    const isDrawn = () => {
        const line = document.querySelector('main svg line');
        return line instanceof SVGLineElement && line.getBBox().height > 0;
    };
    assert.ok(await page.evaluate(isDrawn));
    const first = await page.locator('time').textContent();
    await page.waitForFunction((first) => document.querySelector('time').textContent !== first, first);
    assert.ok(await page.evaluate(isDrawn));
    await visitor.leave();
});
