// Every page of the book, in every theme and at every width. BOOK names the built book's folder.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { browser, problems, serve } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;
// print.html, the whole book once more, would take the checks minutes.
const pages = (await readdir(folder))
  .filter(name => name.endsWith('.html') && name !== 'print.html');

let chromium, server;

before(async () => {
  [chromium, server] = [await browser(), await serve(folder)];
});

after(async () => {
  await chromium.close();
  server.close();
});

test('fonts are fetched early where there are formulas, and only there', async () => {
  for (const page of pages.filter(name => name !== 'toc.html')) {
    const html = await readFile(join(folder, page), 'utf8');
    assert.equal(html.includes('rel="preload"'), html.includes('class="katex"'), page);
  }
});

test('the book has pages', () => assert.ok(pages.length > 5, `${pages}`));

for (const page of pages) {
  test(page, async () => {
    assert.deepEqual(await problems(chromium, server.origin, page), []);
  });
}
