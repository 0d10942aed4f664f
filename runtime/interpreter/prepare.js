/**
 * What both interpreter modules do with a fresh interpreter, on the main thread and in
 * workers alike: give it the package, the host, file names for scripts, and ears for errors.
 */
import createHost from '../host.js';
import { startAgent } from '../calls/agent.js';
import { signalOf } from '../calls/interrupt.js';
import { createWorkerEnd } from '../references/worker-end.js';
import { isExit, isPythonError } from './errors.js';
import { IO, MORE, RUNTIME, SCRIPT, STREAMS } from './names.js';
import { completePolyscript, runScript } from './script.js';

// An expression: nothing is bound in the script's namespace.
const WATCH = '__import__("pyscript._interpreter._tasks", None, None, ["watch"]).watch()';

/* global PYSCRIPT_THREAD -- in builds that are for one of them */
export const inWorker =
    typeof PYSCRIPT_THREAD === 'string' ? PYSCRIPT_THREAD === 'worker' : typeof globalThis.Window === 'undefined';

/** The host of this realm: on the main thread the page's own. */
const hostOf = (environment) =>
    (inWorker ? undefined : globalThis[RUNTIME]?.hosts?.[environment]) ?? createHost(globalThis);

/**
 * @param {{xworker: any}} polyscript its end of the worker
 * @param {any} host the host of this worker, completed in place
 * @param {{key: string, page: number, base: string}} script
 * @param {Seam} seam
 */
const connect = ({ xworker: { sync, window, polyfill, isWindowProxy } }, host, script, seam) => {
    // The main thread shows it: on the page, and in the console that they share.
    host.report = (text) => sync.pyscript_report(text, script.key);
    host.base = () => script.base;
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
 * @prop {{stdout: Function, stderr: Function, buffered: Function}} io what is printed
 * @prop {object} [host] what the host does otherwise with this interpreter
 * @prop {(modules: object) => void} [nameJsModules] lets `pyscript.js_modules.x` be imported
 * @prop {(value: any) => boolean} isPython whether a function is one of Python's
 * @prop {boolean} [canSuspend] whether Python can wait for a promise where the engine can
 * @prop {() => void} [keepAll] what JavaScript gets outlives the call, always
 * @prop {(code?: string) => Promise<void> | void} [bringMore] what code names of the package, or all
 * @prop {() => boolean} usesTasks whether asyncio has been imported
 *
 * @param {"py" | "mpy"} type
 * @param {string | undefined} environment of the page, if it is not that of all its scripts
 * @param {any} interpreter as polyscript will see it
 * @param {Seam} seam
 * @param {[string, string | Uint8Array][]} files
 */
export const prepare = (type, environment, interpreter, seam, files) => {
    seam.install(files);
    const host = { ...hostOf(environment ?? type), ...seam.host }; // a page may have several interpreters of a type
    host.mounts = async () => (await import(/* beside this file */ './mounts.js')).mountsOf(interpreter.FS, host);
    const script = { key: '' };
    const realm = { type, interpreter, io: seam.io };
    interpreter[IO] = seam.io;
    interpreter[MORE] = async (code) => seam.bringMore?.(code);
    const { runPython, runPythonAsync } = interpreter;
    const register = interpreter.registerJsModule.bind(interpreter);
    register('_pyscript', { host });
    const { streams } = seam;
    streams.connect(interpreter, host, seam);
    interpreter[STREAMS] = streams;

    interpreter.registerJsModule = (name, module) => {
        if (name === 'polyscript' && inWorker) {
            Object.assign(script, module.config[SCRIPT]);
            Object.assign(realm, { sync: module.xworker.sync, polyscript: module });
            completePolyscript(realm, script);
            connect(module, host, script, seam);
            if (script.screen) streams.use();
            if (script.screen === 'editor') streams.keepOrder();
            const signal = signalOf(streams.screen?.control);
            if (signal) interpreter.setInterruptBuffer?.(signal);
            script.agent = startAgent(module.xworker, host, signal);
        }
        register(name, module);
        if (name === 'polyscript') {
            seam.nameJsModules?.(module.js_modules);
            const { experimental_create_proxy: wanted } = module.config;
            if ([wanted, wanted?.auto].some((value) => value === 'auto' || value === true)) seam.keepAll?.();
        }
        if (name.startsWith('polyscript.js_modules'))
            register(name.replace('polyscript', 'pyscript'), new Proxy(module, textNames));
    };

    /** Shows an exception; in a terminal as well. */
    const report = (error) => {
        streams.fail(error);
        if (!isExit(error)) host.report(error.message);
    };

    /** Looks out for exceptions of tasks, once there can be any. */
    const watch = () => {
        if (script.watching || !seam.usesTasks()) return;
        script.watching = true;
        runPython.call(interpreter, WATCH);
    };

    const run = (code, filename, isAsync) => {
        try {
            return seam.run(code, filename, isAsync);
        } finally {
            if (!isAsync) streams.flush();
            watch();
        }
    };

    /** MicroPython begins a script with a top-level await only when that is awaited. */
    const runAsync = async (code, filename) => {
        await seam.bringMore?.(code);
        setTimeout(watch);
        try {
            return await run(code, filename, true);
        } finally {
            watch();
            streams.flush();
        }
    };

    /** Whether this is the script: the first code that polyscript runs in a worker. */
    const isScript = () => inWorker && script.key && !script.started && (script.started = true);

    interpreter.runPython = (code, options) =>
        options?.filename ? run(code, options.filename, false) : runPython.call(interpreter, code, options);

    interpreter.runPythonAsync = async (code, options) => {
        if (options?.filename) return runAsync(code, options.filename);
        if (!isScript()) return runPythonAsync.call(interpreter, code, options);
        const { screen, terminal } = script;
        await runScript(
            {
                ...realm,
                async run(python, filename, isAsync) {
                    await seam.bringMore?.(python);
                    return isAsync ? runAsync(python, filename) : run(python, filename, false);
                },
                report(error) {
                    if (isPythonError(error)) return report(error);
                    return realm.sync.pyscript_fail(error.code ?? '', String(error.message ?? error));
                },
                async begin() {
                    if (!screen) return;
                    await seam.bringMore?.(); // for what will be typed
                    await streams.begin(terminal);
                },
            },
            script,
            code,
        );
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
