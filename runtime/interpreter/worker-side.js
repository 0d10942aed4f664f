/** What an interpreter has in a worker besides: the page at the other end, and the script. */
import { startAgent } from '../calls/agent.js';
import { signalOf } from '../calls/interrupt.js';
import { createWorkerEnd } from '../references/worker-end.js';
import { isExit, isPythonError } from './errors.js';
import { RUNTIME, SCRIPT } from './names.js';
import { completePolyscript, runScript } from './script.js';

/**
 * @param {{xworker: any}} polyscript its end of the worker
 * @param {any} host the host of this worker, completed in place
 * @param {{key: string, page: number, base: string}} script
 * @param {import('./prepare.js').Seam} seam
 * @param {"py" | "mpy"} type
 */
const connect = ({ xworker }, host, script, seam, type) => {
    const { sync, window, polyfill, isWindowProxy } = xworker;
    // The global one as it will be: see `settleBefore`.
    xworker.postMessage = (...args) => postMessage(...args);
    // The main thread shows it: on the page, and in the console that they share.
    host.report = (text) => sync.pyscript_report(text, script.key);
    host.base = () => script.base;
    host.page = createWorkerEnd({
        sync,
        direct: polyfill,
        canSuspend: seam.canSuspend === true,
        none: type === 'mpy' ? null : undefined,
        isPython: seam.isPython,
        isRemote: isWindowProxy,
        remote: () => window[RUNTIME].pages.get(script.page),
    });
};

/**
 * The page's document, as Python's `js.document`: what stands for it is made when somebody asks.
 * @param {any} interpreter
 */
const lendDocument = (interpreter) => {
    const set = (value) =>
        Object.defineProperty(globalThis, 'document', { configurable: true, enumerable: true, writable: true, value });
    Object.defineProperty(globalThis, 'document', {
        configurable: true,
        get() {
            set(undefined);
            interpreter.pyimport('pyscript.context'); // sets it
            return globalThis.document;
        },
        set,
    });
};

/**
 * @param {object} parts
 * @param {"py" | "mpy"} parts.type
 * @param {any} parts.interpreter
 * @param {any} parts.host
 * @param {import('./prepare.js').Seam} parts.seam
 * @param {any} parts.streams
 * @param {any} parts.script completed by what the page has sent
 * @param {(error: any) => void} parts.report shows what Python raised
 * @param {(code: string, filename: string, isAsync: boolean) => any} parts.run
 * @param {(code: string, filename: string) => Promise<any>} parts.runAsync
 */
export const createWorkerSide = ({ type, interpreter, host, seam, streams, script, report, run, runAsync }) => {
    const realm = { type, interpreter, io: seam.io };
    hearErrors(report, streams);
    answerForXWorker(interpreter);

    return {
        /** @param {any} module what polyscript has for Python */
        connect(module) {
            Object.assign(script, module.config[SCRIPT]);
            Object.assign(realm, { sync: module.xworker.sync, polyscript: module });
            completePolyscript(realm, script);
            connect(module, host, script, seam, type);
            if (host.page) lendDocument(interpreter);
            if (script.screen) streams.use();
            if (script.screen === 'editor') streams.keepOrder();
            const signal = signalOf(streams.screen?.control);
            if (signal) interpreter.setInterruptBuffer?.(signal);
            script.agent = startAgent(module.xworker, host, signal);
        },

        /** Whether this is the script: the first code that polyscript runs. */
        isScript: () => script.key && !script.started && (script.started = true),

        runScript: (code) =>
            runScript(
                {
                    ...realm,
                    async run(python, filename, isAsync) {
                        await seam.bringMore?.(python);
                        return isAsync ? runAsync(python, filename, true) : run(python, filename, false, true);
                    },
                    report(error) {
                        if (isPythonError(error)) return report(error);
                        return realm.sync.pyscript_fail(error.code ?? '', String(error.message ?? error));
                    },
                    async begin() {
                        if (!script.screen) return;
                        await seam.bringMore?.(); // for what will be typed
                        await streams.begin(script.terminal);
                    },
                },
                script,
                code,
            ),
    };
};

/** Exceptions that reach the worker's global: the main thread shows them, once. */
const hearErrors = (report, streams) => {
    const listen = (type, field) =>
        addEventListener(type, (event) => {
            const error = event[field];
            if (!isPythonError(error)) return;
            event.preventDefault();
            // The script's own end is known.
            if (!isExit(error, streams.screen)) report(error);
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
