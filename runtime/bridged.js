/** Python files whose functions JavaScript calls: what `bridge` finds in the runtime of a page. */
import './common.js';
import { packArguments, unpackReply } from './calls/packets.js';
import { environmentOf } from './environments.js';
import { rememberScript } from './errors.js';
import { fetchCode, launch, newWorker } from './file-worker.js';
import { PAGE, serving, typeOf } from './foreign.js';
import { MORE } from './interpreter/names.js';
import { UserError } from './user-error.js';

/**
 * @typedef {object} Server Python that loads files
 * @prop {Promise<Record<string, (...args: any[]) => Promise<any>>>} functions its own, and those of the files
 * @prop {() => void} terminate
 */

let count = 0;

/** The names that follow `def` at the beginning of a line. */
const DEFINITION = /^(?:async\s+)?def\s+([\p{L}\p{N}_]+)/gmu;

/** What a file is called in tracebacks. @param {string} url */
const nameOf = (url) => {
    const folder = new URL('.', document.baseURI).href;
    return (url.startsWith(folder) ? url.slice(folder.length) : url).replace(/[?#].*$/, '');
};

/** @returns {Server} */
const inWorker = (type, { config, url, serviceWorker }, forget) => {
    const owner = newWorker('a bridge');
    owner.addEventListener('ended', forget);
    const start = async () => {
        try {
            const code = serving('serve_bridge', { inWorker: true });
            await launch(owner, 'bridge', code, { type, config, base: url, serviceWorker });
            await owner.usable;
        } catch (error) {
            owner.terminate();
            throw error;
        }
        return owner.sync;
    };
    return { functions: start(), terminate: () => owner.terminate() };
};

/** Of the main thread's Python, or of one of its environments. */
const startOnMainThread = async (type, env) => {
    const element = document.createElement('script');
    if (env) element.setAttribute('env', env);
    const { interpreter } = await environmentOf(/** @type {any} */ ({ element, type })).ready;
    await interpreter[MORE]();
    const functions = {};
    const call = (perform) => async (...args) => unpackReply(await perform(packArguments(args)));
    interpreter.registerJsModule(PAGE, {
        page: {
            offer(name, perform) {
                functions[name] = call(perform);
            },
        },
    });
    interpreter.runPython(serving('serve_bridge', { inWorker: false }));
    return functions;
};

/** @type {Map<string, Server>} by type and environment */
const ofThread = new Map();

/** @returns {Server} */
const onMainThread = (type, { env }) => {
    const key = `${type} ${env || type}`;
    if (!ofThread.has(key)) {
        const functions = startOnMainThread(type, env);
        functions.catch(() => ofThread.delete(key));
        const terminate = () => {
            throw new TypeError('the Python of this bridge is that of the page, which nothing ends: it has no worker');
        };
        ofThread.set(key, { functions, terminate });
    }
    return ofThread.get(key);
};

/** @type {Map<string, {server: Server, config: string, files: Map<string, Promise<any>>}>} */
const shared = new Map();

/** What several bridges with the same `env` have in common. */
const sharedBy = ({ env, type, worker, config, url }, start) => {
    const key = `${type} ${worker ? 'worker' : 'main'} ${env}`;
    const text = config === undefined ? '' : JSON.stringify(config);
    let found = shared.get(key);
    if (found && text && text !== found.config)
        throw new UserError(
            'PY0409',
            `env: ${JSON.stringify(env)} has started with another configuration than ${nameOf(url)} asks for ` +
                `(${found.config || 'none'}, ${text}): keep one, or give one of them another env`,
        );
    if (!found) {
        // Ended: the next one starts another, which may have happened.
        const forget = () => shared.get(key) === found && shared.delete(key);
        found = { server: start(forget), config: text, files: new Map() };
        found.server.functions.catch(forget);
        shared.set(key, found);
    }
    return found;
};

const load = async (server, url, { env }, source) => {
    const [functions, code] = await Promise.all([server.functions, source]);
    const filename = nameOf(url);
    rememberScript(filename, code, {});
    const number = ++count;
    const defined = [...code.matchAll(DEFINITION)].map(([, name]) => name);
    const stem = filename.slice(filename.lastIndexOf('/') + 1).replace(/\.py$/, '');
    const names = await functions.load(number, code, filename, env ? '' : stem, defined);
    // What has it is taken for a promise, which would never settle.
    if (names.includes('then')) console.warn(`${filename}: JavaScript takes what has a function then() for a promise: it is left out`);
    return Object.fromEntries(
        names.filter((name) => name !== 'then').map((name) => [name, functions[`${number}:${name}`]]),
    );
};

/**
 * The functions of a Python file, for JavaScript, and what ends the worker that they are in.
 * @param {string} url of the file, absolute
 * @param {import('./bridge.js').BridgeOptions} options
 * @returns {{functions: Promise<Record<string, (...args: any[]) => Promise<any>>>, terminate: () => void}}
 */
export const functionsOf = (url, options) => {
    const { type = 'py', config, env, service_worker, serviceWorker = service_worker } = options;
    // The main thread's Python has its configuration already.
    const worker = options.worker !== false || config !== undefined;
    const settings = { type: typeOf(type, 'a bridge'), config, env, url, serviceWorker, worker };
    const source = fetchCode(url);
    source.catch(() => {}); // awaited below
    const start = (forget) => (worker ? inWorker : onMainThread)(settings.type, settings, forget);
    if (!env) {
        const server = start(() => {});
        return { functions: load(server, url, settings, source), terminate: server.terminate };
    }
    const { server, files } = sharedBy(settings, start);
    if (!files.has(url)) {
        const functions = load(server, url, settings, source);
        files.set(url, functions);
        functions.catch(() => files.delete(url));
    }
    return { functions: files.get(url), terminate: server.terminate };
};
