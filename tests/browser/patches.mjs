// What the tests of patches share.
import assert from 'node:assert/strict';

// Has a region of the page /opened built again, by a button that is pressed as by a script, without
// a change of the focus.
export async function build(window, button = 'build') {
    const count = await window.text('#count');
    await window.evaluate((id) => document.getElementById(id).click(), button);
    await window.waitFor(
        (count) => document.querySelector('#count').textContent !== count, count, 'it is built');
}

export const is = (window, selector, state) => window.evaluate(
    ([selector, state]) => document.querySelector(selector).matches(state), [selector, state]);

// Fails unless the element of a selector has the focus.
export async function isFocused(window, selector) {
    const focused = await window.evaluate((selector) => {
        const { activeElement: active } = document;
        return active.matches(selector) ? selector : active.outerHTML.slice(0, 100);
    }, selector);
    assert.equal(focused, selector, 'what has the focus');
}
