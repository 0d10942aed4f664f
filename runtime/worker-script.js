/** What the page and interpreter/script.js tell each other about the script of a worker. */
import dedent from 'codedent';
import { isCSS } from 'polyscript-esm/utils.js';
import asText from 'reflected-ffi/to-json-callback';
import { rememberScript, report } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { hooksFor } from './hooks.js';
import { announce } from './interpreter/announce.js';
import { importModules, modulesOf } from './interpreters.js';
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

/** The style sheets of `js_modules.worker`, or all else of it. @param {import('./config.js').Config} config @param {boolean} style */
const modulesOfWorker = (config, style) => {
    const modules = Object.entries(modulesOf(config)?.worker ?? {});
    const isStyle = (source) => URL.canParse(source, config.url) && isCSS(new URL(source, config.url).href);
    return Object.fromEntries(modules.filter(([source]) => isStyle(source) === style));
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
    const wanted = modulesOf(config);
    const own = wanted && modulesOfWorker(config, false);
    const modules = wanted && Object.values(wanted.main ?? {}).filter((name) => !Object.values(own).includes(name));
    /** @type {import('./interpreter/script.js').WorkerScript} */
    const script = { key, page, base: document.baseURI, isAsync, hooks, plan, values, id, modules };
    if (screen) Object.assign(script, { screen: screen.kind ?? 'terminal', terminal: screen.terminal ? id : '' });
    return {
        debug: values.debug,
        js_modules: wanted && { ...wanted, worker: own },
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

/** What the page imports for a worker. @param {import('./config.js').Config} config */
const importForWorker = (config) =>
    importModules({ ...modulesOf(config)?.main, ...modulesOfWorker(config, true) }, config.url);

/**
 * What ends a worker before its script starts. A module of its own may be missing, of which the
 * browser does not say so much.
 * @param {any} error @param {import('./config.js').Config} config
 */
export const causeOf = async (error, config) => {
    try {
        for (const source of Object.keys(modulesOfWorker(config, false)))
            if (URL.canParse(source, config.url))
                await fetchOrFail(new URL(source, config.url).href, 'a JavaScript module');
    } catch (missing) {
        return missing;
    }
    return error;
};

/**
 * Hears what becomes of the script.
 * @param {any} worker polyscript's
 * @param {import('./calls/page-worker.js').PageWorker} owner what others have of it
 * @param {object} options of `startWorker`
 */
export const attend = (worker, owner, { type, code, key, config, ready = () => {}, host }) => {
    rememberScript(key, code, config.values);
    const modules = importForWorker(config);
    modules.catch(() => {}); // the worker will ask
    Object.assign(worker.sync, {
        async pyscript_modules() {
            try {
                await modules;
            } catch (error) {
                report(error, key);
                return `${error.code}: ${error.message}`;
            }
        },
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
