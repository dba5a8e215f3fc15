// What every application is made of, in each browser: events, typing, rows, forms, navigation, and
// a server that comes back.
import assert from 'node:assert/strict';
import { anotherVisitor, inEachBrowser } from './browsers.mjs';

inEachBrowser('examples', 'a click in one window shows in the other', async (visitor) => {
    const [here, there] = [await visitor.open('/counter'), await visitor.open('/counter')];
    await here.click('main button');
    await here.hasText('h1', 'Count: 1');
    await there.hasText('h1', 'Count: 1');
    await there.click('main button');
    await here.hasText('h1', 'Count: 2');
    await here.click('main button:nth-of-type(2)');
    await there.hasText('h1', 'Count: 0');
});

inEachBrowser('examples', 'what is typed is a property while it is typed', async (visitor) => {
    const [here, there] = [await visitor.open('/greeting'), await visitor.open('/greeting')];
    await here.click('#name');
    await here.type('Ada', { delay: 40 });
    await there.hasText('h1', 'Hello, Ada!');
    await there.hasValue('#name', 'Ada');
    assert.equal(await here.value('#name'), 'Ada');
});

inEachBrowser('examples', 'a line of the chat reaches everybody once', async (visitor) => {
    const other = await anotherVisitor(visitor);
    const [mine, theirs] = [await visitor.open('/chat'), await other.open('/chat')];
    for (const line of ['first', 'second']) {
        await mine.click('main form input');
        await mine.type(line, { delay: 20 });
        await mine.press('Enter');
        await theirs.hasText('main li:last-child', `Guest: ${line}`);
        await mine.hasValue('main form input', '');
    }
    const said = (window) => window.evaluate(
        () => [...document.querySelectorAll('main li')].map((row) => row.textContent),
    );
    assert.deepEqual((await said(mine)).slice(-2), ['Guest: first', 'Guest: second']);
    assert.deepEqual(await said(theirs), await said(mine));
    await other.leave();
});

inEachBrowser('examples', 'rows are added, ticked off and removed', async (visitor) => {
    const [here, there] = [await visitor.open('/todo'), await visitor.open('/todo')];
    for (const title of ['Milk', 'Tea']) {
        await here.click('main form input');
        await here.type(title);
        await here.press('Enter');
        await here.hasText('main li:last-child label', title);
    }
    await there.hasText('main > p', '2 of 2 to do');
    await there.click('main li input');
    await here.hasText('main > p', '1 of 2 to do');
    await here.waitFor(() => document.querySelector('main li input').checked);
    await here.click('main li button');
    await there.hasText('main > p', '1 of 1 to do');
    await there.hasText('main li label', 'Tea');
    await there.click('main li button');
    await here.hasText('main > p', '0 of 0 to do');
});

inEachBrowser('fixtures', 'the fields of a form arrive', async (visitor) => {
    const window = await visitor.open('/fields');
    await window.retype('#line', 'one line');
    await window.retype('#area', 'two');
    await window.select('#one', 'a');
    await window.select('#some', 'a', 'c');
    await window.click('#ticked');
    await window.click('#y');
    await window.retype('#count', '4');
    await window.retype('#share', '0.75');
    await window.click('#save');
    await window.hasText(
        '#known', 'one line|two|a|a+c|yes|y|4|0.75|10|2026-01-31|09:30||#112233',
    );
});

inEachBrowser('fixtures', 'a refused value is told until it is right', async (visitor) => {
    const window = await visitor.open('/profile');
    await window.click('#nick');
    await window.type('Ada!', { delay: 20 });
    await window.hasText('#nick-error', 'No exclamation marks, please');
    await window.press('Backspace');
    await window.hasText('#nick-error', '');
    await window.hasText('#greeting', 'Hello Ada');
});

inEachBrowser('fixtures', 'a link changes the page, and back and forward', async (visitor) => {
    const window = await visitor.open('/places/one');
    await window.evaluate(() => { window.isSame = true; });
    const visits = Number(await window.text('#visits'));
    await window.click('nav a:nth-of-type(2)');
    await window.hasText('h1', 'Two');
    await window.click('#visit');
    await window.hasText('#words', `${visits + 1}`);
    await window.back();
    await window.hasText('h1', 'One');
    await window.waitFor(() => document.title === 'Place <one>');
    await window.click('#visit');
    await window.hasText('#visits', `${visits + 2}`);
    assert.equal(await window.evaluate(() => window.isSame), true);
});

inEachBrowser('fixtures', 'a page goes on when its server is back', async (visitor) => {
    const window = await visitor.open('/profile');
    await window.click('#note');
    await window.type('half a ');
    await visitor.program.kill();
    const back = window.streamOpened();
    await visitor.program.start();
    await back;
    await window.type('sentence');
    assert.equal(await window.value('#note'), 'half a sentence');
    await window.click('#save');
    await window.hasText('#known', 'half a sentence|no|red');
});
