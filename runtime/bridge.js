/**
 * `bridge`: the functions of a Python file as those of a JavaScript module. A module imports this
 * file, which needs nothing else of the page: where there is no PyScript yet, it loads it.
 */
import { RUNTIME } from './interpreter/names.js';

/**
 * @typedef {object} BridgeOptions
 * @prop {'py' | 'mpy' | 'pyodide' | 'micropython'} [type] of the interpreter: `py` if it is left out
 * @prop {boolean} [worker] whether Python runs in a worker; `true` if it is left out, or `config` is not
 * @prop {string | object} [config] a URL, JSON or TOML, or an object; URLs are relative to the module
 * @prop {string} [env] a name: files with the same one share their interpreter and their names
 * @prop {string} [pyscript] the version to load, or the URL of a core.js, where the page has none
 * @prop {string} [serviceWorker] where the isolation headers are missing
 */

/**
 * The functions, at once; awaited, the same in an object, once they can be called.
 * @typedef {Record<string, (...args: any[]) => Promise<any>>} PythonFunctions
 */

/** A version in a path, as on servers of packages: `/pyscript@1.0.0/`, `/releases/2026.1.1/`. */
const VERSION = /([@/]v?)\d+\.\d+(?:\.[\w.+-]+)?(?=\/)/;

/** @param {string} [wanted] @returns {string} the URL of the core.js to load */
const coreOf = (wanted) => {
    if (wanted?.includes('/')) return new URL(wanted, document.baseURI).href;
    const url = new URL('./core.js', import.meta.url);
    if (wanted && VERSION.test(url.pathname)) url.pathname = url.pathname.replace(VERSION, `$1${wanted}`);
    else if (wanted)
        console.warn(
            `bridge: pyscript: '${wanted}' cannot be chosen here, as the address of bridge.js names no version: ` +
                `${url} is used. The URL of another core.js can be given instead.`,
        );
    return url.href;
};

/** The page's runtime, or one that is loaded now. @param {string} [wanted] */
const runtime = async (wanted) => {
    if (!globalThis[RUNTIME]?.page) await import(/* @vite-ignore */ coreOf(wanted));
    const page = await globalThis[RUNTIME]?.page;
    if (!page?.functionsOf) throw new Error('the PyScript of this page knows no bridge: load the core.js that came with it');
    return page;
};

/** The Python file beside a module. @param {string | URL} url */
const fileOf = (url) => {
    const file = new URL(url, document.baseURI);
    const path = file.pathname.replace(/\.\w+$/, '.py');
    if (!path.endsWith('.py'))
        throw new TypeError(`bridge(url) takes the URL of a module, import.meta.url, or of a Python file, not '${url}'`);
    file.pathname = path;
    file.hash = '';
    return file.href;
};

/** What ends the worker of a bridge, by what the bridge has given. @type {WeakMap<object, () => Promise<void>>} */
const ends = new WeakMap();

/**
 * Python functions for JavaScript: those at the top level of the Python file that has the name of
 * a module, `calculations.py` beside `calculations.js`. What they raise rejects: `name` is the type
 * that it has in Python, `message` its message, `traceback` where it was.
 * @template {Record<string, (...args: any[]) => Promise<any>>} [T=PythonFunctions]
 * @param {string | URL} url of the module, `import.meta.url`; or of a Python file
 * @param {BridgeOptions} [options]
 * @returns {T & PromiseLike<T>}
 */
export const bridge = (url, options = {}) => {
    const file = fileOf(url);
    // Not changed by who has passed it, or by us.
    const settings = structuredClone(options);
    const served = runtime(settings.pyscript).then((page) => page.functionsOf(file, settings));
    const end = async () => {
        const { terminate } = await served;
        functions.catch(() => {}); // as was to be
        terminate();
    };
    const functions = served.then(async (server) => {
        const found = await server.functions;
        ends.set(found, end);
        return found;
    });
    const called = (name) => async (...args) => {
        const found = await functions;
        if (Object.hasOwn(found, name)) return found[name](...args);
        const names = Object.keys(found).join(', ');
        const message = `${file} has no function ${name}(): ${names ? `it has ${names}` : 'it has none'}`;
        throw Object.assign(new Error(message), { name: 'AttributeError' });
    };
    const known = Object.create(null);
    const bridged = new Proxy(known, {
        get(_, name) {
            if (name === 'then') return functions.then.bind(functions);
            return typeof name === 'string' ? (known[name] ??= called(name)) : undefined;
        },
    });
    ends.set(bridged, end);
    return bridged;
};

/**
 * Ends the worker of a bridge at once, whatever it is doing: what is pending rejects, and what is
 * called later. Files with the same `env` share it; the next bridge starts another.
 * @param {object} python what `bridge` has returned, awaited or not
 * @returns {Promise<void>} rejects if Python runs on the main thread
 */
export const terminate = async (python) => {
    const end = ends.get(python);
    if (!end) throw new TypeError(`terminate(python) takes what bridge(…) has returned, not ${python}`);
    await end();
};

export default bridge;
