// 07-notes: what is written is still there after the server was killed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, streamOpened, until } from './support.mjs';

const stage = new Stage('notes');
before(() => stage.setUp());
after(() => stage.tearDown());

async function write(page, words) {
    await page.getByLabel('Note').fill(words);
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.locator('main li', { hasText: words }).waitFor();
}

test('notes outlive a server that is killed', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/');
    await write(page, 'milk');
    await write(page, 'eggs & "bread"');
    await hasText(page, 'main p strong', '2');
    const saved = Date.now() + 1_000; // four times the delay
    await until(() => Date.now() > saved, 'what is older than the delay is saved');

    await stage.program.kill();
    const back = streamOpened(page);
    await stage.program.start();
    await back;
    await hasText(page, 'main p strong', '0'); // not stored
    assert.equal(await page.locator('main li').count(), 2);

    const other = await stage.visitor();
    const fresh = await other.open('/');
    assert.equal(await fresh.locator('main li').count(), 2);
    await fresh.locator('main li', { hasText: 'eggs & "bread"' }).waitFor();
    await write(fresh, 'flour'); // its id is a new one
    await page.locator('main li', { hasText: 'flour' }).waitFor();
    await page.locator('main li', { hasText: 'milk' }).getByRole('button').click();
    await until(async () => (await fresh.locator('main li').count()) === 2, 'the note is gone in both');

    await visitor.leave();
    await other.leave();
});
