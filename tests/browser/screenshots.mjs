// Takes the pictures of the README: node tests/browser/screenshots.mjs <folder>
// The environment says where the examples are: BACKSTATE_EXAMPLES=<build>/…/backstate_examples
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasText, Stage } from './support.mjs';

const folder = process.argv[2];
if (!folder) {
    console.error('usage: node screenshots.mjs <folder>');
    process.exit(2);
}
mkdirSync(folder, { recursive: true });

const scenes = {
    start: { path: '/' },
    counter: {
        path: '/counter',
        act: async (page) => {
            await page.getByRole('button', { name: '+1' }).click();
            await hasText(page, 'h1', 'Count: 1');
        },
    },
    greeting: {
        path: '/greeting',
        act: async (page) => {
            await page.locator('#name').fill('Ada');
            await hasText(page, 'h1', 'Hello, Ada!');
            await page.getByPlaceholder('A wish').fill('a pony');
        },
    },
    todo: {
        path: '/todo',
        act: async (page) => {
            for (const title of ['Write the state', 'Write the page', 'Open it in two windows']) {
                await page.getByPlaceholder('What next?').fill(title);
                await page.keyboard.press('Enter');
                await page.locator('main li', { hasText: title }).waitFor();
            }
            await page.getByRole('checkbox').first().check();
            await hasText(page, 'main > p', '2 of 3 to do');
        },
    },
    clock: { path: '/clock' },
    chat: {
        path: '/chat',
        act: async (page) => {
            for (const [author, text] of [
                ['Ada', 'Is anybody there?'],
                ['Grace', 'Everybody is. It is one state.'],
            ]) {
                await page.getByLabel('Your name').fill(author);
                await page.getByPlaceholder('Say something').fill(text);
                await page.keyboard.press('Enter');
                await page.locator('main li', { hasText: text }).last().waitFor();
            }
        },
    },
};

const stage = new Stage('examples');
await stage.setUp();
try {
    for (const colorScheme of ['light', 'dark']) {
        await counterInTwoWindows(colorScheme);
        for (const [name, scene] of Object.entries(scenes)) {
            await shoot(name, scene, { colorScheme, viewport: { width: 1280, height: 800 } });
            await shoot(`${name}-phone`, scene, {
                colorScheme,
                viewport: { width: 390, height: 760 },
                deviceScaleFactor: 2,
                isMobile: true,
                hasTouch: true,
            });
        }
    }
} finally {
    await stage.tearDown();
}

// One picture of two windows of one browser, side by side.
async function counterInTwoWindows(colorScheme) {
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

async function shoot(name, scene, options) {
    const visitor = await stage.visitor(options);
    const page = await visitor.open(scene.path);
    await scene.act?.(page);
    await page.screenshot({ path: join(folder, `${name}-${options.colorScheme}.png`) });
    await visitor.leave();
}
