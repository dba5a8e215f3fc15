// Who is here stays true after a window was closed, hidden, reloaded or moved to another page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, setHidden, Stage, streamOpened } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('windows that come and go are counted', async () => {
    const [ada, bob] = [await stage.visitor(), await stage.visitor()];
    const here = await ada.open('/places/one');
    await hasText(here, '#here', '1');
    const there = await bob.open('/places/two');
    await hasText(here, '#here', '2');
    await hasText(there, '#here', '2');

    // A hidden window is not gone.
    await setHidden(there, true);
    await here.locator('#visit').click();
    assert.equal(await here.locator('#here').textContent(), '2');
    const stream = streamOpened(there);
    await setHidden(there, false);
    await stream;

    // A window that moves to another page is not gone either.
    await there.locator('nav').getByText('One', { exact: true }).click();
    await hasText(there, 'h1', 'One');
    await hasText(there, '#here', '2');

    const reloaded = streamOpened(there);
    await there.reload();
    await reloaded;
    await hasText(here, '#here', '2');

    await there.goto('about:blank');
    await hasText(here, '#here', '1');
    const back = streamOpened(there);
    await there.goBack();
    await back;
    await hasText(here, '#here', '2');

    await there.close({ runBeforeUnload: true });
    await hasText(here, '#here', '1');
    await ada.leave();
    await bob.leave();
});
