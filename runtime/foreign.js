/** What `donkey` and `bridge` have in common: Python that serves a page's own JavaScript. */
import { UserError } from './user-error.js';
import { TAGS } from './scripts.js';

const imported = (module) => `__import__("pyscript.${module}", None, None, ["*"])`;

/** The name under which the main thread's Python finds what it is to offer its functions to. */
export const PAGE = '_pyscript_page';

/**
 * Python that lets JavaScript call the functions of pyscript/_foreign.py.
 * @param {string} name of the function that does so
 * @param {{inWorker: boolean, args?: string[]}} options
 */
export const serving = (name, { inWorker, args = [] }) => {
    const place = inWorker ? 'sync' : `_Sync(__import__("${PAGE}").page)`;
    const call = `${imported('_foreign')}.${name}(${[`${imported('workers')}.${place}`, ...args].join()})`;
    return `${call}  # needs pyscript.*`; // by which MicroPython knows what to bring
};

/** @param {string} type @param {string} who asks @returns {'py' | 'mpy'} */
export const typeOf = (type, who) => {
    if (Object.hasOwn(TAGS, type)) return TAGS[type];
    throw new UserError('PY0409', `the type of ${who} is 'py' or 'mpy', not ${JSON.stringify(type)}`);
};
