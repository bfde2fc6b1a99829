// All that the pages do with a script. Without one they can be read whole: the contents open, the
// math, the figures and the code are there. Overrides book.js of mdBook 0.5.3 (c22b72430f9c).

const me = document.currentScript.dataset;
const root = document.documentElement;
const $ = selector => document.querySelector(selector);
const $$ = selector => [...document.querySelectorAll(selector)];
const remember = (key, value) => {
    try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* not kept */ }
};

/** Loads a script once; if that fails, the next call tries again. */
const loaded = {};
const load = source => loaded[source] ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'),
        { src: source, onload: resolve, onerror: () => { delete loaded[source]; reject(new Error(source)); } }));
});
/** Uses each element when it comes near the screen, once all that is needed to read is there. */
const near = (elements, distance, use) => addEventListener('load', () => setTimeout(() => {
    const watch = new IntersectionObserver(entries => {
        for (const { target, isIntersecting } of entries) {
            if (!isIntersecting) continue;
            watch.unobserve(target);
            use(target);
        }
    }, { rootMargin: distance });
    $$(elements).forEach(element => watch.observe(element));
}, 200));

// The theme: the reader's choice, or the system's while there is none.
{
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const select = $('#theme');
    try { select.value = localStorage.getItem('mdbook-theme') ?? ''; } catch { /* Auto */ }
    const show = () => {
        root.className = `${select.value || (dark.matches ? root.dataset.dark : root.dataset.light)} js`;
    };
    select.addEventListener('change', () => { remember('mdbook-theme', select.value); show(); });
    dark.addEventListener('change', show);
}

// The contents: this page is marked, its sections stand below it, and a wide screen remembers.
{
    const contents = $('#contents');
    const here = location.pathname.split('/').pop() || 'index.html';
    const links = [...contents.querySelectorAll('nav a')];
    const link = links.find(a => a.getAttribute('href').endsWith(here)) ?? (here === 'index.html' && links[0]);
    if (link) {
        link.setAttribute('aria-current', 'page');
        const sections = document.createElement('ol');
        for (const heading of $$('main h2[id]')) {
            const to = Object.assign(document.createElement('a'),
                { href: `#${heading.id}`, textContent: heading.textContent });
            sections.append(document.createElement('li'));
            sections.lastChild.append(to);
        }
        if (sections.children.length > 0) link.closest('li').append(sections);
        // Scrolls the list alone, never the page; as soon as the list has been laid out.
        const list = contents.querySelector('nav');
        new ResizeObserver((_, observer) => {
            if (list.clientHeight === 0) return;
            list.scrollTop = link.offsetTop - list.clientHeight / 3;
            observer.disconnect();
        }).observe(list);
    }
    const beside = matchMedia('(min-width: 1100px)');
    contents.addEventListener('toggle', () => {
        if (beside.matches) remember('contents', contents.open ? null : 'closed');
    });
    contents.addEventListener('click', event => {
        if (!beside.matches && event.target.closest('a')) contents.open = false;
    });
    contents.addEventListener('keydown', event => {
        if (event.key === 'Escape' && !beside.matches) {
            contents.open = false;
            contents.querySelector('summary').focus();
        }
    });
}

// Wide code, equations and tables scroll inside themselves; while they do, the keyboard reaches them.
{
    const reach = new ResizeObserver(entries => {
        // All are measured before any is marked: a mark between two measures would cost a layout.
        const wide = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth]);
        for (const [target, scrolls] of wide) {
            if (scrolls) target.tabIndex = 0;
            else target.removeAttribute('tabindex');
        }
    });
    $$('main pre code, main .katex-display, main .table-wrapper').forEach(box => reach.observe(box));
}

// What the stylesheet has put off is laid out a few blocks a frame, and all at once for a link to a place.
{
    const whole = () => { delete root.dataset.lazy; };
    addEventListener('click', ({ target }) => { if (target.closest('a[href*="#"]')) whole(); }, { capture: true });
    addEventListener('load', () => {
        const rest = $$('main > :nth-child(n+16)');
        const next = () => {
            rest.splice(0, 4).forEach(element => element.classList.add('laid-out'));
            if (rest.length > 0 && 'lazy' in root.dataset) requestAnimationFrame(next);
            else whole();
        };
        requestAnimationFrame(next);
    });
}

// What is being read stays when a phone is turned or a window gets narrower: all above it gets another height.
{
    const line = 64; // right under the bar
    let [block, part, width] = [null, 0, innerWidth];
    const look = () => {
        block = $$('main > *').find(element => element.getBoundingClientRect().bottom > line);
        const { top, height } = block?.getBoundingClientRect() ?? {};
        part = (line - top) / height;
    };
    let resting; // to search the page while it moves would cost a layout a frame
    addEventListener('scroll', () => {
        clearTimeout(resting);
        resting = setTimeout(look, 100);
    }, { passive: true });
    addEventListener('resize', () => {
        if (innerWidth === width || !block) return;
        width = innerWidth;
        const { top, height } = block.getBoundingClientRect();
        scrollBy(0, top + part * height - line);
    });
}

// Each block of code can be copied, whole and as it stands in the file.
for (const code of $$('main pre > code')) {
    const button = Object.assign(document.createElement('button'),
        { type: 'button', className: 'copy', textContent: 'Copy' });
    button.addEventListener('click', async () => {
        button.textContent = await copy(code) ? 'Copied' : 'Selected';
        setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
    code.parentElement.append(button);
}

/** Whether the code is on the clipboard; if a browser forbids it, the code is selected instead. */
async function copy(code) {
    try {
        await navigator.clipboard.writeText(code.textContent);
        return true;
    } catch {
        getSelection().selectAllChildren(code);
        return false;
    }
}

// Colors for code.
near('main code:is(.language-rust, .language-python, .language-sh)', '600px', code =>
    load(me.highlight).then(() => window.hljs.highlightElement(code), () => { /* black on white, then */ }));

// Figures with controls and outputs that can be run again: what moves them comes when they do.
near('.turn, p.listing[data-seed]', '300px', () =>
    import(new URL(`${me.root}live/live.js`, document.baseURI)).catch(() => {
        // Without a server (an address that begins with file:) a page may load no module.
        $$('.turn').forEach(form => {
            form.replaceChildren('This needs a server, such as mdbook serve. As printed, the figure is complete.');
        });
    }));

// Keys: arrows turn the page, / and s search.
addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest('input, select, textarea, dialog, [tabindex]')) return;
    const turn = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
    if (turn) $(`footer a[rel=${turn}]`)?.click();
    if (event.key === '/' || event.key === 's') {
        event.preventDefault();
        openSearch();
    }
});

// Search: the sections of mdBook's index that contain every word asked for, letter by letter. Its
// own searcher cuts `√`, `²` and brackets off a word, which would make `√3` find each `3`.
async function openSearch() {
    const dialog = $('#find');
    if (dialog.open) return;
    dialog.showModal();
    const [input, status, list] = ['input', 'p', 'ol'].map(name => dialog.querySelector(name));
    input.focus();
    input.select();
    if (!window.search?.index) {
        status.textContent = 'Loading …';
        window.search = {};
        try {
            await load(me.index);
        } catch {
            status.textContent = 'The index could not be loaded. Close this and open it again to try once more.';
            return;
        }
        status.textContent = '';
    }
    const plain = text => text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\p{Pd}/gu, '-').toLowerCase();
    const { doc_urls: urls, index } = window.search;
    const sections = Object.values(index.documentStore.docs).map(doc => ({
        url: urls[doc.id], title: doc.title, trail: doc.breadcrumbs, body: doc.body,
        name: plain(doc.title), head: plain(doc.breadcrumbs), text: plain(doc.body),
    }));
    const chapters = $$('#contents a:has(strong)').map(a => a.getAttribute('href').split('/').pop());
    // A heading that is what was asked for, one that has it, the chapter's, then the text.
    const times = (text, word) => Math.log2(text.split(word).length);
    const score = ({ name, head, text }, words) =>
        40 * (name === words) + 15 * name.includes(words) + 6 * head.includes(words) + 2 * times(text, words);
    const find = (asked, phrase) => asked.length === 0 ? [] : sections
        .filter(({ head, text }) => asked.every(word => head.includes(word) || text.includes(word)))
        .map(section => ({
            ...section,
            score: asked.reduce((sum, word) => sum + score(section, word), 5 * score(section, phrase))
                * (chapters.includes(section.url.split('#')[0]) ? 1 : 0.5), // an appendix says it after a chapter did
        }))
        .sort((one, other) => other.score - one.score);
    const show = () => {
        let asked = plain(input.value).split(/\s+/).filter(Boolean);
        let found = find(asked, asked.join(' '));
        let instead = '';
        if (asked.length > 0 && found.length === 0) {
            asked = asked.map(word => meant(word, sections));
            found = find(asked, asked.join(' '));
            if (found.length > 0) instead = ` for “${asked.join(' ')}”`;
        }
        const phrase = asked.join(' ');
        status.textContent = asked.length === 0 ? ''
            : `${found.length === 0 ? 'Nothing' : found.length} found${instead}${found.length > 20 ? ', the best 20 shown' : ''}`;
        /** The part of a text around what was asked for. */
        const around = (body, before, behind) => {
            const text = plain(body);
            const at = text.indexOf(text.includes(phrase) ? phrase : asked.find(word => text.includes(word)) ?? '');
            return body.slice(Math.max(0, at - before), Math.max(0, at) + behind);
        };
        list.replaceChildren(...found.slice(0, 20).map(({ url, trail, body }) => {
            const item = document.createElement('li');
            item.append(
                Object.assign(document.createElement('a'), { href: me.root + url, textContent: trail }),
                Object.assign(document.createElement('p'), { textContent: `… ${around(once(around(body, 600, 900)), 60, 120)} …` }),
            );
            return item;
        }));
    };
    input.oninput = show;
    show();
    list.onclick = event => { if (event.target.closest('a')) dialog.close(); };
    input.onkeydown = event => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        list.querySelector('a')?.click();
    };
}

/** The word itself if it occurs, else the most frequent one that is a letter more, less, other or swapped. */
function meant(word, sections) {
    if (word.length < 4 || sections.some(({ head, text }) => head.includes(word) || text.includes(word))) return word;
    const counts = {};
    for (const other of sections.flatMap(({ head, text }) => `${head} ${text}`.match(/[\p{L}\p{N}_]+/gu) ?? [])) {
        const at = [...`${word} `].findIndex((letter, n) => letter !== other[n]);
        const same = (here, there) => word.slice(at + here) === other.slice(at + there);
        if (same(1, 1) || same(1, 0) || same(0, 1) || (word[at] === other[at + 1] && word[at + 1] === other[at] && same(2, 2))) {
            counts[other] = (counts[other] ?? 0) + 1;
        }
    }
    return Object.keys(counts).sort((one, other) => counts[other] - counts[one])[0] ?? word;
}

/**
 * The text with each formula once. The index has it three times in a row: as MathML, as TeX and as
 * HTML. They have their letters and digits in common, in this order but for HTML's fractions.
 */
function once(body) {
    const tokens = body.replace(/[\u200b\u2061]/g, '').split(/\s+/);
    const names = '(?:max|min|ln|log|exp|cos|sin|tanh|arccos)(?![a-z])';
    const letters = tokens.map(token => token.replace(RegExp(`\\\\(?!${names})[a-z]+`, 'gi'), '').replace(/[^a-z0-9]/gi, ''));
    const bare = token => token.replace(/[.,;:?]+$/, '');
    /** The token behind those from `from` on that say `wanted`, or 0. */
    const behind = (from, wanted, any) => {
        let said = '';
        for (; said.length < wanted.length && from < tokens.length; from += 1) {
            said += letters[from];
            if (!any && !wanted.startsWith(said)) return 0;
        }
        return [...said].sort().join() === [...wanted].sort().join() ? from : 0;
    };
    const words = [];
    for (let at = 0; at < tokens.length;) {
        let [html, end, mathml, said] = [0, 0, '', ''];
        let tex = at;
        while (!end && ++tex < Math.min(at + 80, tokens.length)) {
            mathml += tokens[tex - 1];
            said += letters[tex - 1];
            if (!letters[tex] && !tokens[tex].includes('\\')) continue;
            html = said ? behind(tex, said) : tex + 1;
            if (!html) continue;
            if (said) end = behind(html, said, true);
            else if (tokens.slice(html, html + tex - at).map(bare).join('') === mathml) end = html + tex - at;
        }
        if (!end) { words.push(tokens[at++]); continue; }
        // The brackets that HTML ends with belong to the formula, what stands behind them does not.
        while (end < tokens.length && !letters[end] && mathml.includes(bare(tokens[end])) && /^\W/.test(bare(tokens[end]))) end += 1;
        words.push(readable(tokens.slice(tex, html).join(' ')) + tokens[end - 1].slice(bare(tokens[end - 1]).length));
        at = end;
    }
    return words.join(' ');
}

/** TeX as one would type it in a mail. */
const readable = tex => tex
    .replace(/\\(?:tag\{.*?\}|\w*space(?![a-z])|(?:left|right|[bB]igg?[lr]?)(?![a-z]))/g, ' ')
    .replace(/\\(?:mathrm|mathbf|text|operatorname)(?![a-z])\s*/g, '')
    .replace(/\\[td]?frac\s*(\w|\{[^{}]*\})\s*(\w|\{(?:[^{}]|\{[^{}]*\})*\})/g, '$1/$2').replace(/\\sqrt(?![a-z])/g, '√')
    .replace(/\\([a-zA-Z]+)/g, '$1').replace(/\{(\w*)\}|^\{(.*)\}$/g, '$1$2').replace(/\s+/g, ' ').trim();

$('#search-open').addEventListener('click', openSearch);

// Where a page has its code in Rust and in PyTorch, the one that the reader chose is open.
{
    const select = $('#code');
    const folds = $$('details:is(.rust, .pytorch)');
    const show = () => folds.forEach(fold => { fold.open = fold.classList.contains(select.value); });
    try { if (localStorage.getItem('code') === 'pytorch') select.value = 'pytorch'; } catch { /* Rust */ }
    if (select.value !== 'rust') show();
    select.addEventListener('change', () => {
        remember('code', select.value === 'rust' ? null : select.value);
        show();
    });
}
