// What one window does comes in its order, each thing once, whatever connection brings it.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';
import { until } from './support.mjs';

// A case with a page of orders that are none yet, behind a network.
function onOrders(sentence, network, run) {
    inEachBrowser('fixtures', sentence, async (visitor) => {
        const proxy = await Proxy.before(visitor.program, {});
        try {
            const window = await visitor.open('/orders', { through: proxy });
            await window.click('#clear');
            await window.hasText('#trail', '');
            Object.assign(proxy, network);
            await run(window, proxy);
        } finally {
            await proxy.close();
        }
    });
}

// All that was done before has had its turn when this shows.
async function endsWith(window, expected) {
    await window.click('#a');
    await window.hasText('#trail', [...expected, 'a'].join('|'));
}

onOrders('two buttons keep their order', { unequal: [10, 200, 40, 120] }, async (window) => {
    const expected = [];
    for (let i = 0; i < 12; ++i) {
        const word = i % 3 === 0 ? 'b' : 'a';
        expected.push(word);
        await window.click(`#${word}`);
        await new Promise((resolve) => setTimeout(resolve, 30)); // as fast as a hand may be
    }
    await window.hasText('#trail', expected.join('|'));
});

onOrders('a click that is two seconds late is refused, and it is said', {}, async (window, proxy) => {
    proxy.delay = ({ path }) => (path.endsWith('word=a') ? 2500 : 0);
    await window.click('#a');
    await until(
        () => proxy.requests.some(({ path }) => path.endsWith('word=a')), 'the first click is sent');
    await window.click('#b');
    await window.hasText('#trail', 'b');
    await window.hasText('#late', 'This came too late: what you did after it was done before it.');
    proxy.delay = 0;
    await endsWith(window, ['b']);
    await window.hasText('#late', '');
});

// Chromium itself sends a request again whose connection broke before anything was answered.
onOrders('a click whose connection breaks counts once or not at all', {}, async (window, proxy) => {
    proxy.delay = ({ path }) => (path.endsWith('word=a') ? 60_000 : 0);
    await window.click('#a');
    await until(
        () => proxy.requests.some(({ path }) => path.endsWith('word=a')), 'the first click is sent');
    proxy.delay = 0;
    proxy.cut(/word=a/);
    await window.click('#b');
    await window.waitFor(() => /^(a\|)?b$/.test(document.querySelector('#trail').textContent));
    await endsWith(window, (await window.text('#trail')).split('|'));
});

const far = { delay: 100 };
for (const [where, network] of [['near', {}], ['far', far]]) {
    onOrders(`a double click on a form's button is one order, ${where}`, network, async (window) => {
        await window.click('#order', { count: 2 });
        await endsWith(window, [', small']);
    });

    onOrders(`a double click on a form's button with an action is one, ${where}`, network,
        async (window) => {
            await window.click('#one', { count: 2 });
            await endsWith(window, ['one']);
        });

    onOrders(`a button may say that it wants each click, ${where}`, network, async (window) => {
        await window.click('#more', { count: 2 });
        await endsWith(window, [', small', ', small']);
    });

    onOrders(`a button with an action is not the form's, ${where}`, network, async (window) => {
        await window.click('#extra');
        await window.click('#extra', { count: 2 });
        await endsWith(window, ['extra', 'extra', 'extra']);
    });

    onOrders(`other buttons count each click, ${where}`, network, async (window) => {
        await window.click('#plus', { count: 2 });
        await window.click('#b', { count: 2 });
        await endsWith(window, ['plus', 'plus', 'b', 'b']);
    });

    onOrders(`a form is sent again when something else stands in it, ${where}`, network,
        async (window) => {
            await window.click('#gift');
            await window.press('Enter');
            await window.click('#gift');
            await window.click('#order');
            await endsWith(window, [' as a gift, small', ', small']);
        });
}

onOrders('a form that is under way is not sent by Enter again', far, async (window) => {
    await window.focus('#name');
    await window.press('Enter');
    await window.press('Enter');
    await endsWith(window, [', small']);
});

// The answer comes after the second click, however slow the machine is.
onOrders('a form that is under way is not sent again after a field was', { delay: 1000 },
    async (window) => {
        await window.click('#order');
        await window.evaluate(() => document.querySelector('#name').dispatchEvent(
            new CustomEvent('input', { bubbles: true, detail: 'backstate-again' })));
        await window.click('#order');
        await endsWith(window, [', small']);
    });

onOrders('a second press that comes after the answer is a second order', {}, async (window) => {
    await window.click('#order');
    await window.hasText('#trail', ', small');
    await window.click('#order');
    await window.hasText('#trail', ', small|, small');
});

// What says that something takes its time, from here on.
const observe = (window) => window.evaluate(() => {
    globalThis.seen = [];
    const look = () => {
        const isShown = document.querySelector('#backstate-busy') !== null;
        for (const element of document.querySelectorAll('[aria-busy]'))
            globalThis.seen.push(element.id);
        if (isShown)
            globalThis.seen.push('bar');
    };
    new MutationObserver(look).observe(document, {
        attributes: true, attributeFilter: ['aria-busy', 'aria-disabled'], childList: true, subtree: true,
    });
});

onOrders('what is done at once shows no sign of waiting', {}, async (window) => {
    await observe(window);
    for (let i = 0; i < 5; ++i)
        await window.click('#b');
    await window.click('#order');
    await endsWith(window, ['b', 'b', 'b', 'b', 'b', ', small']);
    assert.deepEqual(await window.evaluate(() => globalThis.seen), []);
});

onOrders('a form on its way says so, and its button waits with the focus', { delay: 1000 },
    async (window) => {
        await window.click('#order');
        await window.waitFor(() => {
            const button = document.querySelector('#order');
            const bar = document.querySelector('#backstate-busy');
            return bar && bar.getBoundingClientRect().top === 0
                && bar.getBoundingClientRect().height > 0
                && button.getAttribute('aria-disabled') === 'true'
                && button.getAttribute('aria-busy') === 'true'
                && document.querySelector('#form').getAttribute('aria-busy') === 'true'
                && document.querySelector('#more').getAttribute('aria-busy') === null
                && document.activeElement === button;
        });
        assert.equal(await window.text('#trail'), ''); // it was shown while nothing had come
        const look = () => getComputedStyle(document.querySelector('#order')).cursor;
        assert.equal(await window.evaluate(look), 'progress');
        await window.press('Enter');
        await window.evaluate(() => document.querySelector('#order').click());
        await window.hasText('#trail', ', small');
        await window.waitFor(() => document.querySelector('[aria-busy], [aria-disabled]') === null
            && document.querySelector('#backstate-busy') === null);
        assert.equal(await window.evaluate(() => document.activeElement.id), 'order');
        await endsWith(window, [', small']);
    });

onOrders('any other button says so as well, and goes on', { delay: 500 }, async (window) => {
    await window.click('#b');
    await window.waitFor(() => document.querySelector('#b').getAttribute('aria-busy') === 'true'
        && document.querySelector('#backstate-busy') !== null);
    assert.equal(await window.evaluate(() => document.querySelector('#b').ariaDisabled), null);
    await window.click('#b');
    await endsWith(window, ['b', 'b']);
    await window.waitFor(() => document.querySelector('[aria-busy], #backstate-busy') === null);
});
