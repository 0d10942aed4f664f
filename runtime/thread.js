/**
 * The threads of workers. `core.js` begins those of the page's scripts; the runtime, which is
 * still on its way then, takes them. Each loads, side by side, polyscript's end of a worker and
 * its interpreter.
 */
import { EARLY } from './interpreter/names.js';
import { shared } from './shared.js';

const at = (path) => new URL(path, import.meta.url).href;

/** A script that is to have another interpreter than ours, as far as its tag says so. */
export const OTHER = '[config*="interpreter"],[version]';

/** What our own interpreters need, by type. */
const OWN = {
    py: { modules: ['./py.mjs', './pyodide/pyodide.mjs'] },
    mpy: { modules: ['./mpy-worker.mjs', './micropython/micropython.mjs'], wasm: './micropython/micropython.wasm' },
};

/**
 * The beginning of a thread, sent there as text. Messages wait until polyscript's end is there,
 * which says so; each comes in a turn of its own, as they would have.
 */
const main = (early, { polyscript, wasm, modules }) => {
    const held = [];
    let passing;
    const hold = (event) => {
        if (event === passing) return;
        event.stopImmediatePropagation();
        held.push(event);
    };
    addEventListener('message', hold);
    const release = () => {
        if (!held.length) return removeEventListener('message', hold);
        passing = new MessageEvent('message', held.shift());
        dispatchEvent(passing);
        setTimeout(release);
    };
    globalThis[Symbol.for(early)] = {
        release,
        wasm: wasm && WebAssembly.compileStreaming(fetch(wasm, { credentials: 'same-origin' })).catch(() => {}),
    };
    import(polyscript).catch((error) => {
        // Told when somebody listens.
        const fail = () => postMessage(error);
        removeEventListener('message', hold);
        if (held.length) fail();
        else addEventListener('message', fail, { once: true });
    });
    for (const url of modules) import(url).catch(() => {}); // whoever needs it says what is wrong
};

/** What such a thread runs. A blob: a worker's script must be of the page's own origin. */
const addressOf = (type) => {
    const { modules = [], wasm } = OWN[type] ?? {};
    const wanted = { polyscript: at('./xworker.js'), wasm: wasm && at(wasm), modules: modules.map(at) };
    const code = `(${main})(${JSON.stringify(EARLY.description)}, ${JSON.stringify(wanted)})`;
    return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
};

const addresses = {};

const early = shared.threads;

/** Makes a thread for a script that will soon be run. @param {string} type */
export const begin = (type) => {
    let worker;
    try {
        worker = new Worker((addresses[type] ??= addressOf(type)), { type: 'module' });
    } catch {
        return; // a policy forbids it: the runtime will be told, too, and says so
    }
    const thread = { type, worker };
    // Another will fail in the same way, when somebody is there to hear of it.
    worker.onerror = () => {
        worker.onerror = null;
        early.splice(early.indexOf(thread), 1);
    };
    early.push(thread);
};

let wanted = '';

/** @param {string} type of the worker that polyscript makes in this call; empty for a foreign interpreter */
export const withThread = (type, call) => {
    wanted = type;
    try {
        return call();
    } finally {
        wanted = '';
    }
};

/**
 * What polyscript makes a worker of: a thread that is there, or the address for one.
 * @returns {any}
 */
export const nextThread = () => {
    const index = early.findIndex(({ type }) => type === wanted);
    if (index < 0) return (addresses[wanted] ??= addressOf(wanted));
    const [{ worker }] = early.splice(index, 1);
    worker.onerror = null;
    return worker;
};

/** A class of workers that can be made of what `nextThread` returns. @param {typeof Worker} Base */
export const adopting = (Base) => {
    function Thread(from, options) {
        if (from instanceof Worker) return Object.setPrototypeOf(from, new.target.prototype);
        return Reflect.construct(Base, [from, options], new.target);
    }
    Thread.prototype = Base.prototype;
    return /** @type {any} */ (Thread);
};
