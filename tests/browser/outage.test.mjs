// The connection breaks, or is silent: the page says so, loses nothing, and goes on when it can.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';
import { until } from './support.mjs';

const heartbeat = 1000;
process.env.BACKSTATE_HEARTBEAT = String(heartbeat);

const lost = 'The connection to the server is lost. It comes back by itself.';

// What the banner says; empty while there is none.
const said = () => {
    const banner = document.querySelector('#backstate-banner');
    const parts = banner?.checkVisibility() ? [...banner.querySelectorAll('p')] : [];
    return parts.map((part) => part.textContent).filter((text) => text !== '').join(' | ');
};
async function says(window, text) {
    const isSaid = async () => (await window.evaluate(said).catch(() => null)) === text;
    await until(isSaid, `the banner says “${text}”`).catch(async (error) => {
        assert.equal(await window.evaluate(said), text, error.message);
    });
}

const withProxy = (visitor, options, use) => Proxy.during(visitor.program, options, use);

// Counts what the page's stream does from here on.
const count = () => {
    window.beats = 0;
    window.openings = 0;
    const note = ({ detail }) => {
        if ((detail.el?.id ?? detail.elId) !== 'backstate-stream')
            return;
        window.beats += detail.type === 'datastar-beat' ? 1 : 0;
        window.openings += detail.type === 'started' ? 1 : 0;
    };
    for (const type of ['datastar-fetch', 'datastar-sse'])
        addEventListener(type, note, true);
};

for (const delay of [0, 100])
    inEachBrowser('fixtures', `a swallowed stream is opened anew, ${2 * delay} ms round trip`, async (visitor) => {
        await withProxy(visitor, { delay }, async (proxy) => {
            const here = await visitor.open('/taps', { through: proxy });
            await here.evaluate(count);
            const known = Number(await here.text('#left'));
            await here.click('#tap-left');
            await here.hasText('#left', String(known + 1));
            proxy.swallow('streams');
            const since = performance.now();
            await here.click('#tap-left'); // it arrives, and what it changes is told by the stream
            await here.hasText('#left', String(known + 2));
            // Three heartbeats, the way to the server and back, and what a busy machine takes.
            const took = performance.now() - since;
            assert.ok(took < 3 * heartbeat + 6 * delay + 1500, `it took ${took} ms`);
            assert.equal(await here.evaluate(() => window.openings), 1);
            // And again, for good.
            proxy.swallow('streams');
            await here.click('#tap-left');
            await here.hasText('#left', String(known + 3));
        });
    });

inEachBrowser('fixtures', 'a click that is swallowed with the stream is told', async (visitor) => {
    await withProxy(visitor, {}, async (proxy) => {
        const here = await visitor.open('/profile', { through: proxy });
        const visits = Number(await here.text('#visits'));
        proxy.delay = ({ path }) => (path.includes('/visit') ? 600_000 : 0);
        await here.click('#visit');
        await until(
            () => proxy.requests.some(({ path }) => path.includes('/visit')), 'the click is sent');
        await new Promise((resolve) => setTimeout(resolve, 5000)); // so long one may wait
        proxy.delay = 0;
        proxy.swallow('streams');
        await says(here, 'Not sent: Visit.');
        await here.waitFor(() => document.querySelector('#backstate-busy, [aria-busy]') === null);
        await here.click('#visit');
        await here.hasText('#visits', String(visits + 1));
        await says(here, '');
        visitor.forgetComplaints();
    });
});

inEachBrowser('fixtures', 'a stream that is only idle stays', async (visitor) => {
    const here = await visitor.open('/taps');
    await here.evaluate(count);
    await here.waitFor(() => window.beats >= 6);
    assert.equal(await here.evaluate(() => window.openings), 0);
    assert.equal(await here.evaluate(said), '');
});

for (const isGateway of [false, true]) {
    const without = isGateway ? 'behind a gateway whose server is gone' : 'without a server';

    inEachBrowser('fixtures', `a click ${without} is told, and what was typed stays`, async (visitor) => {
        await withProxy(visitor, { isGateway }, async (proxy) => {
            const here = await visitor.open('/profile', { through: proxy });
            await here.click('#note');
            await here.type('half a ');
            await visitor.program.kill();
            await says(here, lost);
            await here.click('#visit');
            await says(here, `${lost} | Not sent: Visit.`);
            await here.click('#save');
            await says(here, `${lost} | Not sent: Visit, Save.`);
            assert.equal(await here.value('#note'), 'half a ');
            await visitor.program.start();
            await says(here, 'Not sent: Visit, Save.');
            await here.click('#note');
            await here.press('End');
            await here.type('sentence');
            await here.click('#save');
            await here.hasText('#known', 'half a sentence|no|red');
            await says(here, 'Not sent: Visit.');
            await here.click('#backstate-banner button');
            await says(here, '');
            visitor.forgetComplaints();
        });
    });

    inEachBrowser('fixtures', `a link ${without} waits, and then goes`, async (visitor) => {
        await withProxy(visitor, { isGateway }, async (proxy) => {
            const here = await visitor.open('/places/one', { through: proxy });
            await here.evaluate(() => { window.isSame = true; });
            await visitor.program.kill();
            await here.click('nav a:nth-of-type(2)');
            await says(here, `${lost} “Two” opens when the connection is back.`);
            assert.equal(await here.text('h1'), 'One');
            assert.ok(here.url().endsWith('/places/one'));
            await visitor.program.start();
            await here.hasText('h1', 'Two');
            assert.equal(await here.evaluate(() => window.isSame), true);
            await says(here, '');
            // The way back goes as well, when it can.
            await visitor.program.kill();
            await says(here, lost);
            await here.evaluate(() => history.back());
            await here.waitFor(() => document.querySelector('#backstate-banner').textContent.includes('opens when'));
            assert.equal(await here.text('h1'), 'Two');
            await visitor.program.start();
            await here.hasText('h1', 'One');
            assert.equal(await here.evaluate(() => window.isSame), true);
            visitor.forgetComplaints();
        });
    });

    inEachBrowser('fixtures', `a link that loads a page whole ${without} waits, and then goes`, async (visitor) => {
        await withProxy(visitor, { isGateway }, async (proxy) => {
            const here = await visitor.open('/places/one', { through: proxy });
            await visitor.program.kill();
            await says(here, lost);
            await here.click('#plain');
            await says(here, `${lost} “Plain” opens when the connection is back.`);
            assert.equal(await here.text('h1'), 'One');
            await visitor.program.start();
            await here.hasText('h1', 'Two');
            visitor.forgetComplaints();
        });
    });
}

inEachBrowser('fixtures', 'an upload whose connection breaks is told', async (visitor) => {
    const folder = mkdtempSync(join(tmpdir(), 'backstate-upload-'));
    const file = join(folder, 'a.png');
    writeFileSync(file, Buffer.alloc(3_000_000, 120));
    try {
        await withProxy(visitor, { bandwidth: 1_000_000 }, async (proxy) => {
            const here = await visitor.open('/fields', { through: proxy });
            await here.click('#title');
            await here.type('Sea');
            await here.attach('#files', file);
            await here.click('#send');
            await here.waitFor(() => document.querySelector('#progress').value > 0);
            proxy.refuse();
            await says(here, `${lost} | Not sent: Send (a.png).`);
            assert.equal(await here.value('#title'), 'Sea');
            proxy.bandwidth = 0;
            proxy.pass();
            await says(here, 'Not sent: Send (a.png).');
            await here.click('#send');
            await here.hasText('#known', 'Sea|not urgent|a.png 3000000');
            await says(here, '');
            await here.waitFor(() => document.querySelector('#progress').value === 0);
            visitor.forgetComplaints();
        });
    } finally {
        rmSync(folder, { recursive: true });
    }
});

inEachBrowser('fixtures', 'a page that polls says so too', async (visitor) => {
    const here = await visitor.openEmpty();
    await here.page.goto(`${visitor.program.origin}/places/poll`);
    await here.click('#visit');
    await here.waitFor(() => Number(document.querySelector('#count').textContent) > 0);
    await visitor.program.kill();
    await says(here, lost);
    await visitor.program.start();
    await says(here, '');
    visitor.forgetComplaints();
});

inEachBrowser('fixtures', 'a page may have a banner of its own, in its own words', async (visitor) => {
    const here = await visitor.open('/profile');
    await here.evaluate(() => {
        const own = document.createElement('section');
        own.id = 'backstate-banner';
        own.hidden = true;
        own.dataset.lost = 'Die Verbindung ist weg.';
        own.dataset.unsent = 'Nicht gesendet: %1';
        document.querySelector('main').prepend(own);
    });
    await visitor.program.kill();
    await says(here, 'Die Verbindung ist weg.');
    await here.click('#visit');
    await says(here, 'Die Verbindung ist weg. | Nicht gesendet: Visit');
    assert.equal(await here.evaluate(() => document.querySelectorAll('#backstate-banner').length), 1);
    await visitor.program.start();
    await says(here, 'Nicht gesendet: Visit');
    visitor.forgetComplaints();
});
