/**
 * What both interpreter modules do with a fresh interpreter, on the main thread and in
 * workers alike: give it the package, the host, file names for scripts, and ears for errors.
 */
import createHost from '../host.js';
import { isExit, isPythonError } from './errors.js';
import { createWorkerEnd } from '../references/worker-end.js';

/** Where core.js and the interpreter modules of one page meet. */
export const RUNTIME = Symbol.for('pyscript.runtime');

/** Where an interpreter keeps its standard streams. */
export const STREAMS = Symbol.for('pyscript.streams');

/** The key under which core.js sends a worker's script along with its configuration. */
export const SCRIPT = 'pyscript:script';

// An expression: nothing is bound in the script's namespace.
const WATCH = '__import__("pyscript._interpreter._tasks", None, None, ["watch"]).watch()';

export const inWorker = typeof globalThis.Window === 'undefined';

/** The host of this realm: on the main thread the page's own. */
const hostOf = (type) => (inWorker ? undefined : globalThis[RUNTIME]?.hosts[type]) ?? createHost(globalThis);

/**
 * @param {{xworker: any}} polyscript its end of the worker
 * @param {any} host the host of this worker, completed in place
 * @param {{key: string, page: number}} script
 * @param {Seam} seam
 */
const connect = ({ xworker: { sync, window, polyfill, isWindowProxy } }, host, script, seam) => {
    // The main thread shows it: on the page, and in the console that they share.
    host.report = (text) => sync.pyscript_report(text, script.key);
    host.page = createWorkerEnd({
        sync,
        direct: polyfill,
        canSuspend: seam.canSuspend === true,
        isPython: seam.isPython,
        isRemote: isWindowProxy,
        remote: () => window[RUNTIME].pages.get(script.page),
    });
};

/** polyscript's proxies of JavaScript modules fail when asked for a symbol. */
const textNames = { has: (module, name) => typeof name === 'string' && name in module };

/**
 * @typedef {object} Seam what differs between the interpreters
 * @prop {(files: [string, string | Uint8Array][]) => void} install writes the package
 * @prop {(code: string, filename: string, isAsync: boolean) => any} run with a file name
 * @prop {object} [host] what the host does otherwise with this interpreter
 * @prop {(modules: object) => void} [nameJsModules] lets `pyscript.js_modules.x` be imported
 * @prop {(value: any) => boolean} isPython whether a function is one of Python's
 * @prop {boolean} [canSuspend] whether Python can wait for a promise where the engine can
 * @prop {() => boolean} usesTasks whether asyncio has been imported
 *
 * @param {"py" | "mpy"} type
 * @param {any} interpreter as polyscript will see it
 * @param {Seam} seam
 * @param {[string, string | Uint8Array][]} files
 */
export const prepare = (type, interpreter, seam, files) => {
    seam.install(files);
    const host = { ...hostOf(type), ...seam.host }; // a page may have several interpreters of a type
    let mounts;
    host.mounts = () =>
        (mounts ??= import(/* beside this file */ './mounts.js').then(({ createMounts }) =>
            createMounts(interpreter.FS, (text) => host.report(text, '')),
        ));
    const script = { key: '' };
    const { runPython, runPythonAsync } = interpreter;
    const register = interpreter.registerJsModule.bind(interpreter);
    register('_pyscript', { host });
    const { streams } = seam;
    streams.connect(interpreter, host, seam);
    interpreter[STREAMS] = streams;

    interpreter.registerJsModule = (name, module) => {
        if (name === 'polyscript' && inWorker) {
            Object.assign(script, module.config[SCRIPT]);
            delete module.config[SCRIPT];
            connect(module, host, script, seam);
            if (script.screen) streams.use();
            if (script.screen === 'editor') streams.keepOrder();
        }
        register(name, module);
        if (name === 'polyscript') seam.nameJsModules?.(module.js_modules);
        if (name.startsWith('polyscript.js_modules'))
            register(name.replace('polyscript', 'pyscript'), new Proxy(module, textNames));
    };

    /** Shows an exception; in a terminal as well. */
    const report = (error) => {
        streams.fail(error);
        if (!isExit(error)) host.report(error.message);
    };

    /** Runs a script; once its first part has run, exceptions of its tasks are looked out for. */
    const run = (code, filename, isAsync) => {
        try {
            return seam.run(code, filename, isAsync);
        } finally {
            if (!isAsync) streams.flush();
            if (!script.watching && seam.usesTasks()) {
                script.watching = true;
                runPython.call(interpreter, WATCH);
            }
        }
    };

    const runAsync = async (code, filename) => {
        try {
            return await run(code, filename, true);
        } finally {
            streams.flush();
        }
    };

    /** Whether this is the script: the first code that polyscript runs in a worker. */
    const isScript = () => inWorker && script.key && !script.started && (script.started = true);

    const failed = (error) => {
        if (!isPythonError(error)) throw error;
        report(error);
    };

    interpreter.runPython = (code, options) => {
        if (options?.filename) return run(code, options.filename, false);
        if (!isScript()) return runPython.call(interpreter, code, options);
        try {
            if (script.screen) streams.beginNow(script.terminal);
            return run(code, script.key, false);
        } catch (error) {
            failed(error);
        }
    };

    interpreter.runPythonAsync = async (code, options) => {
        if (options?.filename) return runAsync(code, options.filename);
        if (!isScript()) return runPythonAsync.call(interpreter, code, options);
        try {
            if (script.screen) await streams.begin(script.terminal);
            return await runAsync(code, script.key);
        } catch (error) {
            failed(error);
        }
    };

    if (inWorker) {
        hearErrors(report);
        answerForXWorker(interpreter);
    }
    return interpreter;
};

/** Exceptions that reach the worker's global: the main thread shows them, once. */
const hearErrors = (report) => {
    const listen = (type, field) =>
        addEventListener(type, (event) => {
            const error = event[field];
            if (!isPythonError(error)) return;
            event.preventDefault();
            // The script's own end is known.
            if (!isExit(error)) report(error);
        });
    listen('error', 'error');
    listen('unhandledrejection', 'reason');
};

/**
 * polyscript hands each event of a worker's global to the Python variable `xworker`, and
 * fails where the script has none.
 */
const answerForXWorker = (interpreter) => {
    const { globals } = interpreter;
    const ignore = () => {};
    const silent = { onerror: ignore, onmessage: ignore, onmessageerror: ignore };
    const get = (name) => globals.get(name) ?? (name === 'xworker' ? silent : undefined);
    Object.defineProperty(interpreter, 'globals', {
        value: new Proxy(globals, {
            get(target, name) {
                if (name === 'get') return get;
                const value = Reflect.get(target, name, target);
                return typeof value === 'function' ? value.bind(target) : value;
            },
        }),
    });
};
