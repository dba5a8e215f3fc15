// The demo: every page loads without a complaint, and its main action works.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { hasText, patience, Stage } from './support.mjs';

const stage = new Stage('demo');
before(() => stage.setUp());
after(() => stage.tearDown());

// In a browser of its own; fails if a window complained.
async function visit(path, act, options) {
    const visitor = await stage.visitor(options);
    const page = await visitor.open(path);
    await act(page, visitor);
    await visitor.leave();
}

async function signIn(visitor, name, password) {
    const page = await visitor.open('/login');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    return page;
}

const button = (page, name) => page.locator('main').getByRole('button', { name, exact: true });
const shows = (locator) => locator.waitFor({ timeout: patience });

describe('the demo', { concurrency: 2 }, () => {
    test('home counts, greets and ticks', () =>
        visit('/', async (page, visitor) => {
            const other = await visitor.open('/');
            await button(page, 'Count').click();
            for (const each of [page, other])
                await shows(each.getByLabel('Clicks', { exact: true }).filter({ hasText: /^1$/ }));
            await page.getByLabel('Your name').fill('Ada');
            await shows(other.getByText('Nice to meet you, Ada.'));
            await button(page, 'Start').click();
            await shows(other.getByLabel('Seconds').filter({ hasText: /^[2-9]$/ }));
            await button(other, 'Stop').click();
            await shows(button(page, 'Start'));
        }));

    test('the counter takes an amount, and tells who gave it', () =>
        visit('/counter', async (page) => {
            await visit('/counter', async (other) => {
                await page.getByLabel('Your name').fill('Grace');
                await page.getByLabel('An amount of your own').fill('42');
                await button(page, 'Add it').click();
                await shows(other.getByRole('listitem').filter({ hasText: 'Grace +42' }));
                await shows(other.getByLabel('Total').filter({ hasText: /^42$/ }));
            });
        }));

    test('the chat reaches another browser', () =>
        visit('/chat', async (page) => {
            await visit('/chat', async (other) => {
                await page.getByLabel('Your message').fill('Is anybody there?');
                await page.keyboard.press('Enter');
                await shows(other.getByRole('log').getByText('Is anybody there?'));
                const people = page.locator('.with-aside > .card').last().getByRole('listitem');
                await other.getByLabel('Your name').fill('Grace');
                await shows(people.filter({ hasText: 'Grace' }));
            });
            // The other window is closed, and gone from the list.
            await page.locator('.with-aside').getByText('Grace', { exact: true }).waitFor({ state: 'detached' });
        }));

    test('a form of every kind of field is registered', () =>
        visit('/forms', async (page) => {
            await page.getByLabel('Full name').fill('A');
            const refusal = page.locator('.field', { has: page.getByLabel('Full name') }).getByRole('alert');
            await shows(refusal);
            assert.equal(await page.getByLabel('Full name').getAttribute('aria-invalid'), 'true');
            await page.getByLabel('Full name').fill('Ada Lovelace');
            await refusal.waitFor({ state: 'hidden' });
            await page.getByLabel('E-mail').fill('ada@example.org');
            await page.getByLabel('Seats').fill('3');
            await page.getByLabel('Day').fill('2027-05-21');
            await page.getByLabel('Country').selectOption('Canada');
            await page.getByLabel('Student').check();
            await page.getByLabel('Pages').check();
            await page.getByLabel('Testing').check();
            await page.getByLabel('I keep to the house rules').check();
            await button(page, 'Register').click();
            await shows(page.getByText(
                'Thank you, Ada Lovelace. 3 seats are kept for you on 21 May 2027 (Student, for Pages, Testing).',
            ));
        }));

    test('a picture is sent with its caption', () =>
        visit('/forms', async (page) => {
            await page.getByLabel('Picture').setInputFiles({
                name: 'ada.png',
                mimeType: 'image/png',
                buffer: Buffer.alloc(300 * 1024, 7),
            });
            await page.getByLabel('Caption').fill('In the garden');
            await button(page, 'Send it').click();
            await shows(page.getByText('Received ada.png, 301 KB. In the garden'));
        }));

    test('keepsakes and colours outlive a reload, and no coin can be made up', () =>
        visit('/keepsakes', async (page, visitor) => {
            await page.getByLabel('Write something').fill('three small words');
            await button(page, 'Count the words').click();
            await shows(page.getByText('3 words.'));
            await button(page, 'Earn one').click();
            await shows(page.getByLabel('Coins').filter({ hasText: /^1$/ }));
            await page.getByLabel('Colours').selectOption('dark');
            const isDark = () => getComputedStyle(document.documentElement).colorScheme === 'dark';
            await page.waitForFunction(isDark);
            await page.reload();
            await shows(page.getByLabel('Coins').filter({ hasText: /^1$/ }));
            await page.waitForFunction(isDark);
            assert.equal(await page.getByLabel('Write something').inputValue(), 'three small words');

            // Another window of this browser has the notebook, and a purse of its own.
            const other = await visitor.open('/keepsakes');
            await other.waitForFunction(() => document.querySelector('#words').value === 'three small words');
            await shows(other.getByLabel('Coins').filter({ hasText: /^0$/ }));
        }));

    test('an order of one product shows in the list', () =>
        visit('/product/lamp', async (page) => {
            await visit('/products', async (list) => {
                await button(page, 'Order one').click();
                await shows(list.getByRole('link', { name: 'Desk lamp' }).getByText('11 left'));
                await shows(list.getByRole('link', { name: 'Chair' }).getByText('12 left'));
            });
            const missing = await page.context().newPage();
            const response = await missing.goto(stage.program.origin + '/product/submarine');
            assert.equal(response.status(), 404);
            await shows(missing.getByRole('heading', { name: 'There is no such product' }));
        }));

    test('the dashboard counts a sale', () =>
        visit('/dashboard', async (page) => {
            await button(page, 'Pause the customers').click();
            await shows(button(page, 'Let customers in'));
            await page.getByLabel('Region').selectOption('West');
            await page.getByLabel('Amount in €').fill('777');
            await button(page, 'Record the sale').click();
            await shows(page.getByRole('listitem').filter({ hasText: 'West' }).getByText('€ 777.00'));
            await page.getByLabel('Amount in €').fill('-1');
            await button(page, 'Record the sale').click();
            await shows(page.getByText('Between 0.01 and 10,000, please.'));
            await button(page, 'Let customers in').click();
        }));

    test('the chart grows by itself', () =>
        visit('/dashboard', async (page) => {
            const line = () => page.locator('.chart .line').getAttribute('d');
            await shows(page.locator('.chart .line'));
            const before = await line();
            await page.waitForFunction(
                (before) => document.querySelector('.chart .line').getAttribute('d') !== before,
                before,
                { timeout: patience },
            );
        }));

    test('the status is true', () =>
        visit('/status', async (page) => {
            await shows(page.getByRole('row', { name: /^Health\s+1$/ }));
            assert.ok(Number(await page.locator('.tile', { hasText: 'Windows' }).locator('strong').textContent()) > 0);
        }));

    test('a wrong password is refused, a right one leads on', () =>
        visit('/login', async (page, visitor) => {
            const login = await signIn(visitor, 'ada', 'wrong');
            await shows(login.getByRole('alert').filter({ hasText: 'not right' }));
            const guarded = await visitor.open('/profile');
            assert.equal(new URL(guarded.url()).pathname, '/login');
            await guarded.getByLabel('Name').fill('grace');
            await guarded.getByLabel('Password').fill('compiler');
            await guarded.locator('main').getByRole('button', { name: 'Sign in' }).click();
            await shows(guarded.getByRole('heading', { name: 'Profile of grace' }));

            await guarded.getByLabel('Full name').fill('Grace Hopper');
            await shows(guarded.locator('.big-avatar').getByText('GH'));

            const response = await visitor.context.request.get(stage.program.origin + '/admin');
            assert.equal(response.status(), 403);
        }));

    test('an announcement appears on a page that is open elsewhere', () =>
        visit('/dashboard', async (page) => {
            const visitor = await stage.visitor();
            await signIn(visitor, 'ada', 'analytical');
            const admin = await visitor.open('/admin');
            await admin.getByLabel('What to say').fill('Cake in the kitchen');
            await button(admin, 'Announce').click();
            await shows(page.getByRole('status').getByText('Cake in the kitchen'));
            await button(admin, 'Withdraw').click();
            await page.locator('.banner').waitFor({ state: 'hidden' });
            await visitor.leave();
        }));

    test('the keyboard reaches the content, the pages and the action', () =>
        visit('/', async (page) => {
            await page.keyboard.press('Tab');
            await shows(page.locator('.skip:focus'));
            await page.keyboard.press('Enter');
            await page.keyboard.press('Tab');
            assert.equal(await page.locator(':focus').textContent(), 'Count');
            await page.keyboard.press('Enter');
            await shows(page.getByLabel('Clicks', { exact: true }).filter({ hasText: /^1$/ }));
            await page.getByRole('link', { name: 'Counter' }).focus();
            await page.keyboard.press('Enter');
            await shows(page.getByRole('heading', { name: 'Counter', level: 1 }));
        }));

    test('pages change without loading, with back and forward', () =>
        visit('/', async (page) => {
            await page.evaluate(() => { window.isTheSame = true; });
            await page.getByRole('link', { name: 'Products' }).click();
            await hasText(page, 'h1', 'Products');
            await page.getByRole('link', { name: 'House plant' }).click();
            await hasText(page, 'h1', 'House plant');
            assert.equal(new URL(page.url()).pathname, '/product/plant');
            await button(page, 'Order one').click();
            await shows(page.getByText('1 sold'));
            await page.goBack();
            await hasText(page, 'h1', 'Products');
            await shows(page.locator('#menu a[aria-current]').filter({ hasText: 'Products' }));
            assert.equal(await page.title(), 'Products');
            assert.ok(await page.evaluate(() => window.isTheSame));
        }));

    test('a phone has the pages behind a button', () =>
        visit(
            '/',
            async (page) => {
                const link = page.getByRole('link', { name: 'Status' });
                await link.waitFor({ state: 'hidden' });
                await page.getByRole('button', { name: 'Menu' }).click();
                await shows(link);
                await link.click();
                await hasText(page, 'h1', 'Status');
                await page.getByRole('link', { name: 'Chat' }).waitFor({ state: 'hidden' });
            },
            { viewport: { width: 390, height: 760 } },
        ));
});

describe('the demo, restarted', () => {
    test('what was counted is there after a restart', () =>
        visit('/counter', async (page) => {
            await button(page, '+1').click();
            await shows(page.getByRole('listitem').filter({ hasText: 'Guest +1' }).first());
            const total = await page.getByLabel('Total').textContent();
            await stage.program.stop();
            await stage.program.start();
            await page.reload();
            assert.equal(await page.getByLabel('Total').textContent(), total);
        }));
});
