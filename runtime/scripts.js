/** Finds the scripts of a page, also those added later, and runs each with its own output. */
import dedent from 'codedent';
import { unescape } from 'html-escaper';
import { configOf } from './config.js';
import { UserError, report, reportPython } from './errors.js';
import { fetchOrFail } from './fetch.js';
import createHost from './host.js';
import { isExit, isPythonError } from './interpreter/errors.js';
import { RUNTIME, STREAMS } from './interpreter/prepare.js';
import { FileWorker } from './file-worker.js';
import { startInterpreter } from './interpreters.js';
import createWeb from './web.js';

export const TYPES = ['py', 'mpy'];

/**
 * @typedef {object} Script
 * @prop {HTMLElement} element
 * @prop {string} type `py` or `mpy`
 * @prop {string} key its file name in tracebacks
 * @prop {boolean} isAsync
 * @prop {Promise<string>} code
 * @prop {Promise<any>} [screen] its terminal
 * @prop {() => void} [onEnd]
 */

const SELECTOR = TYPES.map((type) => `script[type="${type}"],${type}-script`).join();

/** @type {WeakSet<Element>} */
const known = new WeakSet();

/** Scripts that have not ended, and whether the page has been read to its end. */
let running = 0;
let allDone = false;

const typeOf = (element) => (element.localName === 'script' ? element.type : element.localName.split('-')[0]);

const isSync = (element) => /^(?:false|0|no)$/i.test(element.getAttribute('async') ?? '');

const dispatch = ({ element, type }, what, worker) =>
    element.dispatchEvent(new CustomEvent(`${type}:${what}`, { bubbles: true, detail: { worker } }));

const ended = () => {
    if (--running === 0 && !allDone) {
        allDone = true;
        dispatchEvent(new CustomEvent('py:all-done'));
    }
};

// Output ------------------------------------------------------------------------------

/** Counts `py-0`, `mpy-1`: ids of output elements that have none of their own. */
const counters = { py: 0, mpy: 0 };

/** @type {Record<string, Map<string, Script>>} scripts that have started, by key */
const started = { py: new Map(), mpy: new Map() };

/** @type {Record<string, string>} */
const current = { py: '', mpy: '' };

/** How many scripts share the interpreter of the main thread. */
const sharing = { py: 0, mpy: 0 };

/** @type {WeakMap<Element, Element>} */
const outputs = new WeakMap();

const named = (type, element, id) => {
    if (id) element.id ||= id;
    else if (!element.id) {
        do element.id = `${type}-${counters[type]++}`;
        while (document.querySelectorAll(`#${CSS.escape(element.id)}`).length > 1);
    }
    return element;
};

/**
 * The visible element that a script's output goes to, made when it is first asked for.
 * @param {Script} script
 */
const outputOf = ({ element, type }) => {
    let output = outputs.get(element);
    if (output) return output;
    if (element.localName !== 'script') output = element;
    else {
        const wanted = element.getAttribute('target');
        output = wanted ? host.find(wanted) : document.createElement(`script-${type}`);
        if (!output) return null; // not there yet: asked again next time
        if (!wanted) {
            if (element.closest('head')) document.body.append(output);
            else element.after(output);
        }
    }
    // In a worker the tag has an id by now.
    const id = element.hasAttribute('worker') ? `${element.id}-target` : '';
    outputs.set(element, named(type, output, id));
    return output;
};

const host = {
    ...createHost(globalThis),
    ...createWeb(globalThis),
    openFolder: async (...args) => (await import('./folders.js')).openFolder(...args),
};

/** The host as a worker sees it: with its own output. */
const hostOfWorker = (script) => ({
    ...host,
    target: () => (script && outputOf(script)?.id) ?? '',
    insert: (target, ...rest) => host.insert(target || (script && outputOf(script)) || null, ...rest),
});

/** The host as each interpreter of this thread sees it: with its own scripts. */
const hostOf = (type) => ({
    ...host,
    keys: () => [...started[type].keys()].join('\n'),
    current: () => current[type],
    several: () => sharing[type] > 1,
    target(key) {
        const script = started[type].get(key || current[type]);
        const wanted = script?.element.getAttribute('target');
        return (script && outputOf(script)?.id) ?? wanted ?? '';
    },
    report: reportPython,
    worker: (url, options) => new FileWorker(url, { ...options, host: hostOfWorker(null) }),
    ask: async (request) => (await import('./streams/dialog.js')).ask(request),
});

globalThis[RUNTIME] = { hosts: { py: hostOf('py'), mpy: hostOf('mpy') }, pages: new Map() };

// Code --------------------------------------------------------------------------------

const pageName = () => location.pathname.split('/').pop() || 'index.html';

const commentsOnly = (text) => !text.replace(/^\s*(?:#|\/\/).*/gm, '').trim();

/** @param {HTMLElement} element @param {string} type */
const inlineCode = (element, type) => {
    if (element.localName === 'script' || !element.childElementCount) return element.textContent;
    console.warn(
        `<${type}-script> parses its content as HTML, which changes Python that holds < or &: ` +
            `use <script type="${type}">`,
    );
    return unescape(element.innerHTML);
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

const keyOf = (element, type) => {
    const source = element.getAttribute('src');
    if (source) return source.replace(/^\.\//, '').replace(/[?#].*$/, '');
    if (element.id) return `${pageName()}#${element.id}`;
    const count = inlineCounts.get(type) ?? 0;
    inlineCounts.set(type, count + 1);
    return `${pageName()}#${type}-${count}`;
};

// Running -----------------------------------------------------------------------------

/** @type {Record<string, {interpreter: Promise<any>, config: string | null, queue: Promise<void>}>} */
const environments = {};

/** The interpreter of the main thread that scripts of one type share, and so its configuration. */
const environmentOf = ({ element, type }) => {
    const config = element.getAttribute('config');
    environments[type] ??= {
        config,
        interpreter: configOf(element, type).then((found) => startInterpreter(type, found)),
        queue: Promise.resolve(),
    };
    const environment = environments[type];
    if (config !== null && config !== environment.config)
        throw new UserError(
            'PY0409',
            `<script type="${type}" config="${config}"> asks for another configuration than the ` +
                `scripts that share its interpreter (${environment.config ?? `<${type}-config> or none`}): ` +
                'give it a worker of its own, or the same configuration',
        );
    if (config !== null && document.querySelector(`${type}-config`))
        throw new UserError(
            'PY0409',
            `the page has both <${type}-config> and a script with config="${config}": keep one`,
        );
    return environment;
};

/** Errors that several scripts share (configuration, interpreter) are shown once. */
const shown = new WeakSet();

const reportOnce = (error, key) => {
    if (error && typeof error === 'object') {
        if (shown.has(error)) return;
        shown.add(error);
    }
    report(error, key);
};

/** From now on an element other than a script shows its output, not its code. */
const showOutput = (element) => {
    if (element.localName === 'script') return;
    element.replaceChildren();
    element.style.display = 'block';
};

const runHere = async (script, interpreter) => {
    const { element, type, key, isAsync } = script;
    const code = await script.code;
    started[type].set(key, script);
    current[type] = key;
    showOutput(element);
    dispatch(script, 'ready', false);
    Object.defineProperty(document, 'currentScript', { configurable: true, get: () => element });
    try {
        if (isAsync) await interpreter.runPythonAsync(code, { filename: key });
        else interpreter.runPython(code, { filename: key });
    } catch (error) {
        interpreter[STREAMS].fail(error);
        if (!isExit(error)) throw error;
    } finally {
        delete document.currentScript;
    }
};

/** Gives a script its terminal: its interpreter prints there from now on. */
const showIn = async (script, interpreter) => {
    const screen = await script.screen;
    if (!screen) return;
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

/** @param {Script} script */
const run = async (script) => {
    try {
        const environment = environmentOf(script);
        // Configuration and code are fetched at once; only running is one after another.
        const turn = environment.queue;
        const mine = (async () => {
            const interpreter = await environment.interpreter;
            await turn;
            await showIn(script, interpreter);
            await runHere(script, interpreter);
        })();
        environment.queue = mine.catch(() => {});
        await mine;
    } catch (error) {
        reportOnce(error, script.key);
    }
    script.onEnd?.();
    leave(script);
    dispatch(script, 'done', false);
    ended();
};

/** @param {Script} script */
const runInWorker = async (script) => {
    const { element, type, key, isAsync } = script;
    const seen = { ready: false, done: false };
    const note = (event) => {
        if (event.target === element) seen[event.type.split(':')[1]] = true;
    };
    element.addEventListener(`${type}:ready`, note);
    element.addEventListener(`${type}:done`, note);
    try {
        const value = element.getAttribute('worker');
        if (value)
            throw new UserError('PY0409', `worker="${value}" is ambiguous: write worker, and src="${value}"`);
        const [{ startWorker }, config, code, screen] = await Promise.all([
            import('./workers.js'),
            configOf(element, type),
            script.code,
            script.screen,
        ]);
        if (!element.id) element.id = `${type}-w${workerCount[type]++}`;
        showOutput(element);
        const worker = startWorker({
            type,
            code,
            key,
            config,
            isAsync,
            node: { id: element.id, tag: element.tagName },
            name: element.getAttribute('name'),
            serviceWorker: element.getAttribute('service-worker'),
            host: hostOfWorker(script),
            screen,
        });
        Object.defineProperty(element, 'xworker', { value: worker });
        const ran = worker.ready.then(
            () => seen.ready || dispatch(script, 'ready', true),
            () => {}, // its onerror has reported it
        );
        await (screen ? Promise.race([ran, screen.session.killed]) : ran);
    } catch (error) {
        reportOnce(error, key);
    }
    leave(script);
    // A worker without access to the page cannot dispatch them itself.
    if (!seen.done) dispatch(script, 'done', true);
    ended();
};

const workerCount = { py: 0, mpy: 0 };

/** @param {HTMLElement} element */
const handle = (element) => {
    if (known.has(element)) return;
    known.add(element);
    running++;
    const type = typeOf(element);
    const key = keyOf(element, type);
    const script = { element, type, key, isAsync: !isSync(element) };
    script.code = readCode(element, type, element.hasAttribute('src'));
    script.code.catch(() => {}); // reported by whoever awaits it
    if (element.hasAttribute('terminal')) {
        script.screen = import('./terminal/script.js').then(({ terminalOf }) => terminalOf(element, type, host.find));
        script.screen.catch(() => {});
        element.process = async (code) => void (await (await script.screen).process(code));
    }
    Object.defineProperty(element, 'target', { configurable: true, get: () => outputOf(script) });
    if (element.hasAttribute('worker')) runInWorker(script);
    else {
        sharing[type]++;
        run(script);
    }
};

/** Handles the scripts that the page has, and those that it gets. */
export const observe = () => {
    const found = [...document.querySelectorAll(SELECTOR)];
    found.forEach(handle);
    if (!found.length) allDone = true;
    new MutationObserver((records) => {
        for (const { addedNodes } of records)
            for (const node of addedNodes) {
                if (!(node instanceof Element)) continue;
                if (node.matches(SELECTOR)) handle(node);
                node.querySelectorAll(SELECTOR).forEach(handle);
            }
    }).observe(document, { childList: true, subtree: true });
    for (const type of ['error', 'unhandledrejection'])
        addEventListener(type, (event) => {
            const cause = event.error ?? event.reason;
            if (isExit(cause)) event.preventDefault();
            else if (isPythonError(cause)) reportPython(cause.message, '', true);
        });
};
