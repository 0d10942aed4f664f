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
import { INSTALL, NAME } from './start-pyodide.js';
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
    const begin = async () => {
        const interpreter = await loadReal(settings);
        interpreter.runPython(INSTALL, { globals: interpreter.toPy({}) });
        return interpreter;
    };
    if (!hasMemory || options.env) return begin();
    try {
        return await resume(loadReal, settings);
    } catch (error) {
        console.warn(`Pyodide starts from the beginning, its memory.bin cannot be used: ${error.message}`);
        return begin();
    }
};

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
    // Of another Pyodide the event loop is not known.
    const runScript = interpreter.pyimport(NAME).start(own && createTurns(interpreter));
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
