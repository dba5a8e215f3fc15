// Controls that are no plain fields of text: they show what the property is, or what is being
// entered, over a slow network as well.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { farAway } from './proxy.mjs';
import { until } from './support.mjs';

// What the program sees, by property.
async function told(window) {
    const turn = /\|turn=(\d+)$/;
    const before = (await window.text('#told')).match(turn)?.[1] ?? '0';
    await window.evaluate(() => document.querySelector('#tell, #send').click());
    let text;
    await until(async () => {
        text = await window.text('#told');
        return (text.match(turn)?.[1] ?? before) !== before;
    }, 'the program tells what it has');
    return Object.fromEntries(text.split('|').map((line) => line.split('=')));
}

// The part of it that is asked for.
async function tells(window, expected) {
    const all = await told(window);
    const part = Object.keys(expected).map((name) => [name, all[name]]);
    assert.deepEqual(Object.fromEntries(part), expected);
}

const ticked = (window, selector) => window.evaluate(
    (selector) => [...document.querySelectorAll(`${selector} input`)].map((box) => box.checked),
    selector,
);
const chosen = (window, selector) => window.evaluate(
    (selector) => [...document.querySelector(selector).selectedOptions].map(({ value }) => value),
    selector,
);
const isInvalid = (window, selector) => window.evaluate(
    (selector) => !document.querySelector(selector).validity.valid, selector,
);
// Enters a value as a browser's own picker does.
const pick = (window, selector, value) => window.evaluate(([selector, value]) => {
    const field = document.querySelector(selector);
    field.focus();
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
}, [selector, value]);

for (const [name, field] of [['a field of numbers', '#amount'], ['a field of text', '#plain']]) {
    inEachBrowser('fixtures', `a number with a sign can be typed into ${name}`, async (visitor) => {
        await farAway(visitor, '/controls', async (window) => {
            const property = field.slice(1);
            await window.hasValue(field, '7');
            await window.click(field);
            await window.press('Control+a');
            await window.type('-', { delay: 40 });
            assert.equal(await isInvalid(window, field), true);
            await tells(window, { [property]: '7' }); // not yet a number
            assert.equal(await isInvalid(window, field), true);
            await window.click(field);
            await window.press('End');
            await window.type('12', { delay: 40 });
            await window.hasValue(field, '-12');
            await tells(window, { [property]: '-12' });
            for (const [typed, number] of [['1e3', '1000'], ['-45', '-45'], ['0', '0']]) {
                await window.retype(field, typed, { delay: 40 });
                await window.hasValue(field, typed);
                await tells(window, { [property]: number });
                await window.hasValue(field, typed);
            }
        });
    });
}

inEachBrowser('fixtures', 'fractions and great numbers arrive as they are', async (visitor) => {
    const window = await visitor.open('/controls');
    await window.hasValue('#big', '9007199254740993');
    for (const typed of ['-0.5', '.25', '-0', '12.75e-1']) {
        await window.retype('#share', typed, { delay: 20 });
        await tells(window, { share: String(Number(typed) + 0) });
    }
    for (const typed of ['-9007199254740995', '9223372036854775807', '42']) {
        await window.retype('#big', typed);
        await tells(window, { big: typed });
        await window.hasValue('#big', typed);
    }
});

inEachBrowser('fixtures', 'an emptied number is none, and never 0', async (visitor) => {
    const window = await visitor.open('/controls');
    await tells(window, { guests: '3', due: '2026-01-31', nick: 'none' });
    await window.retype('#guests', '');
    await pick(window, '#due', '');
    await pick(window, '#day', '');
    await pick(window, '#hour', '');
    await tells(window, { guests: 'none', due: 'none', day: 'none', hour: 'none' });
    await window.retype('#guests', '12');
    await pick(window, '#due', '2026-11-30');
    await window.retype('#nick', 'Ann');
    await tells(window, { guests: '12', due: '2026-11-30', nick: 'Ann' });
    await window.retype('#nick', '');
    await tells(window, { nick: 'none' });

    await window.retype('#amount', '');
    await window.click('#tell');
    await window.hasText('#Controls-error-amount', 'a number is needed');
    await window.hasValue('#amount', '');
    await window.retype('#seats', '');
    await window.click('#tell');
    await window.hasText('#Controls-error-seats', 'Please fill in this field.');
    await window.retype('#amount', '5');
    await window.retype('#seats', '6');
    await tells(window, { amount: '5', seats: '6' });
    await window.hasText('#Controls-error-amount', '');
});

inEachBrowser('fixtures', 'a text keeps its value while its field has none', async (visitor) => {
    const window = await visitor.open('/controls');
    await window.hasValue('#code', '7');
    await window.click('#code');
    await window.press('Control+a');
    await window.type('-', { delay: 40 });
    assert.equal(await isInvalid(window, '#code'), true);
    await tells(window, { code: '7' });
    await window.click('#code');
    await window.press('End');
    await window.type('5');
    await tells(window, { code: '-5' });
});

inEachBrowser('fixtures', 'boxes and lists show and bring a list', async (visitor) => {
    await farAway(visitor, '/controls', async (window) => {
        await window.waitFor(() => document.querySelector('#tags input:checked') !== null);
        assert.deepEqual(await ticked(window, '#tags'), [false, false, true]);
        assert.deepEqual(await ticked(window, '#sizes'), [false, true, false]);
        assert.deepEqual(await chosen(window, '#picked'), ['b']);
        assert.deepEqual(await chosen(window, '#cuts'), ['Medium']);
        await window.click('#tags input[value=b]');
        await window.click('#tags input[value=a]');
        await window.click('#sizes input[value="10"]');
        await window.select('#picked', 'a', 'c');
        await window.select('#cuts', 'Small', 'Large');
        await tells(window, {
            tags: 'a+b+c', sizes: '10+20', picked: 'a+c', cuts: 'Small+Large',
        });
        for (const value of ['a', 'c', 'b'])
            await window.click(`#tags input[value=${value}]`);
        await tells(window, { tags: '' });
        // Another box for the same value
        await window.click('#tags-again input[value=b]');
        await tells(window, { tags: 'b' });
        assert.deepEqual(await ticked(window, '#tags'), [false, true, false]);
        await window.click('#tags input[value=b]');
        await tells(window, { tags: '' });
        assert.deepEqual(await ticked(window, '#tags-again'), [false, false]);
        assert.deepEqual(await ticked(window, '#tags'), [false, false, false]);

        await window.click('#others');
        await window.waitFor(() => document.querySelector('#tags input').checked);
        assert.deepEqual(await ticked(window, '#tags'), [true, true, false]);
        await window.waitFor(() => document.querySelectorAll('#sizes input:checked').length === 2);
        assert.deepEqual(await ticked(window, '#sizes'), [true, false, true]);
        assert.deepEqual(await chosen(window, '#picked'), ['a', 'c']);
        assert.deepEqual(await chosen(window, '#cuts'), ['Small', 'Large']);
    });
});

inEachBrowser('fixtures', 'boxes, radios and selects have values of any kind', async (visitor) => {
    const window = await visitor.open('/controls');
    await window.waitFor(() => document.querySelector('#rank input:checked') !== null);
    assert.equal(await window.isChecked('#agreed'), true);
    assert.deepEqual(await ticked(window, '#rank'), [false, true]);
    assert.deepEqual(await chosen(window, '#floor'), ['3']);
    assert.deepEqual(await chosen(window, '#size'), ['Large']);
    await window.click('#agreed');
    await window.click('#rank input');
    assert.deepEqual(await ticked(window, '#rank'), [true, false]);
    await window.select('#floor', '1');
    await window.select('#size', 'Small');
    await tells(window, { agreed: 'no', rank: '1', floor: '1', size: 'Small' });
});

inEachBrowser('fixtures', 'a date with a time stays in its zone', async (visitor) => {
    const window = await visitor.open('/controls');
    await window.has('#meeting', 'value', '2026-03-28T09:30');
    await pick(window, '#meeting', '2026-03-29T02:30');
    await window.click('#tell');
    await window.hasText(
        '#Controls-error-meeting', 'There is no such time on that day: the clocks are put forward.',
    );
    await pick(window, '#meeting', '');
    await tells(window, { meeting: 'none Europe/Berlin' });
    await pick(window, '#meeting', '2026-11-30T14:30');
    await tells(window, { meeting: '2026-11-30 14:30 Europe/Berlin' });
    await window.hasText('#meeting-text', '2026-11-30T14:30:00+01:00');
    await window.has('#meeting', 'value', '2026-11-30T14:30');
    await window.hasText('#Controls-error-meeting', '');
    await window.click('#others');
    await window.has('#meeting', 'value', '2026-12-01T14:30');
});

inEachBrowser('fixtures', 'what was not measured is shown nowhere', async (visitor) => {
    const window = await visitor.open('/controls');
    await window.hasText('#reading', '21.5');
    assert.equal(await window.value('#asked'), '');
    await tells(window, { asked: 'nan' }); // its empty field was not edited
    for (const lost of ['#lose', '#overflow']) {
        await window.click(lost);
        await window.hasText('#reading', '');
        await window.hasText('#reading-region', '');
        const again = await visitor.open('/controls');
        assert.equal(await again.text('#reading'), '');
        assert.equal(await again.text('#reading-region'), '');
        await again.close();
    }
});

inEachBrowser('fixtures', 'a text may begin with a mark of byte order', async (visitor) => {
    const window = await visitor.open('/controls');
    await pick(window, '#note', '\ufeffnote');
    await tells(window, { note: 'efbbbf6e6f7465' });
    const again = await visitor.open('/controls');
    await again.has('#note', 'value', '\ufeffnote');
    const form = await visitor.open('/controls/sent');
    await form.has('#note', 'value', '\ufeffnote');
    await tells(form, { note: 'efbbbf6e6f7465' });
});

inEachBrowser('fixtures', 'a form that is sent brings what its controls show', async (visitor) => {
    const window = await visitor.open('/controls/sent');
    await window.waitFor(() => document.querySelector('input[name=tags]:checked') !== null);
    await window.click('input[name=tags][value=c]');
    await window.click('input[name=sizes][value="10"]');
    await window.click('#agreed');
    await window.select('#cuts', 'Small', 'Large');
    await window.retype('#guests', '');
    await tells(window, {
        tags: '', sizes: '10+20', agreed: 'no', cuts: 'Small+Large', guests: 'none', nick: 'none',
        meeting: '2026-03-28 09:30 Europe/Berlin',
    });
    await window.retype('#amount', '');
    await window.click('#send');
    await window.hasText('#Controls-error-amount', 'a number is needed');
});

inEachBrowser('fixtures', 'what is not sent yet outlasts another window', async (visitor) => {
    const there = await visitor.open('/controls');
    await farAway(visitor, '/controls', async (here) => {
        await here.retype('#amount', '55', { delay: 20 });
        await here.click('#tags input[value=b]');
        await here.select('#cuts', 'Large');
        await there.click('#others');
        await there.hasValue('#amount', '8');
        await here.hasValue('#plain', '8'); // the frame was here
        await here.hasValue('#amount', '55');
        assert.deepEqual(await ticked(here, '#tags'), [false, true, true]);
        assert.deepEqual(await chosen(here, '#cuts'), ['Large']);
        await tells(here, { amount: '55', tags: 'b+c', cuts: 'Large', plain: '8' });
        await there.hasValue('#amount', '55');
        await there.waitFor(() => document.querySelector('#cuts').selectedOptions.length === 1);
        assert.deepEqual(await ticked(there, '#tags'), [false, true, true]);
        // Answered, so that the next change counts again.
        await there.click('#others');
        await here.hasValue('#amount', '8');
        await here.waitFor(() => document.querySelector('#cuts').selectedOptions.length === 2);
        assert.deepEqual(await ticked(here, '#tags'), [true, true, false]);
    });
});

// What a select of this page shows, and what the program has.
const cities = ['#city', '.bare select', '#rows'];
async function showsCity(window, city, options) {
    for (const select of cities) {
        await window.has(select, 'length', options.length);
        await window.hasValue(select, city);
    }
    await window.waitFor(
        ([city, count]) => {
            const radios = [...document.querySelectorAll('.radios input')];
            return radios.length === count
                && radios.every(({ value, checked }) => checked === (value === city));
        },
        [city, options.length],
        `the radio of ${city} is chosen`,
    );
}

inEachBrowser('fixtures', 'a select whose options change shows its property', async (visitor) => {
    await farAway(visitor, '/choices', async (window) => {
        await showsCity(window, 'Bonn', ['Bonn', 'Paris', 'Ulm']);
        await window.click('#first');
        await showsCity(window, 'Bonn', ['Aachen', 'Bonn', 'Paris', 'Ulm']);
        assert.deepEqual(await chosen(window, '#floor'), ['2']);
        assert.deepEqual(await chosen(window, '#several'), ['2', '3']);
        assert.deepEqual(await ticked(window, '#boxes'), [false, false, true, true]);

        await window.select('#city', 'Paris'); // not sent yet
        await showsCity(window, 'Paris', ['Aachen', 'Bonn', 'Paris', 'Ulm']);
        await window.click('#first');
        await showsCity(window, 'Paris', ['Aachen', 'Aachen', 'Bonn', 'Paris', 'Ulm']);

        await window.click('#replace');
        await showsCity(window, 'Köln', ['Ulm', 'Köln']);
        await window.waitFor(() => document.querySelector('#floor').length === 3);
        await window.hasValue('#floor', '8');
        assert.deepEqual(await chosen(window, '#several'), ['7', '9']);
        assert.deepEqual(await ticked(window, '#boxes'), [true, false, true]);

        await window.select('.bare select', 'Ulm');
        await window.select('#floor', '9');
        await window.click('#boxes input');
        await window.click('#tell');
        await window.hasText('#told', 'Ulm 9 9');
    });
});
