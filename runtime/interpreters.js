/** Which interpreter module to load, and how to start one on the main thread. */
import IDBMap from '@webreflection/idb-map';
import IDBMapSync from '@webreflection/idb-map/sync';
import { buffered } from 'polyscript-esm/interpreter/_io.js';
import { JSModules, importCSS, importJS, isCSS, registerJSModules } from 'polyscript-esm/utils.js';
import { workersHandler } from 'polyscript-esm/workers.js';
import { micropython, pyodide } from 'pyscript:versions';
import { startError } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { announce } from './interpreter/announce.js';
import { UserError } from './user-error.js';

export const NAMES = { py: 'pyodide', mpy: 'micropython' };

const OWN = { py: pyodide, mpy: micropython };

const SHOWN = { py: 'Pyodide', mpy: 'MicroPython' };

/** Where another version is found. */
const CDN = {
    py: (version) => `https://cdn.jsdelivr.net/pyodide/v${version}/full/pyodide.mjs`,
    mpy: (version) =>
        `https://cdn.jsdelivr.net/npm/@micropython/micropython-webassembly-pyscript@${version}/micropython.mjs`,
};

/** The `version` of an attribute or an option; that in a configuration is the page's own. @param {import('./config.js').Config} config */
const wantedBy = ({ values, version }) => values.interpreter || version || undefined;

/** Whether a configuration names no other interpreter. @param {string} type @param {import('./config.js').Config} config */
export const isOwn = (type, config) => [OWN[type], undefined].includes(wantedBy(config));

/**
 * @param {string} type
 * @param {import('./config.js').Config} config whose `interpreter` is a version or a URL, or absent
 * @param {{environment?: string, inWorker?: boolean}} [options] the environment of the page, if it
 *     is not that of all its scripts
 * @returns {string} the URL of the interpreter module
 */
export const moduleURL = (type, config, { environment = '', inWorker = false } = {}) => {
    const query = environment ? [`env=${encodeURIComponent(environment)}`] : [];
    if (!isOwn(type, config)) {
        const wanted = wantedBy(config);
        const real = /^\d[\w.+-]*$/.test(wanted) ? CDN[type](wanted) : new URL(wanted, config.url).href;
        query.push(`of=${real}`);
    }
    const name = type === 'mpy' && inWorker ? 'mpy-worker' : type;
    return new URL(`./${name}.mjs${query.length ? '?' : ''}${query.join('&')}`, import.meta.url).href;
};

/** The folder that polyscript resolves against; ".txt" tells it that nothing is to be fetched. */
export const baseOf = (url) => new URL('./config.txt', url).href;

/** MicroPython has variants, of which polyscript knows these names. */
export const variantOf = ({ values: { debug }, plan }) =>
    `${debug ? '-settrace' : ''}${plan?.packages.includes('ulab') ? '-ulab' : ''}`;

const load = {
    async py({ loadPyodide }, { values }) {
        const interpreter = await loadPyodide({
            stdout: console.log.bind(console),
            stderr: console.error.bind(console),
        });
        if (values.debug) interpreter.setDebug(true);
        return interpreter;
    },
    async mpy({ loadMicroPython }, config) {
        const interpreter = await loadMicroPython({
            linebuffer: false,
            stdout: buffered(console.log.bind(console)),
            stderr: buffered(console.error.bind(console)),
            url: `micropython${variantOf(config)}.wasm`,
        });
        interpreter.mountNativeFS ??= async (...args) => {
            const { initializeNativeFS } = await import(/* beside this file */ './nativefs.js');
            interpreter.mountNativeFS = initializeNativeFS(interpreter._module);
            return interpreter.mountNativeFS(...args);
        };
        return interpreter;
    },
};

/** One of `js_modules`; why it could not be imported. @param {string} source @param {string} url @param {string} name */
const importModule = async (source, url, name) => {
    if (!URL.canParse(source, url)) throw new UserError('PY0001', `${source} could not be imported: it is no URL`);
    const address = new URL(source, url).href;
    try {
        await (isCSS(address) ? importCSS(address) : importJS(address, name));
    } catch (error) {
        await fetchOrFail(address, isCSS(address) ? 'a style sheet' : 'a JavaScript module');
        throw new UserError('PY0001', `${address} could not be imported: ${error.message ?? 'the browser refused it'}`);
    }
};

/** @param {import('./config.js').Config} config @returns {{main?: Record<string, string>, worker?: Record<string, string>} | undefined} */
export const modulesOf = ({ plan, values }) => plan?.jsModules ?? values.js_modules;

/** Imports JavaScript modules, or style sheets. @param {Record<string, string>} modules @param {string} url */
export const importModules = (modules, url) =>
    Promise.all(Object.entries(modules).map(([source, name]) => importModule(source, url, name)));

/**
 * Starts an interpreter of the main thread.
 * @param {string} type `py` or `mpy`
 * @param {import('./config.js').Config} config
 * @param {{name?: string, polyscript?: object}} [options] the environment that it is for, and
 *     what else Python finds in the module `polyscript`
 * @returns {Promise<any>}
 */
export const startInterpreter = async (type, config, { name = type, polyscript = {} } = {}) => {
    const { values, url, plan } = config;
    const say = (...args) => announce(type, ...args);
    try {
        say(`Loading ${SHOWN[type]}`);
        const { main } = modulesOf(config) ?? {};
        const modules = main && importModules(main, url);
        modules?.catch(() => {}); // awaited below
        const from = moduleURL(type, config, { environment: name === type ? '' : name });
        const module = await import(/* @vite-ignore */ from);
        const interpreter = await load[type](module, config);
        const installer = () => import(/* beside this file */ './install.js');
        if (plan) await (await installer()).install(type, interpreter, plan, say);
        if (modules) {
            say('Loading JS modules');
            await modules;
            say('Loaded JS modules');
        }
        const register = { registerJSModule: (_, ...args) => interpreter.registerJsModule(...args) };
        registerJSModules(NAMES[type], register, interpreter, JSModules);
        const forPython = {
            IDBMap,
            IDBMapSync,
            JSON,
            config: values,
            js_modules: JSModules,
            workers: workersHandler,
            async lazy_py_modules(...packages) {
                return (await installer()).importPackages(type, interpreter, packages, plan, say);
            },
            async storage(name) {
                const storage = new IDBMapSync(name);
                await storage.sync();
                return storage;
            },
        };
        Object.defineProperties(forPython, Object.getOwnPropertyDescriptors(polyscript));
        interpreter.registerJsModule('polyscript', forPython);
        say(`Loaded ${SHOWN[type]}`);
        return interpreter;
    } catch (error) {
        throw startError(error);
    }
};
