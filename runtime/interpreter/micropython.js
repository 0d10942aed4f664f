/**
 * The interpreter module for MicroPython: polyscript imports it where it expects
 * micropython.mjs.
 */
/* global IN_WORKER -- by the build */
import files from 'pyscript:files/micropython';
import { announceToPage } from './announce.js';
import { isInterrupted as isSignalled } from '../calls/interrupt.js';
import { catchable } from './exceptions.js';
import { changeable } from './io.js';
import { SHARES_MEMORY } from '../memory.js';
import { createStreams } from '../streams/realm.js';
import { wantsMore } from './more.js';
import { EARLY } from './names.js';
import { prepare } from './prepare.js';
import { allowBlocks } from './top-level.js';
import { wrapped } from './wrapped.js';

// MicroPython's heap cannot grow. The pages of a large one cost nothing until they are used; but
// with 64 MiB or more of memory V8 would collect garbage at once, while the first script starts.
const HEAP_BYTES = 56 << 20;

// Nor can the stack of Python's calls; every argument takes a word of it. By default a call
// with a thousand of them fails.
const STACK_WORDS = 64 << 10;

const { url, load, own, environment } = wrapped(import.meta.url, './micropython/micropython.mjs');

if (IN_WORKER) announceToPage('mpy');

// It collects garbage whenever so much has been allocated. By default that is 16 kB, which an
// event handler or two allocate. And collecting takes milliseconds, however little there is: an
// object with more than 64 others in it, as every module is, makes it look at the whole heap.
const GARBAGE_BYTES = 1 << 20;

// Where bytes lie for a moment on their way to Python.
const SPILL = '/.pyscript-bytes';

// The image of all of the package, on its way to pyscript/_interpreter/_more_micropython.py.
const IMAGE = '/.pyscript-more';

const LIBRARY = '/lib/';

// A build brings the package as the image of a file system, the source variant as text.
const packed = files.find(([name]) => name === 'rom.img')?.[1];

/** The version of bytecode that the image is in, as `sys.implementation._mpy` has it: 6.3. */
const BYTECODE = 6 | (3 << 8);

/** Without a Blob: reading one asks the browser's process, which is busy when a page begins. */
const unpack = async (bytes) => {
    const { readable, writable } = new DecompressionStream('deflate-raw');
    const writer = writable.getWriter();
    writer.write(bytes);
    writer.close();
    return new Uint8Array(await new Response(readable).arrayBuffer());
};

/** Unpacked while the interpreter is on its way. */
const image = packed && unpack(packed);

/**
 * Writes into a file system that is still empty: asking it what exists costs more than all
 * the writing, for it answers by throwing.
 * @param {any} FS
 * @param {[string, string | Uint8Array][]} entries
 */
const write = (FS, entries) => {
    const made = new Set(['']);
    for (const [path, content] of entries) {
        const file = LIBRARY + path;
        for (let end = file.indexOf('/', 1); end > 0; end = file.indexOf('/', end + 1)) {
            const folder = file.slice(0, end);
            if (!made.has(folder)) FS.mkdir(folder);
            made.add(folder);
        }
        FS.writeFile(file, content);
    }
};

/** How many of the functions by which MicroPython catches exceptions are called between two looks. */
const POLL = 256;

/**
 * Looks around while Python runs, as MicroPython itself has no hook for it: whether somebody
 * wants to interrupt, and whether text waits to be shown. Only a loop without any call at all,
 * `while True: pass`, escapes it.
 */
const polled = (imports, module, streams, interrupt) => {
    if (!IN_WORKER) return imports;
    let countdown = POLL;
    const isInterrupted = () => {
        countdown = POLL;
        return (streams.screen && streams.poll()) || isSignalled();
    };
    const wrap =
        (invoke) =>
        (a, b, c, d, e, f) => {
            if (--countdown < 0 && isInterrupted()) module._mp_sched_keyboard_interrupt();
            return invoke(a, b, c, d, e, f); // they take six at most
        };
    return Object.fromEntries(
        Object.entries(imports).map(([name, value]) => {
            if (name === 'mp_js_ticks_ms') return [name, drowsy(value, () => isInterrupted() && interrupt())];
            return [name, name.startsWith('invoke_') ? wrap(value) : value];
        }),
    );
};

/** How often the time may be asked for within a millisecond before that counts as waiting. */
const IMPATIENT = 500;

/**
 * MicroPython sleeps by asking for the time over and over: lets the worker sleep meanwhile,
 * and ends that when somebody interrupts.
 */
const drowsy = (ticks, look) => {
    if (!SHARES_MEMORY) return ticks;
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    let before = 0;
    let count = 0;
    return () => {
        const now = ticks();
        if (now !== before) {
            before = now;
            if (count < IMPATIENT) count = 0;
            else count = IMPATIENT - 5; // it still does
        } else if (++count >= IMPATIENT) {
            Atomics.wait(nothing, 0, 0, 1);
            look();
        }
        return now;
    };
};

/** @param {string} url @returns {Promise<WebAssembly.Module | undefined>} undefined where the loader shall try itself */
const compiled = (url) => WebAssembly.compileStreaming(fetch(url, { credentials: 'same-origin' })).catch(() => undefined);

const wasmOf = (variant) => url.replace(/\.m?js$/, `${variant}.wasm`);

/** What the interpreter nearly always is, on its way while its loader is: the loader would begin later. */
const ahead = own && (globalThis[EARLY]?.wasm ?? compiled(wasmOf('')));

/** @param {WebAssembly.Module | undefined} module @returns {object} an option of the loader */
const instantiating = (module) =>
    module && { instantiateWasm: (imports, done) => done(new WebAssembly.Instance(module, imports)) };

/** The same at once, for an import that no script has announced. */
const fetchMore = () => {
    const request = new XMLHttpRequest();
    request.open('GET', new URL('./mpy-more.js', import.meta.url).href, false);
    request.send();
    const [, base64] = /["'`]([\w+/=]{99,})["'`]/.exec(request.responseText);
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
};

/** @returns {(code?: string) => Promise<void> | void} brings the rest of the package, once */
const bringer = (interpreter) => {
    let bringing;
    const bring = async () => {
        const { files: more } = await import(/* beside this file */ './mpy-more.js');
        interpreter.FS.writeFile(IMAGE, more[0][1]);
        interpreter.runPython(`__import__("pyscript._interpreter._more_micropython", None, None, ["mount"]).mount()`);
    };
    return (code) => (code === undefined || wantsMore(code) ? (bringing ??= bring()) : bringing);
};

/** Of another version: the image, if it can be read there, else the sources. */
const textsFor = async (interpreter, pending) => {
    if (own) return [];
    interpreter.runPython(
        'import sys, _pyscript_run\n' +
            `_pyscript_run.rom = "/rom" in sys.path and getattr(sys.implementation, "_mpy", 0) & 0x3ff == ${BYTECODE}\n` +
            'sys.path = [each for each in sys.path if each != "/rom/lib" and (_pyscript_run.rom or each != "/rom")]\n' +
            '__import__("os").chdir("/")\n' +
            'del sys, _pyscript_run',
    );
    return pending.rom ? [] : (await import(/* beside this file */ './mpy-sources.js')).sources;
};

export async function loadMicroPython(options) {
    const { loadMicroPython } = await load;
    // polyscript derives the variant (-settrace, -ulab) from the name of this file.
    const variant = /((?:-settrace)?(?:-ulab)?)\.wasm$/.exec(options.url)?.[1] ?? '';
    const exceptions = catchable();
    const io = changeable(options);
    const streams = createStreams({ console: io });
    const interpreter = await loadMicroPython({
        guard: (imports, module) => polled(exceptions.guard(imports, module), module, streams, exceptions.interrupt),
        heapsize: HEAP_BYTES,
        pystack: STACK_WORDS,
        romfs: await image,
        ...instantiating(variant ? undefined : await ahead),
        ...options,
        stdout: streams.write('stdout'),
        stderr: streams.write('stderr'),
        url: wasmOf(variant),
    });
    const { FS, runPython, runPythonAsync } = interpreter;
    // One piece of code: the first costs some milliseconds, and each has its price.
    // mip installs into the first folder of sys.path called lib: not into a read-only one.
    // Mounting the image also left the interpreter without a current folder.
    const paths = image && own ? '; __import__("sys").path.remove("/rom/lib"); __import__("os").chdir("/")' : '';
    interpreter.runPython(`__import__("gc").threshold(${GARBAGE_BYTES})${paths}`);
    exceptions.connect(interpreter);
    interpreter._module.exceptionOf = (error) =>
        interpreter.pyimport('pyscript._interpreter._micropython').thrown(error);
    const pending = {};
    interpreter.registerJsModule('_pyscript_run', pending);
    const texts = packed ? await textsFor(interpreter, pending) : files;

    return prepare(
        'mpy',
        environment,
        interpreter,
        {
            io,
            streams,
            prompts: true,
            install: (entries) => write(FS, entries),
            host: {
                bytes: (value) => interpreter.PyProxy.toJs(value),
                spill(view) {
                    if (view) FS.writeFile(SPILL, view, { canOwn: true });
                    else FS.unlink(SPILL);
                    return SPILL;
                },
                more: () => FS.writeFile(IMAGE, fetchMore()),
            },
            bringMore: packed && !texts.length ? bringer(interpreter) : undefined,
            isPython: (value) => '_ref' in value,
            evaluate(expression) {
                runPythonAsync.call(interpreter, `setattr(__import__("_pyscript_run"), "result", ${expression})`);
                return pending.result;
            },
            usesTasks() {
                runPython.call(
                    interpreter,
                    'setattr(__import__("_pyscript_run"), "tasks", "asyncio" in __import__("sys").modules)',
                );
                return pending.tasks;
            },
            // runPython takes no file name, but compile() does. It allows a top-level await
            // exactly while runPythonAsync executes, and exec() returns what then has to be
            // awaited. Nothing is bound in the script's namespace on the way.
            run(code, filename, isAsync) {
                Object.assign(pending, { code: isAsync ? allowBlocks(code) : code, filename, result: null });
                const execute =
                    'setattr(__import__("_pyscript_run"), "result", exec(compile(' +
                    '__import__("_pyscript_run").code, __import__("_pyscript_run").filename, "exec"), globals()))';
                if (!isAsync) return runPython.call(interpreter, execute);
                runPythonAsync.call(interpreter, execute);
                return pending.result;
            },
        },
        texts,
    );
}
