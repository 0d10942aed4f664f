/**
 * The interpreter module for Pyodide: polyscript imports it where it expects pyodide.mjs.
 */
/* global IN_WORKER -- by the build */
import files from 'pyscript:files/pyodide';
import { pyodide as ownVersion } from 'pyscript:versions';
import { announce, announceToPage } from './announce.js';
import { isFrugal } from './frugal.js';
import { changeable } from './io.js';
import { keepAll, watcher } from './lasting.js';
import { pictureIn, trampoline, unfold } from './picture.js';
import { createStreams } from '../streams/realm.js';
import { prepare } from './prepare.js';
import { createTurns } from './turns.js';
import { wrapped } from './wrapped.js';

const { url, load, own, environment } = wrapped(import.meta.url, './pyodide/pyodide.mjs');

if (IN_WORKER) announceToPage('py');

/** polyscript keys its cache of installed packages by it. */
export const version = own ? ownVersion : (await load).version;

/** What a screen needs of Pyodide, apart from what every interpreter does. */
const pyodideScreen = (interpreter, { outputs, readLine }) => ({
    useScreen(screen) {
        const terminal = { isatty: screen.isTerminal, getTerminalSize: () => screen };
        const write = (name) => (bytes) => {
            outputs[name].add(bytes);
            return bytes.length;
        };
        interpreter.setStdout({ write: write('stdout'), ...terminal });
        interpreter.setStderr({ write: write('stderr'), ...terminal });
        interpreter.setStdin({ stdin: readLine, isatty: screen.isTerminal });
        if (screen.control) interpreter.setInterruptBuffer(screen.control);
    },
    drain: () => interpreter.runPython('__import__("sys").stdout.flush()'),
});

/** How much of that memory has come. Nobody hears of it before the interpreter is asked for. */
const arrived = { loaded: 0, total: 0, isWatched: false };

const tellArrived = () => announce('py', 'Loading Pyodide', arrived.loaded, arrived.total);

/** The memory of our Pyodide after its start, which the build took a picture of. */
const fetchMemory = async () => {
    const response = await fetch(new URL('memory.bin', url));
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${response.url}`);
    Object.assign(arrived, { loaded: 0, total: Number(response.headers.get('content-length') ?? 0) });
    const count = new TransformStream({
        transform(chunk, controller) {
            arrived.loaded += chunk.length;
            if (arrived.isWatched) tellArrived();
            controller.enqueue(chunk);
        },
    });
    return new Response(
        response.body.pipeThrough(count).pipeThrough(new DecompressionStream('gzip')),
    ).arrayBuffer();
};

const hasMemory = own && !isFrugal();

/** Fetched and unpacked while Pyodide's own modules are on their way. */
let memory = hasMemory ? fetchMemory() : null;

memory?.catch(() => {}); // `start` tells

/** These 31 MB are for one interpreter, and kept no longer. */
const takeMemory = () => {
    const taken = memory ?? fetchMemory();
    memory = null;
    return taken;
};

/** Starts with the memory of one that had started, but in another engine. */
const resume = async (loadReal, settings) => {
    // A start finds out how functions of C can be called in this engine. Without that they
    // are called by way of JavaScript, which takes longer and cannot be suspended.
    let found = 0;
    let kept;
    const main = import(/* @vite-ignore */ `${settings.indexURL}pyodide.asm.mjs`);
    const createPyodideModule = async (module) => {
        (module.preRun ??= []).push((ready) => {
            found = ready.HEAP32[trampoline(ready)];
            unfold(kept, ready);
        });
        return (await main).default(module);
    };
    const interpreter = await loadReal({
        ...settings,
        createPyodideModule,
        _loadSnapshot: takeMemory().then((memory) => pictureIn((kept = memory))),
    });
    const { _module: module, _api: { config } } = interpreter;
    // Pyodide keeps its settings, and with them the picture.
    delete config._loadSnapshot;
    delete config.createPyodideModule;
    module.HEAP32[trampoline(module)] = found;
    // It was seeded when the picture was taken: alike for all.
    interpreter.runPython('__import__("random").seed()');
    return interpreter;
};

/**
 * What a promise rejects with may be anything, but a future takes exceptions only: Pyodide would
 * leave who awaits it waiting for ever.
 */
const TAKE_ANY_REASON = `
try:
    from _pyodide import _future_helper as helper
except ImportError:
    pass
else:
    def set_exception(future, reason, original=helper.set_exception):
        if not isinstance(reason, BaseException):
            import js
            reason = js.Error.new(js.String(reason), cause=reason)
        original(future, reason)

    helper.set_exception = set_exception
`;

/** What ends a task, asyncio keeps in the task and raises in its event loop as well: once is enough. */
const EXIT_ONCE = `
import asyncio, sys

def exit_of_handle(code=None):
    callback = sys._getframe(1).f_locals["h"]._callback
    if not isinstance(getattr(callback, "__self__", None), asyncio.Future):
        raise

loop = asyncio.get_event_loop()
loop._system_exit_handler = loop._keyboard_interrupt_handler = exit_of_handle
`;

/** Whoever awaits a future goes on as soon as it is done: see turns.js. Of our Pyodide, whose loop is known. */
const GO_ON_SOON = `
from collections import deque
from pyodide.ffi import create_proxy
from pyodide.webloop import WebLoop

ready = deque()

def call_soon(
    self, callback, *args, context=None,
    Handle=asyncio.Handle, Future=asyncio.Future, add=ready.append, soon=turns.soon, later=turns.later,
):
    h = Handle(callback, args, self, context)
    add(h)
    if args and isinstance(args[0], Future):
        soon()
    else:
        later()
    return h

def run(next=ready.popleft):
    h = next()
    loop = h._loop
    loop._install_running_loop()
    loop._install_asyncgen_hooks()
    if h._cancelled:
        return
    try:
        h._run()
    except SystemExit as error:
        if not loop._system_exit_handler:
            raise
        loop._system_exit_handler(error.code)
    except KeyboardInterrupt:
        if not loop._keyboard_interrupt_handler:
            raise
        loop._keyboard_interrupt_handler()

turns.run = create_proxy(run)
WebLoop.call_soon = call_soon
`;

/**
 * Pyodide reads the signal and then clears it, whatever it has read: one that came in between
 * would be lost. This clears what has been read.
 * @param {{0: number}} buffer
 */
const clearedOnceRead = (buffer) => {
    let read = 0;
    return {
        get 0() {
            return (read = buffer[0]);
        },
        set 0(value) {
            if (read) buffer[0] = value;
        },
    };
};

const start = async (folder, options) => {
    const { loadPyodide: loadReal } = await load;
    const settings = { packageBaseUrl: folder, ...options, indexURL: folder };
    if (!hasMemory || options.env) return loadReal(settings);
    try {
        return await resume(loadReal, settings);
    } catch (error) {
        console.warn(`Pyodide starts from the beginning, its memory.bin cannot be used: ${error.message}`);
        return loadReal(settings);
    }
};

/**
 * A script has ended when it has, not when the last task that it started has: what JavaScript
 * is given of a task it would wait for. A coroutine in the last line is run, as Pyodide does.
 */
const SCRIPT = `
from pyodide.code import eval_code_async

async def run_script(code, namespace, filename):
    value = await eval_code_async(code, namespace, filename=filename)
    if hasattr(value, "cr_frame"):
        await value
`;

export async function loadPyodide(options) {
    const indexURL = url.slice(0, url.lastIndexOf('/') + 1);
    arrived.isWatched = true;
    if (arrived.loaded) tellArrived();
    const io = changeable(options);
    const streams = createStreams({ console: io });
    const interpreter = await start(indexURL, {
        stdin: streams.readLine,
        ...options,
        stdout: (text) => io.stdout(text),
        stderr: (text) => io.stderr(text),
    });
    const { FS, runPython, runPythonAsync, setInterruptBuffer } = interpreter;
    const setUp = JSON.stringify(TAKE_ANY_REASON + EXIT_ONCE + (own ? GO_ON_SOON : '') + SCRIPT);
    const runScript = interpreter.runPython(
        `lambda **names: exec(compile(${setUp}, "pyscript/script", "exec"), names) or names["run_script"]`,
    ).callKwargs({ turns: own && createTurns(interpreter) });
    interpreter.setInterruptBuffer = (buffer) => setInterruptBuffer(buffer && clearedOnceRead(buffer));
    const watch = watcher(interpreter, own);

    return prepare(
        'py',
        environment,
        interpreter,
        {
            io,
            streams,
            ...pyodideScreen(interpreter, streams),
            install(entries) {
                // `sysconfig` knows, too, but takes longer than all the rest of the start.
                const library = interpreter.runPython(
                    'next(path for path in reversed(__import__("sys").path) if path.endswith("/site-packages"))',
                );
                for (const [path, content] of entries) {
                    const file = `${library}/${path}`;
                    FS.mkdirTree(file.slice(0, file.lastIndexOf('/')));
                    FS.writeFile(file, content);
                    if (path.endsWith('.zip')) interpreter.runPython(`__import__("sys").path.append("${file}")`);
                }
            },
            canSuspend: true,
            isPython: (value) => value instanceof interpreter.ffi.PyProxy,
            keepAll: () => keepAll(interpreter, watch),
            usesTasks: () => true, // Pyodide itself has
            run(code, filename, isAsync, isScript) {
                if (isAsync && isScript) return runScript(code, interpreter.globals, filename);
                const options = { filename, ...(isScript && { return_mode: 'none' }) };
                return (isAsync ? runPythonAsync : runPython).call(interpreter, code, options);
            },
        },
        own ? files : (await import(/* beside this file */ './py-sources.js')).sources,
    );
}
