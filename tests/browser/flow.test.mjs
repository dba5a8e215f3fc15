// Events that go on: each yield as it comes, what runs, and the end with the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, isStream, Stage, until } from './support.mjs';

process.env.BACKSTATE_TAB_GRACE = '300'; // ms: a tab that is gone is soon forgotten
const stage = new Stage('fixtures');
const examples = new Stage('examples');
before(() => Promise.all([stage.setUp(), examples.setUp()]));
after(() => Promise.all([stage.tearDown(), examples.tearDown()]));

const steps = (page) => page.locator('#steps li').allTextContents();

async function isWalking(page, expected) {
    for (const id of ['#begin', '#inside'])
        await until(async () => (await page.locator(id).isDisabled()) === expected, `${id} is disabled: ${expected}`);
    await page.locator('#shown').waitFor({ state: expected ? 'visible' : 'hidden' });
    await page.locator('#hidden').waitFor({ state: expected ? 'hidden' : 'visible' });
}

test('each yield appears as it comes, and the page knows that it runs', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/walk');
    const other = await visitor.open('/walk');
    await isWalking(page, false);
    await page.locator('#begin').click();
    for (const i of [1, 2, 3]) {
        await hasText(page, '#at', `${i}`);
        await isWalking(page, true);
        assert.deepEqual(await steps(page), ['step 1', 'step 2', 'step 3'].slice(0, i));
        await page.locator('#next').click();
    }
    await isWalking(page, false);
    await hasText(page, '#at', '0');
    await isWalking(other, false);
    assert.deepEqual(await steps(other), []);
    await visitor.leave();
});

test('closing the page destroys the flow', async () => {
    const visitor = await stage.visitor();
    const [watching, walking] = [await visitor.open('/walk'), await visitor.open('/walk')];
    await walking.locator('#begin').click();
    await hasText(watching, '#walks', '1');
    await walking.close();
    await hasText(watching, '#walks', '0');
    await visitor.leave();
});

test('a page without a stream is answered for as long as it takes', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.context.newPage();
    let ended = 0;
    await page.route((url) => isStream(url.href), () => {}); // never gets anywhere
    // beta.11 aborts a request of its own when that is over.
    for (const event of ['requestfinished', 'requestfailed'])
        page.on(event, (request) => (ended += request.url().includes('/Walk/begin') ? 1 : 0));
    await page.goto(`${stage.program.origin}/walk`);
    await page.locator('#begin').click();
    for (const i of [1, 2, 3]) {
        await until(async () => (await steps(page)).length === i, `there are ${i} steps`);
        await hasText(page, '#at', `${i}`);
        await isWalking(page, true);
        assert.equal(ended, 0);
        await page.locator('#next').click();
    }
    await isWalking(page, false);
    await until(() => ended === 1, 'the one request has ended');
    await visitor.context.close();
});

test('the progress ticks, and is cancelled', async () => {
    const visitor = await examples.visitor();
    const page = await visitor.open('/progress');
    const button = page.getByRole('button', { name: 'Write it' });
    const cancel = page.getByRole('button', { name: 'Cancel' });
    const chapters = async () => (await page.locator('#log li').allTextContents()).length;
    await cancel.waitFor({ state: 'hidden' });
    await button.click();
    await until(async () => (await chapters()) === 2, 'there are two chapters');
    assert.ok(await button.isDisabled());
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), '25');
    await cancel.click();
    await hasText(page, 'main > p:nth-of-type(3)', 'Cancelled.');
    await cancel.waitFor({ state: 'hidden' });
    assert.ok(await button.isEnabled());
    assert.ok((await chapters()) < 5);
    await button.click();
    await hasText(page, 'main > p:nth-of-type(3)', 'All is written.');
    assert.equal(await chapters(), 8);
    await visitor.leave();
});
