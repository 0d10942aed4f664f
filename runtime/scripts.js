/** Finds the scripts of a page, also those added later, and runs each with its own output. */
import dedent from 'codedent';
import { attributeChanged, handleAttributes, scriptRan } from './attributes.js';
import { configOf } from './config.js';
import { environmentOf, host, hostOfWorker } from './environments.js';
import { rememberScript, report, reportPython } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { newWorker } from './file-worker.js';
import { hooksFor } from './hooks.js';
import { isExit, isPythonError } from './interpreter/errors.js';
import { MORE, STREAMS } from './interpreter/names.js';
import { clearForOutput, named, outputOf } from './outputs.js';
import { begin } from './progress.js';
import { registered } from './service-workers.js';
import { shared } from './shared.js';
import { begins, hasStarted } from './starting.js';
import { UserError } from './user-error.js';
import { allIn } from './within.js';

/**
 * @typedef {object} Script
 * @prop {HTMLElement} element
 * @prop {string} type `py` or `mpy`
 * @prop {string} prefix of its events: the type as its tag has it
 * @prop {string} key its file name in tracebacks
 * @prop {boolean} isAsync
 * @prop {boolean} inWorker
 * @prop {Promise<string>} code
 * @prop {Promise<void>} begun its code has begun to run, or never will
 * @prop {() => void} begin
 * @prop {Promise<any>} [screen] its terminal
 * @prop {any} [worker] polyscript's, once it has been started
 * @prop {() => void} [onEnd]
 */

/** What tags call the types: the last two as in polyscript. */
export const TAGS = { py: 'py', mpy: 'mpy', pyodide: 'py', micropython: 'mpy' };

const SELECTOR = [...Object.keys(TAGS).map((type) => `script[type="${type}"]`), 'py-script', 'mpy-script'].join();

const { hooks } = shared;

/** How long other modules of the page may keep its Python from starting, in milliseconds. */
const PATIENCE = 100;

/**
 * The modules that the page itself has, plugins among them, have run; slow ones are not waited for.
 */
const modulesRan = new Promise((resolve) => {
    const [{ domContentLoadedEventStart: at = 0 } = {}] = performance.getEntriesByType('navigation');
    if (at) return resolve();
    document.addEventListener('DOMContentLoaded', () => resolve());
    setTimeout(resolve, PATIENCE);
});

/** @type {WeakSet<Element>} */
const known = new WeakSet();

/** Scripts that have not ended, and whether all of the page once had. */
let left = 0;
let allDone = false;

const prefixOf = (element) => (element.localName === 'script' ? element.type.toLowerCase() : element.localName.split('-')[0]);

const isSync = (element) => /^(?:false|0|no)$/i.test(element.getAttribute('async') ?? '');

/** @param {Script} script @param {'ready' | 'done'} what @param {import('./core.js').Wrap | null} [wrap] */
const dispatch = ({ element, prefix, inWorker }, what, wrap = null) =>
    element.dispatchEvent(
        new CustomEvent(`${prefix}:${what}`, { bubbles: true, detail: { worker: inWorker, script: element, wrap } }),
    );

/** @param {Script} script @param {import('./core.js').Wrap | null} [wrap] */
const ended = (script, wrap) => {
    script.begin();
    dispatch(script, 'done', wrap);
    if (--left === 0 && !allDone) {
        allDone = true;
        for (const { worker } of shared.threads.splice(0)) worker.terminate(); // nobody has taken them
        dispatchEvent(new CustomEvent('py:all-done'));
    }
};

// Code --------------------------------------------------------------------------------

const pageName = () => location.pathname.split('/').pop() || 'index.html';

const commentsOnly = (text) => !text.replace(/^\s*(?:#|\/\/).*/gm, '').trim();

/** What `innerHTML` has another way of writing. */
const WRITTEN = { amp: '&', gt: '>', lt: '<', nbsp: '\xa0', quot: '"' };

/** @param {HTMLElement} element @param {string} type */
const inlineCode = (element, type) => {
    if (element.localName === 'script' || !element.childElementCount) return element.textContent;
    console.warn(
        `<${type}-script> parses its content as HTML, which changes Python that holds < or &: ` +
            `use <script type="${type}">`,
    );
    return element.innerHTML.replace(/&(\w+);/g, (_, name) => WRITTEN[name]);
};

const readCode = async (element, type, isFile) => {
    const source = element.getAttribute('src');
    if (!isFile) return dedent(inlineCode(element, type));
    if (!source) throw new UserError('PY0409', `the src of a <${element.localName}> is empty`);
    if (!commentsOnly(element.textContent))
        throw new UserError('PY0409', `a script has both src="${source}" and code of its own: keep one`);
    const response = await fetchOrFail(new URL(source, document.baseURI).href, 'the script');
    return response.text();
};

/** @type {Map<string, number>} */
const inlineCounts = new Map();

/** What tracebacks call the code of a tag. @param {HTMLElement} element @param {string} kind for what has no name */
export const nameOf = (element, kind) => {
    const source = element.getAttribute('src');
    if (source) return source.replace(/^\.\//, '').replace(/[?#].*$/, '');
    if (element.id) return `${pageName()}#${element.id}`;
    const count = inlineCounts.get(kind) ?? 0;
    inlineCounts.set(kind, count + 1);
    return `${pageName()}#${kind}-${count}`;
};

/** Keys of the main thread's scripts, of which two may have one file, or id. @type {Set<string>} */
const keys = new Set();

/** By its key in a traceback the output of a script is found. */
const keyOf = (element, type) => {
    const name = nameOf(element, type);
    if (element.hasAttribute('worker')) return name;
    let key = name;
    for (let count = 2; keys.has(key); count++) key = `${name} (${count})`;
    keys.add(key);
    return key;
};

// Running -----------------------------------------------------------------------------

/** Errors that several scripts share (configuration, interpreter) are shown once. */
const shown = new WeakSet();

const reportOnce = (error, key) => {
    if (error && typeof error === 'object') {
        if (shown.has(error)) return;
        shown.add(error);
    }
    report(error, key);
};

/** Plugins: what one of them throws stops neither the others nor the script. */
const callHooks = async (name, { element, key, isAsync }, wrap) => {
    for (const hook of hooksFor(hooks.main, name, isAsync && name !== 'onReady'))
        try {
            const result = hook(wrap, element);
            if (isAsync) await result;
        } catch (error) {
            report(error, key);
        }
};

/** @param {Script} script @param {string} code @param {any} interpreter @param {string} filename */
const execute = ({ isAsync }, code, interpreter, filename) => {
    const method = isAsync ? 'runPythonAsync' : 'runPython';
    return interpreter[method](code, { filename, isScript: true });
};

const runCode = async (name, script, wrap) => {
    for (const code of hooksFor(hooks.main, name, script.isAsync))
        try {
            await wrap.interpreter[MORE](code);
            await execute(script, dedent(code), wrap.interpreter, `${name} of a plugin`);
        } catch (error) {
            report(error, script.key);
        }
};

/** Gives a script its terminal: its interpreter prints there from now on. */
const showIn = async (script, interpreter) => {
    const screen = await script.screen;
    if (!screen) return;
    await interpreter[MORE](); // for what will be typed
    const { session, use, begin } = interpreter[STREAMS];
    use(screen);
    await begin();
    screen.session = { ...session, ended: new Promise((resolve) => (script.onEnd = resolve)) };
    interpreter.globals.set('__terminal__', screen.terminal);
};

/** Whatever kept a script from running: who waits for its terminal need not wait for ever. */
const leave = ({ screen }) =>
    screen?.then(
        (each) => {
            each.session ??= null;
        },
        () => {},
    );

/** Scripts of the main thread that run, for `document.currentScript`. @type {Set<Element>} */
const running = new Set();

const { get: current } = Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript');

/** While JavaScript of the page runs, it is still that. */
const currentScript = { configurable: true, get: () => current.call(document) ?? [...running].at(-1) };

/** @param {Script} script @param {import('./environments.js').Environment} environment */
const runHere = async (script, environment) => {
    const { element, key } = script;
    const [code, wrap] = [await script.code, await environment.ready];
    rememberScript(key, code, wrap.config);
    environment.started.set(key, script);
    environment.current = key;
    clearForOutput(element);
    await showIn(script, wrap.interpreter);
    await callHooks('onReady', script, wrap);
    dispatch(script, 'ready', wrap);
    await callHooks('onBeforeRun', script, wrap);
    await runCode('codeBeforeRun', script, wrap);
    await wrap.interpreter[MORE](code);
    running.add(element);
    Object.defineProperty(document, 'currentScript', currentScript);
    try {
        const result = execute(script, code, wrap.interpreter, key);
        script.begin();
        scriptRan(environment, key);
        await result;
    } catch (error) {
        const streams = wrap.interpreter[STREAMS];
        streams.fail(error);
        if (!isExit(error, streams.screen)) reportOnce(error, key);
    } finally {
        running.delete(element);
        if (!running.size) delete document.currentScript;
    }
    await runCode('codeAfterRun', script, wrap);
    await callHooks('onAfterRun', script, wrap);
};

/** @param {Script} script */
const run = async (script) => {
    let environment;
    try {
        environment = environmentOf(script);
        environment.sharing++;
        environment.left++;
        // Configuration and code are fetched at once; only running is one after another.
        const turn = environment.queue;
        const mine = (async () => {
            const ready = () => hasStarted(script); // though others may come first
            environment.ready.then(ready, ready);
            await Promise.allSettled([environment.ready, script.code, turn, modulesRan]);
            await runHere(script, environment);
        })();
        environment.queue = mine.catch(() => {});
        await mine;
    } catch (error) {
        reportOnce(error, script.key);
    }
    hasStarted(script);
    script.onEnd?.();
    leave(script);
    if (environment) {
        environment.left--;
        scriptRan(environment, script.key);
    }
    ended(script, environment?.wrap);
};

/** @param {Script} script */
const runInWorker = async (script) => {
    const { element, type, key, isAsync } = script;
    let started = () => {};
    let worker;
    try {
        const name = element.getAttribute('name');
        worker = newWorker(key, name);
        Object.defineProperty(element, 'xworker', { value: worker });
        const value = element.getAttribute('worker');
        if (value)
            throw new UserError('PY0409', `worker="${value}" is ambiguous: write worker, and src="${value}"`);
        const [{ startWorker }, serviceWorker, config, code, screen] = await Promise.all([
            import('./workers.js'),
            registered(element.getAttribute('service-worker')),
            configOf(element, type),
            script.code,
            script.screen,
            modulesRan,
        ]);
        if (config.values.progress !== false) started = begin();
        named(`${type}-w`, element);
        clearForOutput(element);
        script.worker = startWorker({
            owner: worker,
            type,
            code,
            key,
            config,
            isAsync,
            element,
            name,
            serviceWorker,
            host: hostOfWorker(script),
            screen,
            ready() {
                started();
                hasStarted(script);
                dispatch(script, 'ready');
                script.begin();
            },
        });
        const ran = worker.ready.catch(() => {}); // its onerror has reported it
        await (screen ? Promise.race([ran, screen.session.killed]) : ran);
    } catch (error) {
        reportOnce(error, key);
        worker?.fail(error);
    }
    started();
    leave(script);
    hasStarted(script);
    ended(script);
};

const processInWorker = async ({ element: { xworker: owner }, worker }, code) => {
    await owner.whileAlive(worker?.sync.pyscript_process(code));
};

/** `process(code)` of a script's element: more code for its interpreter, in its terminal if it has one. */
const processorOf = (script) => async (code) => {
    if (typeof code !== 'string') throw new TypeError(`process(code) takes Python code as a string, not ${code}`);
    if (script.screen) return void (await (await script.screen).process(code));
    await script.begun;
    if (script.inWorker) return processInWorker(script, code);
    const environment = environmentOf(script);
    const { interpreter } = await environment.ready;
    environment.current = script.key;
    try {
        await interpreter.runPythonAsync(dedent(code), { filename: `${script.key} process`, isScript: true });
    } catch (error) {
        report(error, script.key);
    }
};

/** Imported once: imports of one module can be answered in another order than they were asked for. */
let terminals;

/** @param {HTMLElement} element */
const handle = (element) => {
    if (known.has(element)) return;
    known.add(element);
    left++;
    const prefix = prefixOf(element);
    const type = TAGS[prefix];
    const key = keyOf(element, type);
    let begin;
    const begun = new Promise((resolve) => (begin = resolve));
    /** @type {Script} */
    const script = {
        begun,
        begin,
        element,
        type,
        prefix,
        key,
        isAsync: !isSync(element),
        inWorker: element.hasAttribute('worker'),
        code: readCode(element, type, element.hasAttribute('src')),
    };
    begins(script);
    script.code.catch(() => {}); // reported by whoever awaits it
    if (element.hasAttribute('terminal')) {
        terminals ??= import('./terminal/script.js');
        script.screen = terminals.then(({ terminalOf }) => terminalOf(element, type, host.find));
        script.screen.catch(() => {});
    }
    const define = (name, descriptor) =>
        Object.defineProperty(element, name, { configurable: true, ...descriptor });
    define('target', { get: () => outputOf(script, host.find) });
    define('process', { value: processorOf(script) });
    if (script.inWorker) runInWorker(script);
    else run(script);
};

/** Handles the scripts that the page has, and those that it gets. */
export const observe = () => {
    const found = [...document.querySelectorAll(SELECTOR)];
    found.forEach(handle);
    if (!found.length) allDone = true;
    new MutationObserver((records) => {
        for (const { target, attributeName, addedNodes } of records) {
            if (attributeName) attributeChanged(target, attributeName);
            for (const node of addedNodes) {
                if (!(node instanceof Element)) continue;
                allIn(node, SELECTOR).forEach(handle);
                handleAttributes(node);
            }
        }
    }).observe(document, { childList: true, subtree: true, attributes: true });
    handleAttributes(document);
    for (const type of ['error', 'unhandledrejection'])
        addEventListener(type, (event) => {
            const cause = event.error ?? event.reason;
            if (isExit(cause)) event.preventDefault();
            else if (isPythonError(cause)) reportPython(cause.message, '', true);
        });
};
