// Ten writers say a thousand messages at once, and each of thirty windows has each message once, and
// all in the same order.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

const windows = 30;
const writers = 10;
const each = 100;
const atOnce = 3; // streams of one browser, which has no more connections to spare

// Says the messages one after the other, each as soon as the message before has arrived.
async function speak([writer, each]) {
    const draft = document.querySelector('#draft');
    for (let i = 0; i < each; ++i) {
        draft.value = `${writer}-${i}`;
        draft.dispatchEvent(new Event('input', { bubbles: true }));
        document.querySelector('#say').click();
        while (draft.value !== '')
            await new Promise((resolve) => setTimeout(resolve, 2));
    }
}

test('thirty windows, a thousand messages, ten writers', { timeout: 120_000 }, async () => {
    const visitors = await Promise.all(Array.from({ length: windows / atOnce }, () => stage.visitor()));
    // The first window of each brings the cookie. Without it the others would be in sessions of
    // their own, of which the browser keeps one.
    const first = await Promise.all(visitors.map((visitor) => visitor.open('/room')));
    const others = await Promise.all(visitors.flatMap(
        (visitor) => Array.from({ length: atOnce - 1 }, () => visitor.open('/room'))));
    const pages = [...first, ...others];
    assert.equal(pages.length, windows);

    await Promise.all(pages.slice(0, writers).map((page, writer) => page.evaluate(speak, [writer, each])));
    for (const page of pages)
        await page.waitForFunction((all) => document.querySelectorAll('li').length >= all, writers * each);

    const read = await Promise.all(pages.map(
        (page) => page.evaluate(() => [...document.querySelectorAll('li')].map((row) => row.textContent))));
    const said = Array.from({ length: writers }, (_, writer) =>
        Array.from({ length: each }, (_, i) => `${writer}-${i}`));
    assert.deepEqual([...read[0]].sort(), said.flat().sort());
    for (const one of read)
        assert.deepEqual(one, read[0]);
    for (const own of said) // what one writer said is in the order in which it was said
        assert.deepEqual(read[0].filter((words) => words.startsWith(own[0].split('-')[0] + '-')), own);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
});
