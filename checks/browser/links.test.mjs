// Every link to a place lands on it, opened cold, and the place is kept when the page is left and turned.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { browser, serve, visit } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 900 } };

let chromium, server, links;

before(async () => {
  // Fonts that come late are the honest case: whatever they move, they move after the jump.
  [chromium, server] = [await browser(), await serve(folder, { late: { '.woff2': 400 } })];
  links = await linksToPlaces();
});

after(async () => {
  await chromium.close();
  server.close();
});

/// The addresses, with a place, that pages give for other pages: from each, the pages that do.
async function linksToPlaces() {
  const pages = (await readdir(folder)).filter(name => name.endsWith('.html') && !['404.html', 'print.html', 'toc.html'].includes(name));
  const found = new Map();
  await visit(chromium, 'about:blank', { javaScriptEnabled: false }, async tab => {
    for (const page of pages) {
      await tab.goto(`${server.origin}/${page}`, { waitUntil: 'domcontentloaded' });
      const hrefs = await tab.$$eval('main a[href*="#"]', all => all
        .filter(a => a.origin === location.origin && a.pathname !== location.pathname).map(a => a.href));
      for (const href of hrefs) found.set(href, [...found.get(href) ?? [], page]);
    }
  });
  return found;
}

/// Asks the page until it answers the same for half a second, fonts included.
async function quiet(tab, ask, value) {
  let [last, since] = ['', Date.now()];
  for (;;) {
    const now = JSON.stringify([await tab.evaluate(ask, value),
      await tab.evaluate(() => [scrollY, document.documentElement.scrollHeight, document.fonts.status])]);
    if (now !== last) [last, since] = [now, Date.now()];
    else if (Date.now() - since > 500) return JSON.parse(now)[0];
    await new Promise(done => setTimeout(done, 50));
  }
}

/// What is wrong with where the tab stands; nothing, if the target is right under the bar. The
/// last lines of a page cannot be pulled up that far, but can be seen.
const missed = async tab => {
  const { top, end, height } = await quiet(tab, () => ({
    top: Math.round(document.getElementById(decodeURIComponent(location.hash.slice(1)))?.getBoundingClientRect().top),
    end: scrollY + innerHeight >= document.documentElement.scrollHeight - 2,
    height: innerHeight,
  }));
  return top >= 40 && top < 200 || end && top >= 40 && top < height - 40 ? [] : [`${tab.url().split('/').pop()} lies at ${top} px`];
};

/// Opens each address in a tab without a past, four at a time.
async function open(addresses, options) {
  const rest = [...addresses];
  const found = [];
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let address; (address = rest.pop());) {
      await visit(chromium, address, options, async tab => found.push(...await missed(tab)));
    }
  }));
  return found.sort();
}

const report = (found, addresses) => assert.deepEqual(found, [], `${found.length} of ${addresses.size} miss`);

test('there are links to places', () => assert.ok(links.size > 50, `${links.size}`));

test('on a phone every link lands', async () => report(await open(links.keys(), PHONE), links));

test('on a desk every link lands', async () => report(await open(links.keys(), DESK), links));

test('without scripts every link lands', async () =>
  report(await open(links.keys(), { ...PHONE, javaScriptEnabled: false }), links));

test('a section found by the search lands, on its page and on another', () =>
  visit(chromium, `${server.origin}/depth.html`, PHONE, async tab => {
    for (const [words, url] of [['subnormal', 'depth.html#nan'], ['finite width', 'equation-10.html#finite-width']]) {
      await tab.click('#search-open');
      await tab.waitForFunction(() => window.search?.index);
      await tab.fill('#find input', words);
      await tab.click(`#find a[href="${url}"]`);
      await tab.waitForURL(`**/${url}`);
      assert.deepEqual(await missed(tab), []);
    }
  }));

test('a shared figure is turned, and lands', async () => {
  for (const options of [PHONE, DESK]) {
    await visit(chromium, `${server.origin}/depth.html?depth-bias.scale=4#fig-depth-bias`, options, async tab => {
      await tab.waitForFunction(() => document.getElementById('depth-bias.scale').value === '4');
      assert.deepEqual(await missed(tab), []);
    });
  }
});

/// The block that is being read, right under the bar, and where a block stands.
const reading = () => {
  const all = [...document.querySelectorAll('main > *')];
  const number = all.findIndex(block => block.getBoundingClientRect().bottom > 80);
  return { number, top: all[number].getBoundingClientRect().top };
};
const place = number => {
  const { top, bottom } = document.querySelectorAll('main > *')[number].getBoundingClientRect();
  return { top, bottom, height: innerHeight };
};

const PLACES = ['training', 'backward', 'conv-fan', 'equation-10'].flatMap(page => [0.3, 0.8].map(part => [page, part]));

/// Opens a page in the middle and returns what is being read.
async function read(tab, [page, part]) {
  await tab.goto(`${server.origin}/${page}.html`);
  await quiet(tab, () => 0);
  await tab.evaluate(part => scrollTo(0, part * document.documentElement.scrollHeight), part);
  return quiet(tab, reading);
}

test('a reload and the way back keep the place', async () => {
  for (const [options, places] of [[PHONE, PLACES.slice(0, 4)], [DESK, PLACES.slice(4)]]) {
    await visit(chromium, 'about:blank', options, async tab => {
      for (const where of places) {
        const before = await read(tab, where);
        for (const how of [() => tab.reload(), () => tab.goto(`${server.origin}/glossary.html`).then(() => tab.goBack())]) {
          await how();
          const { top } = await quiet(tab, place, before.number);
          assert.ok(Math.abs(top - before.top) < 20, `${where}: ${before.top} became ${top}, by ${how}`);
        }
      }
    });
  }
});

test('a phone that is turned, and turned back, shows the same block', () =>
  visit(chromium, 'about:blank', PHONE, async tab => {
    for (const where of PLACES) {
      const { number } = await read(tab, where);
      for (const viewport of [{ width: 844, height: 390 }, PHONE.viewport]) {
        await tab.setViewportSize(viewport);
        const { top, bottom, height } = await quiet(tab, place, number);
        assert.ok(top < height - 20 && bottom > 60, `${where} at ${viewport.width}: ${top} to ${bottom} of ${height} px`);
      }
    }
  }));
