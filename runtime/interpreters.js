/** Which interpreter module to load, and how to start one on this thread, with polyscript. */
import { getRuntime } from 'polyscript-esm/loader.js';
import { registry } from 'polyscript-esm/interpreters.js';
import { JSModules, registerJSModules } from 'polyscript-esm/utils.js';
import { workersHandler } from 'polyscript-esm/workers.js';
import IDBMap from '@webreflection/idb-map';
import IDBMapSync from '@webreflection/idb-map/sync';
import { startError } from './errors.js';

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
    const values = structuredClone(config.values);
    let interpreter;
    try {
        interpreter = await getRuntime(`${name}@${moduleURL(type, config)}`, values, baseOf(config.url));
    } catch (error) {
        throw startError(error);
    }
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
