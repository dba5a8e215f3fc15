// Nothing that is typed is lost, and what a field shows in the end is what the state has, however
// slow the network is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anotherVisitor, inEachBrowser } from './browsers.mjs';
import { loadSignals } from './paper.mjs';
import { far, farAway, Proxy } from './proxy.mjs';
import { Stage, until } from './support.mjs';

const lines = ['hello', 'how are you', 'fine thanks', 'bye'];

// ---- Lines, one after the other ----------------------------------------------------------------
inEachBrowser('fixtures', 'a field in a region that is built again while it is typed', (visitor) =>
    farAway(visitor, '/draft', async (window) => {
        for (const line of lines) {
            await window.click('#words');
            await window.press('End');
            await window.type(line.slice(0, 2), { delay: 40 });
            await window.evaluate(() => document.querySelector('#turn').click());
            await window.type(line.slice(2), { delay: 40 });
            await window.press('Enter');
        }
        await window.hasText('#lines', lines.join(', '));
        await window.hasValue('#words', '');
    }));

inEachBrowser('fixtures', 'a form whose fields are sent by their names', (visitor) =>
    farAway(visitor, '/draft', async (window) => {
        await window.click('#form-words');
        for (const line of lines) {
            await window.type(line, { delay: 80 });
            await window.press('Enter');
        }
        await window.hasText('#lines', lines.map((line) => `${line}/`).join(', '));
        await window.hasValue('#form-words', '');
    }));

// ---- A server that changes what is typed -------------------------------------------------------
const fox = 'the quick brown fox';

async function emptied(window, selector) {
    await window.click('#reset');
    await window.hasValue(selector, '');
}

for (const pause of [80, 320])
    inEachBrowser('fixtures', `a live field that is capitalised, ${pause} ms a key`, (visitor) =>
        farAway(visitor, '/letters', async (window) => {
            await emptied(window, '#upper');
            await window.click('#upper');
            await window.type(fox, { delay: pause });
            await window.hasValue('#upper', fox.toUpperCase());
            assert.equal(await window.evaluate(() => document.activeElement.selectionStart), 19);

            // Into the middle of it, with the caret where it is
            for (let step = 0; step < ' fox'.length; ++step)
                await window.press('ArrowLeft');
            await window.press('Backspace');
            await window.press('Backspace');
            await window.type('ad', { delay: pause });
            await window.hasValue('#upper', 'THE QUICK BROAD FOX');
            assert.equal(await window.evaluate(() => document.activeElement.selectionStart), 15);
            assert.equal(await window.evaluate(() => document.activeElement.selectionEnd), 15);
        }));

// ---- Two windows -------------------------------------------------------------------------------
const slow = 4000; // ms: how long they may differ, while other tests run at the same time

async function endEqual(windows, read) {
    const values = async () => (await Promise.all(windows.map(read))).flat();
    const since = Date.now();
    const areEqual = async () => new Set(await values()).size === 1;
    await until(areEqual, 'all show the same').catch(async () =>
        assert.fail(`they show ${JSON.stringify(await values())}`));
    return Date.now() - since;
}

for (const selector of ['#line', '#area'])
    inEachBrowser('fixtures', `two windows edit ${selector} at once`, async (visitor) => {
        const other = await anotherVisitor(visitor);
        await farAway(visitor, '/letters', async (here, proxy) => {
            const there = await other.open('/letters', { through: proxy });
            await emptied(here, selector);
            await there.hasValue(selector, '');
            const type = async (window, text) => {
                await window.click(selector);
                await window.type(text, { delay: 60 });
            };
            await Promise.all([type(here, 'from the one '), type(there, 'and the other')]);
            const took = await endEqual([here, there], async (window) =>
                [await window.value(selector), await window.text(`#shown-${selector.slice(1)}`)]);
            assert.ok(took < slow, `${took} ms`);
            const text = await here.value(selector);
            assert.deepEqual([...text].sort(), [...'from the one and the other'].sort());
        });
        await other.leave();
    });

inEachBrowser('fixtures', 'two fields of one property, and a button that sets it', (visitor) =>
    farAway(visitor, '/letters', async (window) => {
        await emptied(window, '#line');
        await window.click('#line');
        await window.type('abc', { delay: 40 });
        await window.hasValue('#twin', 'abc');
        await window.click('#put');
        await window.hasValue('#line', 'put there');
        await window.hasValue('#twin', 'put there');
        await window.hasText('#shown-line', 'put there');
    }));

inEachBrowser('fixtures', 'a choice stays until it is answered, and windows end equal', (visitor) =>
    farAway(visitor, '/letters', async (here, proxy) => {
        const there = await visitor.open('/letters', { through: proxy });
        await emptied(here, '#line');
        for (const size of ['medium', 'large', 'small', 'large'])
            await Promise.all([
                here.select('#size', size),
                there.select('#size', size === 'large' ? 'medium' : 'large'),
            ]);
        await endEqual([here, there], async (window) =>
            [await window.value('#size'), await window.text('#shown-size')]);
        for (let click = 0; click < 3; ++click)
            await Promise.all([here.click('#ticked'), there.click('#ticked')]);
        await endEqual([here, there], async (window) =>
            [String(await window.isChecked('#ticked')), await window.text('#shown-ticked')]);
    }));

inEachBrowser('fixtures', 'a number that was entered and left shows what others enter', (visitor) =>
    farAway(visitor, '/letters', async (here, proxy) => {
        const there = await visitor.open('/letters', { through: proxy });
        await emptied(here, '#line');
        await there.hasText('#shown-count', '0');
        await here.retype('#count', '7');
        await here.press('Tab');
        await there.hasText('#shown-count', '7');
        await there.retype('#count', '9');
        await here.hasValue('#count', '9');
        await here.click('#ring'); // brings nothing back
        await endEqual([here, there], async (window) =>
            [await window.value('#count'), await window.text('#shown-count')]);
        assert.equal(await here.value('#count'), '9');
    }));

inEachBrowser('fixtures', 'what is chosen and chosen back shows what others choose', (visitor) =>
    farAway(visitor, '/letters', async (here, proxy) => {
        const there = await visitor.open('/letters', { through: proxy });
        await emptied(here, '#line');
        await there.hasText('#shown-ticked', 'false');
        const changeBack = (window) => window.evaluate(() => {
            const box = document.querySelector('#ticked');
            box.click();
            box.click();
            const list = document.querySelector('#size');
            for (const value of ['large', 'small']) {
                list.value = value;
                list.dispatchEvent(new Event('input', { bubbles: true }));
            }
        });
        await changeBack(here);
        await here.click('#put'); // is answered after that
        await there.hasText('#shown-line', 'put there');
        await there.click('#ticked');
        await there.select('#size', 'medium');
        await here.waitFor(() => document.querySelector('#ticked').checked);
        await here.hasValue('#size', 'medium');
        await here.click('#reset');
        await there.hasText('#shown-size', 'small');
        await there.hasText('#shown-ticked', 'false');
    }));

inEachBrowser('fixtures', 'lines of a state that the browser keeps', (visitor) =>
    farAway(visitor, '/pad', async (window) => {
        await window.click('#words');
        for (const line of lines) {
            await window.type(line, { delay: 80 });
            await window.press('Enter');
        }
        await window.hasText('#lines', lines.join(', '));
        await window.hasValue('#words', '');
    }));

inEachBrowser('fixtures', 'a refused text stays with its sentence, and is mended', (visitor) =>
    farAway(visitor, '/letters', async (window) => {
        await emptied(window, '#polite');
        await window.click('#polite');
        await window.type('hello!', { delay: 40 });
        await window.hasText('#polite-error', 'No exclamation marks, please');
        await window.hasValue('#polite', 'hello!');
        await window.type(' you', { delay: 40 });
        // The page shows what is typed, and the state takes nothing of it that was refused.
        const { Letters } = await loadSignals(visitor.program.origin, '/letters');
        assert.ok(!Letters.polite.includes('!'), Letters.polite);
        for (let step = 0; step < ' you'.length; ++step)
            await window.press('ArrowLeft');
        await window.press('Backspace');
        await window.hasText('#shown-polite', 'hello you');
        await window.hasValue('#polite', 'hello you');
        await window.hasText('#polite-error', '');
    }));

// ---- Input methods, which only Chromium can be told to use -------------------------------------
const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a composition is not disturbed, and nothing is doubled', () =>
    Proxy.during(stage.program, far, async (proxy) => {
        const visitor = await stage.visitor();
        const page = await visitor.open('/letters', { through: proxy });
        const session = await page.context().newCDPSession(page);
        const upper = page.locator('#upper');
        await upper.click();
        const compose = (text) => session.send('Input.imeSetComposition',
            { text, selectionStart: text.length, selectionEnd: text.length });
        const pause = () => page.waitForTimeout(150); // as a person does; frames come meanwhile

        await page.keyboard.type('ab', { delay: 50 });
        for (const text of ['k', 'ka', 'kan', 'かん']) {
            await compose(text);
            await pause();
        }
        assert.equal(await upper.inputValue(), 'abかん');
        await session.send('Input.insertText', { text: '漢' });
        await hasValue(page, '#upper', 'AB漢');
        await page.keyboard.type('xy', { delay: 50 });
        for (const text of ['n', 'ni', 'に']) {
            await compose(text);
            await pause();
        }
        await session.send('Input.insertText', { text: '日' });
        await page.keyboard.type('z');
        await hasValue(page, '#upper', 'AB漢XY日Z');
        const other = await visitor.open('/letters');
        await hasValue(other, '#upper', 'AB漢XY日Z');
        await visitor.context.close();
    }));

function hasValue(page, selector, expected) {
    return until(
        async () => (await page.locator(selector).inputValue()) === expected,
        `${selector} has ${expected}`,
    );
}
