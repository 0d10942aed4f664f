/** Which interpreter module to load, and how to start one on this thread, with polyscript. */
import { getRuntime } from 'polyscript-esm/loader.js';
import { registry } from 'polyscript-esm/interpreters.js';
import { JSModules, registerJSModules } from 'polyscript-esm/utils.js';
import { workersHandler } from 'polyscript-esm/workers.js';
import IDBMap from '@webreflection/idb-map';
import IDBMapSync from '@webreflection/idb-map/sync';
import { UserError } from './errors.js';

export const NAMES = { py: 'pyodide', mpy: 'micropython' };

/** @param {string} type */
const ownModule = (type) => new URL(`./${type}.mjs`, import.meta.url).href;

/**
 * @param {string} type
 * @param {import('./config.js').Config} config whose `interpreter` is a version or a URL, or absent
 * @returns {string} the URL of the interpreter module
 */
export const moduleURL = (type, { values, url }) => {
    const wanted = values.interpreter ?? values.version;
    if (!wanted) return ownModule(type);
    const real = /^\d[\w.+-]*$/.test(wanted)
        ? registry.get(NAMES[type]).module(wanted)
        : new URL(wanted, url).href;
    return `${ownModule(type)}?of=${real}`;
};

/** The folder that polyscript resolves against; ".txt" tells it that nothing is to be fetched. */
export const baseOf = (url) => new URL('./config.txt', url).href;

/**
 * Starts the interpreter of the main thread.
 * @param {string} type
 * @param {import('./config.js').Config} config
 */
export const startInterpreter = async (type, config) => {
    const name = NAMES[type];
    const module = registry.get(name);
    const url = moduleURL(type, config);
    try {
        await import(/* @vite-ignore */ url);
    } catch (error) {
        throw new UserError('PY0001', `the interpreter could not be loaded from ${url}: ${error.message}`);
    }
    const values = structuredClone(config.values);
    const interpreter = await getRuntime(`${name}@${url}`, values, baseOf(config.url));
    registerJSModules(name, module, interpreter, JSModules);
    module.registerJSModule(interpreter, 'polyscript', {
        IDBMap,
        IDBMapSync,
        config: config.values,
        currentScript: null,
        js_modules: JSModules,
        workers: workersHandler,
    });
    return interpreter;
};

/**
 * Lets the browser fetch what a type of script will need, before anything asks for it.
 * @param {string} type
 */
export const preload = (type) => {
    const name = NAMES[type];
    const hint = (rel, path, as) => {
        const link = document.createElement('link');
        link.rel = rel;
        link.href = new URL(path, import.meta.url).href;
        if (as) link.as = as;
        link.crossOrigin = 'anonymous';
        document.head.append(link);
    };
    hint('modulepreload', `./${type}.mjs`);
    hint('modulepreload', `./${name}/${name}.mjs`);
    if (type === 'mpy') hint('preload', './micropython/micropython.wasm', 'fetch');
};
