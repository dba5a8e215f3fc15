// 02-greeting: what is typed is a property in C++.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage } from './support.mjs';

const stage = new Stage('examples');
before(() => stage.setUp());
after(() => stage.tearDown());

test('the name arrives by itself while it is typed, in both windows', async () => {
    const visitor = await stage.visitor();
    const here = await visitor.open('/greeting');
    const there = await visitor.open('/greeting');
    await hasText(here, 'h1', 'Hello, whoever you are!');

    await here.locator('#name').pressSequentially('Ada');
    await hasText(here, 'h1', 'Hello, Ada!');
    await hasText(there, 'h1', 'Hello, Ada!');
    assert.equal(await here.locator('#name').inputValue(), 'Ada');
    await there.waitForFunction(() => document.querySelector('#name').value === 'Ada');
    await visitor.leave();
});

test('the wish arrives with the event and is cleared by it', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/greeting');
    const wish = page.getByRole('textbox', { name: 'A wish' });

    await wish.fill('a <b>horse</b> & $name');
    await page.getByRole('button', { name: 'Ask' }).click();
    await hasText(page, 'main > p:last-child', 'You shall have a <b>horse</b> & $name.');
    await page.waitForFunction(() => document.querySelector('form:not([hidden]) input').value === '');

    await wish.fill('two');
    await wish.press('Enter');
    await hasText(page, 'main > p:last-child', 'You shall have two.');
    await visitor.leave();
});

test('a name that is refused changes nothing and says why', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/greeting');
    await page.locator('#name').fill('Grace');
    await hasText(page, 'h1', 'Hello, Grace!');

    await page.locator('#name').fill('Grace Brewster Murray Hopper');
    await hasText(page, '[role=alert]', 'That is a long name: 20 letters at most, please.');
    await hasText(page, 'h1', 'Hello, Grace!');

    await page.locator('#name').fill('Hopper');
    await hasText(page, 'h1', 'Hello, Hopper!');
    await page.locator('[role=alert]').waitFor({ state: 'hidden' });
    await visitor.leave();
});
