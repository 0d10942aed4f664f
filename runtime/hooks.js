/**
 * Hooks: what plugins want to happen around every script. core.js makes them, before anything
 * else is loaded, so that a module that imports core.js can add to them in time.
 */

/** A set that takes one type of thing, so that a mistake shows where it is made. */
class TypedSet extends Set {
    #type;
    #name;

    /** @param {'function' | 'string'} type @param {string} name for messages */
    constructor(type, name) {
        super();
        this.#type = type;
        this.#name = name;
    }

    /** @param {any} value */
    add(value) {
        if (typeof value === this.#type) return super.add(value);
        const [example, got] = [this.#type === 'string' ? "'print(1)'" : '() => …', typeof value];
        throw new TypeError(`hooks.${this.#name}.add(${example}) takes a ${this.#type}, not a value of type ${got}`);
    }
}

const RUNS = ['BeforeRun', 'BeforeRunAsync', 'AfterRun', 'AfterRunAsync'];

/** @param {string} where @param {string[]} functions */
const sets = (where, functions) => {
    const made = {};
    const add = (type, name) => (made[name] = new TypedSet(type, `${where}.${name}`));
    for (const name of [...functions, ...RUNS.map((run) => `on${run}`)]) add('function', name);
    for (const run of RUNS) add('string', `code${run}`);
    return Object.freeze(made);
};

/** @returns {import('./core.js').Hooks} */
export const createHooks = () =>
    /** @type {any} */ (
        Object.freeze({ main: sets('main', ['onWorker', 'onReady']), worker: sets('worker', ['onReady']) })
    );

/**
 * What of a hook concerns a script.
 * @param {Record<string, Set<any>>} sets
 * @param {string} name as `onBeforeRun`
 * @param {boolean} isAsync the script may await
 * @returns {any[]} each thing once, in the order of being added
 */
export const hooksFor = (sets, name, isAsync) => [
    ...new Set([...sets[name], ...(isAsync ? sets[`${name}Async`] : [])]),
];
