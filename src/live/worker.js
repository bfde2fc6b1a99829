// One of the book's modules, away from the page, so that nothing it computes can hold the page up.

const module = new URLSearchParams(location.search).get('module');
const ready = import(`./${module}.js`).then(async code => { await code.default(); return code; });
ready.catch(() => { /* told to whoever asks */ });

onmessage = async ({ data: [id, name, ...values] }) => {
    const watcher = { show: picture => postMessage([id, 'so far', picture]) };
    try {
        const code = await ready;
        postMessage([id, 'done', code[name](...values, watcher)]);
    } catch (error) {
        // What the book's code refuses is a sentence; anything else is a fault of its own.
        postMessage(typeof error === 'string' ? [id, 'refused', error] : [id, 'broken', String(error)]);
    }
};
