// All that the pages do with a script. Without one they can be read whole: the contents open, the
// math, the figures and the code are there. Overrides book.js of mdBook 0.5.3 (c22b72430f9c).

const me = document.currentScript.dataset;
const root = document.documentElement;
const $ = selector => document.querySelector(selector);
const $$ = selector => [...document.querySelectorAll(selector)];
const remember = (key, value) => {
    try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* not kept */ }
};

/** Loads a script once. */
const loaded = {};
const load = source => loaded[source] ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'),
        { src: source, onload: resolve, onerror: reject }));
});

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
        for (const { target } of entries) {
            if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
            else target.removeAttribute('tabindex');
        }
    });
    $$('main pre code, main .katex-display, main .table-wrapper').forEach(box => reach.observe(box));
}

// What the stylesheet has put off is laid out piece by piece, a few a frame.
addEventListener('load', () => {
    const rest = $$('main > :nth-child(n+16)');
    const next = () => {
        rest.splice(0, 4).forEach(element => element.classList.add('laid-out'));
        if (rest.length > 0) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
});

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

// Colours for code, when it comes near the screen and all that is needed to read is there.
addEventListener('load', () => {
    const near = new IntersectionObserver((entries, observer) => {
        for (const { target, isIntersecting } of entries) {
            if (!isIntersecting) continue;
            observer.unobserve(target);
            load(me.highlight).then(() => window.hljs.highlightElement(target));
        }
    }, { rootMargin: '600px' });
    setTimeout(() => $$('main code:is(.language-rust, .language-python, .language-sh)').forEach(code => near.observe(code)), 200);
});

// Figures with controls and outputs that can be run again: what moves them comes when they do.
addEventListener('load', () => {
    const near = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        near.disconnect();
        import(new URL(`${me.root}live/live.js`, document.baseURI)).catch(() => {
            // Without a server (an address that begins with file:) a page may load no module.
            $$('.turn form').forEach(form => {
                form.replaceChildren('This needs a server, such as mdbook serve. As printed, the figure is complete.');
            });
        });
    }, { rootMargin: '300px' });
    setTimeout(() => $$('.turn, p.listing[data-seed]').forEach(box => near.observe(box)), 200);
});

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
    if (!window.search) {
        status.textContent = 'Loading …';
        window.search = {};
        await load(me.index);
        status.textContent = '';
    }
    const plain = text => text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\p{Pd}/gu, '-').toLowerCase();
    const { doc_urls: urls, index } = window.search;
    const sections = Object.values(index.documentStore.docs).map(doc => ({
        url: urls[doc.id], title: doc.title, trail: doc.breadcrumbs, body: doc.body,
        name: plain(doc.title), head: plain(doc.breadcrumbs), text: plain(doc.body),
    }));
    // A heading that is what was asked for, one that has it, the chapter's, then the text.
    const times = (text, word) => Math.log2(text.split(word).length);
    const score = ({ name, head, text }, words) =>
        40 * (name === words) + 15 * name.includes(words) + 6 * head.includes(words) + 2 * times(text, words);
    const show = () => {
        const asked = plain(input.value).split(/\s+/).filter(Boolean);
        const phrase = asked.join(' ');
        const found = asked.length === 0 ? [] : sections
            .filter(({ head, text }) => asked.every(word => head.includes(word) || text.includes(word)))
            .map(section => ({
                ...section,
                score: asked.reduce((sum, word) => sum + score(section, word), 2 * score(section, phrase)),
            }))
            .sort((one, other) => other.score - one.score);
        status.textContent = asked.length === 0 ? ''
            : `${found.length === 0 ? 'Nothing' : found.length} found${found.length > 20 ? ', the best 20 shown' : ''}`;
        list.replaceChildren(...found.slice(0, 20).map(({ url, trail, body, text }) => {
            const item = document.createElement('li');
            const at = Math.max(0, text.indexOf(text.includes(phrase) ? phrase : asked.find(word => text.includes(word)) ?? ''));
            item.append(
                Object.assign(document.createElement('a'), { href: me.root + url, textContent: trail }),
                Object.assign(document.createElement('p'), { textContent: `… ${body.slice(Math.max(0, at - 60), at + 120)} …` }),
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
