// The console stays clean while a user does what users do: moves, reloads, comes back, and while a
// server ends and starts again.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { Proxy } from './proxy.mjs';

for (const delay of [0, 100])
    inEachBrowser('fixtures', `moving, reloading and leaving, ${2 * delay} ms round trip`, async (visitor) => {
        const proxy = await Proxy.before(visitor.program, { delay });
        try {
            const here = await visitor.open('/places/one', { through: proxy });
            for (const [link, heading] of [[2, 'Two'], [1, 'One'], [3, 'Poll'], [1, 'One']]) {
                await here.click(`nav a:nth-of-type(${link})`);
                await here.hasText('h1', heading);
            }
            await here.reload();
            await here.click('nav a:nth-of-type(2)');
            await here.hasText('h1', 'Two');
            await here.evaluate(() => history.back());
            await here.hasText('h1', 'One');
            const opened = here.streamOpened();
            await here.click('#plain'); // loaded whole
            await opened;
            await here.hasText('h1', 'Two');
            await here.goTo(`${proxy.origin}/taps`);
            await here.click('#tap-left');
            await here.waitFor(() => performance.getEntriesByType('resource').some(
                ({ name, responseEnd }) => name.endsWith('/Taps/tapLeft') && responseEnd > 0,
            ));
            await here.goTo(`${proxy.origin}/places/one`);
            assert.deepEqual(here.heard, []);
        } finally {
            await proxy.close();
        }
    });

inEachBrowser('examples', 'a server that ends and starts again', async (visitor) => {
    const here = await visitor.open('/counter');
    await visitor.program.stop();
    // No stream was cut. That nobody answers now is what browsers say by themselves.
    const isAnswerless = (sentence) => /net::ERR_CONNECTION_REFUSED|Failed to fetch|NetworkError when/.test(sentence);
    const opened = here.streamOpened();
    await visitor.program.start();
    await opened;
    assert.deepEqual(here.heard.filter((sentence) => !isAnswerless(sentence)), []);
    visitor.forgetComplaints();
});
