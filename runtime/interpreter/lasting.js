/**
 * Pyodide destroys what it passes to a call of JavaScript's when the call returns. Where
 * the configuration says so, JavaScript gets a copy instead, which lives as long as it is held.
 */

/** @param {any} value a proxy of Pyodide's @returns {any} what Pyodide itself knows about it */
const sharedOf = (value) => {
    const symbol = Object.getOwnPropertySymbols(value).find((key) => key.description === 'pyproxy.attrs');
    return value[symbol]?.shared;
};

/** @param {any} interpreter @returns {(value: any) => boolean} whether the end of the call destroys it */
const borrowed =
    ({ ffi: { PyProxy } }) =>
    (value) =>
        ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
        value instanceof PyProxy &&
        !sharedOf(value)?.gcRegistered;

/**
 * Lets functions see the arguments of calls, and change them. Our build of Pyodide asks; where
 * it is another, `Function.prototype.apply` is patched, by way of which Pyodide calls.
 * @param {any} interpreter
 * @param {boolean} own it is our build
 * @returns {(change: (func: any, args: any[]) => void) => void}
 */
export const watcher = ({ _module: module }, own) => {
    const changes = [];
    const changeAll = (func, args) => changes.forEach((change) => change(func, args));
    return (change) => {
        if (changes.push(change) > 1) return;
        module.pyscript_arguments = changeAll;
        if (own) return;
        const { apply } = Function.prototype;
        Object.defineProperty(Function.prototype, 'apply', {
            configurable: true,
            writable: true,
            value(self, args) {
                if (Array.isArray(args)) changeAll(this, args);
                return Reflect.apply(apply, this, [self, args]);
            },
        });
    };
};

/**
 * `experimental_create_proxy = "auto"`: functions and objects live on, and the same function is
 * the same to JavaScript each time; dicts and lists become JavaScript's own.
 * @param {any} interpreter
 * @param {ReturnType<typeof watcher>} watch
 */
export const keepAll = (interpreter, watch) => {
    const isBorrowed = borrowed(interpreter);
    const { PyProxy } = interpreter.ffi;
    /** @type {Map<number, WeakRef<any>>} by the address of the object, which they keep alive */
    const copies = new Map();

    const kept = (value) => {
        const address = sharedOf(value)?.ptr;
        let copy = copies.get(address)?.deref();
        if (!copy) {
            copy = value.copy();
            if (address) copies.set(address, new WeakRef(copy));
        }
        return copy;
    };

    const lasting = (value) => {
        if (typeof value === 'function') return kept(value);
        const converted = value.toJs({ dict_converter: Object.fromEntries });
        return converted instanceof PyProxy ? kept(value) : converted;
    };

    let busy = false; // what this does itself is no call of Python's
    watch((_, args) => {
        if (busy) return;
        busy = true;
        try {
            for (let i = 0; i < args.length; i++) if (isBorrowed(args[i])) args[i] = lasting(args[i]);
        } finally {
            busy = false;
        }
    });
};
