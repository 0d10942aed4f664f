/** What is loading, as an event on the page's window, from whichever thread. */

const dispatch = (type, what, loaded, total) => {
    const event = new ProgressEvent(`${type}:progress`, { lengthComputable: total > 0, loaded, total });
    Object.defineProperty(event, 'detail', { value: what, enumerable: true });
    dispatchEvent(event);
};

const post = (type, ...progress) => postMessage({ pyscript_progress: progress });

let tell = dispatch;

/** What ends it all, until `release`. */
let last = null;

/**
 * @param {string} type `py` or `mpy`
 * @param {string} what as "Loading files"
 * @param {number} [loaded] bytes
 * @param {number} [total] 0 where it is not known
 */
export const announce = (type, what, loaded = 0, total = 0) => tell(type, what, loaded, total);

/**
 * In a worker. polyscript dispatches events there, some of which it takes to the page itself, by
 * several messages each, on which the worker waits: they go another way.
 * @param {string} type `py` or `mpy`
 */
export const announceToPage = (type) => {
    tell = post;
    const { dispatchEvent } = globalThis;
    globalThis.dispatchEvent = (event) => {
        if (event.type !== `${type}:progress`) return dispatchEvent.call(globalThis, event);
        if (/^Loaded (?:Pyodide|MicroPython)$/.test(event.detail)) last = [type, event.detail];
        else announce(type, event.detail);
        return true;
    };
};

/** In a worker: all that was to be loaded is there. */
export const release = () => {
    delete globalThis.dispatchEvent;
    if (last) announce(...last);
    last = null;
};
