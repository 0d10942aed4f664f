/** What the page and interpreter/script.js tell each other about the script of a worker. */
import dedent from 'codedent';
import asText from 'reflected-ffi/to-json-callback';
import { rememberScript, report } from './errors.js';
import { hooksFor } from './hooks.js';
import { announce } from './interpreter/announce.js';
import { SCRIPT } from './interpreter/names.js';
import { shared } from './shared.js';

/** What plugins want to happen in a worker, as it can be sent there; null where there is nothing. */
const pluginHooks = (isAsync) => {
    const { worker } = shared.hooks;
    const found = {};
    const add = (name, list) => {
        if (list.length) found[name] = list;
    };
    const asTexts = (functions) => functions.map((hook) => asText(hook));
    add('onReady', asTexts([...worker.onReady]));
    for (const run of ['BeforeRun', 'AfterRun']) {
        add(`on${run}`, asTexts(hooksFor(worker, `on${run}`, isAsync)));
        add(`code${run}`, hooksFor(worker, `code${run}`, isAsync).map((code) => dedent(code)));
    }
    return Object.keys(found).length ? found : null;
};

/**
 * The configuration that polyscript gets in the worker: little of the page's, for the rest is
 * done there by interpreter/script.js, to which this sends it along.
 * @param {object} options of `startWorker`
 * @param {number} page the number of the worker
 */
export const configForWorker = (options, page) => {
    const { type, key, config, isAsync = true, element, hooks = pluginHooks(isAsync), screen } = options;
    const { values, plan = null } = config;
    const id = element?.id ?? '';
    /** @type {import('./interpreter/script.js').WorkerScript} */
    const script = { key, page, base: document.baseURI, isAsync, hooks, plan, values, id };
    if (screen) Object.assign(script, { screen: screen.kind ?? 'terminal', terminal: screen.terminal ? id : '' });
    return {
        debug: values.debug,
        js_modules: plan?.jsModules ?? values.js_modules,
        // A variant of MicroPython; nothing that is looked for anywhere.
        packages: type === 'mpy' && plan?.packages.includes('ulab') ? ['ulab'] : undefined,
        [SCRIPT]: script,
    };
};

/** Calls a function while polyscript finds the time that a worker keeps what it has seen. */
export const withTimeout = ({ experimental_ffi_timeout: timeout }, call) => {
    if (Number.isSafeInteger(timeout)) globalThis.reflected_ffi_timeout = timeout;
    try {
        return call();
    } finally {
        delete globalThis.reflected_ffi_timeout;
    }
};

/**
 * Hears what becomes of the script.
 * @param {any} worker polyscript's
 * @param {import('./calls/page-worker.js').PageWorker} owner what others have of it
 * @param {object} options of `startWorker`
 */
export const attend = (worker, owner, { type, code, key, config, ready = () => {}, host }) => {
    rememberScript(key, code, config.values);
    Object.assign(worker.sync, {
        pyscript_fail: (code, message) => report(Object.assign(new Error(message), code && { code }), key),
        pyscript_ready: () => ready(),
        pyscript_target: () => host.target(),
    });
    // What is loading, from before there is anything to call.
    worker.addEventListener('message', (event) => {
        const { pyscript_progress: progress } = event.data ?? {};
        if (!progress) return;
        event.stopImmediatePropagation(); // not for worker.onmessage
        announce(type, ...progress);
    });
    for (const hook of shared.hooks.main.onWorker)
        try {
            hook(null, owner);
        } catch (error) {
            report(error, key);
        }
};
