/**
 * When Pyodide goes on with a task.
 *
 * It posts a message to itself when what a task awaits is there, and a second one to get onto a
 * stack that can be suspended: two turns of the event loop, in which the browser may do other
 * things first. JavaScript goes on in a microtask, and so does a task here.
 */

/** Tasks that resume each other for longer let the browser have its turn, to draw and to listen. */
const PATIENCE_MS = 5;

/**
 * How the functions that are ready are called: in their order, by `run`, which takes the next.
 * @param {any} interpreter Pyodide
 */
export const createTurns = ({ _api: api, _module: { jspiSupported } }) => {
    const post = api.scheduleCallback;
    let run;
    let posted = 0;
    /** When tasks began to resume each other in this turn; 0 before they do. */
    let since = 0;

    const endTurn = () => {
        since = 0;
    };

    const runPosted = () => {
        posted--;
        return run();
    };

    /** The next has to wait for a turn of the event loop. */
    const later = () => {
        posted++;
        post(runPosted, 0);
    };

    /** The next need not wait, unless one before it has to. */
    const soon = () => {
        const now = performance.now();
        if (!since) {
            since = now;
            post(endTurn, 0);
        }
        if (posted || now - since > PATIENCE_MS) later();
        else queueMicrotask(run);
    };

    // Of Pyodide's JavaScript, only the call onto another stack uses this.
    api.scheduleCallback = (callback) => callback();

    return {
        later,
        soon,
        set run(proxy) {
            run = jspiSupported ? () => proxy.callPromising() : () => proxy();
        },
    };
};
