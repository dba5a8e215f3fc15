// 05-chat: one state for everybody, no message lost or doubled.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, setHidden, Stage, streamOpened, until } from './support.mjs';

const stage = new Stage('examples');
before(() => stage.setUp());
after(() => stage.tearDown());

const messages = (page) => page.locator('main li').allTextContents();

async function say(page, text) {
    const field = page.getByPlaceholder('Say something');
    await field.fill(text);
    await field.press('Enter');
    await page.waitForFunction(() => document.querySelector('main form input').value === '');
}

test('everybody reads what anybody says, in one order and once', async () => {
    const visitors = await Promise.all(Array.from({ length: 3 }, () => stage.visitor()));
    const pages = await Promise.all(visitors.map((visitor) => visitor.open('/chat')));
    await Promise.all(pages.map((page, i) => page.getByLabel('Your name').fill(`Person ${i}`)));

    const rounds = [0, 1, 2, 3, 4];
    await Promise.all(pages.map(async (page) => {
        for (const round of rounds)
            await say(page, `message ${round}`);
    }));
    const said = pages.flatMap((_, i) => rounds.map((round) => `Person ${i}: message ${round}`));
    for (const page of pages)
        await until(async () => (await messages(page)).length >= said.length, 'all messages are there');
    const read = await messages(pages[0]);
    assert.deepEqual([...read].sort(), said.sort());
    for (const page of pages)
        assert.deepEqual(await messages(page), read);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
});

test('what one types is not seen or disturbed by others', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const [mine, theirs] = [await ada.open('/chat'), await bob.open('/chat')];
    const field = mine.getByPlaceholder('Say something');
    await field.pressSequentially('half a sen');
    await say(theirs, 'in between');
    await mine.locator('li', { hasText: 'in between' }).waitFor();
    await field.pressSequentially('tence');
    assert.equal(await field.inputValue(), 'half a sentence');
    assert.equal(await theirs.getByPlaceholder('Say something').inputValue(), '');
    await field.press('Enter');
    await hasText(theirs, 'main li:last-child', 'Guest: half a sentence');
    await ada.leave();
    await bob.leave();
});

test('a window that was hidden has missed nothing', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const [mine, theirs] = [await ada.open('/chat'), await bob.open('/chat')];
    await setHidden(mine, true);
    await say(theirs, 'first');
    await say(theirs, 'second');
    const stream = streamOpened(mine);
    await setHidden(mine, false);
    await stream;
    await hasText(mine, 'main li:last-child', 'Guest: second');
    assert.deepEqual(await messages(mine), await messages(theirs));
    await ada.leave();
    await bob.leave();
});

test('who is here is true, also after a window was left', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const [mine, theirs] = [await ada.open('/chat'), await bob.open('/chat')];
    await hasText(mine, '#here', '2');
    await hasText(theirs, '#here', '2');
    await theirs.close({ runBeforeUnload: true });
    await hasText(mine, '#here', '1');
    await ada.leave();
    await bob.leave();
});
