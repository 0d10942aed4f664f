/**
 * What both interpreter modules do with a fresh interpreter, on the main thread and in
 * workers alike: give it the package, the host, file names for scripts, and ears for errors.
 */
import createHost from '../host.js';
import { isExit } from './errors.js';
import { IO, MORE, RUNTIME, STREAMS } from './names.js';
import { createWorkerSide } from './worker-side.js';

// An expression: nothing is bound in the script's namespace.
const WATCH = '__import__("pyscript._interpreter._tasks", None, None, ["watch"]).watch()';

/* global IN_WORKER -- by the build, which makes it a constant where a file is for one thread */

/** The host of this realm: on the main thread the page's own. */
const hostOf = (environment) => (IN_WORKER ? createHost() : globalThis[RUNTIME].hosts[environment]);

/** A module of the build that few pages need, in this thread. */
const beside = (name) => import(/* @vite-ignore */ new URL(name, import.meta.url).href);

/**
 * @typedef {object} Seam what differs between the interpreters
 * @prop {(files: [string, string | Uint8Array][]) => void} install writes the package
 * @prop {(code: string, filename: string, isAsync: boolean) => any} run with a file name
 * @prop {{stdout: Function, stderr: Function, buffered: Function}} io what is printed
 * @prop {object} [host] what the host does otherwise with this interpreter
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
    // A page may have several interpreters of a type.
    const host = { ...hostOf(environment ?? type), beside, FS: interpreter.FS, ...seam.host };
    const script = { key: '' };
    interpreter[IO] = seam.io;
    interpreter[MORE] = async (code) => seam.bringMore?.(code);
    const { runPython, runPythonAsync } = interpreter;
    const register = interpreter.registerJsModule.bind(interpreter);
    // Programs take the interpreter from there: `from _pyscript import interpreter`.
    register('_pyscript', { host, interpreter });
    const { streams } = seam;
    streams.connect(interpreter, host, seam);
    interpreter[STREAMS] = streams;

    interpreter.registerJsModule = (name, module) => {
        if (IN_WORKER && name === 'polyscript') workerSide.connect(module);
        register(name, module);
        if (name === 'polyscript') {
            const modules = Reflect.ownKeys(module.js_modules).filter((key) => key !== '-T-');
            if (modules.length)
                interpreter.pyimport('pyscript.context')._name_modules(modules.join('\n'), script.modules?.join('\n') ?? '');
            const { experimental_create_proxy: wanted } = module.config;
            if ([wanted, wanted?.auto].some((value) => value === 'auto' || value === true)) seam.keepAll?.();
        }
    };

    /** Shows an exception; in a terminal as well. */
    const report = (error) => {
        streams.fail(error);
        if (!isExit(error, streams.screen)) host.report(error.message);
    };

    /** Looks out for exceptions of tasks, once there can be any. */
    const watch = () => {
        if (script.watching || !seam.usesTasks()) return;
        script.watching = true;
        runPython.call(interpreter, WATCH);
    };

    interpreter._module.resumed = watch; // MicroPython calls it after each step but the first

    /** What `isScript` has no value. */
    const run = (code, filename, isAsync, isScript = false) => {
        try {
            return seam.run(code, filename, isAsync, isScript);
        } finally {
            if (!isAsync) streams.flush();
            watch();
        }
    };

    /** MicroPython begins a script with a top-level await only when that is awaited. */
    const runAsync = async (code, filename, isScript = false) => {
        await seam.bringMore?.(code);
        queueMicrotask(() => queueMicrotask(watch)); // right after its first step
        try {
            return await run(code, filename, true, isScript);
        } finally {
            watch();
            streams.flush();
        }
    };

    interpreter.runPython = (code, options) =>
        options?.filename ? run(code, options.filename, false, options.isScript) : runPython.call(interpreter, code, options);

    interpreter.runPythonAsync = async (code, options) => {
        if (options?.filename) return runAsync(code, options.filename, options.isScript);
        if (IN_WORKER && workerSide.isScript()) return workerSide.runScript(code);
        return runPythonAsync.call(interpreter, code, options);
    };

    const workerSide =
        IN_WORKER && createWorkerSide({ type, interpreter, host, seam, streams, script, report, run, runAsync });
    return interpreter;
};
