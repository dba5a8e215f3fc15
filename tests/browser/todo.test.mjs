// 03-todo: rows that are added, ticked off and removed, and a count in a region.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage } from './support.mjs';

const stage = new Stage('examples');
before(() => stage.setUp());
after(() => stage.tearDown());

const titles = (page) => page.locator('main li label').allTextContents();

async function add(page, title) {
    await page.getByPlaceholder('What next?').fill(title);
    await page.getByRole('button', { name: 'Add' }).click();
    await page.locator('main li', { hasText: title }).waitFor();
}

test('rows are added, ticked off and removed in both windows', async () => {
    const visitor = await stage.visitor();
    const here = await visitor.open('/todo');
    const there = await visitor.open('/todo');
    const summary = 'main > p';
    await hasText(here, summary, '0 of 0 to do');

    for (const title of ['Milk', 'Bread & <butter>', 'Tea'])
        await add(here, title);
    assert.deepEqual(await titles(here), ['Milk', 'Bread & <butter>', 'Tea']);
    await hasText(there, summary, '3 of 3 to do');
    assert.deepEqual(await titles(there), ['Milk', 'Bread & <butter>', 'Tea']);

    await there.locator('li', { hasText: 'Bread' }).getByRole('checkbox').check();
    for (const page of [here, there]) {
        await hasText(page, summary, '2 of 3 to do');
        await page.locator('li', { hasText: 'Bread' }).locator('.done').waitFor();
        await page.waitForFunction(() => document.querySelectorAll('li input')[1].checked);
    }
    await here.locator('li', { hasText: 'Bread' }).getByRole('checkbox').uncheck();
    for (const page of [here, there]) {
        await hasText(page, summary, '3 of 3 to do');
        await page.waitForFunction(() => !document.querySelectorAll('li input')[1].checked);
    }

    await here.locator('li', { hasText: 'Milk' }).getByRole('button', { name: 'Remove' }).click();
    for (const page of [here, there]) {
        await hasText(page, summary, '2 of 2 to do');
        assert.deepEqual(await titles(page), ['Bread & <butter>', 'Tea']);
    }
    for (const title of ['Bread', 'Tea'])
        await there.locator('li', { hasText: title }).getByRole('button', { name: 'Remove' }).click();
    for (const page of [here, there]) {
        await hasText(page, summary, '0 of 0 to do');
        assert.deepEqual(await titles(page), []);
    }
    await add(here, 'Again');
    await hasText(there, summary, '1 of 1 to do');
    assert.deepEqual(await titles(there), ['Again']);
    await visitor.leave();
});

test('an empty entry adds nothing, and an entry is cleared when it was added', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/todo');
    const field = page.getByPlaceholder('What next?');
    await field.fill('   ');
    await field.press('Enter');
    await page.waitForFunction(() => document.querySelector('main form input').value === '');
    assert.deepEqual(await titles(page), []);

    await field.fill('Once');
    await field.press('Enter');
    await hasText(page, 'main > p', '1 of 1 to do');
    await page.waitForFunction(() => document.querySelector('main form input').value === '');
    await field.press('Enter');
    await field.fill('Twice');
    await field.press('Enter');
    await hasText(page, 'main > p', '2 of 2 to do');
    assert.deepEqual(await titles(page), ['Once', 'Twice']);
    await visitor.leave();
});
