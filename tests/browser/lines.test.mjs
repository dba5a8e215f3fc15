// Lines that are typed one after the other, without a pause after Enter, lose no letter.
import assert from 'node:assert/strict';
import { inEachBrowser } from './browsers.mjs';
import { farAway } from './proxy.mjs';

const lines = ['hello', 'how are you', 'fine thanks', 'bye'];

for (const pause of [40, 80, 200]) {
    inEachBrowser('examples', `lines of the chat, ${pause} ms a key`, (visitor) =>
        farAway(visitor, '/chat', async (window) => {
            await window.click('main form input');
            for (const line of lines) {
                await window.type(line, { delay: pause });
                await window.press('Enter');
            }
            await window.waitFor(
                (line) => document.querySelector('main li:last-child')?.textContent === line,
                `Guest: ${lines.at(-1)}`,
            );
            const said = await window.evaluate(
                () => [...document.querySelectorAll('main li')].map((row) => row.textContent));
            assert.deepEqual(said.slice(-4), lines.map((line) => `Guest: ${line}`));
            await window.hasValue('main form input', '');
        }));

    inEachBrowser('examples', `entries of the todo list, ${pause} ms a key`, (visitor) =>
        farAway(visitor, '/todo', async (window) => {
            await window.click('main form input');
            for (const line of lines) {
                await window.type(line, { delay: pause });
                await window.press('Enter');
            }
            await window.hasText('main li:last-child label', lines.at(-1));
            const labels = await window.evaluate(
                () => [...document.querySelectorAll('main li label')].map((row) => row.textContent));
            assert.deepEqual(labels.slice(-4), lines);
        }));
}
