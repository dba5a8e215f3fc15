// What was typed while the network was away arrives with the next event, and what others changed is
// there at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, setHidden, Stage, streamOpened } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('what was typed while offline arrives with the next event', async () => {
    const visitor = await stage.visitor();
    const here = await visitor.open('/profile');
    await setHidden(here, true); // a laptop that is closed, carried elsewhere and opened
    await visitor.context.setOffline(true);
    await here.locator('#note').pressSequentially('typed offline');
    await here.locator('#agreed').check();
    await visitor.context.setOffline(false);
    const stream = streamOpened(here);
    await setHidden(here, false);
    await stream;
    assert.equal(await here.locator('#note').inputValue(), 'typed offline');
    await here.locator('#save').click();
    await hasText(here, '#known', 'typed offline|yes|red');
    await visitor.leave();
});

test('a reconnect brings what changed and leaves what is being typed alone', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/profile'), await visitor.open('/profile')];
    await here.locator('#note').pressSequentially('half a ');
    await here.route('**/backstate/stream/**', (route) => route.abort());
    await here.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await there.locator('#color').selectOption('green');
    await there.locator('#visit').click();
    await hasText(there, '#visits', '1');
    await here.locator('#note').pressSequentially('sen');
    const stream = streamOpened(here);
    await here.unroute('**/backstate/stream/**');
    await stream;
    await hasText(here, '#visits', '1');
    await here.waitForFunction(() => document.querySelector('#color').value === 'green');
    assert.equal(await here.locator('#note').inputValue(), 'half a sen');
    await here.locator('#note').press('End');
    await here.keyboard.type('tence');
    await here.locator('#save').click();
    await hasText(here, '#known', 'half a sentence|no|green');
    await visitor.leave();
});
