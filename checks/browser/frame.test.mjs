// What the frame around each page does: search, copy, theme, contents, keys, and all of it without scripts.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { browser, serve, THEMES, visit } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;
const root = new URL('../..', import.meta.url).pathname;

let chromium, server;

before(async () => {
  [chromium, server] = [await browser(), await serve(folder)];
});

after(async () => {
  await chromium.close();
  server.close();
});

const on = (page, options, use) => visit(chromium, `${server.origin}/${page}.html`, options, use);

/// The pages that a search finds, best first.
async function search(tab, words) {
  await tab.fill('#find input', words);
  return tab.$$eval('#find li a', links => links.map(a => a.getAttribute('href')));
}

test('search finds what a reader types', () => on('introduction', {}, async (tab, asked) => {
  const index = () => asked.some(path => path.includes('searchindex'));
  assert.equal(index(), false, 'the index is loaded before anyone searches');
  await tab.keyboard.press('/');
  await tab.waitForFunction(() => window.search?.index);
  assert.ok(index());
  const expected = {
    'fan_in': 'kaiming.html#fans',
    '√3': 'uniform-sqrt-3.html',
    'equation 10': 'equation-10.html',
    'Glorot': 'backward.html',
    'leaky gain': 'leaky-gain.html',
    'second moment': 'refresher.html#variance',
    'Gauss–Legendre': 'any-activation.html#gain',
    'im2col': 'conv-fan.html',
    'vanishing gradient': 'glossary.html',
    'exploding gradient': 'glossary.html',
    'dead relu': 'exceptions.html#dead',
    'dying ReLU': 'glossary.html',
    'xavier': 'backward.html#compromise',
    'fan_ot': 'kaiming.html#fans',
    'kaimng': 'kaiming.html',
    'Glroot': 'backward.html',
  };
  for (const [words, page] of Object.entries(expected)) {
    const found = await search(tab, words);
    assert.ok(found.slice(0, 5).some(url => url.startsWith(page)), `${words}: ${found}`);
  }
  // √3 is not any 3: depth.html is full of threes, and has no root of three.
  assert.ok(!(await search(tab, '√3')).some(url => url.startsWith('depth.html')));
  const xavier = await search(tab, 'xavier');
  const [chapter, correction] = ['backward', 'corrections'].map(page => xavier.findIndex(url => url.startsWith(page)));
  assert.ok(chapter < correction, `${xavier}`);
  // A slip of the finger is forgiven and named; where a word is found as it stands, nothing is guessed.
  await search(tab, 'kaimng');
  assert.match(await tab.textContent('#find [role=status]'), /^\d+ found for “kaiming”/);
  await search(tab, 'kaiming');
  assert.match(await tab.textContent('#find [role=status]'), /^\d+ found(,|$)/);
  assert.deepEqual(await search(tab, 'zyzzyva'), []);
  assert.equal(await tab.textContent('#find [role=status]'), 'Nothing found');
}));

test('what the search shows of a section has each formula once', () => on('introduction', {}, async tab => {
  await tab.keyboard.press('/');
  await tab.waitForFunction(() => window.search?.index);
  const shown = {
    'number of inputs of one neuron': 'In Ng’s lecture, n is the number of inputs',
    'often in its uniform form': 'with the bound √6/√{n_i+n_{i+1}} (their equation 16)',
    'drop its index': 'index i: Delta x_l=sum_{j=1}^{hat n_l}w_j Delta y_j Assumption B1',
    'it gives three rules': '1/n^{[l-1]} here ReLU 2/n^{[l-1]}',
  };
  for (const [words, text] of Object.entries(shown)) {
    await search(tab, words);
    const found = (await tab.$$eval('#find li p', all => all.map(p => p.textContent))).join('\n');
    assert.ok(found.includes(text), `${words}: ${found}`);
  }
  // All of it, but for a few formulas that HTML says in too different an order.
  const [tex, left] = await tab.evaluate(() => {
    const bodies = Object.values(window.search.index.documentStore.docs).map(doc => doc.body);
    return [bodies, bodies.map(window.once)].map(texts => texts.join(' ').split('\\').length - 1);
  });
  assert.ok(tex > 900 && left < tex / 50, `${left} of ${tex}`);
}));

test('an index that could not be loaded is asked for again', () => on('introduction', {}, async (tab, asked) => {
  await tab.route('**/searchindex*', route => route.abort(), { times: 1 });
  await tab.keyboard.press('/');
  await tab.waitForFunction(() => document.querySelector('#find [role=status]').textContent.includes('could not be loaded'));
  await tab.click('#find button');
  await tab.keyboard.press('/');
  await tab.waitForFunction(() => window.search?.index);
  assert.ok((await search(tab, 'Glorot')).length > 0);
  assert.equal(asked.filter(path => path.includes('searchindex')).length, 2);
}));

test('a found section opens by keyboard, and Escape closes', () => on('introduction', {}, async tab => {
  await tab.click('#search-open');
  await tab.waitForFunction(() => window.search?.index);
  await tab.keyboard.press('Escape');
  assert.equal(await tab.isVisible('#find'), false);
  await tab.keyboard.press('s');
  await tab.keyboard.type('equation 10');
  await tab.keyboard.press('Enter');
  await tab.waitForURL(/equation-10\.html/);
}));

test('the copy button copies what stands in the file', () => on('copying', {}, async (tab, _, context) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  const blocks = await tab.$$('main pre');
  for (const block of blocks) {
    await (await block.$('button.copy')).click();
    const copied = await tab.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await block.$eval('code', code => code.textContent));
  }
  assert.ok(blocks.length >= 3);
}));

test('on a phone no button lies on a letter of the code or of its caption', () =>
  on('copying', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async tab => {
    const pages = await tab.$$eval('#contents a', links => links.map(a => a.href));
    for (const page of pages) {
      await tab.goto(page);
      const seeded = tab.locator('p.listing[data-seed] + pre');
      if (await seeded.count() > 0) {
        await seeded.first().scrollIntoViewIfNeeded();
        await tab.waitForSelector('pre > .again');
      }
      const covered = await tab.$$eval('main pre > button', buttons => buttons.flatMap(button => {
        const box = button.getBoundingClientRect();
        const block = button.parentElement;
        return [block.querySelector('code'), block.previousElementSibling].filter(Boolean).flatMap(element => {
          const text = document.createRange();
          text.selectNodeContents(element);
          return [...text.getClientRects()].filter(line => line.left < box.right && line.right > box.left
            && line.top < box.bottom - 1 && line.bottom > box.top + 1)
            .map(() => `${button.textContent}: ${element.textContent.slice(0, 60)}`);
        });
      }));
      assert.deepEqual(covered, [], page);
    }
  }));

test('where the clipboard is out of reach, the code is selected', () => on('copying', {}, async tab => {
  // Colors that come now would take the selection away.
  await tab.waitForFunction(() => document.querySelector('main pre code').dataset.highlighted);
  await tab.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await tab.click('main pre button.copy');
  assert.equal(
    await tab.evaluate(() => getSelection().toString().trim()),
    await tab.$eval('main pre code', code => code.textContent.trim()),
  );
}));

test('complete listings compile as copied', () => on('introduction', {}, async (tab, _, context) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  const project = await mkdtemp(join(tmpdir(), 'copied-'));
  let complete = 0;
  const pages = await tab.$$eval('#contents nav a',
    links => links.map(a => a.getAttribute('href')).filter(url => !url.startsWith('#')));
  for (const page of pages) {
    await tab.goto(`${server.origin}/${page}`);
    await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
    for (const block of await tab.$$('main pre:has(code.language-rust)')) {
      await (await block.$('button.copy')).click();
      const copied = await tab.evaluate(() => navigator.clipboard.readText());
      if (!/^fn main\(/m.test(copied) || !/^use /m.test(copied)) continue;
      await mkdir(join(project, 'src/bin'), { recursive: true });
      await writeFile(join(project, `src/bin/copied_${complete}.rs`), copied);
      complete += 1;
    }
  }
  assert.ok(complete >= 1, 'no complete program on any page');
  const manifest = await readFile(join(root, 'listings/kaiming/Cargo.toml'), 'utf8');
  const dependencies = manifest.split('[dependencies]')[1].split('\n[')[0];
  await writeFile(join(project, 'Cargo.toml'), `[package]\nname = "copied"\nedition = "2024"\n`
    + `[dependencies]\nkaiming = { path = "${root}listings/kaiming" }\n${dependencies}\n[workspace]\n`);
  await promisify(execFile)('cargo', ['check', '--quiet'], {
    cwd: project, env: { ...process.env, CARGO_TARGET_DIR: join(root, 'target/copied') },
  });
  await rm(project, { recursive: true });
}));

test('the theme is kept, and Auto follows the system', () => on('depth', { colorScheme: 'dark' }, async tab => {
  const theme = () => tab.evaluate(() => document.documentElement.className);
  assert.equal(await theme(), 'navy js');
  await tab.emulateMedia({ colorScheme: 'light' });
  await tab.waitForFunction(() => document.documentElement.className === 'light js');
  await tab.selectOption('#theme', 'navy');
  await tab.reload();
  assert.equal(await theme(), 'navy js');
  await tab.selectOption('#theme', '');
  assert.equal(await theme(), 'light js');
}));

test('figures are legible in each theme', () => on('depth', {}, async tab => {
  for (const theme of THEMES) {
    await tab.selectOption('#theme', theme);
    const pale = await tab.evaluate(() => {
      const light = color => {
        const [r, g, b] = color.match(/[\d.]+/g).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const page = light(getComputedStyle(document.body).backgroundColor);
      return [...document.querySelectorAll('svg.figure text')].filter(text => {
        const ink = light(getComputedStyle(text).fill);
        return (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05) < 4.5;
      }).map(text => text.textContent.trim());
    });
    assert.deepEqual(pale, [], theme);
  }
}));

test('the contents mark the page, fold away, and stay so', () => on('depth', {}, async tab => {
  const open = () => tab.$eval('#contents', contents => contents.open);
  assert.equal(await tab.textContent('#contents [aria-current=page]'), '3. Depth');
  assert.ok(await tab.$('#contents a[href="#recap"]'));
  assert.equal(await open(), true);
  await tab.click('#contents summary');
  await tab.reload();
  assert.equal(await open(), false);
}));

test('on a phone the contents lie over the text until a link or Escape', () =>
  on('depth', { viewport: { width: 360, height: 800 } }, async tab => {
    const open = () => tab.$eval('#contents', contents => contents.open);
    assert.equal(await open(), false);
    await tab.focus('#contents summary');
    await tab.keyboard.press('Enter');
    assert.equal(await open(), true);
    await tab.keyboard.press('Escape');
    assert.equal(await open(), false);
    await tab.click('#contents summary');
    await tab.click('#contents a[href="#recap"]');
    assert.equal(await open(), false);
  }));

test('arrows turn the page, but not while typing', () => on('depth', {}, async tab => {
  await tab.click('#search-open');
  await tab.keyboard.press('ArrowRight');
  await tab.waitForTimeout(500); // a page would have turned by now
  assert.match(tab.url(), /depth/);
  await tab.keyboard.press('Escape');
  await tab.evaluate(() => document.activeElement.blur());
  await tab.keyboard.press('ArrowRight');
  await tab.waitForURL(/equation-10/);
}));

test('the first stop of the keyboard skips to the text', () => on('depth', {}, async tab => {
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), 'Skip to the text');
}));

test('without scripts: contents, math, figures, code, and no dead buttons', () =>
  on('depth', { javaScriptEnabled: false }, async tab => {
    assert.ok(await tab.isVisible('.katex-html'));
    assert.ok(await tab.isVisible('svg.figure'));
    assert.equal(await tab.isVisible('#search-open'), false);
    assert.equal(await tab.isVisible('#theme'), false);
    await tab.click('#contents summary');
    assert.ok(await tab.isVisible('#contents nav a[href="backward.html"]'));
  }));

test('on a phone what is wider than the screen shows it, an output seldom is, and no line begins with a comma', () =>
  on('introduction', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async tab => {
    const pages = await tab.$$eval('#contents a', links => links.filter(a => !a.hash).map(a => a.href));
    let [outputs, wide] = [0, 0];
    for (const page of pages) {
      await tab.goto(page);
      await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
      await tab.waitForFunction(() => !('lazy' in document.documentElement.dataset));
      await tab.waitForTimeout(200); // what scrolls is marked a frame after it is laid out
      const found = await tab.evaluate(() => {
        const boxes = [...document.querySelectorAll('main :is(pre > code, .katex-display, .table-wrapper)')]
          .map(box => [box, box.scrollWidth > box.clientWidth]);
        const shown = box => getComputedStyle(box).backgroundAttachment.includes('local, scroll');
        const texts = [...document.querySelectorAll('main > pre > code.language-text')]
          .filter(code => code.textContent.split('\n').every(line => [...line].length <= 44));
        const end = formula => [...formula.querySelectorAll('.base')].at(-1).getBoundingClientRect().right;
        const begins = [...document.querySelectorAll('main .katex')].filter(formula => {
          if (!/^[,.;:?!)]/.test(formula.nextSibling?.data ?? '')) return false;
          const mark = document.createRange();
          mark.setStart(formula.nextSibling, 0);
          mark.setEnd(formula.nextSibling, 1);
          return mark.getBoundingClientRect().left < end(formula) - 2;
        });
        return {
          texts: texts.length,
          wide: boxes.filter(([, scrolls]) => scrolls).length,
          silent: boxes.filter(([box, scrolls]) => scrolls !== shown(box)).map(([box]) => box.textContent.slice(0, 60)),
          cut: texts.filter(code => code.scrollWidth > code.clientWidth || parseFloat(getComputedStyle(code).fontSize) < 11)
            .map(code => code.textContent.slice(0, 60)),
          begins: begins.map(formula => formula.textContent + formula.nextSibling.data.slice(0, 20)),
        };
      });
      assert.deepEqual([found.silent, found.cut, found.begins], [[], [], []], page);
      outputs += found.texts;
      wide += found.wide;
    }
    assert.ok(outputs > 20 && wide > 20, `${outputs} outputs, ${wide} wide`);
  }));

test('a full line of text holds 60 to 75 characters', () => on('backward', {}, async tab => {
  const lines = await tab.evaluate(() => [...document.querySelectorAll('main > p:not(.listing)')]
    .filter(p => !p.querySelector('.katex') && p.textContent.length > 250)
    .map(p => {
      const range = document.createRange();
      range.selectNodeContents(p);
      const tops = new Set([...range.getClientRects()].filter(r => r.width > 40).map(r => Math.round(r.top / 12)));
      return p.textContent.length / (tops.size - 0.5); // the last line is half full, on average
    }));
  assert.ok(lines.length > 0);
  const mean = lines.reduce((sum, line) => sum + line, 0) / lines.length;
  assert.ok(mean > 60 && mean < 75, `${mean} characters a line`);
}));

test('a screen reader meets every formula of a page', () => on('leaky-gain', {}, async (tab, _, context) => {
  await tab.waitForFunction(() => !('lazy' in document.documentElement.dataset));
  await tab.waitForTimeout(500); // the tree follows the layout
  const session = await context.newCDPSession(tab);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const shown = await tab.$$eval('main .katex math', all => all.filter(math => !math.closest('details:not([open])')).length);
  const met = nodes.filter(({ role }) => role?.value === 'MathMLMath').length;
  assert.ok(shown > 30 && met >= shown, `${met} of ${shown}`);
}));
