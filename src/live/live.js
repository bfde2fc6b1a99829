// Figures that follow the reader's hand, and programs that run again with another seed: the code
// of the listings, compiled to WebAssembly by `web/build`. The book's script loads this file when
// a figure with controls, or an output, comes near the screen.

/** A module of the book's code, in a worker that is made when it is first needed. */
class Code {
    static #shared = {};
    #name; #worker; #calls = new Map(); #last = 0;

    constructor(name) { this.#name = name; }

    /** The one that all figures and programs share. */
    static of(name) { return Code.#shared[name] ??= new Code(name); }

    load() {
        if (this.#worker) return;
        const source = new URL(`worker.js?module=${this.#name}`, import.meta.url);
        this.#worker = new Worker(source, { type: 'module' });
        this.#worker.onmessage = ({ data: [id, what, said] }) => {
            const call = this.#calls.get(id);
            if (what === 'so far') return call?.watch(said);
            this.#calls.delete(id);
            if (what === 'done') return call?.resolve(said);
            if (what === 'broken') this.stop();
            call?.reject(what === 'refused' ? said : 'This cannot be computed here.');
        };
        this.#worker.onerror = () => this.stop('The code for this could not be loaded.');
    }

    /** Calls a function of the module; `watch` is given what it shows before it is done. */
    call(name, values, watch = () => {}) {
        this.load();
        const id = ++this.#last;
        return new Promise((resolve, reject) => {
            this.#calls.set(id, { resolve, reject, watch });
            this.#worker.postMessage([id, name, ...values]);
        });
    }

    /** Ends whatever is being computed. */
    stop(words = 'Stopped.') {
        this.#worker?.terminate();
        this.#worker = undefined;
        const calls = [...this.#calls.values()];
        this.#calls.clear();
        calls.forEach(({ reject }) => reject(words));
    }
}

const near = (element, use) => new IntersectionObserver((entries, observer) => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    observer.disconnect();
    use();
}, { rootMargin: '300px' }).observe(element);

const start = field => field.tagName === 'SELECT'
    ? [...field.options].find(option => option.defaultSelected).value : field.defaultValue;

for (const form of document.querySelectorAll('.turn form')) {
    const figure = form.closest('figure');
    const name = form.dataset.figure;
    const fields = [...form.querySelectorAll('[name]')];
    const printed = figure.querySelector('svg.figure').outerHTML;
    const status = form.querySelector('[role=status]');
    const slider = field => field.parentElement.querySelector('[type=range]');
    const begin = form.querySelector('[data-start]');
    const { module } = form.dataset;
    const code = begin ? new Code(module) : Code.of(module);
    const values = () => fields.map(field => `${field.name}=${field.value}`).join('\n');

    const show = svg => {
        const template = document.createElement('template');
        template.innerHTML = svg;
        figure.querySelector('svg.figure').replaceWith(template.content.firstElementChild);
    };

    /** Says what the picture shows; when the hand rests, so that it is not said all the time. */
    let resting;
    const say = (words, wrong) => {
        clearTimeout(resting);
        resting = setTimeout(() => {
            const field = wrong ? fields.find(field => words.startsWith(`${field.name} is `)) : undefined;
            fields.forEach(other => other.removeAttribute('aria-invalid'));
            field?.setAttribute('aria-invalid', 'true');
            status.className = wrong ? 'wrong' : '';
            status.textContent = field
                ? field.labels[0].textContent + words.slice(field.name.length) : words;
        }, wrong ? 0 : 200);
    };
    const finding = () => figure.querySelector('svg.figure desc').textContent;

    /** Draws with the values of now; while it draws, only the latest wish waits. */
    let drawing = false;
    let again = false;
    const draw = async () => {
        if (drawing) { again = true; return; }
        drawing = true;
        do {
            again = false;
            const asked = values();
            try {
                show(await code.call('draw', [name, asked]));
                for (const [n, block] of form.querySelectorAll('code').entries()) {
                    block.textContent = await code.call('code', [name, asked, n]);
                }
                say(finding());
            } catch (words) {
                say(words, true);
            }
        } while (again);
        drawing = false;
    };

    /** Trains; pictures of the way there only for those who do not mind that something moves. */
    const train = async () => {
        if (drawing) return code.stop();
        drawing = true;
        const label = begin.textContent;
        begin.textContent = 'Stop';
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        let shown = 0;
        status.textContent = 'Training …';
        try {
            const last = await code.call('train', [values()], picture => {
                if (!still) show(picture);
                if (performance.now() - shown < 2000) return;
                shown = performance.now();
                status.className = '';
                status.textContent = picture.match(/<desc[^>]*>([^<]*)/)[1];
            });
            show(last);
            say(finding());
        } catch (words) {
            say(words, words !== 'Stopped.');
        }
        begin.textContent = label;
        drawing = false;
    };

    const go = begin ? train : draw;

    /** The address with what differs from the page, for this figure to be shared as it stands. */
    const remember = () => {
        const address = new URL(location);
        for (const field of fields) {
            if (field.value === start(field)) address.searchParams.delete(field.id);
            else address.searchParams.set(field.id, field.value);
        }
        address.hash = figure.id;
        history.replaceState(history.state, '', address);
    };

    form.addEventListener('input', ({ target }) => {
        if (target.type === 'range') target.parentElement.querySelector('[name]').value = target.value;
        else if (slider(target)) slider(target).value = target.value;
        if (!begin) draw();
    });
    form.addEventListener('change', remember);
    form.addEventListener('submit', event => { event.preventDefault(); go(); });
    form.addEventListener('reset', () => setTimeout(() => {
        remember();
        if (!begin) return draw();
        if (drawing) code.stop();
        show(printed);
    }));
    form.querySelector('[data-again]')?.addEventListener('click', () => {
        const seed = form.elements.seed;
        seed.value = /^\d{1,18}$/.test(seed.value) ? BigInt(seed.value) + 1n : start(seed);
        remember();
        go();
    });
    begin?.addEventListener('click', train);

    form.querySelectorAll('button').forEach(button => { button.disabled = false; });

    // A shared address says how the figure was turned; a quick hand was here before this script.
    const shared = new URLSearchParams(location.search);
    const told = fields.some(field => shared.has(field.id));
    for (const field of fields) {
        const beside = slider(field);
        if (shared.has(field.id)) field.value = shared.get(field.id);
        else if (beside && beside.value !== beside.defaultValue) field.value = beside.value;
        if (beside) beside.value = field.value;
    }
    if (fields.some(field => field.value !== start(field))) {
        form.parentElement.open = true;
        if (!told) remember();
        if (!begin || told) go();
    } else if (!begin) {
        near(form.parentElement, () => code.load());
    }
}

for (const caption of document.querySelectorAll('p.listing[data-seed]')) {
    const block = caption.nextElementSibling;
    const output = block.querySelector('code');
    const [, listing, program] = caption.textContent.match(/-p (\S+) --bin (\S+)/);
    const code = new Code(listing === 'training' ? 'train' : 'run');
    const printed = output.textContent;
    let seed = BigInt(caption.dataset.seed);
    let running = false;

    const button = Object.assign(document.createElement('button'),
        { type: 'button', className: 'again', textContent: 'Run again' });
    const bar = Object.assign(document.createElement('form'), { className: 'own' });
    bar.innerHTML = '<span role="status"></span> <label>seed <input inputmode="numeric" size="6"></label> '
        + '<button type="submit">Run</button> <button type="reset">As printed</button>';
    bar.setAttribute('aria-label', `${program}, run by you`);
    const [status, field] = [bar.querySelector('span'), bar.querySelector('input')];

    const run = async asked => {
        if (running) return code.stop();
        running = true;
        button.textContent = 'Stop';
        if (!bar.isConnected) block.after(bar);
        field.value = asked;
        status.textContent = 'Running …';
        const began = performance.now();
        try {
            output.textContent = await code.call('run', [program, asked]);
            block.classList.add('own');
            const seconds = ((performance.now() - began) / 1000).toFixed(1);
            status.textContent = `Your run, with seed ${asked}, in ${seconds} s.`;
            if (/^\d+$/.test(asked)) seed = BigInt(asked);
        } catch (words) {
            status.textContent = words;
        }
        button.textContent = 'Run again';
        running = false;
    };
    button.addEventListener('click', () => run(String(seed + 1n)));
    bar.addEventListener('submit', event => { event.preventDefault(); run(field.value.trim()); });
    bar.addEventListener('reset', event => {
        event.preventDefault();
        code.stop();
        output.textContent = printed;
        block.classList.remove('own');
        seed = BigInt(caption.dataset.seed);
        bar.remove();
        button.focus();
    });
    block.append(button);
}
