// The examples and the demo as somebody far away has them: what each is for works, at any distance.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';

const aKey = { delay: 60 }; // milliseconds, those of somebody who types well

async function counter(window) {
    for (let click = 0; click < 3; ++click)
        await window.click('main button');
    await window.hasText('h1', 'Count: 3');
    await window.click('main button:nth-of-type(2)');
    await window.hasText('h1', 'Count: 0');
}

async function greeting(window) {
    await window.click('#name');
    await window.type('Grace Hopper', aKey);
    await window.hasText('h1', 'Hello, Grace Hopper!');
    assert.equal(await window.value('#name'), 'Grace Hopper');
}

async function todo(window) {
    await window.click('main form input');
    await window.type('Milk', aKey);
    await window.press('Enter');
    await window.hasText('main li label', 'Milk');
    await window.click('main li input');
    await window.hasText('main > p', '0 of 1 to do');
    await window.click('main li button');
    await window.hasText('main > p', '0 of 0 to do');
}

async function clock(window) {
    for (let second = 0; second < 2; ++second) {
        const time = await window.text('h1');
        await window.waitFor(
            (time) => document.querySelector('h1').textContent !== time, time, 'time goes on',
        );
    }
}

async function chat(window) {
    for (const line of ['How do you do?', 'Well.']) {
        await window.click('main form input');
        await window.type(line, aKey);
        await window.press('Enter');
        await window.hasText('main li:last-child', `Guest: ${line}`);
        await window.hasValue('main form input', '');
    }
}

async function progress(window) {
    await window.click('main button');
    await window.has('main button', 'disabled', true);
    await window.waitFor(
        () => document.querySelector('progress').value > 10, null, 'progress is seen',
    );
    await window.click('main button:nth-of-type(2)');
    await window.has('main button', 'disabled', false);
}

async function cart(window) {
    await window.click('main button');
    await window.hasText('#total', '4.50');
    await window.reload();
    await window.hasText('#total', '4.50');
    await window.click('main > button');
    await window.hasText('#total', '0.00');
}

async function forms(window) {
    await window.click('main form input');
    await window.type('Ada', aKey);
    await window.select('main form select', 'Japan');
    await window.click('main form input[type=radio][value=week]');
    await window.retype('main form input[type=number]', '3', aKey);
    await window.hasValue('main form input[type=number]', '3');
    await window.hasValue('main form select', 'Japan');
    assert.equal(await window.value('main form input'), 'Ada');
}

async function notes(window) {
    await window.click('main form input');
    await window.type('Buy bricks', aKey);
    await window.press('Enter');
    await window.waitForElement('main li span');
    assert.match(await window.text('main li span'), /^Buy bricks /);
    await window.click('main li button');
    await window.waitFor(() => !document.querySelector('main li'), null, 'the note is gone');
}

async function login(window) {
    await window.click('main input[name=name]');
    await window.type('ada', aKey);
    await window.click('main input[type=password]');
    await window.type('engine', aKey);
    await window.press('Enter');
    await window.hasText('nav strong', 'ada');
    await window.hasText('h1', 'Notes');
}

async function pages(window) {
    await window.click('main button');
    await window.hasText('nav span span', '1');
    await window.click('nav a:nth-of-type(2)');
    await window.hasText('h1', 'Chapter 1');
    await window.click('main a');
    await window.hasText('h1', 'Chapter 2');
    await window.back();
    await window.hasText('h1', 'Chapter 1');
    await window.hasText('nav span span', '1');
}

async function demo(window) {
    await window.click('main button');
    await window.hasText('main output', '1');
    await window.click('#menu a[href="/chat"]');
    await window.hasText('h1', 'Chat');
    await window.click('main form input');
    await window.type('Is anybody there?', aKey);
    await window.press('Enter');
    await window.waitFor(
        () => document.querySelector('[role=log]').textContent.includes('Is anybody there?'),
        null,
        'the message is there',
    );
    await window.click('#menu a[href="/products"]');
    await window.hasText('h1', 'Products');
    await window.back();
    await window.hasText('h1', 'Chat');
}

const flows = [
    ['examples', '/counter', counter],
    ['examples', '/greeting', greeting],
    ['examples', '/todo', todo],
    ['examples', '/clock', clock],
    ['examples', '/chat', chat],
    ['examples', '/progress', progress],
    ['examples', '/cart', cart],
    ['examples', '/forms', forms],
    ['notes', '/', notes],
    ['login', '/login?to=/notes', login],
    ['pages', '/', pages],
    ['demo', '/', demo],
];
for (const [program, path, run] of flows)
    for (const roundTrip of [0, 100, 400]) {
        // In Firefox the longest way only, to save time.
        const browsers = roundTrip === 400 ? ['chromium', 'firefox'] : ['chromium'];
        inEachBrowser(program, `${run.name} at ${roundTrip} ms`, (visitor) =>
            Proxy.during(visitor.program, { delay: roundTrip / 2 }, async (proxy) =>
                run(await visitor.open(path, { through: proxy }))), { browsers });
    }
