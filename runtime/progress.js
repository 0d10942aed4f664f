/** Says what is loading and how far it is, in events and, when it takes long, on the page. */

/** Starting may take this long before the page shows that it does, in milliseconds. */
const PATIENCE = 300;

/** @type {Set<symbol>} what is starting */
const starting = new Set();

/** @type {Promise<import('./indicator.js')> | null} */
let indicator = null;
let timer = 0;

/** What was said last. */
let last = { detail: 'Loading Python', loaded: 0, total: 0 };

const update = () =>
    indicator?.then(({ show }) => starting.size && show(last.detail, last.loaded, last.total));

for (const type of ['py', 'mpy'])
    addEventListener(`${type}:progress`, ({ detail, loaded = 0, total = 0 }) => {
        last = { detail, loaded, total };
        update();
    });

/**
 * Something starts. When it takes long, an indicator shows.
 * @returns {() => void} to call when it has started, or failed
 */
export const begin = () => {
    const token = Symbol();
    starting.add(token);
    timer ||= setTimeout(() => {
        indicator = import(/* beside this file */ './indicator.js');
        update();
    }, PATIENCE);
    return () => {
        if (!starting.delete(token) || starting.size) return;
        clearTimeout(timer);
        timer = 0;
        indicator?.then(({ hide }) => starting.size || hide());
        indicator = null;
    };
};
