// Draws src/social.png, the picture that a shared link shows: `node social.mjs` when the title or the figure changes.

import { readFile } from 'node:fs/promises';
import { browser } from './book.mjs';

const root = new URL('../..', import.meta.url);
const manifest = await readFile(new URL('book.toml', root), 'utf8');
const [title, description] = ['title', 'description']
  .map(key => manifest.match(new RegExp(`^${key} = "(.*)"$`, 'm'))[1]);
const figure = await readFile(new URL('src/figures/introduction-two.svg', root), 'utf8');

const chromium = await browser();
const tab = await chromium.newPage({ viewport: { width: 1200, height: 630 } });
await tab.setContent(`<style>
  body { margin: 0; height: 630px; display: grid; grid-template-columns: 1fr 620px; align-items: center; gap: 30px;
         padding: 0 50px; box-sizing: border-box; background: #fffdf9; color: #1f1d1a; font-family: sans-serif; }
  h1 { font-size: 50px; line-height: 1.15; margin: 0 0 24px; }
  p { font-size: 25px; line-height: 1.4; margin: 0; color: #5b574f; }
  svg { width: 100%; height: auto; }
</style><div><h1>${title}</h1><p>${description}</p></div>${figure}`);
await tab.screenshot({ path: new URL('src/social.png', root).pathname });
await chromium.close();
