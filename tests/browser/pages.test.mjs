// 11-pages: one layout, pages that change inside it, and one that asks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, streamOpened } from './support.mjs';

const stage = new Stage('pages');
before(() => stage.setUp());
after(() => stage.tearDown());

test('its pages come into one layout', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/');
    await page.evaluate(() => { window.isSame = true; });
    await page.getByRole('button', { name: 'One more' }).click();
    await hasText(page, 'nav > span > span', '1');

    const stream = streamOpened(page);
    await page.locator('nav').getByText('Chapter 1').click();
    await hasText(page, 'h1', 'Chapter 1');
    await stream;
    assert.equal(await page.title(), 'Chapter 1');
    await hasText(page, 'nav > span > span', '1'); // a signal of the layout
    await page.getByText('The next one').click();
    await hasText(page, 'h1', 'Chapter 2');
    await page.goBack();
    await hasText(page, 'h1', 'Chapter 1');

    await page.locator('nav').getByText('Asked for').click();
    await hasText(page, 'h1', 'Asked for');
    await hasText(page, 'nav a.active', 'Asked for');
    const other = await visitor.open('/');
    await other.getByRole('button', { name: 'One more' }).click();
    await hasText(page, 'main span', '2'); // by a poll
    assert.equal(await page.evaluate(() => window.isSame), true); // never loaded whole
    await visitor.leave();
});
