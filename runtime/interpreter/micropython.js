/**
 * The interpreter module for MicroPython: polyscript imports it where it expects
 * micropython.mjs.
 */
import files from 'pyscript:files/micropython';
import { catchable } from './exceptions.js';
import { prepare } from './prepare.js';
import { wrapped } from './wrapped.js';

// MicroPython's heap cannot grow. The pages of a large one cost nothing until they are used.
const HEAP_BYTES = 64 << 20;

// Nor can the stack of Python's calls; every argument takes a word of it. By default a call
// with a thousand of them fails.
const STACK_WORDS = 64 << 10;

const { url, load } = wrapped(import.meta.url, './micropython/micropython.mjs');

// Where bytes lie for a moment on their way to Python.
const SPILL = '/.pyscript-bytes';

const LIBRARY = '/lib/';

// A build brings the package as the image of a file system, the source variant as text.
const image = files.find(([name]) => name === 'rom.img')?.[1];
const texts = image ? [] : files;

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

export async function loadMicroPython(options) {
    const { loadMicroPython } = await load;
    // polyscript derives the variant (-settrace, -ulab) from the name of this file.
    const variant = /((?:-settrace)?(?:-ulab)?)\.wasm$/.exec(options.url)?.[1] ?? '';
    const exceptions = catchable();
    const interpreter = await loadMicroPython({
        guard: exceptions.guard,
        heapsize: HEAP_BYTES,
        pystack: STACK_WORDS,
        romfs: image,
        ...options,
        url: url.replace(/\.m?js$/, `${variant}.wasm`),
    });
    const { FS, runPython, runPythonAsync } = interpreter;
    // mip installs into the first folder of sys.path called lib: not into a read-only one.
    // Mounting the image also left the interpreter without a current folder.
    if (image) interpreter.runPython('__import__("sys").path.remove("/rom/lib"); __import__("os").chdir("/")');
    exceptions.connect(interpreter);
    const pending = {};
    interpreter.registerJsModule('_pyscript_run', pending);

    return prepare(
        'mpy',
        interpreter,
        {
            install: (entries) => write(FS, entries),
            host: {
                bytes: (value) => interpreter.PyProxy.toJs(value),
                spill(view) {
                    if (view) FS.writeFile(SPILL, view);
                    else FS.unlink(SPILL);
                    return SPILL;
                },
            },
            isPython: (value) => '_ref' in value,
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
                Object.assign(pending, { code, filename, result: null });
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
