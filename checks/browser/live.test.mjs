// Figures that are turned and programs that are run in the page: the same code, the same bytes.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { browser, layoutProblems, serve, visit } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;
const root = new URL('../..', import.meta.url).pathname;
const [pages, modules] = [{}, {}];

let chromium, server;

before(async () => {
  [chromium, server] = [await browser(), await serve(folder)];
  await promisify(execFile)('cargo', ['build', '--release', '--quiet', '-p', 'figures'], { cwd: root });
  for (const file of await readdir(join(root, 'src'))) {
    if (!file.endsWith('.md')) continue;
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, name] of text.matchAll(/include figures\/([\w-]+)\.html/g)) pages[name] = file.replace('.md', '.html');
  }
  for (const name of Object.keys(pages)) {
    [, modules[name]] = (await readFile(join(root, `src/figures/${name}.html`), 'utf8')).match(/data-module="(\w+)"/);
  }
});

after(async () => {
  await chromium.close();
  server.close();
});

const on = (address, options, use) => visit(chromium, `${server.origin}/${address}`, options, use);

/// What the machine's own code draws.
const native = async (name, values) =>
  (await promisify(execFile)(join(root, 'target/release/figures'), [name, ...values], { maxBuffer: 2 ** 25 })).stdout;

/// A module's function, called in a worker of the page: what it answers, and after how many milliseconds.
const call = (tab, module, name, ...values) => tab.evaluate(([module, name, values]) => {
  const worker = (window.workers ??= {})[module] ??= new Worker(`live/worker.js?module=${module}`, { type: 'module' });
  const began = performance.now();
  return new Promise(resolve => {
    worker.onmessage = ({ data: [, what, said] }) => {
      if (what !== 'so far') resolve({ what, said, time: performance.now() - began });
    };
    worker.postMessage([0, name, ...values]);
  });
}, [module, name, values]);

const form = name => `form[data-figure="${name}"]`;
const picture = name => `#fig-${name} svg.figure`;
const description = (tab, name) => tab.textContent(`${picture(name)} desc`);
const field = (name, control) => `${form(name)} [name="${control}"]`;

/// Waits until the picture says something that it did not say before.
const turned = (tab, name, before) => tab.waitForFunction(
  ([selector, before]) => document.querySelector(selector).textContent !== before,
  [`${picture(name)} desc`, before]);

/// Other values than the page's, for each figure: the ends of its ranges among them.
const OTHERS = {
  'introduction-two': [['depth=2', 'width=1'], ['depth=40', 'seed=7']],
  'one-over-n-histogram': [['n=1', 'std=2'], ['n=300', 'std=2'], ['n=512', 'std=0.05', 'seed=9'], ['std=0.01']],
  'one-over-n-growth': [['seed=2'], ['seed=18446744073709551615']],
  'depth-range': [['std=0.1 0.05', 'depth=100', 'width=64'], ['std=0.1 0.05 0.0625 0.07'], ['std=10', 'width=1'], ['std=0.001', 'depth=1']],
  'depth-bias': [['scale=0', 'depth=12'], ['scale=10', 'width=32', 'seed=3']],
  'equation-10-halves': [['std=0.1'], ['std=2']],
  'equation-10-draws': [['depth=40', 'width=4'], ['draws=10', 'seed=5']],
  'equation-10-stack': [['n_var=0.1', 'depth=50'], ['activation=tanh', 'n_var=3'], ['slope=1', 'n_var=1', 'width=3'],
    ['activation=GELU', 'n_var=8', 'seed=4'], ['slope=-0.5', 'n_var=1.6', 'width=256']],
  'backward-fans': [['fan_in=1', 'fan_out=9', 'row=9'], ['fan_in=9', 'column=9']],
  'backward-either': [['mode=average'], ['mode=all three', 'widths=8, 16, 8, 16', 'draws=50'], ['mode=fan_out', 'widths=1 2 1 256 1', 'draws=3']],
  'leaky-gain-halves': [['slope=-2.5'], ['slope=-0.5'], ['slope=0'], ['slope=1'], ['slope=2.23606797749979']],
  'leaky-gain-curve': [['slope=0'], ['slope=1.05'], ['slope=1.7'], ['slope=2.236'], ['slope=2.5']],
  'uniform-sqrt-3-distributions': [['std=0.01'], ['std=0.03'], ['std=2']],
  'uniform-sqrt-3-cut': [['depth=2'], ['depth=40', 'width=7', 'seed=11']],
  'conv-fan-patch': [['size=7', 'k=4', 'c=3', 'd=8', 'patch=16'], ['k=1', 'stride=2', 'patch=49'], ['size=1', 'k=1', 'c=1', 'd=1']],
  'conv-fan-matrix': [['size=6', 'stride=2', 'padding=1', 'row=150', 'column=150'], ['c=4', 'd=4', 'groups=4', 'size=4'], ['k=5', 'c=1', 'd=1']],
  'conv-fan-positions': [['size=16', 'row=1', 'draws=10'], ['c=1', 'd=1', 'size=3', 'seed=8']],
  'kaiming-draw': [['shape=4096 1024', 'distribution=normal', 'slope=0.01'], ['shape=3 3 64 128', 'layout=k…, in, out', 'mode=fan_out'],
    ['shape=(32, 1, 5, 5)', 'groups=32', 'mode=fan_out', 'distribution=truncated normal'], ['shape=64 32 2 2', 'transposed=yes', 'slope=1']],
  'kaiming-groups': [['channels=8', 'k=1'], ['channels=256', 'k=15']],
  'beyond-relu-edge': [['times=0.5', 'depth=100'], ['times=1.1', 'second=SiLU'], ['first=sigmoid', 'second=GELU (tanh)', 'times=1.5', 'starts=1000 0.001', 'depth=1']],
  'beyond-relu-pick': [['share=0', 'depth=50'], ['first=sigmoid', 'share=0'], ['second=SELU', 'share=1', 'width=1'], ['first=Mish', 'second=ELU', 'share=0.25']],
  'beyond-relu-blocks': [['blocks=1'], ['blocks=60', 'width=16', 'seed=2']],
  'beyond-relu-angles': [['depth=1'], ['depth=100', 'width=8', 'seed=2']],
  'training-lesson': [['depth=2', 'steps=20', 'width=8'], ['depth=6', 'steps=60', 'rate=0.05', 'seed=3']],
};

/// Closed forms have a frame of a screen, sampled figures the time in which a hand does not feel a delay.
const CLOSED = ['equation-10-halves', 'backward-fans', 'leaky-gain-halves', 'leaky-gain-curve', 'uniform-sqrt-3-distributions',
  'conv-fan-patch', 'conv-fan-matrix', 'kaiming-groups', 'beyond-relu-edge'];

test('the page draws what the machine draws, byte for byte', () => on('leaky-gain.html', {}, async (tab, _, context) => {
  assert.deepEqual(Object.keys(pages).sort(), Object.keys(OTHERS).sort());
  const slow = [];
  for (const [name, others] of Object.entries(OTHERS)) {
    const module = modules[name];
    const ask = values => module === 'train'
      ? call(tab, module, 'train', values.join('\n')) : call(tab, module, 'draw', name, values.join('\n'));
    const committed = await readFile(join(root, `src/figures/${name}.svg`), 'utf8');
    const { said } = await ask([]);
    assert.ok(said === committed, `${name} is not the committed one: run web/build`);
    for (const values of others) {
      const { what, said } = await ask(values);
      assert.equal(what, 'done', `${name} ${values}: ${said}`);
      assert.ok(said === await native(name, values), `${name} ${values} differs: run web/build`);
    }
    if (module === 'train') continue;
    // The best of three: another program on this machine is not the figure's fault. What is asked
    // for is 16 and 100 ms; a busy machine gets half as much again.
    const times = [];
    for (let n = 0; n < 3; n += 1) times.push((await ask([])).time);
    const bar = CLOSED.includes(name) ? 16 : 100;
    console.log(`${name}: ${Math.min(...times).toFixed(0)} ms`);
    if (Math.min(...times) > 1.5 * bar) slow.push(`${name}: ${times}`);
  }
  assert.deepEqual(slow, []);
}));

test('each program prints in the page what it printed', () => on('leaky-gain.html', {}, async tab => {
  let ran = 0;
  for (const file of (await readdir(join(root, 'src'))).filter(file => file.endsWith('.md'))) {
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, seed, listing, program] of text.matchAll(/data-seed="(\d+)">cargo run -p (\S+) --bin (\w+)</g)) {
      const printed = await readFile(join(root, `listings/${listing}/outputs/${program}.txt`), 'utf8');
      const module = listing === 'training' ? 'train' : 'run';
      const { said } = await call(tab, module, 'run', program, seed);
      assert.equal(said, printed, `${program}: run web/build`);
      ran += 1;
    }
  }
  assert.ok(ran >= 30);
}));

test('a module is small, and comes when a figure nears the screen', () => on('conv-fan.html', {}, async (tab, asked) => {
  for (const module of ['signal', 'weight', 'run', 'train']) {
    const wasm = await readFile(join(folder, `live/${module}_bg.wasm`));
    const size = gzipSync(wasm, { level: 9 }).length / 1024;
    console.log(`${module}: ${size.toFixed(1)} KiB`);
    assert.ok(size <= 150, `${module}: ${size} KiB`);
  }
  await tab.waitForTimeout(800);
  assert.ok(!asked.some(path => path.endsWith('.wasm')), 'loaded before a figure is near');
  await tab.locator('#fig-conv-fan-patch').scrollIntoViewIfNeeded();
  await tab.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('worker.js')));
  await tab.waitForTimeout(800);
  assert.ok(asked.some(path => path.endsWith('weight_bg.wasm')));
  assert.ok(!asked.some(path => /(signal|run|train)_bg/.test(path)), 'a module that nobody asked for');
  // Nothing was turned: the picture is the one of the page.
  const committed = await readFile(join(root, 'src/figures/conv-fan-patch.svg'), 'utf8');
  assert.equal(await description(tab, 'conv-fan-patch'), committed.match(/<desc[^>]*>([^<]*)/)[1]);
}));

test('a figure is turned by keyboard, says its numbers, and is reset', () => on('leaky-gain.html#fig-leaky-gain-halves', {}, async tab => {
  const name = 'leaky-gain-halves';
  const printed = await description(tab, name);
  await tab.waitForSelector(`${form(name)} [type=reset]:enabled`);
  await tab.locator(`${form(name)} [type=range]`).focus();
  await tab.keyboard.press('ArrowRight');
  await turned(tab, name, printed);
  assert.equal(await tab.inputValue(field(name, 'slope')), '0.51');
  assert.match(await description(tab, name), /slope a = 0\.51/);
  await tab.waitForFunction(selector => document.querySelector(selector).textContent.includes('0.51'),
    `${form(name)} [role=status]`);
  // The address follows; what it says is what a friend will see.
  assert.match(tab.url(), /\?leaky-gain-halves\.slope=0\.51#fig-leaky-gain-halves$/);
  // The field and the slider agree, and Enter does not leave the page.
  await tab.fill(field(name, 'slope'), '-1');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(selector => document.querySelector(selector).textContent.includes('slope a = −1'),
    `${picture(name)} desc`);
  assert.equal(await tab.inputValue(`${form(name)} [type=range]`), '-1');
  await tab.locator(`${form(name)} [type=reset]`).focus();
  await tab.keyboard.press('Space');
  await tab.waitForFunction(([selector, printed]) => document.querySelector(selector).textContent === printed,
    [`${picture(name)} desc`, printed]);
  assert.match(tab.url(), /leaky-gain\.html#fig-leaky-gain-halves$/);
  // Arrow keys in a control turn the figure and not the page.
  assert.match(tab.url(), /leaky-gain\.html/);
}));

test('a hand quicker than the script is not forgotten', () => on('index.html', {}, async (tab, _, context) => {
  const name = 'leaky-gain-halves';
  let load;
  const held = new Promise(resolve => { load = resolve; });
  await context.route('**/live/live.js', async route => { await held; await route.continue(); });
  await tab.goto(`${server.origin}/leaky-gain.html#fig-${name}`);
  await tab.locator(`${form(name)} [type=range]`).focus();
  await tab.keyboard.press('ArrowLeft');
  assert.ok(await tab.locator(`${form(name)} [type=reset]`).isDisabled(), 'a button that does nothing yet');
  load();
  await tab.waitForFunction(selector => document.querySelector(selector).textContent.includes('slope a = 0.49'),
    `${picture(name)} desc`);
  assert.equal(await tab.inputValue(field(name, 'slope')), '0.49');
  assert.match(tab.url(), /slope=0\.49/);
}));

test('a shared address opens the figure as it was turned', () =>
  on('one-over-n.html?one-over-n-histogram.n=16&one-over-n-histogram.seed=5#fig-one-over-n-histogram', {}, async tab => {
    const name = 'one-over-n-histogram';
    await tab.waitForFunction(selector => document.querySelector(selector).textContent.includes('n = 16 weights'),
      `${picture(name)} desc`);
    const { said } = await call(tab, 'signal', 'draw', name, 'n=16\nseed=5');
    assert.equal(await description(tab, name), said.match(/<desc[^>]*>([^<]*)/)[1]);
    await tab.click(`${form(name)} [data-again]`);
    await tab.waitForFunction(() => location.search.includes('seed=6'));
    assert.equal(await tab.inputValue(field(name, 'seed')), '6');
  }));

test('a folded figure of a shared address is unfolded', () =>
  on('depth.html?depth-bias.scale=4#fig-depth-bias', {}, async tab => {
    await tab.waitForFunction(() => document.querySelector('form[data-figure=depth-bias]').parentElement.open);
    await tab.waitForFunction(() => document.querySelector('#fig-depth-bias desc').textContent.includes(' 4 times'));
  }));

test('absurd values get a sentence in the figure, and nothing freezes', () => on('kaiming.html', {}, async tab => {
  const figures = { 'kaiming-draw': ['shape', 'groups', 'slope', 'seed'] };
  for (const [name, controls] of Object.entries(figures)) {
    const printed = await description(tab, name);
    for (const control of controls) {
      for (const absurd of ['NaN', '0', '1000000000', '', '<b>', '1e400', '-1']) {
        if (control === 'slope' && ['0', '1000000000', '-1'].includes(absurd)) continue; // fine slopes
        if (control === 'seed' && ['0', '1000000000'].includes(absurd)) continue; // fine seeds
        await tab.fill(field(name, control), absurd);
        await tab.waitForSelector(`${form(name)} [role=status].wrong`, { timeout: 2000 });
        assert.match(await tab.textContent(`${form(name)} [role=status]`), /expected|layer|weight|axis|slope|groups/);
        assert.equal(await description(tab, name), printed, 'the last good picture stays');
        await tab.click(`${form(name)} [type=reset]`);
        await tab.waitForSelector(`${form(name)} [role=status]:not(.wrong)`, { state: 'attached' });
      }
    }
  }
  const name = 'kaiming-groups';
  await tab.click(`details:has(${form(name)}) summary`);
  await tab.fill(field(name, 'k'), '1000000000');
  await tab.waitForSelector(`${form(name)} [aria-invalid=true]`);
  assert.equal(await tab.textContent(`${form(name)} [role=status]`), 'kernel side k is 1000000000; expected 1 to 15');
}));

test('your layer has its lines of code', () => on('kaiming.html', {}, async tab => {
  const name = 'kaiming-draw';
  await tab.fill(field(name, 'shape'), '32 1 5 5');
  await tab.fill(field(name, 'groups'), '32');
  await tab.selectOption(field(name, 'mode'), 'fan_out');
  await tab.waitForFunction(selector => document.querySelectorAll(selector)[1].textContent.includes('counts fan_out as 800, not 25'),
    `${form(name)} code`);
  assert.match(await tab.locator(`${form(name)} code`).first().textContent(), /groups: 32/);
}));

test('a network is trained in the page, and can be stopped', () => on('training.html', {}, async tab => {
  const name = 'training-lesson';
  const button = `${form(name)} [data-start]`;
  const printed = await tab.$eval(picture(name), svg => svg.outerHTML);
  await tab.click(button);
  assert.equal(await tab.textContent(button), 'Stop');
  // The picture grows: some of it is there, not yet all.
  await tab.waitForFunction(selector => /after (20|40|60|80) steps/.test(document.querySelector(selector).textContent),
    `${picture(name)} desc`);
  assert.equal(await tab.evaluate(() => 1 + 1), 2, 'the page answers meanwhile');
  await tab.click(button);
  await tab.waitForFunction(selector => document.querySelector(selector).textContent === 'Stopped.', `${form(name)} [role=status]`);
  assert.equal(await tab.textContent(button), 'Train');
  await tab.click(`${form(name)} [type=reset]`);
  await tab.waitForFunction(([selector, printed]) => document.querySelector(selector).outerHTML === printed, [picture(name), printed]);
  // To the end, it is the picture of the page.
  await tab.click(button);
  await tab.waitForFunction(selector => document.querySelector(selector).textContent === 'Train', button, { timeout: 60000 });
  assert.equal(await tab.$eval(picture(name), svg => svg.outerHTML), printed);
}));

test('who minds motion sees the end alone', () => on('training.html', { reducedMotion: 'reduce' }, async tab => {
  const name = 'training-lesson';
  await tab.fill(field(name, 'steps'), '100');
  await tab.evaluate(selector => {
    window.pictures = 0;
    new MutationObserver(() => { window.pictures += 1; }).observe(document.querySelector(selector), { childList: true });
  }, `#fig-${name}`);
  await tab.click(`${form(name)} [data-start]`);
  await tab.waitForFunction(selector => document.querySelector(selector).textContent === 'Train', `${form(name)} [data-start]`, { timeout: 60000 });
  assert.equal(await tab.evaluate(() => window.pictures), 1);
  assert.match(await description(tab, name), /after 100 steps/);
}));

test('an output is run again with another seed, marked, and taken back', () => on('leaky-gain.html', {}, async tab => {
  const block = 'p.listing[data-seed] + pre';
  await tab.locator(block).first().scrollIntoViewIfNeeded();
  const printed = await tab.locator(`${block} code`).first().textContent();
  await tab.locator(`${block} .again`).first().click();
  await tab.waitForSelector(`${block}.own`);
  const own = await tab.locator(`${block} code`).first().textContent();
  assert.notEqual(own, printed);
  assert.match(await tab.textContent('form.own [role=status]'), /^Your run, with seed 16, in [\d.]+ s\.$/);
  // The page's own seed gives the page's own output.
  await tab.fill('form.own input', '15');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(([selector, printed]) => document.querySelector(selector).textContent === printed, [`${block} code`, printed]);
  await tab.fill('form.own input', 'seven');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => document.querySelector('form.own [role=status]').textContent === 'seed is seven; expected a whole number');
  await tab.fill('form.own input', '16');
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(([selector, own]) => document.querySelector(selector).textContent === own, [`${block} code`, own]);
  await tab.click('form.own [type=reset]');
  assert.equal(await tab.locator(`${block}.own`).count(), 0);
  assert.equal(await tab.locator(`${block} code`).first().textContent(), printed);
}));

test('every output with a seed has its button', () => on('index.html', {}, async tab => {
  for (const page of new Set(Object.values(pages))) {
    await tab.goto(`${server.origin}/${page}`);
    const outputs = await tab.locator('p.listing[data-seed] + pre').count();
    if (outputs === 0) continue;
    await tab.locator('p.listing[data-seed] + pre').first().scrollIntoViewIfNeeded();
    await tab.waitForSelector('pre > .again');
    assert.equal(await tab.locator('pre > .again').count(), outputs, page);
  }
}));

test('without scripts and in print there is the picture and nothing to turn', () =>
  on('conv-fan.html', { javaScriptEnabled: false }, async tab => {
    assert.ok(await tab.locator('#fig-conv-fan-matrix svg.figure').isVisible());
    assert.equal(await tab.locator('.turn:visible').count(), 0);
    const context = await chromium.newContext();
    const paper = await context.newPage();
    await paper.goto(`${server.origin}/conv-fan.html`);
    await paper.emulateMedia({ media: 'print' });
    assert.equal(await paper.locator('.turn:visible, .again:visible').count(), 0);
    await context.close();
  }));

test('labels keep apart at other values, too', () => on('leaky-gain.html', {}, async tab => {
  const found = [];
  for (const width of [360, 1200]) {
    await tab.setViewportSize({ width, height: 900 });
    for (const [name, others] of Object.entries(OTHERS)) {
      if (name === 'training-lesson') continue;
      for (const values of others) {
        const { said } = await call(tab, modules[name], 'draw', name, values.join('\n'));
        await tab.evaluate(svg => {
          document.querySelector('#fig-leaky-gain-halves svg.figure').outerHTML = svg;
        }, said);
        const problems = await tab.evaluate(layoutProblems);
        found.push(...problems.map(problem => `${width} px, ${name} ${values}: ${problem}`));
      }
    }
  }
  assert.deepEqual(found, []);
}));
