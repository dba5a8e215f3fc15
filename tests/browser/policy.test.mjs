// What pages do is within the policy that they are sent with: loaded whole, and in the place of each
// other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { patience, Stage, until } from './support.mjs';

const stage = new Stage('demo');
before(() => stage.setUp());
after(() => stage.tearDown());

const paths = ['/', '/counter', '/chat', '/forms', '/dashboard', '/keepsakes', '/status', '/product/1',
    '/profile', '/admin', '/nothing', '/login'];

const note = (page) => page.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
        window.violations.push([violatedDirective, blockedURI, sample].join(' ')));
});
const violations = (page) => page.evaluate(() => window.violations);

async function signIn(visitor, prepare) {
    const page = await visitor.open('/login', { prepare });
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill('analytical');
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/login'), { timeout: patience });
    return page;
}

test('every page of the demo is within its policy', { timeout: 120_000 }, async () => {
    const visitor = await stage.visitor();
    const page = await signIn(visitor, note);
    for (const path of paths) {
        const answer = await page.goto(stage.program.origin + path);
        assert.match(answer.headers()['content-security-policy'], /script-src 'self'/);
        await until(() => page.evaluate(() => window.backState !== undefined), 'the scripts run');
        assert.deepEqual(await violations(page), [], path);
    }
    await visitor.context.close();
});

test('so is what they do', { timeout: 120_000 }, async () => {
    const visitor = await stage.visitor();
    const page = await signIn(visitor, note);
    // In the place of each other, by the links of the layout.
    for (const name of ['Counter', 'Chat', 'Dashboard']) {
        await page.getByRole('link', { name, exact: true }).first().click();
        await page.getByRole('heading', { level: 1 }).first().waitFor({ timeout: patience });
    }
    await page.goto(`${stage.program.origin}/counter`);
    const click = page.locator('main').getByRole('button').first();
    await click.click();
    // A redirect by a script of the server's, and one by a form.
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.waitForURL((url) => url.pathname !== '/counter', { timeout: patience });
    assert.deepEqual(await violations(page), []);
    await visitor.context.close();
});

test('a script that no page has named does not run', { timeout: 60_000 }, async () => {
    const visitor = await stage.visitor();
    const page = await visitor.open('/', { prepare: note });
    const { isStrict, hasRun } = await page.evaluate(async () => {
        const policy = (await fetch('/')).headers.get('content-security-policy');
        const element = document.createElement('div');
        document.body.append(element);
        try {
            element.setAttribute('onclick', 'window.evil = true');
        } catch { // Trusted Types are required
        }
        element.click();
        return { isStrict: !policy.includes('unsafe-inline'), hasRun: window.evil === true };
    });
    assert.equal(hasRun, !isStrict);
    await visitor.context.close();
});
