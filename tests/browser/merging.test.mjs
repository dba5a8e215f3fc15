// Whatever is typed, and whatever the network does, all windows show in the end what the state has:
// the page's own scripts against a program, without a browser. MERGING_RUNS is for many more runs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { loadSignals, Paper, randomFrom } from './paper.mjs';
import { Program, until } from './support.mjs';

const runs = Number(process.env.MERGING_RUNS ?? 3);
const keys = 25;

let program;
before(async () => (program = await new Program('fixtures').start()));
after(() => program?.remove());

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function type(paper, random) {
    for (let key = 0; key < keys; ++key) {
        await pause(random(80));
        paper.key(random);
    }
}

async function interrupt(paper, random) {
    for (let time = 0; time < 2; ++time) {
        await pause(200 + random(600));
        await paper.cut();
    }
}

async function run(name, windows, isLossy, seed) {
    const random = randomFrom(seed);
    const losses = isLossy ? ['request', 'answer'] : [];
    const network = { delay: () => 5 + random(60), lost: () => losses[random(15)] ?? null };
    const papers = [];
    try {
        for (let window = 0; window < windows; ++window)
            papers.push(await new Paper(program.origin, network)
                .load('/letters', `Letters.${name}`, '/backstate/edit/Letters'));
        const length = papers[0].field.value.length;
        await Promise.all(papers.flatMap((paper) =>
            [type(paper, random), isLossy && interrupt(paper, random)]));
        // Networks are mended in the end.
        network.lost = () => null;
        let shown = [];
        const isEqual = async () => {
            const { Letters } = await loadSignals(program.origin, '/letters');
            shown = [Letters[name], ...papers.map((paper) => paper.field.value)];
            return papers.every((paper) => paper.busy === 0)
                && shown.every((text) => text === shown[0]);
        };
        await until(isEqual, 'all windows show the same').catch(() => {});
        assert.deepEqual(shown, shown.map(() => shown[0]), `${name}, seed ${seed}`);
        if (name === 'line' && windows === 1) // nobody else has changed it
            assert.equal(shown[0].length, length + papers[0].growth, `seed ${seed}`);
    } finally {
        papers.forEach((paper) => paper.close());
    }
}

for (const isLossy of [false, true])
    for (const windows of [1, 2, 3]) {
        const network = isLossy ? 'a network that loses requests and streams' : 'a slow network';
        test(`${windows} window(s) end equal over ${network}`, async () => {
            const names = ['line', 'upper', 'trimmed', 'squeezed', 'consonants', 'brief'];
            for (let time = 0; time < runs; ++time) {
                const seed = Number(process.env.MERGING_SEED ?? Date.now() % 1e6) + time;
                await Promise.all(names.map((name, at) => run(name, windows, isLossy, seed * 7 + at)));
            }
        });
    }

test('a browser merges as the server does', () => {
    const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const merge = runInNewContext(`${read('../../resources/scripts/merge.js')}\nmerge`);
    for (const [name, base, mine, theirs, merged] of JSON.parse(read('../auto/text/merge.json')))
        assert.equal(merge.texts(base, mine, theirs), merged, name);
});
