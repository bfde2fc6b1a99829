// Code in Rust and in PyTorch: one choice for all pages, and both for who has no script, on paper and in the EPUB.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import JSZip from 'jszip';
import { browser, serve, visit } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;

let chromium, server;

before(async () => {
  [chromium, server] = [await browser(), await serve(folder)];
});

after(async () => {
  await chromium.close();
  server.close();
});

const on = (page, options, use) => visit(chromium, `${server.origin}/${page}.html`, options, use);
const kept = tab => tab.evaluate(() => localStorage.getItem('code'));

/// What is open of the code in this language: all, none, or some of it.
const open = (tab, language) => tab.$$eval(`details.${language}`, folds => {
  const count = folds.filter(fold => fold.open).length;
  return { 0: 'none', [folds.length]: 'all' }[count] ?? 'some';
});

/// The numbers of the listings, as a screen reader says them.
async function numbers(tab) {
  const session = await tab.context().newCDPSession(tab);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const words = nodes.filter(node => node.role?.value === 'StaticText').map(node => node.name.value).join(' ');
  return [...words.matchAll(/Listing\s+(\d+)\s*\.\s*(\w+)/g)].map(([, number, name]) => `${number} ${name}`);
}

test('Rust is open until the reader chooses PyTorch, on every page and after a reload', () =>
  on('introduction', {}, async tab => {
    assert.deepEqual([await open(tab, 'rust'), await open(tab, 'pytorch')], ['all', 'none']);
    await tab.getByLabel('Show code in').selectOption('PyTorch');
    assert.deepEqual([await open(tab, 'rust'), await open(tab, 'pytorch')], ['none', 'all']);
    assert.ok(await tab.isVisible('code.language-python'));
    for (const page of ['introduction', 'print']) {
      await tab.goto(`${server.origin}/${page}.html`);
      assert.equal(await tab.inputValue('#code'), 'pytorch');
      assert.deepEqual([await open(tab, 'rust'), await open(tab, 'pytorch')], ['none', 'all'], page);
    }
    await tab.getByLabel('Show code in').selectOption('Rust');
    assert.deepEqual([await open(tab, 'rust'), await open(tab, 'pytorch')], ['all', 'none']);
    assert.equal(await kept(tab), null);
  }));

test('a choice that is no language is Rust', () => on('introduction', {}, async tab => {
  await tab.evaluate(() => localStorage.setItem('code', 'cobol'));
  await tab.reload();
  assert.equal(await tab.inputValue('#code'), 'rust');
  assert.deepEqual([await open(tab, 'rust'), await open(tab, 'pytorch')], ['all', 'none']);
}));

test('the choice is there only where a page has both', () => on('introduction', {}, async tab => {
  assert.ok(await tab.isVisible('#code'));
  await tab.goto(`${server.origin}/checked.html`);
  assert.ok(!await tab.isVisible('#code'));
  assert.ok(await tab.isVisible('#theme'));
}));

test('a listing keeps its number when the other language is open', () => on('introduction', {}, async tab => {
  const rust = await numbers(tab);
  assert.ok(rust.includes('1 nine_lines') && rust.includes('3 signal'), rust.join(', '));
  await tab.evaluate(() => document.querySelectorAll('details:not(#contents)').forEach(fold => { fold.open = true; }));
  const all = await numbers(tab);
  assert.ok(all.includes('1 nine_lines') && all.includes('3 signal') && all.includes('4 check'), all.join(', '));
}));

test('without a script both are there, and the choice is not', () =>
  on('introduction', { javaScriptEnabled: false }, async tab => {
    assert.ok(!await tab.isVisible('#code'));
    assert.ok(await tab.isVisible('details.rust code.language-rust'));
    await tab.click('details.pytorch > summary');
    assert.ok(await tab.isVisible('details.pytorch code.language-python'));
  }));

test('the bar holds the choice at 360 px, and axe finds nothing', () =>
  on('introduction', { viewport: { width: 360, height: 700 } }, async tab => {
    await tab.selectOption('#code', 'pytorch');
    const outside = await tab.$$eval('.bar > *, .bar select', parts => parts
      .map(part => [part.id || part.className || part.tagName, part.getBoundingClientRect()])
      .filter(([, { left, right, height }]) => left < 0 || right > innerWidth || height > 48)
      .map(([name]) => name));
    assert.deepEqual(outside, []);
    assert.ok(await tab.$eval('.bar .title', title => title.clientWidth) > 40);
    await tab.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
    const { violations } = await tab.evaluate(() => window.axe.run(document));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  }));

test('on paper both are printed, whatever was chosen', () => on('introduction', {}, async tab => {
  await tab.selectOption('#code', 'pytorch');
  await tab.emulateMedia({ media: 'print' });
  for (const language of ['rust', 'python']) {
    assert.ok(await tab.$eval(`code.language-${language}`, code => code.checkVisibility() && code.clientHeight > 20), language);
  }
}));

test('the EPUB has both, each under its own words', async () => {
  const zip = await JSZip.loadAsync(await readFile(join(folder, 'kaiming-line-by-line.epub')));
  const text = await zip.file('book/introduction.xhtml').async('string');
  for (const words of ['In Rust', 'In PyTorch', 'Solution', 'Show check, its errors, and the picture of the front page']) {
    assert.ok(text.includes(`<strong>${words}</strong>`), words);
  }
  assert.ok(text.includes('language-python'));
  assert.match(text, /Listing 4\. <b>check<\/b>/);
});
