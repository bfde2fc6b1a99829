// Prepares the built book for its address: `npm run site -- https://example.org/book/` gives each
// page its canonical address, its picture for previews and links to the PDF and the EPUB, if they
// have been made, and writes sitemap.xml, robots.txt and offline.js, which keeps the book for reading
// without a network.

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/// The first page of SUMMARY.md; mdBook builds it a second time as index.html, the address that it is known by.
export const FIRST = 'front.html';

/// Without index.html, which is the first page under another name.
export const address = (base, page) => new URL(page === 'index.html' ? '' : page, base).href;

export async function site(folder, base) {
  if (!/^https?:\/\/.*\/$/.test(base)) throw new Error(`not an address that ends in /: ${base}`);
  const editions = (await readdir(folder)).filter(name => /\.(pdf|epub)$/.test(name)).sort().reverse()
    .map(name => `<a href="${name}">${name.split('.').pop().toUpperCase()}</a> · `).join('');
  const pages = (await readdir(folder)).filter(name => name.endsWith('.html'));
  const listed = pages.filter(name => !['404.html', 'toc.html', 'print.html', FIRST].includes(name));
  for (const page of pages) {
    const file = join(folder, page);
    const here = address(base, page === FIRST ? 'index.html' : page);
    const picture = address(base, 'social.png');
    const head = (page === '404.html' ? '' : `<link rel="canonical" href="${here}">\n<meta property="og:url" content="${here}">\n`)
      + `<meta property="og:image" content="${picture}">\n</head>`;
    const html = await readFile(file, 'utf8');
    if (html.includes('rel="canonical"')) throw new Error(`${page} has an address already: build again`);
    await writeFile(file, html
      .replace('</head>', () => head).replace('<!-- editions -->', editions).replace('</body>', `${REGISTER}</body>`));
  }
  const urls = listed.map(page => `<url><loc>${address(base, page)}</loc></url>`);
  await writeFile(join(folder, 'sitemap.xml'), `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`);
  await writeFile(join(folder, 'offline.js'), await offline(folder));
  await writeFile(join(folder, 'robots.txt'), `User-agent: *\nAllow: /\nSitemap: ${address(base, 'sitemap.xml')}\n`);
}

/// Asked for when the page is there, and not by who wants to save data.
const REGISTER = `<script>
addEventListener('load', () => { if (!navigator.connection?.saveData) navigator.serviceWorker?.register('offline.js'); });
</script>
`;

/// What prints the book once more, what mdBook lays beside the pages without any of them asking, what is
/// in the pages already, and the fonts that no formula uses. (A test opens all pages without a network.)
const UNUSED = RegExp('^(print|toc)\\.html$|^(clipboard|elasticlunr|mark|searcher|toc|highlight|ayu-highlight|tomorrow-night)-.*\\.(css|min\\.js)$'
  + '|^(searcher|toc)-|^(css|figures|fonts)/|KaTeX_(Caligraphic|Fraktur|SansSerif|Script|Typewriter)');

/// The files that reading takes.
export async function kept(folder) {
  return (await readdir(folder, { recursive: true })).sort()
    .filter(name => /\.(html|css|js|wasm|woff2|svg)$/.test(name) && !UNUSED.test(name) && name !== 'offline.js');
}

/// A service worker that fetches all of the book once. Its cache is named after what is in the files:
/// a new edition makes a new one and then throws the old one away.
async function offline(folder) {
  const files = await kept(folder);
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(await readFile(join(folder, name)));
  return `const EDITION = 'kaiming-${hash.digest('hex').slice(0, 12)}';
const FILES = ${JSON.stringify(files)};
addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(EDITION);
  await cache.addAll(FILES.map(name => new Request(name, { cache: 'no-cache' })));
  await skipWaiting();
})()));
addEventListener('activate', event => event.waitUntil((async () => {
  const old = (await caches.keys()).filter(name => name.startsWith('kaiming-') && name !== EDITION);
  await Promise.all(old.map(name => caches.delete(name)));
  await clients.claim();
})()));
// The network first, so that a page and what belongs to it are of one edition, the newest; without a
// network, all comes from one cache. A name with a hash in it can only mean one thing: the cache first.
addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(registration.scope)) return;
  // A response made anew has the address that was asked for, question mark and all: a worker reads it.
  const cached = async () => {
    const found = await (await caches.open(EDITION)).match(url.pathname.replace(/\\/$/, '/index.html'));
    return found && new Response(found.body, found);
  };
  event.respondWith(/-[0-9a-f]{8}\\./.test(url.pathname)
    ? cached().then(found => found ?? fetch(event.request))
    : fetch(event.request).catch(async error => {
      const found = await cached();
      if (!found) throw error;
      return found;
    }));
});
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await site(process.env.BOOK ?? new URL('../../book', import.meta.url).pathname, process.argv[2]);
}
