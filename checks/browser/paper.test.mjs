// The PDF and the EPUB that `npm run paper` has made hold what the pages hold.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import JSZip from 'jszip';
import { browser, serve } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;
const made = extension => readFile(join(folder, `kaiming-line-by-line.${extension}`));

let chromium, server;

before(async () => {
  [chromium, server] = [await browser(), await serve(folder)];
});

after(async () => {
  await chromium.close();
  server.close();
});

test('the EPUB has every page, well-formed, with its formulas and figures', async () => {
  const zip = await JSZip.loadAsync(await made('epub'));
  assert.equal(Object.keys(zip.files)[0], 'mimetype');
  const chapters = Object.keys(zip.files).filter(name => /\.xhtml$/.test(name) && !/nav/.test(name));
  const tab = await chromium.newPage();
  await tab.goto(`${server.origin}/toc.html`);
  const pages = await tab.$$eval('nav a', links => links.map(a => a.getAttribute('href')));
  assert.equal(chapters.length, pages.length);
  for (const page of pages) {
    await tab.goto(`${server.origin}/${page}`);
    const text = await zip.file(`book/${page.replace('.html', '.xhtml')}`).async('string');
    const [ours, theirs, error] = await tab.evaluate(xml => {
      document.querySelectorAll('.turn').forEach(controls => controls.remove()); // for a browser
      const chapter = new DOMParser().parseFromString(xml, 'application/xhtml+xml');
      const count = root => ['math', 'svg.figure', 'pre', 'table'].map(name => root.querySelectorAll(name).length);
      return [count(document.querySelector('main')), count(chapter), chapter.querySelector('parsererror')?.textContent];
    }, text);
    assert.equal(error, undefined, page);
    assert.deepEqual(theirs, ours, page);
    assert.ok(!/src="http|<script|<form|<input/.test(text), page);
  }
});

test('the PDF has all of the book, with an outline', async () => {
  const pdf = (await made('pdf')).toString('latin1');
  assert.ok(pdf.startsWith('%PDF'));
  assert.ok(pdf.includes('/Outlines'));
  assert.ok(pdf.match(/\/Type \/Page\b/g).length > 100);
});
