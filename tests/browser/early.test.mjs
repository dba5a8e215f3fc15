// What a user does with a page whose scripts have not come yet.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';
import { Stage } from './support.mjs';

// A case with a page whose scripts are held back. When it lets them through, the page is alive.
function beforeScripts(sentence, path, selector, run) {
    inEachBrowser('fixtures', sentence, async (visitor) => {
        const former = await visitor.open('/orders');
        await former.click('#clear');
        await former.hasText('#trail', '');
        await former.close();
        const proxy = await Proxy.before(visitor.program, {});
        try {
            const window = await visitor.openEmpty();
            const held = proxy.hold('script');
            const loaded = window.page.goto(proxy.origin + path);
            loaded.catch(() => {}); // told by what is waited for
            await held;
            await window.waitFor(
                (selector) => document.querySelector(selector) !== null, selector, 'the page is shown');
            const release = async () => {
                proxy.release();
                await loaded;
            };
            await run(window, release);
        } finally {
            await proxy.close();
        }
    });
}

const onOrders = (sentence, run) => beforeScripts(sentence, '/orders', '#link', run);

onOrders('what was typed and chosen stays, and counts', async (window, release) => {
    await window.click('#name');
    await window.type('Ada');
    await window.click('#gift');
    await window.select('#size', 'large');
    await release();
    await window.hasValue('#name', 'Ada');
    await window.hasValue('#size', 'large');
    assert.equal(await window.isChecked('#gift'), true);
    await window.click('#order');
    await window.hasText('#trail', 'Ada as a gift, large');
    await window.retype('#name', '');
    await window.click('#gift');
    await window.select('#size', 'small');
    await window.click('#order');
    await window.hasText('#trail', 'Ada as a gift, large|, small');
});

onOrders('typing goes on where it was when the scripts come', async (window, release) => {
    await window.click('#name');
    await window.type('Gace');
    for (let i = 0; i < 3; ++i)
        await window.press('ArrowLeft');
    await release();
    await window.hasValue('#name', 'Gace');
    await window.type('r');
    assert.equal(await window.value('#name'), 'Grace');
    await window.retype('#name', '');
    await window.click('#order');
    await window.hasText('#trail', ', small');
});

onOrders('clicks and submits are done when the scripts come, in their order',
    async (window, release) => {
        await window.click('#b');
        await window.click('#name');
        await window.type('Ada');
        await window.press('Enter');
        await window.click('#a');
        await window.click('#b');
        assert.equal(new URL(window.url()).search, '');
        await release();
        await window.hasText('#trail', 'b|Ada, small|a|b');
        await window.retype('#name', '');
        await window.click('#order');
        await window.hasText('#trail', 'b|Ada, small|a|b|, small');
    });

onOrders('a form that is sent twice has its two contents', async (window, release) => {
    await window.click('#name');
    await window.type('Ada');
    await window.click('#order');
    await window.click('#gift');
    await window.click('#order');
    await release();
    await window.hasText('#trail', 'Ada, small|Ada as a gift, small');
    await window.retype('#name', '');
    await window.click('#gift');
    await window.click('#order');
    await window.hasText('#trail', 'Ada, small|Ada as a gift, small|, small');
});

onOrders('a form that is sent twice alike is one order', async (window, release) => {
    await window.click('#order');
    await window.click('#order');
    await window.click('#one');
    await window.click('#one');
    await window.click('#more');
    await window.click('#more');
    await release();
    await window.click('#a');
    await window.hasText('#trail', ', small|one|, small|, small|a');
});

onOrders('a box that calls an event is ticked once', async (window, release) => {
    const before = Number(await window.text('#chosen'));
    await window.click('#tick');
    await release();
    await window.hasText('#chosen', `${before + 1}`);
    assert.equal(await window.isChecked('#tick'), true);
    await window.click('#tick');
    await window.hasText('#chosen', `${before + 2}`);
    assert.equal(await window.isChecked('#tick'), false);
});

beforeScripts('a key is heard that an element listens to at the window', '/taps', '#tap-left',
    async (window, release) => {
        const before = Number(await window.text('#right'));
        await window.press('End');
        await release();
        await window.hasText('#right', `${before + 1}`);
        await window.press('End');
        await window.hasText('#right', `${before + 2}`);
    });

onOrders('a link simply loads its page', async (window, release) => {
    await window.click('#link');
    await window.waitFor(() => location.pathname === '/taps'
        && document.querySelector('#left') !== null);
    await release().catch(() => {}); // the load of the first page was given up
    await window.waitFor(() => document.readyState === 'complete');
    const before = Number(await window.text('#left'));
    await window.click('#tap-left');
    await window.hasText('#left', `${before + 1}`);
});

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('without scripts the page says that it needs them', async () => {
    const visitor = await stage.visitor({ javaScriptEnabled: false });
    const page = await visitor.context.newPage();
    await page.goto(`${stage.program.origin}/orders`);
    const sentence = page.locator('noscript p');
    await sentence.waitFor({ state: 'visible' });
    assert.equal(
        await sentence.textContent(),
        'This page needs JavaScript. Allow it in the browser, and load the page again.');
    await visitor.leave();
});

test('with scripts it does not', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/orders');
    assert.equal(await page.locator('noscript p').count(), 0);
    await visitor.leave();
});
