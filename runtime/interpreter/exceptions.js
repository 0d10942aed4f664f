/**
 * Makes what JavaScript throws catchable on MicroPython.
 *
 * MicroPython does not expect an exception from the functions of JavaScript that it calls:
 * one unwinds the interpreter's own C stack, ends the script and leaves the interpreter
 * unable to raise anything afterwards. So those functions are wrapped: an exception becomes
 * one of Python's before it reaches the interpreter.
 */

/** The functions by which Python calls, reads and writes JavaScript. */
const BORDER =
    /^(?:call\d|call\d_kwarg|calln|calln_kwarg|has_attr|lookup_attr|store_attr|js_get_iter|js_iter_next|js_reflect_construct|js_subscr_load|js_subscr_store)$/;

// Iterating over an instance raises where Python called JavaScript: the interpreter asks
// for the iterator without catching anything.
const THROWER = `
from pyscript._interpreter._micropython import thrown
class Thrower:
    def __iter__(self):
        error = _pyscript_thrown.error
        _pyscript_thrown.error = None
        if error is None:
            raise KeyboardInterrupt
        raise thrown(error)
_pyscript_thrown.thrower = Thrower()
`;

/** The interpreter's own way of raising, and of ending. The build keeps these names. */
const isInternal = (error) =>
    error instanceof WebAssembly.RuntimeError ||
    error instanceof WebAssembly.Exception ||
    ['EmscriptenSjLj', 'ExitStatus'].includes(error?.constructor?.name);

/**
 * @returns {{guard: (imports: object, module: any) => object, interrupt: () => void, connect: (interpreter: any) => void}}
 *     `guard` is an option of `loadMicroPython`; `connect` takes what it resolves to
 */
export const catchable = () => {
    const thrown = { error: null, thrower: null };
    let runPython;
    let module;

    const raise = (error) => {
        if (!thrown.thrower)
            runPython(
                `exec(compile(${JSON.stringify(THROWER)}, "pyscript/exceptions.js", "exec"), ` +
                    '{"_pyscript_thrown": __import__("_pyscript_thrown")})',
            );
        thrown.error = error;
        module._proxy_c_to_js_get_iter(thrown.thrower._ref);
    };

    return {
        guard(imports, emscripten) {
            module = emscripten;
            const wrap = (call) =>
                function (...args) {
                    try {
                        return call(...args);
                    } catch (error) {
                        // JavaScript may throw anything; Python reads a name and a message.
                        if (runPython && !isInternal(error))
                            raise(error instanceof Error ? error : new Error(String(error), { cause: error }));
                        throw error;
                    }
                };
            return Object.fromEntries(
                Object.entries(imports).map(([name, value]) => [name, BORDER.test(name) ? wrap(value) : value]),
            );
        },
        /** Raises `KeyboardInterrupt` where Python has called a function of the imports. */
        interrupt: () => raise(null),

        connect(loaded) {
            loaded.registerJsModule('_pyscript_thrown', thrown);
            runPython = loaded.runPython.bind(loaded);
        },
    };
};
