// 01-counter: one number in two windows.
import { after, before, test } from 'node:test';
import { hasText, Stage } from './support.mjs';

const stage = new Stage('examples');
before(() => stage.setUp());
after(() => stage.tearDown());

test('a click in one window shows in the other', async () => {
    const visitor = await stage.visitor();
    const left = await visitor.open('/counter');
    const right = await visitor.open('/counter');

    await left.getByRole('button', { name: '+1' }).click();
    await hasText(left, 'h1', 'Count: 1');
    await hasText(right, 'h1', 'Count: 1');

    await right.getByRole('button', { name: '+1' }).click();
    await hasText(left, 'h1', 'Count: 2');
    await hasText(right, 'h1', 'Count: 2');

    await left.getByRole('button', { name: 'Reset' }).click();
    await hasText(left, 'h1', 'Count: 0');
    await hasText(right, 'h1', 'Count: 0');
    await visitor.leave();
});

test('a window opened later shows the count at once', async () => {
    const visitor = await stage.visitor();
    const first = await visitor.open('/counter');
    await first.getByRole('button', { name: '+1' }).click();
    await hasText(first, 'h1', 'Count: 1');

    const html = await visitor.context.request.get(`${stage.program.origin}/counter`);
    const count = (await html.text()).match(/<h1>Count: <span[^>]*>(\d+)<\/span>/)?.[1];
    const later = await visitor.open('/counter');
    await hasText(later, 'h1', 'Count: 1');
    if (count !== '1')
        throw new Error(`the page as it is sent says ${count}`);
    await visitor.leave();
});

test('another browser counts for itself', async () => {
    const one = await stage.visitor();
    const other = await stage.visitor();
    const mine = await one.open('/counter');
    const theirs = await other.open('/counter');

    await mine.getByRole('button', { name: '+1' }).click();
    await hasText(mine, 'h1', 'Count: 1');
    await theirs.getByRole('button', { name: '+1' }).click();
    await theirs.getByRole('button', { name: '+1' }).click();
    await hasText(theirs, 'h1', 'Count: 2');
    await hasText(mine, 'h1', 'Count: 1');
    await one.leave();
    await other.leave();
});
