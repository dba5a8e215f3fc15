// States that the browser keeps: what is in them survives, windows agree, and nothing in a storage
// breaks a page.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hasText, launchOptions, patience, setHidden, Stage, streamOpened, until, Wire } from './support.mjs';
import { chromium } from 'playwright-core';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

const key = 'BackState.Basket';
const kept = (page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key)), key);

async function addTea(page, count) {
    await page.locator('#add').click();
    await hasText(page, '#bill', `${count} for ${count * 4}`);
}

// What #move has made of it, once the answer is there.
async function placeOf(page) {
    await until(
        async () => (await page.locator('#place').textContent()).includes('High Street'),
        'the answer has come',
    );
    return page.locator('#place').textContent();
}

async function showsTea(page, count) {
    await hasText(page, '#sum', `${count * 5}`);
    await hasText(page, '#bill', `${count} for ${count * 4}`);
    await hasText(page, '#list', 'tea'.repeat(count));
}

test('a reload keeps both kinds', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await addTea(page, 1);
    await addTea(page, 2);
    await page.locator('#move').click();
    await placeOf(page);
    await page.locator('#note').fill('for "Ada" & <b>');
    await page.reload();
    await showsTea(page, 2);
    await hasText(page, '#note-copy', 'for "Ada" & <b>');
    assert.match(await placeOf(page), /"street":"High Street"/);
    await page.locator('#look').click(); // they travel as before
    await hasText(page, '#seen', 'for "Ada" & <b>');
    await addTea(page, 3);

    const drawer = await visitor.open('/drawer');
    await drawer.locator('#text').fill('thing');
    await drawer.locator('#toggle').click();
    await hasText(drawer, '#open', 'true');
    await drawer.reload();
    await hasText(drawer, '#text-copy', 'thing');
    await hasText(drawer, '#open', 'true');
    await visitor.leave();
});

test('another window has what all windows share, and not what is one window\'s', async () => {
    const visitor = await stage.visitor();
    const [basket, drawer] = [await visitor.open('/basket'), await visitor.open('/drawer')];
    await addTea(basket, 1);
    await drawer.locator('#text').fill('thing');
    await Promise.all([basket.close(), drawer.close()]);
    await showsTea(await visitor.open('/basket'), 1);
    const other = await visitor.open('/drawer');
    await other.locator('#toggle').click();
    await hasText(other, '#open', 'true');
    await hasText(other, '#text-copy', '');
    await visitor.leave();
});

test('a browser that was closed has it when it is opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backstate-profile-'));
    const visit = async (what) => {
        const context = await chromium.launchPersistentContext(folder, launchOptions);
        context.setDefaultTimeout(patience);
        const page = await context.newPage();
        const stream = streamOpened(page);
        await page.goto(stage.program.origin + '/basket');
        await stream;
        await what(page);
        await context.close();
    };
    await visit((page) => addTea(page, 1));
    await visit(async (page) => {
        await showsTea(page, 1);
        await addTea(page, 2);
    });
    rmSync(folder, { recursive: true, force: true });
});

test('two windows agree, and then are quiet', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/basket'), await visitor.open('/basket')];
    await addTea(here, 1);
    await showsTea(there, 1);
    await there.locator('#note').fill('from there');
    await hasText(here, '#note-copy', 'from there');
    await there.locator('#move').click();
    await hasText(here, '#place', await placeOf(there));
    await addTea(there, 2);
    await showsTea(here, 2);
    assert.deepEqual(await kept(here), await kept(there));

    const wires = [await Wire.tap(here), await Wire.tap(there)];
    const echoes = (page) => page.evaluate(() => {
        window.echoes = 0;
        window.addEventListener('storage', () => ++window.echoes);
    });
    await Promise.all([echoes(here), echoes(there)]);
    await here.locator('#note').fill('once');
    await hasText(there, '#note-copy', 'once');
    await here.locator('#look').click();
    await hasText(here, '#seen', 'once');
    await until(() => wires[1].requests.length === 1, 'the other window has asked for what follows from it');
    assert.equal(await here.evaluate(() => window.echoes), 0);
    assert.equal(await there.evaluate(() => window.echoes), 1);
    assert.equal(wires[0].requests.length, 1);
    await visitor.leave();
});

test('letters typed in one window stay while another one acts', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/basket'), await visitor.open('/basket')];
    const note = 'the quick brown fox jumps over the lazy dog';
    const acts = async () => {
        for (let i = 1; i <= 20; ++i) {
            await there.locator('#step').click();
            await hasText(there, '#steps', `${i}`);
        }
    };
    await Promise.all([here.locator('#note').pressSequentially(note, { delay: 20 }), acts()]);
    for (const page of [here, there]) {
        await hasText(page, '#note-copy', note);
        await hasText(page, '#steps', '20');
    }
    assert.equal((await kept(here)).Basket.note, note);
    await visitor.leave();
});

test('windows that were here before change nothing of that', async () => {
    const visitor = await stage.visitor();
    for (let i = 1; i <= 12; ++i) {
        const page = await visitor.open('/basket');
        await page.locator('#step').click();
        await hasText(page, '#steps', `${i}`);
        await page.close();
    }
    const here = await visitor.open('/basket');
    await here.locator('#note').pressSequentially('hello');
    const there = await visitor.open('/basket');
    await hasText(there, '#note-copy', 'hello');
    await there.locator('#note').press('End');
    await there.locator('#note').pressSequentially(' world');
    for (const page of [here, there])
        await hasText(page, '#note-copy', 'hello world');
    // What is sealed counts as well, whoever opened a window when.
    for (let count = 1; count <= 3; ++count) {
        await addTea(count % 2 ? here : there, count);
        for (const page of [here, there])
            await showsTea(page, count);
    }
    await visitor.leave();
});

test('what two windows write at once is what both show', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/basket'), await visitor.open('/basket')];
    const pages = [here, there];
    await here.locator('#note').fill('milk');
    await hasText(there, '#note-copy', 'milk');
    for (let round = 1; round <= 10; ++round) {
        await Promise.all([
            here.locator('#note').press('End').then(() => here.locator('#note').press('a')),
            there.locator('#note').press('Home').then(() => there.locator('#note').press('b')),
            here.evaluate(() => document.querySelector('#move').click()), // the focus stays
        ]);
        const all = 'b'.repeat(round) + 'milk' + 'a'.repeat(round);
        for (const page of pages)
            await hasText(page, '#note-copy', all);
    }
    // The notes travel by the storage, and the last of the moves by the server.
    const isMoved = async () => (await placeOf(here)).includes('"number":10');
    await until(isMoved, 'every move has been answered');
    await hasText(there, '#place', await placeOf(here));
    await visitor.leave();
});

test('what nobody has changed follows the program', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    assert.equal(await kept(page), null);
    await visitor.leave();
});

for (const rubbish of [
    '', '{', 'null', '5', '[]', '{"Basket":5,"_Basket":[]}',
    '{"Basket":{"note":{"a":1},"steps":"x","place":7,"sealed":7},"_Basket":{"lines":3,"sum":null}}',
    '{"Basket":{"note":null,"place":{"street":[],"number":{}},"sealed":"abc"},"_Basket":{"bill":"x"},"_tab":"x"}',
    '{"__proto__":{"note":"x"},"Basket":{"__proto__":1,"a__b":2,"constructor":3},"_errors":{"x":"y"}}',
]) {
    test(`rubbish in the storage breaks nothing: ${rubbish.slice(0, 40)}`, async () => {
        const visitor = await stage.visitor();
        const page = await visitor.open('/basket', { prepare: (page) => page.addInitScript(
            ([key, rubbish]) => sessionStorage.length || localStorage.setItem(key, rubbish)
                || sessionStorage.setItem('done', 'yes'),
            [key, rubbish],
        ) });
        await showsTea(page, 0);
        await addTea(page, 1);
        await page.locator('#step').click();
        await hasText(page, '#steps', '1');
        await page.reload();
        await showsTea(page, 1);
        await visitor.leave();
    });
}

test('a seal that was tampered with is worth nothing', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await addTea(page, 1);
    await page.evaluate((key) => {
        const values = JSON.parse(localStorage.getItem(key));
        values.Basket.sealed = values.Basket.sealed.replace(/.{5}$/, 'AAAAA');
        values._Basket.sum = 1;
        localStorage.setItem(key, JSON.stringify(values));
    }, key);
    await page.reload();
    await showsTea(page, 0);
    await addTea(page, 1);
    await visitor.leave();
});

test('a storage that is shut costs the keeping only', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket', { prepare: (page) => page.addInitScript(() => {
        const shut = { get() { throw new DOMException('shut', 'SecurityError'); } };
        Object.defineProperty(window, 'localStorage', shut);
        Object.defineProperty(window, 'sessionStorage', shut);
    }) });
    await addTea(page, 1);
    await addTea(page, 2);
    await page.locator('#note').fill('here');
    await page.locator('#look').click();
    await hasText(page, '#seen', 'here');
    await visitor.leave();
});

test('so does one that is full', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket', { prepare: (page) => page.addInitScript(() => {
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    }) });
    await addTea(page, 1);
    await addTea(page, 2);
    assert.equal(await kept(page), null);
    await visitor.leave();
});

test('what was typed offline is kept, and arrives with the next event', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await addTea(page, 1);
    await visitor.context.setOffline(true);
    await page.locator('#note').fill('written on the train');
    await visitor.context.setOffline(false);
    await page.locator('#look').click();
    await hasText(page, '#seen', 'written on the train');
    assert.equal((await kept(page)).Basket.note, 'written on the train');
    await visitor.leave();
});

test('a stream that comes back takes nothing away', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await addTea(page, 1);
    await page.locator('#note').fill('mine');
    await setHidden(page, true);
    const stream = streamOpened(page);
    await setHidden(page, false);
    await stream;
    await addTea(page, 2);
    await hasText(page, '#note-copy', 'mine');
    await visitor.leave();
});

test('a server that was killed and started again knows what it sealed', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await addTea(page, 1);
    await stage.program.kill();
    const stream = streamOpened(page);
    await stage.program.start();
    await stream;
    await showsTea(page, 1);
    await addTea(page, 2);
    await visitor.leave();
});

test('quick clicks do not start from the same values', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await page.evaluate(() => {
        for (let i = 0; i < 10; ++i)
            document.querySelector('#step').click();
    });
    await hasText(page, '#steps', '10');
    await visitor.leave();
});

test('a form takes them along', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/basket');
    await page.locator('#note').fill('mine');
    await page.locator('#given').fill('field');
    await page.locator('#take').click();
    await hasText(page, '#seen', 'mine|field');
    await visitor.leave();
});
