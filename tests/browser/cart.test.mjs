// 09-cart: what is in it is the browser's, and sealed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, streamOpened, until } from './support.mjs';

const stage = new Stage('examples');
before(() => stage.setUp());
after(() => stage.tearDown());

const buy = (page, name) => page.getByRole('main').getByRole('button', { name }).click();

test('the cart is filled, outlives a reload and a restart, and is emptied', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/cart');
    await hasText(page, '#total', '0.00');
    await buy(page, 'Tea');
    await hasText(page, '#total', '4.50');
    await buy(page, 'Sugar');
    await hasText(page, '#total', '5.70');
    await hasText(page, '#items', 'Tea 4.50Sugar 1.20');
    await page.locator('#note').fill('for Ada');
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('BackState.Cart')).Cart);
    assert.deepEqual(Object.keys(kept), ['note', 'sealed']); // what the server takes back

    await page.reload();
    await hasText(page, '#total', '5.70');
    await stage.program.kill(); // it has nothing of the cart
    const back = streamOpened(page);
    await stage.program.start();
    await back;
    await buy(page, 'Coffee');
    await hasText(page, '#total', '12.60');

    const other = await visitor.open('/cart'); // another window of the same browser
    await hasText(other, '#total', '12.60');
    await until(async () => (await other.locator('#note').inputValue()) === 'for Ada', 'the note is there');
    await page.getByRole('main').getByRole('button', { name: 'Empty it' }).click();
    await hasText(page, '#total', '0.00');
    await hasText(page, '#items', '');
    await visitor.leave();
});
