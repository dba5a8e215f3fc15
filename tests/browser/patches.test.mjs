// What is the user's on a page stays when its parts are built again.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { build, is, isFocused } from './patches.mjs';

inEachBrowser('fixtures', 'details stay as the user left them', async (visitor) => {
    const window = await visitor.open('/opened');
    for (const selector of ['.outer', '.inner', '#named'])
        await window.click(`${selector} > summary`);
    for (let round = 0; round < 3; ++round) {
        await build(window);
        for (const selector of ['.outer', '.inner', '#named'])
            assert.ok(await is(window, selector, '[open]'), selector);
    }
    await window.click('.inner > summary');
    await build(window);
    assert.ok(await is(window, '.outer', '[open]'));
    assert.ok(!await is(window, '.inner', '[open]'));
});

inEachBrowser('fixtures', 'what the markup opens and closes is the program\'s', async (visitor) => {
    const window = await visitor.open('/opened');
    const isOpen = async (expected, why) =>
        assert.equal(await is(window, '#told', '[open]'), expected, why);
    await build(window, 'tell');
    await isOpen(true, 'the markup opens it');
    await build(window, 'untell');
    await isOpen(false, 'and closes it');
    // The user opens it, the markup does so too, and then no more.
    await window.click('#told > summary');
    await build(window);
    await isOpen(true, 'the user opened it');
    await build(window, 'tell');
    await build(window);
    await isOpen(true, 'both did');
    await build(window, 'untell');
    await isOpen(false, 'the program closed it');
    // The user closes what the markup opened.
    await build(window, 'tell');
    await window.click('#told > summary');
    await build(window);
    await isOpen(false, 'the user closed it');
    await build(window, 'untell');
    await build(window, 'tell');
    await isOpen(true, 'the program opens it anew');
});

inEachBrowser('fixtures', 'what is only called open is the program\'s', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => document.querySelector('#nav').setAttribute('open', ''));
    await build(window);
    assert.ok(await is(window, '#nav', '[open]'));
});

inEachBrowser('fixtures', 'a form may have fields named as its own properties', async (visitor) => {
    const window = await visitor.open('/opened');
    for (const shape of ['build', 'build']) {
        await window.retype('.inner-id', 'half a ');
        await build(window, shape);
        assert.equal(await window.value('.inner-id'), 'half a ');
    }
    await window.evaluate(() => document.querySelector('form').reset());
});

inEachBrowser('fixtures', 'nobody is told that what stays open was opened', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => {
        window.toggles = 0;
        for (const selector of ['#named', '#pop'])
            document.querySelector(selector).addEventListener('toggle', () => ++window.toggles);
        document.querySelector('#pop').showPopover();
        document.querySelector('#named').open = true;
    });
    await window.waitFor(() => window.toggles === 2);
    for (const shape of ['build', 'build', 'wrap', 'unwrap'])
        await build(window, shape);
    await window.evaluate(() => document.querySelector('#named').open = false);
    await window.waitFor(() => window.toggles > 2);
    assert.equal(await window.evaluate(() => window.toggles), 3);
});

inEachBrowser('fixtures', 'modal dialogs stay open, one in the other', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => document.querySelector('#dialog').showModal());
    await build(window);
    assert.ok(await is(window, '#dialog', ':modal[open]'));
    await window.evaluate(() => document.querySelector('#second').showModal());
    await window.focus('#why');
    await window.type('because');
    for (const shape of ['build', 'wrap', 'build', 'unwrap']) {
        await build(window, shape);
        for (const dialog of ['#dialog', '#second'])
            assert.ok(await is(window, dialog, ':modal[open]'), `${dialog} after ${shape}`);
        await isFocused(window, '#why');
        assert.equal(await window.value('#why'), 'because');
    }
    await window.type('!');
    assert.equal(await window.value('#why'), 'because!');
    await window.press('Escape'); // the inner dialog is the upper one
    await window.has('#second', 'open', false);
    await build(window);
    assert.ok(!await is(window, '#second', '[open]'));
    assert.ok(await is(window, '#dialog', ':modal[open]'));
    await window.press('Escape');
    await window.has('#dialog', 'open', false);
    await window.click('#after'); // the page is not inert
    await isFocused(window, '#after');
});

inEachBrowser('fixtures', 'a dialog that is gone leaves the page usable', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => document.querySelector('#dialog').showModal());
    await build(window, 'drop');
    assert.equal(await window.evaluate(() => document.querySelectorAll('dialog').length), 0);
    await window.click('#after');
    await isFocused(window, '#after');
});

inEachBrowser('fixtures', 'popovers stay open, one in the other', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => {
        document.querySelector('#pop').showPopover();
        document.querySelector('#subpop').showPopover();
    });
    for (const shape of ['build', 'wrap', 'build', 'unwrap']) {
        await build(window, shape);
        for (const popover of ['#pop', '#subpop'])
            assert.ok(await is(window, popover, ':popover-open'), `${popover} after ${shape}`);
    }
    await window.press('Escape');
    await window.waitFor(() => !document.querySelector('#subpop').matches(':popover-open'));
    await build(window);
    assert.ok(!await is(window, '#subpop', ':popover-open'));
});

inEachBrowser('fixtures', 'what plays goes on', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => {
        window.pauses = 0;
        const audio = document.querySelector('audio');
        audio.addEventListener('pause', () => ++window.pauses);
        audio.play();
    });
    await window.waitFor(() => document.querySelector('audio').currentTime > 0);
    for (let round = 0; round < 3; ++round)
        await build(window);
    assert.equal(await window.evaluate(() => document.querySelector('audio').paused), false);
    assert.equal(await window.evaluate(() => window.pauses), 0);
});

inEachBrowser('fixtures', 'boxes stay scrolled', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.evaluate(() => {
        const box = document.querySelector('.box');
        box.addEventListener('scroll', () => window.isScrolled = true);
        box.scrollTop = 123;
    });
    await window.waitFor(() => window.isScrolled);
    for (let round = 0; round < 3; ++round) {
        await build(window);
        assert.equal(await window.evaluate(() => document.querySelector('.box').scrollTop), 123);
    }
});

inEachBrowser('fixtures', 'fields bound to nothing keep what is in them', async (visitor) => {
    const window = await visitor.open('/opened');
    await window.click('.outer > summary');
    await window.click('.inner > summary');
    const typed = { '.within': 'deep', '.area': 'long lines', '.plain': 'typed', '.number': '-12' };
    for (const [selector, text] of Object.entries(typed)) {
        await window.click(selector);
        await window.type(text[0]); // a minus is not yet a number
        await build(window);
        await window.type(text.slice(1));
    }
    await window.click('.box-to-tick');
    await window.evaluate(() => {
        const choice = document.querySelector('.choice');
        choice.value = 'b';
        choice.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await window.focus('.plain');
    await window.press('Home');
    await window.press('Shift+ArrowRight');
    for (let round = 0; round < 3; ++round) {
        await build(window);
        for (const [selector, text] of Object.entries(typed))
            assert.equal(await window.value(selector), text);
        assert.ok(await window.isChecked('.box-to-tick'));
        assert.equal(await window.value('.choice'), 'b');
    }
    await isFocused(window, '.plain');
    await window.type('T');
    assert.equal(await window.value('.plain'), 'Typed');
});
