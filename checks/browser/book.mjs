// Opens the pages of a built book in Chromium and tells what is wrong with them.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const THEMES = ['light', 'navy'];
export const WIDTHS = [360, 768, 1200];

const TYPES = {
  '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.woff2': 'font/woff2', '.json': 'application/json', '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

/// Serves a folder on a free port of this machine; files whose ending is in `late`, so many
/// milliseconds late.
export async function serve(folder, { late = {} } = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname));
    await new Promise(done => setTimeout(done, late[extname(path)] ?? 0));
    try {
      const body = await readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html', 'cache-control': 'max-age=600' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/// Debian's Chromium, with all that it would ask the network for switched off.
export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}

/// Opens an address in a context of its own, and closes it afterwards. What the tab asks for is
/// listed, and an error in a script fails the test.
export async function visit(chromium, address, options, use) {
  const context = await chromium.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const tab = await context.newPage();
  const [asked, errors] = [[], []];
  tab.on('request', request => asked.push(new URL(request.url()).pathname));
  tab.on('pageerror', error => errors.push(error.message));
  await tab.goto(address);
  await use(tab, asked, context);
  await context.close();
  if (errors.length > 0) throw new Error(errors.join('; '));
}

/// All that is wrong with a page, at every width and in every theme, as sentences.
export async function problems(chromium, origin, page) {
  const context = await chromium.newContext();
  const found = [];
  const tab = await context.newPage();
  tab.on('console', message => {
    if (message.type() === 'error') found.push(`console error: ${message.text()}`);
  });
  tab.on('pageerror', error => found.push(`script error: ${error.message}`));
  tab.on('request', request => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) {
      found.push(`request off the site: ${request.url()}`);
    }
  });
  tab.on('response', response => {
    if (response.status() >= 400) found.push(`${response.status()}: ${response.url()}`);
  });
  await tab.goto(`${origin}/${page}`);
  // A solution that is closed has no size: open them all.
  await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
  await tab.waitForFunction(() => !('lazy' in document.documentElement.dataset));
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.evaluate(() => document.fonts.ready);
    const list = await tab.evaluate(layoutProblems);
    found.push(...list.map(problem => `${width} px: ${problem}`));
  }
  await readThrough(tab);
  await tab.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
  for (const theme of THEMES) {
    // The page's own switch, as a reader would use it; a page without one is read as it is.
    if (await tab.$('#theme')) await tab.selectOption('#theme', theme);
    await tab.waitForTimeout(100);
    found.push(...(await accessibilityProblems(tab)).map(problem => `${theme}: ${problem}`));
  }
  await context.close();
  return found;
}

/// Scrolls to the end and back, as a reader would: code gets its colors when it comes near.
async function readThrough(tab) {
  await tab.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 800) {
      scrollTo(0, y);
      await new Promise(done => setTimeout(done, 20));
    }
    scrollTo(0, 0);
  });
}

/// axe-core on the whole page, its recommendations included.
async function accessibilityProblems(tab) {
  const { violations } = await tab.evaluate(() => window.axe.run(document));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `axe ${id}: ${node.html.slice(0, 120)}`));
}

/// All figures whose labels are tiny, cut off or on each other, and all else that does not fit. Runs in the page.
export function layoutProblems() {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} px`);
  }
  for (const math of document.querySelectorAll('main .katex')) {
    if (!math.querySelector('math')) found.push(`math without MathML: ${math.textContent}`);
  }
  for (const math of document.querySelectorAll('main .katex-error')) {
    found.push(`math that does not render: ${math.textContent}`);
  }
  for (const svg of document.querySelectorAll('svg.figure')) {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / svg.viewBox.baseVal.width;
    const labels = [...svg.querySelectorAll('text')].map(text => {
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      return { words: text.textContent, size, box: text.getBoundingClientRect() };
    });
    labels.forEach(({ words, size, box }, index) => {
      if (size < 11) found.push(`label of ${size.toFixed(1)} px: ${words}`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1
        || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
        found.push(`label cut off: ${words}`);
      }
      for (const other of labels.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 3) found.push(`labels overlap: ${words} / ${other.words}`);
      }
    });
    // A name in a chart lies on no curve, dot or bar and not on the axis.
    const names = [...svg.querySelectorAll('text.name')].map(text => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const inset = (bottom - top) / 5; // a line of text is higher than its letters
      return { words: text.textContent.trim(), left, right, top: top + inset, bottom: bottom - inset };
    });
    if (names.length === 0) continue;
    const lies = (what, { x, y }) => {
      for (const { words, left, right, top, bottom } of names) {
        if (x > left && x < right && y > top && y < bottom) found.push(`${words} lies on ${what}`);
      }
    };
    /// The points of a line or a curve, two units apart.
    const along = shape => Array.from({ length: Math.floor(shape.getTotalLength() / 2) + 1 },
      (_, at) => shape.getPointAtLength(2 * at));
    for (const line of svg.querySelectorAll('line.line.ink')) {
      const place = line.getScreenCTM();
      along(line).forEach(point => lies('the axis', point.matrixTransform(place)));
    }
    for (const shape of svg.querySelectorAll('[clip-path] > *')) {
      const place = shape.getScreenCTM();
      const clip = svg.querySelector(`#${CSS.escape(shape.parentElement.getAttribute('clip-path').slice(5, -1))} rect`);
      const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(name => Number(clip.getAttribute(name)));
      const within = point => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
      const points = [];
      if (shape.matches('path')) {
        points.push(...along(shape));
      } else if (shape.matches('circle')) {
        points.push(new DOMPoint(shape.cx.baseVal.value, shape.cy.baseVal.value));
      } else {
        const { x, y, width } = shape.getBBox();
        points.push(new DOMPoint(x + width / 2, y + 1));
      }
      const what = shape.matches('path') ? 'a curve' : shape.matches('circle') ? 'a dot' : 'a bar';
      points.filter(within).forEach(point => lies(what, new DOMPoint(point.x, point.y).matrixTransform(place)));
    }
  }
  return [...new Set(found)];
}
