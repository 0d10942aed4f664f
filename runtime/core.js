/**
 * The page runtime's entry, as small as can be: lets the browser fetch at once, side by side,
 * what the scripts of the page will need one after another, then loads the runtime. And what
 * a page's own JavaScript imports, which is loaded when it is used.
 */
import loads from 'pyscript:loads';
import { isFrugal } from './interpreter/frugal.js';
import { wantsMore } from './interpreter/more.js';
import { SHARES_MEMORY } from './memory.js';
import { isFirst, shared } from './shared.js';
import { OTHER, begin } from './thread.js';

const at = (path) => new URL(path, import.meta.url).href;

/** @param {string} rel @param {string} path @param {string} [as] */
const hint = (rel, path, as = '') =>
    document.head.append(
        Object.assign(document.createElement('link'), { rel, as, href: at(path), crossOrigin: 'anonymous' }),
    );

/** The same for all scripts of a type. */
const isOther = (type) => document.querySelector(`${type}-config`)?.textContent.includes('interpreter');

/** On the main thread, on an interpreter of ours: a worker loads what it needs itself. */
const wanted = (type) =>
    document.querySelector(`script[type="${type}"]:not([worker],${OTHER}),${type}-script:not([worker],${OTHER})`) &&
    !isOther(type);

const IN_WORKER = 'script[type$="py"][worker],py-script[worker],mpy-script[worker]';

/** Of first importance: it takes long until a thread runs, and it fetches on its own. */
const beginThreads = (scripts) => {
    if (!SHARES_MEMORY) return;
    for (const script of scripts) {
        const [type] = (script.type ?? script.localName).toLowerCase().split('-');
        if (!script.matches(OTHER) && !isOther(type)) begin(type);
    }
};

const hintAll = () => {
    const { page, workers, ...types } = loads;
    const scripts = document.querySelectorAll(IN_WORKER);
    beginThreads(scripts);
    for (const path of page) hint('modulepreload', path);
    for (const [type, { modules, files }] of Object.entries(types)) {
        if (wanted(type)) {
            // It fetches more as soon as it runs. Whoever uses it tells what is wrong with it.
            import(/* @vite-ignore */ at(`./${type}.mjs`)).catch(() => {});
            for (const path of modules) hint('modulepreload', path);
            for (const path of files) if (!(path.endsWith('memory.bin') && isFrugal())) hint('preload', path, 'fetch');
        }
    }
    if (wanted('mpy') && [...document.querySelectorAll('script[type="mpy"]')].some(({ textContent }) => wantsMore(textContent)))
        hint('modulepreload', './mpy-more.js');
    if (scripts.length) for (const path of workers) hint('modulepreload', path);
};

// No address of a page that workers could be isolated on.
if (location.hostname === '0.0.0.0') location.hostname = 'localhost';

if (isFirst) hintAll();

// Not awaited: what imports this file adds its hooks before the runtime is there to use them.
const page = (shared.page ??= import(/* beside this file */ './page.js'));

/**
 * The types of scripts, with the interpreters that they run on.
 * @type {Map<string, string>}
 */
export const TYPES = new Map([
    ['py', 'pyodide'],
    ['mpy', 'micropython'],
]);

/**
 * What runs the Python of a type on the main thread; hooks and events get it.
 * @typedef {object} Wrap
 * @prop {'py' | 'mpy'} type
 * @prop {any} interpreter Pyodide's or MicroPython's own object
 * @prop {{stdout: Function, stderr: Function, buffered: Function}} io what is printed goes
 *     through these; they can be set. MicroPython's are given bytes: `io.buffered(function)`
 *     makes lines of them
 * @prop {Record<string, any>} config
 * @prop {(url: string, options?: WorkerOptions) => PythonWorker} XWorker starts a worker of this type
 * @prop {(code: string) => any} run
 * @prop {(code: string) => Promise<any>} runAsync runs code that may await
 * @prop {(name: string, event: Event) => void} runEvent calls a function of Python's by its name
 */

/**
 * Functions to call and Python to run around scripts. What ends in `Async` is for scripts that
 * may await, and is awaited; the others are for all. What is in both of a pair runs once.
 * @typedef {object} HookSets
 * @prop {Set<(wrap: Wrap, element: any) => any>} onReady the interpreter of a script is ready
 * @prop {Set<(wrap: Wrap, element: any) => any>} onBeforeRun
 * @prop {Set<(wrap: Wrap, element: any) => any>} onBeforeRunAsync
 * @prop {Set<(wrap: Wrap, element: any) => any>} onAfterRun
 * @prop {Set<(wrap: Wrap, element: any) => any>} onAfterRunAsync
 * @prop {Set<string>} codeBeforeRun
 * @prop {Set<string>} codeBeforeRunAsync
 * @prop {Set<string>} codeAfterRun
 * @prop {Set<string>} codeAfterRunAsync
 */

/**
 * @typedef {object} Hooks
 * @prop {HookSets & {onWorker: Set<(wrap: Wrap | null, xworker: any) => any>}} main functions get
 *     the element of the script; `onWorker` is called for every worker, before it starts
 * @prop {HookSets} worker functions are sent to the worker as text, so they can use nothing
 *     around them, and need 'unsafe-eval' in a Content-Security-Policy; they get `xworker`
 */

/**
 * What plugins want to happen around every script. Add to it in a module that comes before
 * core.js, or imports it.
 * @type {Hooks}
 */
export const hooks = shared.hooks;

/**
 * The configurations of the main thread that have been read, by type: `config.py`, `config.mpy`.
 * @type {Record<string, Record<string, any>>}
 */
export const config = shared.config;

/**
 * Waits for the interpreter of the main thread's scripts.
 * @param {'py' | 'mpy'} type
 * @returns {Promise<Wrap>} resolves once the first of them is about
 *     to run, never where there is none
 */
export const whenDefined = (type) => {
    const defined = shared.defined[type];
    if (!defined) throw new TypeError(`whenDefined(type) takes 'py' or 'mpy', not ${JSON.stringify(type)}`);
    return defined.promise;
};

/**
 * @typedef {object} PythonWorker
 * @prop {Record<string, (...args: any[]) => Promise<any>>} sync the functions that the worker
 *     exports, and those that it may call
 * @prop {Promise<any>} ready resolves when its script has run, rejects when it cannot
 * @prop {() => void} terminate ends it at once, whatever it is doing
 * @prop {() => void} unstuck has `polyscript.xworker.sync.isStuck()` return `True` in the worker
 * @prop {(data: any) => void} postMessage
 * @prop {((event: MessageEvent) => void) | null} onmessage
 * @prop {(type: string, listener: any, options?: any) => void} addEventListener
 *
 * @typedef {object} WorkerOptions
 * @prop {string | object} [config] a URL, JSON or TOML, or an object
 * @prop {boolean} [async] whether the script may await
 * @prop {string} [name] under which Python finds it in `workers`
 * @prop {string} [type] another interpreter: `pyodide` or `micropython`
 * @prop {string} [version] of the interpreter
 * @prop {string} [service_worker] where the isolation headers are missing
 */

const KINDS = { py: 'py', pyodide: 'py', mpy: 'mpy', micropython: 'mpy' };

/** @param {string} type */
const workerOf = (type) =>
    function (file, options = {}) {
        const kind = KINDS[options.type ?? type];
        if (!kind) throw new TypeError(`the type of a worker is 'pyodide' or 'micropython', not '${options.type}'`);
        const started = page.then(({ openWorker }) => openWorker(file, { ...options, type: kind }));
        // `await PyWorker(…)`: a worker whose script has run.
        if (!new.target) return started.then((worker) => worker.ready);
        // `new PyWorker(…)`: one that can be used at once; what it is asked waits for it.
        const later = (call) => {
            started.then(call);
            return true;
        };
        const ready = started.then((worker) => worker.ready);
        ready.catch(() => {}); // why is on the page
        return {
            ready,
            sync: new Proxy(
                {},
                {
                    // Never thenable: it may be what a promise resolves to.
                    get: (_, name) =>
                        typeof name !== 'string' || name === 'then'
                            ? undefined
                            : async (...args) => (await started).sync[name](...args),
                    set: (_, name, value) => later((worker) => (worker.sync[name] = value)),
                },
            ),
            addEventListener: (...args) => void later((worker) => worker.addEventListener(...args)),
            set onmessage(callback) {
                later((worker) => (worker.onmessage = callback));
            },
            terminate: () => void later((worker) => worker.terminate()),
            unstuck: () => void later((worker) => worker.unstuck()),
            postMessage: (data, ...rest) => void later((worker) => worker.postMessage(data, ...rest)),
        };
    };

/**
 * Runs a Python file in a worker, on Pyodide.
 * @type {{
 *     (file: string, options?: WorkerOptions): Promise<PythonWorker>,
 *     new (file: string, options?: WorkerOptions): PythonWorker,
 * }}
 */
export const PyWorker = /** @type {any} */ (workerOf('py'));

/** Runs a Python file in a worker, on MicroPython. @type {typeof PyWorker} */
export const MPWorker = /** @type {any} */ (workerOf('mpy'));

/**
 * Python in a worker that runs what it is given, one thing after another. What Python raises
 * rejects: `name` is the type, `message` the message, `traceback` where it was.
 * @typedef {object} Donkey
 * @prop {(code: string) => Promise<void>} process runs code as if it had been typed into the terminal
 * @prop {(statement: string) => Promise<void>} execute runs code of which only the output is shown
 * @prop {(expression: string) => Promise<any>} evaluate resolves to the value, as JavaScript's
 * @prop {() => Promise<void>} clear empties the terminal
 * @prop {() => Promise<void>} reset makes the terminal as new, with its colours
 * @prop {() => Promise<void>} kill ends the worker, whatever it is doing; all other calls reject
 *     from then on, and those that are pending
 *
 * @typedef {object} DonkeyOptions
 * @prop {'py' | 'mpy' | 'pyodide' | 'micropython'} [type] `py` if it is left out
 * @prop {boolean} [persistent] whether code finds the names that other code has defined
 * @prop {string | HTMLElement | false | null} [terminal] an element, its id or a selector, into which the
 *     terminal goes; without one, and with `''`, it is at the end of the page. `false` is for none
 * @prop {string | object} [config] a URL, JSON or TOML, or an object
 * @prop {string} [serviceWorker] where the isolation headers are missing
 */

/**
 * Starts Python that waits for code to run.
 * @param {DonkeyOptions} [options]
 * @returns {Promise<Donkey>} resolves when it is ready, with its packages and files
 */
export const donkey = async (options) => (await page).donkey(options);

/** Python that PyScript's plugins have run before theirs: nothing, as every interpreter here has it. */
export const [stdlib, optional, inputFailure] = ['', '', ''];

/** @param {string} url @param {string} [base] @returns {string} the absolute URL */
export const relative_url = (url, base = location.href) => new URL(url, base).href;
