// Changes that come from C++ alone reach every window.
import { after, before, test } from 'node:test';
import { hasText, Stage } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a timer, setProperty(), a binding and a NOTIFY property show in both windows', async () => {
    const one = await stage.visitor();
    const other = await stage.visitor();
    const pages = [await one.open('/gauge'), await other.open('/gauge')];
    for (const [page, ticks] of [[pages[0], 5], [pages[1], 10]]) {
        await page.locator('#start').click();
        for (const each of pages) {
            await hasText(each, '#ticks', `${ticks}`);
            await hasText(each, '#label', `tick ${ticks}`);
            await hasText(each, '#doubled', `${2 * ticks}`);
            await hasText(each, '#level', `${ticks + 0.5}`);
        }
    }
    await one.leave();
    await other.leave();
});

test('a plain member is compared after an event and shows in both windows', async () => {
    const one = await stage.visitor();
    const other = await stage.visitor();
    const pages = [await one.open('/gauge'), await other.open('/gauge')];
    await hasText(pages[0], '#plain', '0');
    await pages[0].locator('#touch').click();
    for (const page of pages)
        await hasText(page, '#plain', '1');
    await one.leave();
    await other.leave();
});
