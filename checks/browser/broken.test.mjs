// Each check is seen to fail on a page that is broken for it.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browser, problems, serve } from './book.mjs';

let chromium, folder, server;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broken-book-'));
  [chromium, server] = [await browser(), await serve(folder)];
});

after(async () => {
  await chromium.close();
  server.close();
  await rm(folder, { recursive: true });
});

async function found(body) {
  const page = `<!doctype html><html lang="en"><head><title>t</title><link rel="icon" href="data:,">
    <meta name="viewport" content="width=device-width"></head>
    <body style="margin:0"><main><h1>t</h1>${body}</main></body></html>`;
  await writeFile(join(folder, 'page.html'), page);
  return problems(chromium, server.origin, 'page.html');
}

const figure = labels =>
  `<svg class="figure" role="img" aria-label="f" width="320" viewBox="0 0 400 100">${labels}</svg>`;

const cases = {
  'a sound page': ['<p>text</p>', null],
  'a wide page': ['<div style="width:500px">wide</div>', 'the page scrolls sideways'],
  'math without MathML': ['<span class="katex">x</span>', 'math without MathML'],
  'math that does not render': ['<span class="katex-error">x</span>', 'math that does not render'],
  'a tiny label': [figure('<text x="9" y="50" font-size="12">tiny</text>'), 'label of 9.6 px: tiny'],
  'a label cut off': [figure('<text x="390" y="50" font-size="20">long</text>'), 'label cut off'],
  'labels on each other': [
    figure('<text x="9" y="50" font-size="14">ab</text><text x="12" y="52" font-size="14">cd</text>'),
    'labels overlap: ab / cd',
  ],
  'a name on a curve': [
    figure('<clipPath id="c"><rect x="0" y="0" width="400" height="100"/></clipPath><g clip-path="url(#c)">'
      + '<path d="M0 50 L400 50" stroke="#000"/></g><text class="name" x="90" y="54" font-size="14">lost</text>'),
    'lost lies on a curve',
  ],
  'a name on a dot': [
    figure('<clipPath id="c"><rect x="0" y="0" width="400" height="100"/></clipPath><g clip-path="url(#c)">'
      + '<circle cx="105" cy="50" r="3"/></g><text class="name" x="90" y="54" font-size="14">lost</text>'),
    'lost lies on a dot',
  ],
  'a name on the axis': [
    figure('<line class="line ink" x1="0" y1="50" x2="400" y2="50" stroke="#000"/>'
      + '<text class="name" x="90" y="54" font-size="14">lost</text>'),
    'lost lies on the axis',
  ],
  'a request off the site': ['<img alt="" src="http://127.0.0.2:9/x.png">', 'request off the site'],
  'a missing file': ['<img alt="" src="missing.png">', '404'],
  'a console error': ['<script>console.error("oh")</script>', 'console error: oh'],
  'a script error': ['<script>throw new Error("ah")</script>', 'script error: ah'],
  'a button without a name': ['<button></button>', 'axe button-name'],
  'headings out of order': ['<h4>deep</h4>', 'axe heading-order'],
  'text outside of the landmarks': ['</main><p>lost</p><main hidden>', 'axe region'],
  'pale text': ['<p style="color:#aaa;background:#fff">pale</p>', 'axe color-contrast'],
};

for (const [name, [body, expected]] of Object.entries(cases)) {
  test(name, async () => {
    const list = await found(body);
    if (expected === null) assert.deepEqual(list, []);
    else assert.ok(list.some(line => line.includes(expected)), `${expected} not in ${list}`);
  });
}
