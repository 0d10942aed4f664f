/** What the parts of a page's runtime share, whichever file of a build they are in. */
import { createHooks } from './hooks.js';
import { RUNTIME } from './interpreter/names.js';

const resolvers = () => {
    const made = {};
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
};

/** Whether this is the first, or only, runtime of the page. */
export const isFirst = !(RUNTIME in globalThis);

/**
 * @type {{
 *     hooks: import('./core.js').Hooks,
 *     config: Record<string, Record<string, any>>,
 *     defined: Record<string, {promise: Promise<import('./core.js').Wrap>, resolve: Function}>,
 *     page?: Promise<any>,
 *     hosts?: Record<string, any>,
 *     pages?: Map<number, any>,
 *     threads: {type: string, worker: Worker}[],
 * }}
 */
export const shared = (globalThis[RUNTIME] ??= {
    hooks: createHooks(),
    config: {},
    defined: { py: resolvers(), mpy: resolvers() },
    threads: [], // begun, and not yet taken: thread.js
});
