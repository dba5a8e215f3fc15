// What is typed reaches C++, and nothing disturbs the typing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, setHidden, Stage, streamOpened, until, Wire } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a bound input, checkbox and select arrive with the next event, not before', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/profile');
    const wire = await Wire.tap(page);
    await page.locator('#note').fill('Grüße, "$x" & \'y\' \\ <b>');
    await page.locator('#agreed').check();
    await page.locator('#color').selectOption('green');
    assert.deepEqual(wire.requests, []);

    await page.locator('#save').click();
    await hasText(page, '#known', 'Grüße, "$x" & \'y\' \\ <b>|yes|green');
    await page.locator('#agreed').uncheck();
    await page.locator('#save').click();
    await hasText(page, '#known', 'Grüße, "$x" & \'y\' \\ <b>|no|green');
    await visitor.leave();
});

test('an edit shows in the other windows when it has arrived', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/profile'), await visitor.open('/profile')];
    await here.locator('#note').fill('shared');
    await here.locator('#save').click();
    await there.waitForFunction(() => document.querySelector('#note').value === 'shared');
    await visitor.leave();
});

test('live() sends by itself, and refuses by itself', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/profile');
    await page.locator('#nick').pressSequentially('Ada');
    await hasText(page, '#greeting', 'Hello Ada');

    await page.locator('#nick').fill('Ada!');
    await hasText(page, '#nick-error', 'No exclamation marks, please');
    await hasText(page, '#greeting', 'Hello Ada');
    assert.equal(await page.locator('#nick').inputValue(), 'Ada!');

    await page.locator('#nick').fill('Bob');
    await hasText(page, '#greeting', 'Hello Bob');
    await hasText(page, '#nick-error', '');
    await visitor.leave();
});

test('typing goes on undisturbed while another window changes the state', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/profile'), await visitor.open('/profile')];
    const text = 'a somewhat longer sentence that takes its time';
    const typing = here.locator('#note').pressSequentially(text, { delay: 10 });
    for (let visit = 1; visit <= 10; ++visit) {
        await there.locator('#visit').click();
        await hasText(here, '#visits', `${visit}`);
    }
    await typing;
    assert.equal(await here.locator('#note').inputValue(), text);
    await here.locator('#save').click();
    await hasText(here, '#known', `${text}|no|red`);
    await visitor.leave();
});

test('letters typed quickly into a live() input are not overtaken by their own echo', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/profile');
    const text = 'the quick brown fox jumps over the lazy dog';
    await page.locator('#nick').pressSequentially(text, { delay: 25 });
    assert.equal(await page.locator('#nick').inputValue(), text);
    await hasText(page, '#greeting', `Hello ${text}`);
    assert.equal(await page.locator('#nick').inputValue(), text);
    await visitor.leave();
});

test('half a sentence outlives a reconnect', async () => {
    const visitor = await stage.visitor();
    const [here, there] = [await visitor.open('/profile'), await visitor.open('/profile')];
    await here.locator('#note').pressSequentially('half a ');
    await setHidden(here, true);
    await there.locator('#visit').click();
    await hasText(there, '#visits', '1');
    const stream = streamOpened(here);
    await setHidden(here, false);
    await stream;
    await hasText(here, '#visits', '1');
    assert.equal(await here.locator('#note').inputValue(), 'half a ');
    await here.locator('#note').pressSequentially('sentence');
    await here.locator('#save').click();
    await hasText(here, '#known', 'half a sentence|no|red');
    await until(
        async () => (await there.locator('#note').inputValue()) === 'half a sentence',
        'the other window has it too',
    );
    await visitor.leave();
});
