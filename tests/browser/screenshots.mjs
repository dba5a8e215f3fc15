// Takes pictures of the demo, every page on a screen and on a phone, in light and in dark, and of the
// counter in two windows: node tests/browser/screenshots.mjs <folder> [<page> …]
// The environment says where the programs are: BACKSTATE_DEMO and BACKSTATE_EXAMPLES.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasText, Stage } from './support.mjs';

const [folder, ...wanted] = process.argv.slice(2);
if (!folder) {
    console.error('usage: node screenshots.mjs <folder> [<page> …]');
    process.exit(2);
}
mkdirSync(folder, { recursive: true });

const button = (page, name) => page.locator('main').getByRole('button', { name, exact: true });

const scenes = {
    home: {
        path: '/',
        act: async (page) => {
            await button(page, 'Count').click();
            await page.getByLabel('Your name').fill('Ada');
            await page.getByText('Nice to meet you, Ada.').waitFor();
        },
    },
    counter: {
        path: '/counter',
        act: async (page) => {
            for (const [name, amount] of [['Grace', '42'], ['Ada', '-7']]) {
                await page.getByLabel('Your name').fill(name);
                await page.getByLabel('An amount of your own').fill(amount);
                await button(page, 'Add it').click();
                await page.getByRole('listitem').filter({ hasText: name }).first().waitFor();
            }
        },
    },
    chat: {
        path: '/chat',
        act: async (page) => {
            for (const [name, words] of [
                ['Ada', 'Is anybody there?'],
                ['Grace', 'Everybody is. It is one state.'],
                ['Ada', 'And who closes a window is gone from the list.'],
            ]) {
                await page.getByLabel('Your name').fill(name);
                await page.getByLabel('Your message').fill(words);
                await page.keyboard.press('Enter');
                await page.getByRole('log').getByText(words).last().waitFor();
            }
        },
    },
    forms: {
        path: '/forms',
        act: async (page) => {
            await page.getByLabel('Full name').fill('A');
            await page.getByLabel('E-mail').fill('ada@example.org');
            await page.getByLabel('Student').check();
            await page.locator('.error:not(:empty)').first().waitFor();
        },
    },
    keepsakes: {
        path: '/keepsakes',
        act: async (page) => {
            await page.getByLabel('Write something').fill('Milk, tea, and a second pot.');
            await button(page, 'Count the words').click();
            await button(page, 'Earn one').click();
            await page.getByLabel('Coins').filter({ hasText: /^1$/ }).waitFor();
        },
    },
    products: { path: '/products' },
    product: { path: '/product/plant' },
    dashboard: {
        path: '/dashboard',
        act: (page) => page.waitForFunction(
            () => document.querySelector('.chart .line')?.getAttribute('d').split('L').length > 12,
        ),
    },
    login: { path: '/login', isOut: true },
    refused: { path: '/login?failed=yes', isOut: true },
    profile: {
        path: '/profile',
        act: async (page) => {
            await page.getByLabel('Full name').fill('Ada Lovelace');
            await page.getByLabel('About you').fill('Writes programs for machines that are yet to be built.');
            await page.locator('.big-avatar').getByText('AL').waitFor();
        },
    },
    admin: { path: '/admin' },
    status: { path: '/status' },
};

const screens = {
    '': { viewport: { width: 1280, height: 800 } },
    '-phone': {
        viewport: { width: 390, height: 760 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
    },
};

await withStage('demo', async (stage) => {
    for (const colorScheme of ['light', 'dark']) {
        for (const [suffix, screen] of Object.entries(screens)) {
            const isIn = await signedIn(stage, { colorScheme, ...screen });
            const isOut = await stage.visitor({ colorScheme, ...screen });
            for (const [name, scene] of Object.entries(scenes)) {
                if (wanted.length === 0 || wanted.includes(name))
                    await shoot(scene.isOut ? isOut : isIn, scene, `${name}${suffix}-${colorScheme}.png`);
            }
            await isIn.leave();
            await isOut.leave();
        }
    }
});
if (wanted.length === 0) {
    await withStage('examples', async (stage) => {
        for (const colorScheme of ['light', 'dark'])
            await counterInTwoWindows(stage, colorScheme);
    });
}

async function withStage(name, act) {
    const stage = new Stage(name);
    await stage.setUp();
    try {
        await act(stage);
    } finally {
        await stage.tearDown();
    }
}

async function signedIn(stage, options) {
    const visitor = await stage.visitor(options);
    const page = await visitor.open('/login?to=/status');
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill('analytical');
    await button(page, 'Sign in').click();
    await hasText(page, 'h1', 'Status');
    await page.close();
    return visitor;
}

// One picture of two windows of one browser, side by side.
async function counterInTwoWindows(stage, colorScheme) {
    const visitor = await stage.visitor({ colorScheme, viewport: { width: 460, height: 300 } });
    const windows = [await visitor.open('/counter'), await visitor.open('/counter')];
    for (let i = 0; i < 3; ++i)
        await windows[0].getByRole('button', { name: '+1' }).click();
    for (const page of windows)
        await hasText(page, 'h1', 'Count: 3');
    const pictures = [];
    for (const page of windows)
        pictures.push((await page.screenshot()).toString('base64'));
    await visitor.leave();

    const desk = await stage.browser.newPage({
        viewport: { width: 1000, height: 380 },
        deviceScaleFactor: 2,
    });
    const isDark = colorScheme === 'dark';
    const bar = '<div class="bar"><i></i><i></i><i></i></div>';
    const frames = pictures.map(
        (picture) => `<figure>${bar}<img src="data:image/png;base64,${picture}"></figure>`,
    );
    await desk.setContent(`<style>
        body { margin: 0; height: 380px; display: flex; gap: 24px; align-items: center;
               justify-content: center; background: ${isDark ? '#0a0d0b' : '#dfe5e1'}; }
        figure { margin: 0; border-radius: 10px; overflow: hidden; width: 460px;
                 box-shadow: 0 8px 30px rgb(0 0 0 / 25%); }
        .bar { height: 28px; display: flex; gap: 7px; align-items: center; padding-left: 12px;
               background: ${isDark ? '#2a312d' : '#f0f3f1'}; }
        .bar i { width: 11px; height: 11px; border-radius: 50%; background: #9aa6a0; }
        img { display: block; width: 460px; }
    </style>${frames.join('')}`);
    await desk.screenshot({ path: join(folder, `counter-windows-${colorScheme}.png`) });
    await desk.close();
}

// The whole page, however long it is.
async function shoot(visitor, scene, file) {
    const page = await visitor.open(scene.path);
    await scene.act?.(page);
    await page.evaluate(() => {
        document.activeElement?.blur();
        window.scrollTo(0, 0);
    });
    await page.screenshot({ path: join(folder, file), fullPage: true });
    await page.close();
}
