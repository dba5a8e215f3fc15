// Every kind of input, what a page says of a refused value, and forms that are sent as forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, until } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('every kind of input shows its property and brings what was entered', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    assert.equal(await page.locator('#one').inputValue(), 'b');
    assert.equal(await page.locator('#count').inputValue(), '3');
    assert.equal(await page.locator('#day').inputValue(), '2026-01-31');
    assert.match(await page.locator('#hour').inputValue(), /^09:30/);
    assert.equal(await page.locator('#color').inputValue(), '#112233');
    assert.equal(await page.locator('#x').isChecked(), true);

    await page.locator('#line').fill('one line');
    await page.locator('#area').fill('two');
    await page.locator('#one').selectOption('a');
    await page.locator('#some').selectOption(['a', 'c']);
    await page.locator('#ticked').check();
    await page.locator('#y').check();
    await page.locator('#count').fill('4');
    await page.locator('#share').fill('0.75');
    await page.locator('#level').fill('20');
    await page.locator('#day').fill('2026-11-30');
    await page.locator('#hour').fill('14:45');
    await page.locator('#moment').fill('2026-11-30T14:45');
    await page.locator('#color').fill('#445566');
    await page.locator('#save').click();
    await hasText(
        page,
        '#known',
        'one line|two|a|a+c|yes|y|4|0.75|20|2026-11-30|14:45|2026-11-30T14:45|#445566',
    );
    await visitor.leave();
});

test('a date with a time is shown and taken in its own zone', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    const meeting = page.locator('#meeting');
    const shows = (expected) => until(async () => (await meeting.inputValue()) === expected, `it shows ${expected}`);
    await shows('2026-05-01T09:30');
    await page.locator('#look').click(); // nothing was edited
    await hasText(page, '#known', '2026-05-01T07:30:00Z');
    await page.locator('#postpone').click();
    await shows('2026-05-02T09:30');
    await meeting.fill('2026-11-30T14:45');
    await page.locator('#look').click();
    await hasText(page, '#known', '2026-11-30T12:45:00Z');
    await shows('2026-11-30T14:45');
    await page.locator('#postpone').click();
    await shows('2026-12-01T14:45');
    await visitor.leave();
});

test('a date that is left empty is none', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    await page.locator('#day').fill('');
    await page.locator('#save').click();
    await hasText(page, '#known', '||b||no|x|3|0.5|10||09:30||#112233');
    await visitor.leave();
});

test('a refused input says so, until its value is right', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    const code = page.locator('#code');
    assert.equal(await code.getAttribute('required'), '');
    assert.equal(await code.getAttribute('maxlength'), '40');
    assert.equal(await code.getAttribute('pattern'), '[A-Z]+');
    assert.equal(await code.getAttribute('aria-invalid'), null);
    assert.equal(await code.getAttribute('aria-describedby'), null);

    await code.fill('abc'); // sends itself
    const error = page.locator('#Fields-error-code');
    await error.waitFor({ state: 'visible' });
    await page.locator('#code[aria-invalid=true][aria-describedby=Fields-error-code]').waitFor();
    await code.fill('ABC');
    await error.waitFor({ state: 'hidden' });
    await page.locator('#code:not([aria-invalid]):not([aria-describedby])').waitFor();
    await page.locator('#check').click();
    await hasText(page, '#known', 'checked ABC');
    await visitor.leave();
});

test('a form sends its fields as arguments', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    await page.locator('#title').fill('$a & b');
    await page.locator('#urgent').check();
    await page.locator('#send').click();
    await hasText(page, '#known', '$a & b|urgent');
    await page.locator('#urgent').uncheck();
    await page.locator('#send').click();
    await hasText(page, '#known', '$a & b|not urgent');
    await visitor.leave();
});

test('a signal inside a form is read when the form is sent', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/fields');
    await page.locator('#line').fill('first');
    await page.locator('#say').click();
    await hasText(page, '#known', 'said first');
    await page.locator('#line').fill('second');
    await page.locator('#say').click();
    await hasText(page, '#known', 'said second');
    await visitor.leave();
});
