// The focus stays, or goes to the next thing that makes sense.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { build, isFocused } from './patches.mjs';

const press = (window, selector) =>
    window.evaluate((selector) => document.querySelector(selector).click(), selector);

inEachBrowser('fixtures', 'a button that is disabled while its flow runs', async (visitor) => {
    const window = await visitor.open('/walk');
    await window.focus('#begin');
    await window.press('Enter');
    for (let step = 1; step <= 3; ++step) {
        await window.hasText('#at', `${step}`);
        await window.has('#begin', 'disabled', true);
        await press(window, '#next');
    }
    await window.has('#begin', 'disabled', false);
    await window.waitFor(() => document.activeElement.id === 'begin');
});

inEachBrowser('fixtures', 'is not taken from where the user went meanwhile', async (visitor) => {
    const window = await visitor.open('/walk');
    await window.focus('#begin');
    await window.press('Enter');
    await window.hasText('#at', '1');
    await window.has('#begin', 'disabled', true);
    await window.focus('#next');
    for (let step = 1; step <= 3; ++step) {
        await window.hasText('#at', `${step}`);
        await window.press('Enter');
    }
    await window.has('#begin', 'disabled', false);
    await isFocused(window, '#next');
});

inEachBrowser('fixtures', 'a pressed button that goes away', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.focus('#start');
    await window.press('Enter');
    await window.waitFor(() => document.querySelector('#stop') !== null);
    await isFocused(window, '#stop');
    await window.press('Enter');
    await window.waitFor(() => document.querySelector('#stop') === null);
    await isFocused(window, '#after');
});

inEachBrowser('fixtures', 'a button beside which another is put', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.focus('.again');
    for (const shape of ['tell', 'untell', 'build']) { // 'tell' puts a button in front of it
        await build(window, shape);
        await isFocused(window, '.again');
    }
});

inEachBrowser('examples', 'rows of the to-do list that are removed', async (visitor) => {
    const window = await visitor.open('/todo');
    for (const title of ['Milk', 'Tea', 'Bread']) {
        await window.click('main form input');
        await window.type(title);
        await window.press('Enter');
        await window.hasText('main li:last-child label', title);
    }
    const isAt = async (expected) => assert.equal(
        await window.evaluate(() => {
            const { activeElement: active } = document;
            return `${active.tagName} ${active.closest('li')?.querySelector('label').textContent}`;
        }),
        expected,
    );
    await window.focus('main li:nth-child(2) button');
    await window.press('Enter');
    await window.hasText('main > p', '2 of 2 to do');
    await isAt('BUTTON Bread');
    await window.press('Enter');
    await window.hasText('main > p', '1 of 1 to do');
    await isAt('BUTTON Milk');
    await window.press('Enter');
    await window.hasText('main > p', '0 of 0 to do');
    await isAt('INPUT undefined');
});
