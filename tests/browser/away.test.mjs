// What was typed arrives: while the server was away, before it was started anew, before a link was
// followed, and beside a field that is refused.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { loadSignals } from './paper.mjs';
import { farAway, Proxy } from './proxy.mjs';
import { until } from './support.mjs';

async function emptied(window, selector) {
    await window.click('#reset');
    await window.hasValue(selector, '');
}

// The server's own values, because a window shows at once what was typed in it.
async function stateHas({ origin }, expected) {
    let letters = {};
    await until(async () => {
        letters = (await loadSignals(origin, '/letters')).Letters;
        return Object.entries(expected).every(([name, value]) => letters[name] === value);
    }, 'the state has what was entered').catch(() => assert.deepEqual(letters, expected));
}

inEachBrowser('fixtures', 'what was typed while the server was away arrives', async (visitor) => {
    const window = await visitor.open('/letters');
    await emptied(window, '#line');
    await visitor.program.kill();
    await window.click('#line');
    await window.type('typed in the dark', { delay: 20 });
    const stream = window.streamOpened();
    await visitor.program.start();
    await stream;
    await stateHas(visitor.program, { line: 'typed in the dark' });
    await window.hasValue('#line', 'typed in the dark');
    await window.click('#ring');
    await window.hasText('#rings', '1');
    visitor.forgetComplaints();
});

for (const isAway of [false, true])
    inEachBrowser('fixtures',
        `what was typed goes before a link is followed${isAway ? ', after an outage' : ''}`,
        async (visitor) => {
            const here = await visitor.open('/letters');
            await emptied(here, '#line');
            if (isAway)
                await visitor.program.kill();
            await here.click('#line');
            await here.type('last words', { delay: 20 });
            await here.click('#away');
            if (isAway)
                await visitor.program.start();
            await here.waitForElement('#form-words');
            const there = await visitor.open('/letters');
            await there.hasText('#shown-line', 'last words');
            visitor.forgetComplaints();
        });

inEachBrowser('fixtures', 'what is typed until the next page is there is not lost', (visitor) =>
    farAway(visitor, '/letters', async (here) => {
        await emptied(here, '#line');
        await here.click('#line');
        await here.click('#away');
        await here.focus('#line');
        let typed = ''; // as far as the field was seen to have it
        let next = '';
        for (next of 'abcdefghijklmnopqrstuvwxyz') {
            await here.type(next);
            const value = await here.evaluate(() => document.querySelector('#line')?.value);
            if (value === undefined)
                break;
            typed = value;
        }
        await here.waitForElement('#form-words');
        let line;
        await until(async () => {
            line = (await loadSignals(visitor.program.origin, '/letters')).Letters.line;
            return line === typed || line === typed + next;
        }, 'the state has what was typed').catch(() => assert.equal(line, typed));
    }));

inEachBrowser('fixtures', 'a field that is refused keeps no other one back', (visitor) =>
    farAway(visitor, '/letters', async (here, proxy) => {
        const there = await visitor.open('/letters', { through: proxy });
        await emptied(here, '#line');
        await here.retype('#count', '');
        await here.retype('#polite', '!'); // nothing of it is ever taken
        await here.hasText('#polite-error', 'No exclamation marks, please');
        await here.retype('#line', 'not lost');
        await here.select('#size', 'large');
        await here.click('#ticked');
        await there.hasText('#shown-line', 'not lost');
        await there.hasText('#shown-size', 'large');
        await there.hasText('#shown-ticked', 'true');
        assert.equal(await there.text('#shown-polite'), '');
        assert.equal(await here.text('#polite-error'), 'No exclamation marks, please');
    }));

// What was entered before it, and taken by the server that has forgotten it since.
async function enterBefore(window, program) {
    let begun = 0; // edits, of which a field may send several while somebody types in it
    const open = new Set(); // those without an answer
    window.page.on('request', (request) => {
        if (!request.url().includes('/backstate/edit/Letters'))
            return;
        ++begun;
        open.add(request);
    });
    for (const end of ['requestfinished', 'requestfailed'])
        window.page.on(end, (request) => open.delete(request));
    for (const [field, value] of [['#line', 'kept'], ['#count', '7']]) {
        const before = begun;
        await window.retype(field, value);
        await window.press('Tab');
        // What the page has no answer to, it enters again.
        await until(() => begun > before && open.size === 0, `${field} has its answer`);
    }
    await stateHas(program, { line: 'kept', count: 7 });
}

inEachBrowser('fixtures', 'a restart loses nothing that was entered', async (visitor) => {
    const here = await visitor.open('/letters');
    await enterBefore(here, visitor.program);
    await visitor.program.kill();
    await here.click('#line');
    await here.press('End');
    await here.type(' in mind', { delay: 20 });
    const stream = here.streamOpened();
    await visitor.program.start();
    await stream;
    await stateHas(visitor.program, { line: 'kept in mind', count: 7 });
    const there = await visitor.open('/letters');
    assert.equal(await there.value('#line'), 'kept in mind');
    await there.retype('#line', 'new');
    await there.retype('#count', '9');
    await here.hasValue('#line', 'new');
    await here.hasValue('#count', '9');
    visitor.forgetComplaints();
});

inEachBrowser('fixtures', 'what others entered after a restart is shown', (visitor) =>
    Proxy.during(visitor.program, {}, async (proxy) => {
        const here = await visitor.open('/letters', { through: proxy });
        await enterBefore(here, visitor.program);
        await visitor.program.kill();
        proxy.refuse();
        await visitor.program.start();
        const there = await visitor.open('/letters');
        await there.retype('#line', 'theirs');
        await there.retype('#count', '9');
        await stateHas(visitor.program, { line: 'theirs', count: 9 });
        const stream = here.streamOpened();
        proxy.pass();
        await stream;
        await here.hasValue('#line', 'theirs');
        await here.hasValue('#count', '9');
        await here.click('#ring');
        await there.retype('#line', 'theirs again');
        await here.hasValue('#line', 'theirs again');
        visitor.forgetComplaints();
    }));

inEachBrowser('fixtures', 'a field that is not live travels with the next event', async (visitor) => {
    const window = await visitor.open('/draft');
    await visitor.program.kill();
    await window.click('#words');
    await window.type('typed in the dark', { delay: 20 });
    const stream = window.streamOpened();
    await visitor.program.start();
    await stream;
    await window.hasValue('#words', 'typed in the dark');
    await window.click('#send');
    await window.hasText('#lines', 'typed in the dark');
    await window.hasValue('#words', '');
    visitor.forgetComplaints();
});
