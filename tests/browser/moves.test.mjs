// Rows that change places take with them what is the user's.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';

async function isArranged(window, names) {
    await window.hasText('#listed', names);
    assert.equal(
        await window.evaluate(() =>
            [...document.querySelectorAll('#rows span')].map((e) => e.textContent).join('')),
        names,
    );
}

// One window arranges the rows, and the other, which is looked at, has nothing to do with it.
async function openBoth(visitor, how) {
    const other = await visitor.open('/order');
    const arrange = async (names) => {
        await other.evaluate((names) => {
            const field = document.querySelector('#wanted');
            field.value = names;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            document.querySelector('#arrange').click();
        }, names);
        await isArranged(other, names);
    };
    await arrange('a');
    await arrange('abcdef');
    const window = await visitor.open('/order');
    await isArranged(window, 'abcdef');
    if (how === 'without moveBefore')
        await window.evaluate(() => delete Element.prototype.moveBefore);
    return { arrange, window };
}

// Writes into fields as a user does, but all at once.
const fill = (window, selector) => window.evaluate((selector) => {
    for (const field of document.querySelectorAll(selector)) {
        field.value = `note ${field.parentNode.textContent[0]}`;
        field.dispatchEvent(new Event('input', { bubbles: true }));
    }
}, selector);
const values = (window, selector) => window.evaluate(
    (selector) => [...document.querySelectorAll(selector)].map((field) => field.value), selector);

for (const how of ['by moveBefore', 'without moveBefore']) {
    inEachBrowser('fixtures', `rows keep text, caret and focus, ${how}`, async (visitor) => {
        const { arrange, window } = await openBoth(visitor, how);
        await fill(window, '#rows .note');
        await window.evaluate(() => {
            const field = document.querySelectorAll('#rows .note')[1];
            field.focus();
            field.setSelectionRange(1, 1);
            window.blurs = 0;
            field.addEventListener('blur', () => ++window.blurs);
        });
        let kept = 'abcdef'; // those that were there all the time
        for (const names of ['fedcba', 'abcdef', 'bcdefa', 'fabcde', 'bdfxace', 'eBcadf', 'xyzb']) {
            await arrange(names);
            await isArranged(window, names);
            const rows = names.toLowerCase();
            kept = [...kept].filter((name) => rows.includes(name)).join('');
            const found = await values(window, '#rows .note');
            for (const name of kept)
                assert.equal(found[rows.indexOf(name)], `note ${name}`, names);
            assert.deepEqual(
                await window.evaluate(() => {
                    const { activeElement: active } = document;
                    const fields = [...document.querySelectorAll('#rows .note')];
                    return [fields.indexOf(active), active.selectionStart, active.selectionEnd];
                }),
                [rows.indexOf('b'), 1, 1],
                names,
            );
        }
        assert.equal(await window.evaluate(() => window.blurs), 0);
        await window.type('!');
        assert.equal((await values(window, '#rows .note')).at(-1), 'n!ote b');
    });

    inEachBrowser('fixtures', `rows keep how far they are scrolled, ${how}`, async (visitor) => {
        const { arrange, window } = await openBoth(visitor, how);
        await window.evaluate(() => {
            window.scrolled = 0;
            for (const [at, box] of document.querySelectorAll('#rows .long').entries()) {
                box.addEventListener('scroll', () => ++window.scrolled);
                box.scrollTop = 10 * (at + 1);
            }
        });
        await window.waitFor(() => window.scrolled >= 6);
        for (const names of ['fedcba', 'bcdefa', 'acebdf']) {
            await arrange(names);
            await isArranged(window, names);
            assert.deepEqual(
                await window.evaluate(() =>
                    [...document.querySelectorAll('#rows .long')].map((box) => box.scrollTop)),
                [...names].map((name) => 10 * (1 + 'abcdef'.indexOf(name))),
                names,
            );
        }
    });

    inEachBrowser('fixtures', `a region with ids keeps text and focus, ${how}`, async (visitor) => {
        const { arrange, window } = await openBoth(visitor, how);
        await fill(window, '#listed input');
        await window.focus('#lc input');
        for (const names of ['fedcba', 'bcdefa', 'cgaedbf']) {
            await arrange(names);
            await isArranged(window, names);
            assert.deepEqual(
                await values(window, '#listed input'),
                [...names].map((name) => name === 'g' ? '' : `note ${name}`),
                names,
            );
            assert.ok(
                await window.evaluate(() =>
                    document.activeElement === document.querySelector('#lc input')),
                names,
            );
        }
    });
}
