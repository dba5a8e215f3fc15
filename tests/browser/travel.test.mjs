// What travels is what changed, and nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasText, Stage, streamOpened, until, Wire } from './support.mjs';

const stage = new Stage('fixtures');
before(() => stage.setUp());
after(() => stage.tearDown());

// A window whose wire is tapped from before its page is loaded.
async function openTapped(visitor, path) {
    let wire;
    const prepare = async (page) => (wire = await Wire.tap(page));
    const page = await visitor.open(path, { prepare });
    return { page, wire };
}

test('a click on a page with 3 of 100 properties carries and brings only those', async () => {
    const visitor = await stage.visitor();
    const { page, wire } = await openTapped(visitor, '/many');
    const html = await visitor.context.request.get(`${stage.program.origin}/many`);
    assert.doesNotMatch(await html.text(), /unseen/);

    await page.locator('#entry').fill('mine');
    await page.locator('#change').click();
    await hasText(page, '#count', '1');
    await page.locator('#change').click();
    await hasText(page, '#count', '2');

    assert.equal(wire.requests.length, 2);
    for (const { method, url, body } of wire.requests) {
        assert.equal(method, 'POST');
        assert.equal(url, `${stage.program.origin}/Many/change`);
        assert.deepEqual(JSON.parse(body), { Many: { entry: 'mine' } });
    }
    assert.doesNotMatch(wire.streamed, /unseen/);
    const last = wire.frames.at(-1);
    assert.match(last, /\{"_Many":\{"count":2\}\}/);
    assert.ok(last.length < 120, last);
    await visitor.leave();
});

test('300 rows ride in no request, and a change of one brings one', async () => {
    const visitor = await stage.visitor();
    const { page, wire } = await openTapped(visitor, '/stock');
    const other = await visitor.open('/stock');
    assert.equal(await page.locator('li').count(), 300);
    assert.doesNotMatch(wire.streamed, /Product/);

    await page.locator('.rename').nth(149).click();
    await hasText(page, 'li:nth-child(150) span', 'Product 150 (new)');
    await hasText(other, 'li:nth-child(150) span', 'Product 150 (new)');
    await page.locator('.remove').nth(9).click();
    await hasText(page, '#size', '299 products');
    await hasText(other, '#size', '299 products');

    assert.equal(wire.requests.length, 2);
    for (const { url, body } of wire.requests)
        assert.ok(url.length + body.length < 100, `${url} ${body}`);
    await until(() => wire.streamed.includes('299 products'), 'the tap has it too');
    assert.equal(wire.streamed.match(/Product \d+/g).length, 1);
    assert.ok(wire.streamed.length < 2500, wire.streamed);
    assert.equal(await page.locator('li').count(), 299);
    await visitor.leave();
});

test('the page that was just loaded is not sent again by its stream', async () => {
    const visitor = await stage.visitor();
    for (const path of ['/profile', '/many', '/stock', '/gauge', '/taps']) {
        const { page, wire } = await openTapped(visitor, path);
        assert.equal(wire.streamed, '', path);
        await page.close();
    }
    await visitor.leave();
});

test('a click answers with nothing: its effects come by the stream', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/taps');
    const answer = page.waitForResponse((response) => response.url().endsWith('/Taps/tapLeft'));
    await page.locator('#tap-left').click();
    assert.equal((await answer).status(), 204);
    await hasText(page, '#left', '1');
    await visitor.leave();
});

test('a page whose stream is blocked works by answers alone', async () => {
    const visitor = await stage.visitor();
    const page = await visitor.context.newPage();
    await page.route('**/backstate/stream/**', (route) => route.abort());
    await page.goto(`${stage.program.origin}/taps`);
    const before = Number(await page.locator('#right').textContent());
    await page.locator('#tap-right').click();
    await hasText(page, '#right', `${before + 1}`);
    await page.unroute('**/backstate/stream/**');
    await streamOpened(page);
    await page.locator('#tap-right').click();
    await hasText(page, '#right', `${before + 2}`);
    await visitor.leave();
});
