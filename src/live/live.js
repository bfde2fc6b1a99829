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

// Which module has a chapter's figures: the same names as in the crate `figures`.
const modules = {
    first: /^(front|introduction|refresher)\b/,
    layers: /^(one-over-n|depth|equation-10|backward|exceptions)\b/,
    lines: /^(leaky-gain|uniform-sqrt-3|conv-fan|kaiming)\b/,
    after: /^(fast|frameworks|any-activation|beyond-relu)\b/,
    training: /^training\b/,
};
const moduleOf = name => Object.keys(modules).find(key => modules[key].test(name));

for (const form of document.querySelectorAll('form.turn')) {
    const figure = form.closest('figure');
    const name = form.dataset.figure;
    const fields = [...form.querySelectorAll('[name]')];
    const status = form.querySelector('[role=status]');
    const picture = () => figure.querySelector('svg.figure');
    const printed = picture().outerHTML;
    const slider = field => field.parentElement.querySelector('[type=range]');
    const set = (field, value) => {
        field.value = value;
        if (slider(field)) slider(field).value = field.value;
    };
    const begin = form.querySelector('[data-start]');
    const module = moduleOf(name);
    const code = begin ? new Code(module) : Code.of(module);
    const values = () => fields.map(field => `${field.name}=${field.value}`).join('\n');

    const show = svg => {
        const focused = picture() === document.activeElement;
        const template = document.createElement('template');
        template.innerHTML = svg;
        picture().replaceWith(template.content.firstElementChild);
        offer();
        if (focused) picture().focus({ preventScroll: true });
    };

    /** Says the numbers of the picture; when the hand rests, so that they are not said all the time. */
    let resting;
    const say = words => {
        clearTimeout(resting);
        resting = setTimeout(() => { status.textContent = words; }, 200);
    };

    /** What cannot be drawn is said beside its control and in the picture's place; no argument: all is well. */
    const refuse = (told = '') => {
        const [control, words] = told.includes('\n') ? told.split('\n') : ['', told];
        figure.querySelectorAll('.wrong').forEach(element => element.remove());
        fields.forEach(field => { field.removeAttribute('aria-invalid'); field.removeAttribute('aria-describedby'); });
        figure.classList.toggle('refused', told !== '');
        figure.classList.remove('stale');
        if (told === '') return;
        clearTimeout(resting);
        status.textContent = '';
        const note = (id, text) => Object.assign(document.createElement('p'), { className: 'wrong', id, textContent: text });
        picture().after(note(`${name}-instead`, words));
        const field = fields.find(field => field.name === control);
        if (!field) return;
        field.setAttribute('aria-invalid', 'true');
        field.setAttribute('aria-describedby', `${name}-wrong`);
        field.parentElement.append(note(`${name}-wrong`, words));
    };

    /** Draws with the values of now; while it draws, only the latest wish waits. */
    let drawing = false;
    let again = false;
    const draw = async () => {
        if (drawing) { again = true; return; }
        drawing = true;
        do {
            again = false;
            const asked = values();
            const blocks = form.querySelectorAll('code');
            try {
                const svg = await code.call('draw', [name, asked]);
                const lines = blocks.length > 0 ? await code.call('code', [name, asked]) : [];
                show(svg);
                blocks.forEach((block, n) => { block.textContent = lines[n]; });
                refuse();
                say(picture().dataset.reading);
            } catch (told) {
                refuse(told);
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
        refuse();
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        let shown = 0;
        status.textContent = 'Training …';
        try {
            show(await code.call('draw', [name, values()], svg => {
                if (!still) show(svg);
                if (performance.now() - shown < 2000) return;
                shown = performance.now();
                status.textContent = svg.match(/data-reading="([^"]*)/)[1];
            }));
            say(picture().dataset.reading);
        } catch (told) {
            if (told === 'Stopped.') say(told);
            else refuse(told);
        }
        begin.textContent = label;
        drawing = false;
    };

    const go = begin ? train : draw;

    /** A cell that is tapped, or reached with the arrow keys, goes to the controls that it names. */
    const cells = () => figure.querySelector('.pick')?.dataset;
    const pick = ({ controls, rows, columns, before = 0 }, row, column) => {
        const [first, second] = controls.split(' ');
        const within = (place, most) => Math.min(Math.max(place, 0), most - 1);
        const [at, beside] = [within(row, rows), within(column, columns)];
        const places = second ? { [first]: at + 1, [second]: beside + 1 } : { [first]: Number(before) + at * columns + beside + 1 };
        for (const [control, place] of Object.entries(places)) set(form.elements[control], place);
        remember();
        draw();
    };
    /** Where the controls are now, among the cells. */
    const picked = () => {
        const { controls, columns } = cells();
        const [first, second] = controls.split(' ').map(control => form.elements[control].value - 1);
        return second === undefined ? [Math.floor(first / columns), first % columns] : [first, second];
    };
    /** A picture with cells takes the keyboard, and its sliders end where the cells end. */
    const offer = () => {
        const all = cells();
        if (!all) return;
        picture().tabIndex = 0;
        const [first, second] = all.controls.split(' ').map(control => slider(form.elements[control]));
        first.max = second ? all.rows : all.rows * all.columns;
        if (second) second.max = all.columns;
    };
    figure.addEventListener('click', event => {
        if (!event.target.matches('.pick')) return;
        const { left, top, width, height } = event.target.getBoundingClientRect();
        const { rows, columns } = event.target.dataset;
        pick(event.target.dataset, Math.floor((event.clientY - top) / height * rows), Math.floor((event.clientX - left) / width * columns));
    });
    figure.addEventListener('keydown', event => {
        const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!step || event.target !== picture() || !cells()) return;
        event.preventDefault();
        event.stopPropagation();
        const [row, column] = picked();
        pick(cells(), row + step[0], column + step[1]);
    });

    /** The address with what differs from the page, for this figure to be shared as it is. */
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
        if (!begin) return draw();
        // The picture is not of these values until it is drawn.
        figure.classList.add('stale');
        status.textContent = `Press ${begin.textContent} to see what these values do.`;
    });
    form.addEventListener('change', remember);
    form.addEventListener('submit', event => { event.preventDefault(); go(); });
    form.addEventListener('reset', () => setTimeout(() => {
        remember();
        if (!begin) return draw();
        if (drawing) code.stop();
        show(printed);
        refuse();
        say(picture().dataset.reading);
    }));
    form.querySelector('[data-again]')?.addEventListener('click', () => {
        const seed = form.elements.seed;
        seed.value = /^\d{1,18}$/.test(seed.value) ? BigInt(seed.value) + 1n : start(seed);
        remember();
        go();
    });
    begin?.addEventListener('click', train);
    form.addEventListener('click', ({ target }) => {
        if (target.dataset.values === undefined) return;
        const values = new Map(target.dataset.values.split('\n').map(line => line.split('=')));
        for (const field of fields) set(field, values.get(field.name) ?? start(field));
        remember();
        picture().scrollIntoView({ block: 'nearest' });
        go();
    });

    form.querySelectorAll('button').forEach(button => { button.disabled = false; });
    offer();

    // A shared address says how the figure was turned; a quick hand was here before this script.
    const shared = new URLSearchParams(location.search);
    const told = fields.some(field => shared.has(field.id));
    for (const field of fields) {
        const beside = slider(field);
        const turned = beside && beside.value !== beside.defaultValue;
        set(field, shared.get(field.id) ?? (turned ? beside.value : field.value));
    }
    if (fields.some(field => field.value !== start(field))) {
        if (!told) remember();
        if (!begin || told) go();
    } else if (!begin) {
        near(form, () => code.load());
    }
}

for (const caption of document.querySelectorAll('p.listing[data-seed]')) {
    const block = caption.nextElementSibling;
    const output = block.querySelector('code');
    const [, listing, program] = caption.textContent.match(/-p (\S+) --bin (\S+)/);
    const code = new Code(listing === 'training' ? 'training' : 'programs');
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
        } catch (told) {
            status.textContent = told.split('\n').pop();
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
