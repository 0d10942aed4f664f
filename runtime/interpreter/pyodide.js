/**
 * The interpreter module for Pyodide: polyscript imports it where it expects pyodide.mjs.
 */
import files from 'pyscript:files/pyodide';
import { pyodide as ownVersion } from 'pyscript:versions';
import { isFrugal } from './frugal.js';
import { prepare } from './prepare.js';
import { wrapped } from './wrapped.js';

const { url, load, own } = wrapped(import.meta.url, './pyodide/pyodide.mjs');

/** polyscript keys its cache of installed packages by it. */
export const version = own ? ownVersion : (await load).version;

/**
 * Pyodide destroys a function that it passes to a call of JavaScript's when the call returns.
 * The page has then only begun to use it: give it a copy, which lives as long as the page
 * holds it. Pyodide calls by way of `apply`, which nothing else reaches; this is for workers,
 * and for functions of the page.
 *
 * @param {any} PyProxy
 * @param {(value: any) => boolean} isRemote
 */
const keepFunctions = (PyProxy, isRemote) => {
    const isBorrowed = (value) => {
        if (typeof value !== 'function' || !(value instanceof PyProxy)) return false;
        const attributes = Object.getOwnPropertySymbols(value).find((key) => key.description === 'pyproxy.attrs');
        return !value[attributes]?.shared?.gcRegistered;
    };
    const { apply } = Function.prototype; // polyscript's own, with experimental_create_proxy
    Object.defineProperty(Function.prototype, 'apply', {
        configurable: true,
        writable: true,
        value(self, args) {
            if (args && isRemote(this))
                args = Array.from(args, (value) => (isBorrowed(value) ? value.copy() : value));
            return Reflect.apply(apply, this, [self, args]);
        },
    });
};

/** The memory of our Pyodide after its start, which the build took a picture of. */
const fetchMemory = async (folder) => {
    const response = await fetch(`${folder}memory.bin`);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${response.url}`);
    return new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
};

const start = async (folder, options) => {
    const { loadPyodide: loadReal } = await load;
    const settings = { packageBaseUrl: folder, ...options, indexURL: folder };
    if (!own || options.env || isFrugal()) return loadReal(settings);
    try {
        const interpreter = await loadReal({ ...settings, _loadSnapshot: fetchMemory(folder) });
        // It was seeded when the picture was taken: alike for all.
        interpreter.runPython('__import__("random").seed()');
        return interpreter;
    } catch (error) {
        console.warn(`Pyodide starts from the beginning, its memory.bin cannot be used: ${error.message}`);
        return loadReal(settings);
    }
};

export async function loadPyodide(options) {
    const indexURL = url.slice(0, url.lastIndexOf('/') + 1);
    const interpreter = await start(indexURL, options);
    const { FS, runPython, runPythonAsync } = interpreter;
    const register = interpreter.registerJsModule.bind(interpreter);

    return prepare(
        'py',
        interpreter,
        {
            install(entries) {
                const library = interpreter.runPython('__import__("sysconfig").get_path("purelib")');
                for (const [path, content] of entries) {
                    const file = `${library}/${path}`;
                    FS.mkdirTree(file.slice(0, file.lastIndexOf('/')));
                    FS.writeFile(file, content);
                    if (path.endsWith('.zip')) interpreter.runPython(`__import__("sys").path.append("${file}")`);
                }
            },
            // Pyodide finds what is inside a JavaScript module, but not inside a package.
            nameJsModules(modules) {
                if (!Reflect.ownKeys(modules).some((name) => typeof name === 'string' && name !== '-T-')) return;
                register('_pyscript_js_modules', modules);
                interpreter.runPython(
                    '__import__("sys").modules["pyscript.js_modules"] = __import__("_pyscript_js_modules")',
                );
            },
            keepFunctions: (isRemote) => keepFunctions(interpreter.ffi.PyProxy, isRemote),
            usesTasks: () => true, // Pyodide itself has
            run: (code, filename, isAsync) =>
                (isAsync ? runPythonAsync : runPython).call(interpreter, code, { filename }),
        },
        files,
    );
}
