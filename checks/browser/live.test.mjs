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
const pages = {};
let settings;

let chromium, server;

before(async () => {
  [chromium, server] = [await browser(), await serve(folder)];
  await promisify(execFile)('cargo', ['build', '--release', '--quiet', '-p', 'figures'], { cwd: root });
  for (const file of await readdir(join(root, 'src'))) {
    if (!file.endsWith('.md')) continue;
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, name] of text.matchAll(/include \.\.\/figures\/controls\/([\w-]+)\.html/g)) pages[name] = file.replace('.md', '.html');
  }
  // Each figure's settings, a list of lists of `name=value`: the page's own, and the ends of every control.
  settings = Object.fromEntries((await native('settings', [])).trimEnd().split('\n').map(line => {
    const [name, all] = line.split('\t');
    return [name, all.split('|').map(values => values.split(';').filter(Boolean))];
  }));
  // Two networks of forty layers take a minute.
  settings['training-lesson'] = [[], ['depth=2', 'steps=20', 'width=8'], ['depth=6', 'steps=60', 'rate=0.05', 'seed=3']];
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

/// The module that holds a figure, or a program of a listing: as the page finds it.
const script = await readFile(join(root, 'src/live/live.js'), 'utf8');
const moduleOf = new Function(`${script.match(/^const modules = .*?^const moduleOf = .*?$/ms)[0]}\nreturn moduleOf;`)();
const ask = (tab, name, values) => call(tab, moduleOf(name), 'draw', name, values.join('\n'));

/// How long ten million logarithms take, the best of five, and how long on the machine on which the
/// bars of the next test were set.
const pace = () => Math.min(...Array.from({ length: 5 }, () => {
  const start = performance.now();
  let sum = 0;
  for (let n = 1; n <= 1e7; n += 1) sum += Math.log(n);
  return performance.now() - start + (sum > 0 ? 0 : 1);
}));
const PACE = 60;
const slowness = async tab => Math.max(1, await tab.evaluate(pace) / PACE);

test('the page draws what the machine draws, byte for byte', () => on('leaky-gain.html', {}, async tab => {
  assert.deepEqual(Object.keys(pages).sort(), Object.keys(settings).sort());
  const slow = [];
  const usual = await slowness(tab);
  console.log(`this machine takes ${usual.toFixed(2)} times as long`);
  let drawn = 0;
  for (const [name, all] of Object.entries(settings)) {
    const committed = await readFile(join(root, `src/figures/${name}.svg`), 'utf8');
    const { said } = await ask(tab, name, []);
    assert.ok(said === committed, `${name} is not the committed one: the modules are out of date`);
    for (const values of all) {
      const [{ what, said }, [expected, refused]] = await Promise.all([ask(tab, name, values), native(name, values)
        .then(svg => [svg, ''], ({ stderr }) => ['', stderr.trim()])]);
      if (refused) assert.deepEqual([what, said.split('\n')[1]], ['refused', refused], `${name} ${values}`);
      else assert.ok(what === 'done' && said === expected, `${name} ${values} differs: ${what}`);
      drawn += 1;
    }
    if (name === 'training-lesson') continue;
    // The best of three: another program on this machine is not the figure's fault. What is asked
    // for is 16 ms of a closed form, the time of a frame, and 100 ms of a sampled figure, in which a
    // hand does not feel a delay; a busy machine gets half as much again, a slow one what it needs.
    // A machine shared with others is slow for a while only: what is late is timed again, up to five
    // times, each beside the pace of that moment.
    const form = await readFile(join(root, `figures/controls/${name}.html`), 'utf8');
    const bar = form.includes('data-again') ? 100 : 16;
    const late = [];
    for (let round = 0; round < 5 && late.length === round; round += 1) {
      const slower = round ? await slowness(tab) : usual;
      const times = [];
      for (let n = 0; n < 3; n += 1) times.push((await ask(tab, name, [])).time);
      const best = Math.min(...times);
      if (!round) console.log(`${name}: ${best.toFixed(0)} ms`);
      if (best > 1.5 * bar * slower) late.push(`${best.toFixed(1)} ms at ${slower.toFixed(2)}`);
    }
    if (late.length === 5) slow.push(`${name}: ${late.join(', ')}`);
  }
  console.log(`${drawn} pictures`);
  assert.deepEqual(slow, []);
}));

test('each program prints in the page what it printed', () => on('leaky-gain.html', {}, async tab => {
  let ran = 0;
  for (const file of (await readdir(join(root, 'src'))).filter(file => file.endsWith('.md'))) {
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, seed, listing, program] of text.matchAll(/data-seed="(\d+)">cargo run -p (\S+) --bin (\w+)</g)) {
      const printed = await readFile(join(root, `listings/${listing}/outputs/${program}.txt`), 'utf8');
      const { said } = await call(tab, listing === 'training' ? 'training' : 'programs', 'run', program, seed);
      assert.equal(said, printed, `${program}: the modules are out of date`);
      ran += 1;
    }
  }
  assert.ok(ran >= 30);
}));

test('a module is small, and comes when a figure nears the screen', () => on('conv-fan.html', {}, async (tab, asked) => {
  for (const module of ['first', 'layers', 'lines', 'after', 'programs', 'training']) {
    const wasm = await readFile(join(folder, `live/${module}_bg.wasm`));
    const size = gzipSync(wasm, { level: 9 }).length / 1024;
    console.log(`${module}: ${size.toFixed(1)} KiB`);
    assert.ok(size <= 200, `${module}: ${size} KiB`);
  }
  await tab.waitForTimeout(800);
  assert.ok(!asked.some(path => path.endsWith('.wasm')), 'loaded before a figure is near');
  await tab.locator('#fig-conv-fan-patch').scrollIntoViewIfNeeded();
  await tab.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('worker.js')));
  await tab.waitForTimeout(800);
  assert.ok(asked.some(path => path.endsWith('lines_bg.wasm')));
  assert.ok(!asked.some(path => /(first|layers|after|programs|training)_bg/.test(path)), 'a module that nobody asked for');
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
  await tab.waitForFunction(selector => document.querySelector(selector).textContent.includes('gain(0.51)') || document.querySelector(selector).textContent.includes('0.13'),
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
    const { said } = await ask(tab, name, ['n=16', 'seed=5']);
    assert.equal(await description(tab, name), said.match(/<desc[^>]*>([^<]*)/)[1]);
    await tab.click(`${form(name)} [data-again]`);
    await tab.waitForFunction(() => location.search.includes('seed=6'));
    assert.equal(await tab.inputValue(field(name, 'seed')), '6');
  }));

test('a shared address turns a figure far down the page', () =>
  on('depth.html?depth-bias.scale=4#fig-depth-bias', {}, async tab => {
    await tab.waitForFunction(() => document.querySelector('#fig-depth-bias desc').textContent.includes(' 4 times'));
  }));

test('the numbers of the moment are there from the start, and nothing has to be opened', () => on('conv-fan.html', {}, async tab => {
  for (const name of ['conv-fan-patch', 'conv-fan-matrix']) {
    const reading = await tab.getAttribute(picture(name), 'data-reading');
    assert.ok(reading.length > 10 && reading.length < 120, reading);
    assert.equal(await tab.textContent(`${form(name)} [role=status]`), reading);
    assert.ok(await tab.isVisible(`${form(name)} [type=range] >> nth=0`), name);
  }
}));

test('what cannot be drawn is said beside its control and in the picture’s place', () => on('kaiming.html', {}, async tab => {
  const layer = 'kaiming-draw';
  const absurd = {
    shape: ['NaN', '0', '-1', '', '<b>', '3', '1e400', '2 18446744073709551615 2'], groups: ['3', '0', '1e9', ''],
    stride: ['0', '1.5', ''], slope: ['NaN', 'inf', '1e300', ''], seed: ['-1', '1.5', '<b>', ''],
  };
  for (const [control, list] of Object.entries(absurd)) {
    const beside = `${form(layer)} div:has(> [name="${control}"]) .wrong`;
    for (const value of list) {
      await tab.fill(field(layer, control), value);
      await tab.waitForSelector(beside, { timeout: 5000 });
      const words = await tab.textContent(beside);
      assert.match(words, /; expected |axes|overflows/);
      assert.equal(await tab.textContent(`#fig-${layer} > .wrong`), words);
      assert.equal(await tab.getAttribute(field(layer, control), 'aria-describedby'), `${layer}-wrong`);
      assert.equal(await tab.isVisible(picture(layer)), false, 'the old picture is not the answer');
      assert.equal(await tab.isVisible(`${form(layer)} code >> nth=0`), false, 'nor are the old lines');
      await tab.click(`${form(layer)} [type=reset]`);
      await tab.waitForSelector(`#fig-${layer}:not(.refused)`);
      assert.equal(await tab.locator(`#fig-${layer} .wrong`).count(), 0);
      assert.ok(await tab.isVisible(picture(layer)));
    }
  }
  await tab.fill(field('kaiming-groups', 'k'), '1000000000');
  await tab.waitForSelector(`${field('kaiming-groups', 'k')}[aria-invalid=true]`);
  assert.equal(await tab.textContent('#kaiming-groups-wrong'),
    'kernel side k is 1000000000; expected a whole number from 1 to 15');
}));

test('a shape is understood however it is written', () => on('kaiming.html', {}, async tab => {
  const name = 'kaiming-draw';
  const printed = await description(tab, name);
  for (const shape of ['64x3x7x7', '64,3,7,7', '(64, 3, 7, 7)', '64 × 3 × 7 × 7', '[64, 3, 7, 7]']) {
    await tab.fill(field(name, 'shape'), '8 3 7 7');
    await turned(tab, name, printed);
    await tab.fill(field(name, 'shape'), shape);
    await tab.waitForFunction(([selector, printed]) => document.querySelector(selector).textContent === printed,
      [`${picture(name)} desc`, printed]);
  }
}));

test('a cell is picked by a tap and by the arrow keys', () => on('conv-fan.html#fig-conv-fan-matrix', {}, async tab => {
  const name = 'conv-fan-matrix';
  await tab.waitForSelector(`${form(name)} [type=reset]:enabled`);
  await tab.locator(picture(name)).scrollIntoViewIfNeeded();
  const at = async (row, column) => {
    await tab.waitForFunction(([name, row, column]) => ['row', 'column'].every((control, n) =>
      document.querySelector(`form[data-figure="${name}"] [name="${control}"]`).value === String([row, column][n]))
      && document.querySelector(`#fig-${name} desc`).textContent.includes(`Row ${row} has`), [name, row, column]);
  };
  const box = await tab.locator(`#fig-${name} .pick`).first().boundingBox();
  await tab.mouse.click(box.x + box.width * 2.5 / 25, box.y + box.height * 4.5 / 18);
  await at(5, 3);
  await tab.focus(picture(name));
  await tab.keyboard.press('ArrowDown');
  await at(6, 3);
  await tab.keyboard.press('ArrowRight');
  await at(6, 4);
  // The focus stays on the picture, which is a new one, and the page is not turned.
  for (let n = 0; n < 5; n += 1) await tab.keyboard.press('ArrowLeft');
  await at(6, 1);
  assert.match(tab.url(), /conv-fan\.html\?conv-fan-matrix\.row=6&conv-fan-matrix\.column=1#/);
  assert.equal(await tab.getAttribute(`${form(name)} [type=range][aria-label="row, as a slider"]`, 'max'), '18');
  // A tap on a pixel frames its column, and a tap on an output its row: here the first of the second map.
  const small = async (control, nth, x, y) => {
    const box = await tab.locator(`#fig-${name} .pick[data-controls="${control}"]`).nth(nth).boundingBox();
    await tab.mouse.click(box.x + box.width * x, box.y + box.height * y);
  };
  await small('column', 0, 0.5, 0.5);
  await at(6, 13);
  await small('row', 1, 0.1, 0.1);
  await at(10, 13);
  // In the patch figure a tap on the image picks the patch that is there.
  await tab.locator(picture('conv-fan-patch')).scrollIntoViewIfNeeded();
  const patch = await tab.locator('#fig-conv-fan-patch .pick').first().boundingBox();
  await tab.mouse.click(patch.x + 2, patch.y + 2);
  await tab.waitForFunction(() => document.querySelector('#fig-conv-fan-patch desc').textContent.includes('column 1 of 9'));
  // And a tap on X the patch of that column.
  const x = await tab.locator('#fig-conv-fan-patch .pick').nth(2).boundingBox();
  await tab.mouse.click(x.x + x.width * 5.5 / 9, x.y + 20);
  await tab.waitForFunction(() => document.querySelector('#fig-conv-fan-patch desc').textContent.includes('column 6 of 9'));
}));

test('under a thumb everything is 44 px high, and picture and controls fit on the screen', () =>
  on('index.html', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async tab => {
    const [small, tall] = [[], []];
    for (const [name, page] of Object.entries(pages)) {
      await tab.goto(`${server.origin}/${page}`);
      await tab.waitForFunction(() => !('lazy' in document.documentElement.dataset));
      for (const [width, height] of [[390, 844], [844, 390]]) {
        await tab.setViewportSize({ width, height });
        const sizes = await tab.evaluate(name => {
          const figure = document.querySelector(`#fig-${name}`);
          const [picture, controls] = [figure.querySelector('svg.figure'), figure.querySelector('.controls')]
            .map(element => element.getBoundingClientRect());
          const touched = [...figure.querySelectorAll('input, select, button:not(.copy)')].map(element => ({
            what: element.name || element.textContent || element.getAttribute('aria-label'),
            height: element.getBoundingClientRect().height,
          }));
          return {
            low: touched.filter(({ height }) => height < 44).map(({ what }) => what),
            whole: Math.max(picture.bottom, controls.bottom) - picture.top, controls: figure.querySelectorAll('.controls > div').length,
          };
        }, name);
        small.push(...sizes.low.map(what => `${name}: ${what}`));
        const room = height - 48;
        if (sizes.whole > room) tall.push(`${name} (${sizes.controls} controls): ${Math.round(sizes.whole)} of ${room} px`);
      }
    }
    assert.deepEqual(small, []);
    console.log(`taller than a screen: ${tall.join('; ') || 'none'}`);
    // Nine controls leave no room for a whole matrix; every other figure fits a phone that is held upright.
    assert.deepEqual(tall.filter(line => line.endsWith('796 px')).map(line => line.split(' ')[0]), ['conv-fan-matrix']);
  }));

test('a mission sets its values, and all others back, and draws', () => on('one-over-n.html', {}, async tab => {
  const name = 'one-over-n-walk';
  const before = await description(tab, name);
  await tab.locator(picture(name)).scrollIntoViewIfNeeded();
  await tab.waitForSelector(`${form(name)} [data-values]:enabled`);
  await tab.fill(field(name, 'seed'), '5');
  await tab.locator(`${form(name)} [data-values]`).nth(1).click();
  await turned(tab, name, before);
  const values = await tab.$$eval(`${form(name)} [name]`, fields => fields.map(({ value }) => value));
  assert.deepEqual(values, ['256', '1', '0.6', '1']);
  const { said } = await ask(tab, name, ['n=256', 'up=0.6']);
  await tab.waitForFunction(([selector, svg]) => document.querySelector(selector).dataset.reading === svg.match(/data-reading="([^"]*)/)[1],
    [picture(name), said]);
}));

test('until it is trained again, the picture does not pretend to be of the new values', () => on('training.html', {}, async tab => {
  const name = 'training-lesson';
  await tab.locator(picture(name)).scrollIntoViewIfNeeded();
  await tab.waitForSelector(`${form(name)} [data-start]:enabled`);
  await tab.fill(field(name, 'depth'), '5');
  assert.equal(await tab.locator(`#fig-${name}.stale`).count(), 1);
  assert.match(await tab.textContent(`${form(name)} [role=status]`), /Press Train/);
  await tab.click(`${form(name)} [type=reset]`);
  await tab.waitForSelector(`#fig-${name}:not(.stale)`);
}));

test('your layer has its lines of code', () => on('kaiming.html', {}, async tab => {
  const name = 'kaiming-draw';
  await tab.fill(field(name, 'shape'), '32 1 5 5');
  await tab.fill(field(name, 'groups'), '32');
  await tab.selectOption(field(name, 'mode'), 'fan_out');
  await tab.waitForFunction(selector => document.querySelectorAll(selector)[1].textContent.includes('counts fan_out as 800, not 25'),
    `${form(name)} code`);
  const lines = await tab.locator(`${form(name)} code`).allTextContents();
  assert.match(lines[0], /groups\(32\)/);
  // A scale of 64 over the 800 that Keras and JAX count is 2 over 25.
  for (const line of lines.slice(2)) assert.match(line, /counts fan_out as 800, not 25[^]*64\.0/);
  assert.equal(lines.length, 4);
}));

test('a network is trained in the page, and can be stopped', () => on('training.html', {}, async tab => {
  const name = 'training-lesson';
  const button = `${form(name)} [data-start]`;
  await tab.locator(button).scrollIntoViewIfNeeded();
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

test('names keep clear of curves, dots, bars and each other at every setting', () => on('leaky-gain.html', {}, async tab => {
  const found = [];
  let looked = 0;
  for (const [name, all] of Object.entries(settings)) {
    if (name === 'training-lesson') continue;
    for (const values of all) {
      const { what, said } = await ask(tab, name, values);
      if (what === 'refused') continue;
      await tab.evaluate(svg => { document.querySelector('#fig-leaky-gain-halves svg.figure').outerHTML = svg; }, said);
      for (const width of [360, 1200]) {
        await tab.setViewportSize({ width, height: 900 });
        const problems = await tab.evaluate(layoutProblems);
        found.push(...problems.map(problem => `${width} px, ${name} ${values}: ${problem}`));
        looked += 1;
      }
    }
  }
  console.log(`${looked} pictures`);
  assert.deepEqual(found, []);
}));
