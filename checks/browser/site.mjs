// Prepares the built book for its address: `npm run site -- https://example.org/book/` gives each
// page its canonical address, its picture for previews and links to the PDF and the EPUB, if they
// have been made, and writes sitemap.xml and robots.txt.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/// Without index.html, which is the first chapter under another name.
export const address = (base, page) => new URL(page === 'index.html' ? '' : page, base).href;

export async function site(folder, base) {
  if (!/^https?:\/\/.*\/$/.test(base)) throw new Error(`not an address that ends in /: ${base}`);
  const editions = (await readdir(folder)).filter(name => /\.(pdf|epub)$/.test(name)).sort().reverse()
    .map(name => `<a href="${name}">${name.split('.').pop().toUpperCase()}</a> · `).join('');
  const pages = (await readdir(folder)).filter(name => name.endsWith('.html'));
  const listed = pages.filter(name => !['404.html', 'toc.html', 'print.html', 'introduction.html'].includes(name));
  for (const page of pages) {
    const file = join(folder, page);
    const here = address(base, page === 'introduction.html' ? 'index.html' : page);
    const picture = address(base, 'social.png');
    const head = (page === '404.html' ? '' : `<link rel="canonical" href="${here}">\n<meta property="og:url" content="${here}">\n`)
      + `<meta property="og:image" content="${picture}">\n</head>`;
    const html = await readFile(file, 'utf8');
    if (html.includes('rel="canonical"')) throw new Error(`${page} has an address already: build again`);
    await writeFile(file, html
      .replace('</head>', () => head).replace('<!-- editions -->', editions));
  }
  const urls = listed.map(page => `<url><loc>${address(base, page)}</loc></url>`);
  await writeFile(join(folder, 'sitemap.xml'), `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`);
  await writeFile(join(folder, 'robots.txt'), `User-agent: *\nAllow: /\nSitemap: ${address(base, 'sitemap.xml')}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await site(process.env.BOOK ?? new URL('../../book', import.meta.url).pathname, process.argv[2]);
}
