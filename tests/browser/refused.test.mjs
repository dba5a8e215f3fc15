// A value that is refused changes nothing and says why.
import { after, before, test } from 'node:test';
import { hasText, Stage } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a wrong argument leaves the state alone and shows its error', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/profile');
    await hasText(page, '#amount', '7');

    await page.locator('#amount-text').fill('many');
    await page.locator('#set-amount').click();
    const error = page.locator('#amount-error [role=alert]');
    await error.waitFor({ state: 'visible' });
    await hasText(page, '#amount', '7');

    await page.locator('#amount-text').fill('12');
    await page.locator('#set-amount').click();
    await hasText(page, '#amount', '12');
    await error.waitFor({ state: 'hidden' });
    await visitor.leave();
});

test('an error is seen by the window that caused it alone', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/profile'), await visitor.open('/profile')];
    await here.locator('#amount-text').fill('99999999999');
    await here.locator('#set-amount').click();
    await here.locator('#amount-error [role=alert]').waitFor({ state: 'visible' });
    await here.locator('#visit').click();
    await hasText(there, '#visits', '1');
    await hasText(there, '#amount-error', '');
    await hasText(there, '#amount', '7');
    await visitor.leave();
});

test('a refused edit keeps the event from running', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/profile');
    // Without a pause for live(): the edit travels with the click.
    await page.evaluate(() => {
        const nick = document.querySelector('#nick');
        nick.value = 'no!';
        nick.dispatchEvent(new Event('input', { bubbles: true }));
        document.querySelector('#save').click();
    });
    await hasText(page, '#nick-error', 'No exclamation marks, please');
    await hasText(page, '#known', 'nothing');
    await hasText(page, '#greeting', 'Hello ');
    await visitor.leave();
});
