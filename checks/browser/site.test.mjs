// What `npm run site` adds for the book's address, on a copy of the built book.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browser, serve, visit } from './book.mjs';
import { FIRST, kept, site } from './site.mjs';

const base = 'https://example.org/kaiming/';
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'));
  await cp(process.env.BOOK ?? new URL('../../book', import.meta.url).pathname, folder, { recursive: true });
  await site(folder, base);
});

after(() => rm(folder, { recursive: true }));

test('each page has one title, description and address of its own, and a picture', async () => {
  const seen = new Set();
  for (const page of (await readdir(folder)).filter(name => name.endsWith('.html') && name !== 'toc.html')) {
    const html = await readFile(join(folder, page), 'utf8');
    const all = pattern => [...html.matchAll(pattern)].map(found => found[1]);
    const [title, description] = [all(/<title>(.*?)<\/title>/g), all(/<meta name="description" content="(.*?)">/g)];
    assert.equal(title.length, 1, page);
    assert.equal(description.length, 1, page);
    assert.deepEqual(all(/<meta property="og:image" content="(.*?)">/g), [`${base}social.png`]);
    const canonical = all(/<link rel="canonical" href="(.*?)">/g);
    const expected = { '404.html': [], 'index.html': [base], [FIRST]: [base] };
    assert.deepEqual(canonical, expected[page] ?? [`${base}${page}`], page);
    if (page === 'index.html') continue; // the first page under the book's own description
    assert.ok(!seen.has(description[0]), `${page} has the description of another page`);
    seen.add(description[0]);
  }
  const names = await readdir(folder);
  assert.ok(names.includes('social.png'));
  assert.match(await readFile(join(folder, 'depth.html'), 'utf8'), /\.pdf">PDF<.*\.epub">EPUB</);
  assert.ok(['pdf', 'epub'].every(edition => names.includes(`kaiming-line-by-line.${edition}`)));
});

test('the sitemap names the pages that are there, once', async () => {
  const sitemap = await readFile(join(folder, 'sitemap.xml'), 'utf8');
  const listed = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map(found => found[1]);
  const names = await readdir(folder);
  assert.equal(new Set(listed).size, listed.length);
  assert.ok(listed.includes(base) && ['introduction', 'equation-10'].every(page => listed.includes(`${base}${page}.html`)));
  assert.ok(!listed.includes(`${base}${FIRST}`));
  assert.ok(listed.every(url => names.includes(url.slice(base.length) || 'index.html')));
  assert.ok(!listed.some(url => /404|print|toc/.test(url)));
  assert.match(await readFile(join(folder, 'robots.txt'), 'utf8'), /Sitemap: https:\/\/example.org\/kaiming\/sitemap.xml/);
});

test('a page is not given two addresses, nor a wrong one', async () => {
  await assert.rejects(site(folder, base), /build again/);
  await assert.rejects(site(folder, 'example.org'), /not an address/);
});

test('once the front page was open, all pages and figures are there without a network', async () => {
  const [chromium, server] = [await browser(), await serve(folder)];
  await visit(chromium, `${server.origin}/`, { viewport: { width: 390, height: 844 } }, async (tab, _, context) => {
    await tab.waitForFunction(() => navigator.serviceWorker.controller, null, { timeout: 60_000 });
    await context.setOffline(true);
    const pages = (await kept(folder)).filter(name => name.endsWith('.html'));
    assert.ok(pages.length > 15);
    for (const page of ['', ...pages]) {
      const failed = [];
      tab.on('requestfailed', request => failed.push(request.url()));
      await tab.goto(`${server.origin}/${page}`);
      await tab.evaluate(() => document.fonts.ready);
      assert.deepEqual(failed, [], page);
      assert.ok(await tab.$('main h1'), page);
      assert.notEqual(await tab.evaluate(() => getComputedStyle(document.querySelector('.bar')).position), 'static', page);
    }
    await tab.goto(`${server.origin}/depth.html#fig-depth-bias`);
    const finding = await tab.textContent('#fig-depth-bias svg.figure desc');
    await tab.fill('[id="depth-bias.scale"]', '4');
    await tab.waitForFunction(
      before => document.querySelector('#fig-depth-bias svg.figure desc').textContent !== before, finding);
    await tab.click('#search-open');
    await tab.waitForFunction(() => window.search?.index);
  });
  await chromium.close();
  server.close();
});
