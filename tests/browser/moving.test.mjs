// Flows whose user follows a link: they go on in the window, and the console stays clean.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';

const steps = (window) => window.evaluate(
    () => [...document.querySelectorAll('#steps li')].map((row) => row.textContent));

async function go(window, link, heading) {
    await window.click(link);
    await window.hasText('h1', heading);
    await window.waitFor(() => !document.documentElement.hasAttribute('aria-busy'));
}

async function runs(window, isRunning) {
    await window.has('#run', 'disabled', isRunning);
    await window.waitFor(
        (isRunning) => (getComputedStyle(document.querySelector('#runs')).display !== 'none')
            === isRunning,
        isRunning);
}

for (const delay of [0, 100]) {
    inEachBrowser('fixtures', `a flow goes on with ${delay} ms each way`, async (visitor) => {
        const proxy = await Proxy.before(visitor.program, { delay });
        const window = await visitor.open('/errand', { through: proxy });
        await window.click('#run');
        await window.hasText('#percent', '20');
        await window.hasText('#first', '1');
        await runs(window, true);

        await go(window, '#to-watch', 'Watch');
        await runs(window, true);
        await window.click('#next');
        await window.hasText('#percent', '40');
        await window.hasText('#last', '2'); // what is there is patched, the rest is left out

        await go(window, '#to-errand', 'Errand');
        await runs(window, true);
        await window.click('#next');
        await window.hasText('#percent', '60');
        await window.hasText('#first', '3');
        await window.hasText('#last', '3');
        assert.deepEqual(await steps(window), ['3']);
        await window.click('#next');
        await window.hasText('#percent', '80');
        await window.click('#next');
        await window.hasText('#percent', '100');
        await runs(window, false);
        await window.click('#run');
        await window.hasText('#percent', '20');
        await window.close();
        await proxy.close();
    });
}

inEachBrowser('fixtures', 'a page that shows nothing of it is passed through', async (visitor) => {
    const window = await visitor.open('/errand');
    const other = await visitor.open('/errand/watch'); // of the same session
    await window.click('#run');
    await window.hasText('#percent', '20');
    await go(window, '#to-else', 'Else');
    await other.click('#next');
    await other.hasText('#percent', '40');
    await window.hasText('#first', '2');
    await runs(other, false); // its own window runs nothing
    await go(window, '#to-watch', 'Watch');
    await window.hasText('#percent', '40');
    await runs(window, true);
    await window.back();
    await window.hasText('h1', 'Else');
    await other.click('#next');
    await other.hasText('#percent', '60');
    await window.hasText('#first', '3');
});

inEachBrowser('fixtures', 'a reload ends it', async (visitor) => {
    const window = await visitor.open('/errand');
    await window.click('#run');
    await window.hasText('#percent', '20');
    await runs(window, true);
    await window.reload();
    await runs(window, false);
    await window.hasText('#percent', '20');
    await window.click('#next');
    await window.click('#run'); // after the other click: nothing has taken that
    await window.hasText('#first', '1');
    await window.hasText('#percent', '20');
});
