// The book as a PDF and as an EPUB, from the page that holds it whole: `npm run paper` after
// `mdbook build`. BOOK names the built book's folder; the two files are laid into it.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import JSZip from 'jszip';
import { browser, serve } from './book.mjs';

const folder = process.env.BOOK ?? new URL('../../book', import.meta.url).pathname;
const out = join(folder, 'kaiming-line-by-line');
const root = new URL('../..', import.meta.url).pathname;
const title = (await readFile(join(root, 'book.toml'), 'utf8')).match(/^title = "(.*)"$/m)[1];

const [chromium, server] = [await browser(), await serve(folder)];
const tab = await chromium.newPage({ colorScheme: 'light' });
await tab.goto(`${server.origin}/print.html`);
// On paper a solution cannot be opened.
await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
await tab.emulateMedia({ media: 'print' });
await tab.evaluate(() => document.fonts.ready);
await tab.pdf({
  path: `${out}.pdf`, preferCSSPageSize: true, printBackground: true, outline: true, tagged: true,
  displayHeaderFooter: true, headerTemplate: '<span></span>',
  footerTemplate: '<div style="width:100%;text-align:center;font:8pt sans-serif"><span class="pageNumber"></span></div>',
});

// A reading device draws MathML and SVG itself; it has no script, and its own fonts.
const chapters = [];
for (const link of await tab.$$eval('#contents nav a', links => links.map(a => a.getAttribute('href')))) {
  await tab.goto(`${server.origin}/${link}`);
  chapters.push(await tab.evaluate(name => {
    const main = document.querySelector('main');
    main.querySelectorAll('.katex-html, annotation, button, .turn, .equation > a').forEach(e => e.remove());
    main.querySelectorAll('semantics, a.header').forEach(e => e.replaceWith(...e.childNodes));
    // The numbers that a page's stylesheet gives.
    main.querySelectorAll('p.listing:has(b):not(.pytorch p)').forEach((p, index) => p.prepend(`Listing ${index + 1}. `));
    main.querySelectorAll('details').forEach(details => {
      const head = document.createElement('p');
      head.append(Object.assign(document.createElement('strong'), { textContent: details.querySelector('summary').textContent }));
      details.querySelector('summary').replaceWith(head);
      details.replaceWith(...details.childNodes);
    });
    main.querySelectorAll('[tabindex]').forEach(e => e.removeAttribute('tabindex'));
    main.querySelectorAll('mtd[width]').forEach(e => e.removeAttribute('width'));
    main.querySelectorAll('a[href]').forEach(a => a.setAttribute('href',
      a.getAttribute('href').replace(/^([\w-]+)\.html/, '$1.xhtml')));
    const xml = new XMLSerializer();
    return {
      name, title: main.querySelector('h1').textContent,
      body: [...main.childNodes].filter(node => node.nodeType !== Node.COMMENT_NODE).map(node => xml.serializeToString(node)).join(''),
      math: main.querySelector('math') !== null, svg: main.querySelector('svg') !== null,
    };
  }, link.replace(/\.html$/, '')));
}
await chromium.close();
server.close();

const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const page = (name, body) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>${escape(name)}</title><link rel="stylesheet" href="book.css"/></head>
<body>${body}</body>
</html>
`;
const item = ({ name, math, svg }) => {
  const properties = [math && 'mathml', svg && 'svg'].filter(Boolean).join(' ');
  return `<item id="${name}" href="${name}.xhtml" media-type="application/xhtml+xml"${properties && ` properties="${properties}"`}/>`;
};
const zip = new JSZip();
zip.file('mimetype', 'application/epub+zip', { compression: 'STORE' });
zip.file('META-INF/container.xml', `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`);
zip.file('book/book.opf', `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:6f0b0f0e-4b1c-4f2a-9a51-1502018520a0</dc:identifier>
<dc:title>${escape(title)}</dc:title>
<dc:language>en</dc:language>
<dc:rights>Text CC BY 4.0, code MIT or Apache-2.0</dc:rights>
<meta property="dcterms:modified">${new Date().toISOString().slice(0, 19)}Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="book.css" media-type="text/css"/>
${chapters.map(item).join('\n')}
</manifest>
<spine>${chapters.map(({ name }) => `<itemref idref="${name}"/>`).join('')}</spine>
</package>
`);
zip.file('book/nav.xhtml', page(title, `<nav epub:type="toc"><h1>Contents</h1><ol>${
  chapters.map(({ name, title }) => `<li><a href="${name}.xhtml">${escape(title)}</a></li>`).join('')}</ol></nav>`));
zip.file('book/book.css', await readFile(new URL('epub.css', import.meta.url)));
for (const chapter of chapters) zip.file(`book/${chapter.name}.xhtml`, page(chapter.title, chapter.body));
await writeFile(`${out}.epub`, await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' }));
console.log(`${out}.pdf\n${out}.epub`);
