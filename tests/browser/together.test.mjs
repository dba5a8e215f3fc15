// Values that go together are refused or taken together, and an event may refuse what was typed.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';

async function enter(window, lowest, highest) {
    await window.retype('#lowest', `${lowest}`);
    await window.retype('#highest', `${highest}`);
}

for (const path of ['/range', '/range/form']) {
    inEachBrowser('fixtures', `two values are refused as well as taken, ${path}`, async (visitor) => {
        const proxy = await Proxy.before(visitor.program, { delay: 100 });
        const window = await visitor.open(path, { through: proxy });
        const other = await visitor.open(path);
        await enter(window, 25, 20);
        await window.click('#save');
        await window.hasText('#highest-error', 'Below the lowest.');
        assert.equal(await window.value('#lowest'), '25'); // both stay in their fields
        assert.equal(await window.value('#highest'), '20');
        await enter(window, 35, 40);
        await window.click('#save');
        await window.hasText('#saved', '35 to 40 ');
        await window.hasText('#highest-error', '');
        await other.hasText('#saved', '35 to 40 ');
        await other.hasValue('#lowest', '35');
        await other.hasValue('#highest', '40');
        await proxy.close();
    });

    inEachBrowser('fixtures', `an event refuses what was typed, ${path}`, async (visitor) => {
        const window = await visitor.open(path);
        const other = await visitor.open(path);
        await window.retype('#name', 'taken');
        await window.retype('#lowest', '7');
        await window.click('#save');
        await window.hasText('#name-error', 'Somebody has this name.');
        assert.equal(await window.value('#name'), 'taken');
        assert.equal(await window.value('#lowest'), '7');
        await other.click('#save'); // with what was before
        await other.hasText('#saved', '5 to 30 ');
        assert.equal(await other.value('#name'), '');
        await window.retype('#name', 'free');
        await window.click('#save');
        await window.hasText('#saved', '7 to 30 free');
        await window.hasText('#name-error', '');
        await other.hasValue('#name', 'free');
    });
}

inEachBrowser('fixtures', 'fields that send by themselves may meet', async (visitor) => {
    const window = await visitor.open('/range/live');
    const other = await visitor.open('/range/live'); // shows what the state has
    await window.retype('#lowest', '35');
    await window.hasText('#highest-error', 'Below the lowest.');
    assert.equal(await other.text('#now'), '5 to 30');
    assert.equal(await window.value('#lowest'), '35');
    await window.retype('#highest', '40');
    await other.hasText('#now', '35 to 40');
    await window.hasText('#now', '35 to 40');
    await window.hasText('#highest-error', '');
});
