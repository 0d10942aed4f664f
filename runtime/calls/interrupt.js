/**
 * Interrupting Python that computes, and so hears nothing: through memory that threads share.
 *
 * `turn[0]` has the number of the call that a thread performs at this moment for the other end
 * of a link, negative while that end interrupts it; `signal` is what the interpreter looks at.
 * One of a call that has ended meanwhile does not reach the next. The rest of `turn` has
 * numbers of calls that are not wanted any more, for those that have not yet begun.
 */
import { SHARES_MEMORY } from '../memory.js';

const PLACES = 1023;

/** Where the number of a call may stand that is not wanted any more. @param {number} id */
const placeOf = (id) => 1 + (id % PLACES);

export const makeTurn = () => new Int32Array(new SharedArrayBuffer(4 * (1 + PLACES)));

/** What Pyodide takes for the signal of this name. */
const SIGINT = 2;

/** @type {Int32Array | null} */
let signal = null;

/**
 * @param {Int32Array | null | undefined} known what the interpreter looks at already
 * @returns {Int32Array | null} nothing where threads share no memory
 */
export const signalOf = (known) => {
    if (SHARES_MEMORY) signal = known ?? new Int32Array(new SharedArrayBuffer(4));
    return signal;
};

/** For an interpreter that does not look by itself: whether it is to be interrupted, once. */
export const isInterrupted = () => signal !== null && Atomics.exchange(signal, 0, 0) === SIGINT;

/** Interrupts a call, or sees that it never begins. @param {{turn: Int32Array, signal: Int32Array}} memory @param {number} id */
export const interrupt = ({ turn, signal }, id) => {
    Atomics.store(turn, placeOf(id), id); // first: the call may begin at any moment
    if (Atomics.compareExchange(turn, 0, id, -id) !== id) return;
    Atomics.store(signal, 0, SIGINT);
    Atomics.store(turn, 0, 0);
    Atomics.notify(turn, 0);
};

/**
 * Performs a call that the other end can interrupt.
 * @template T
 * @param {{turn: Int32Array, signal: Int32Array} | null} memory
 * @param {number} id
 * @param {() => T} call
 * @returns {T | undefined} nothing if it has been interrupted: nobody waits for it
 */
export const interruptible = (memory, id, call) => {
    if (!memory) return call();
    const { turn, signal } = memory;
    Atomics.store(turn, 0, id);
    let ended = false;
    const end = () => {
        ended = true;
        if (Atomics.compareExchange(turn, 0, id, 0) === id) return false;
        while (Atomics.load(turn, 0) === -id) Atomics.wait(turn, 0, -id); // an instant
        Atomics.store(signal, 0, 0);
        return true;
    };
    if (Atomics.load(turn, placeOf(id)) === id) {
        end();
        return undefined;
    }
    try {
        const result = call();
        return end() ? undefined : result;
    } catch (error) {
        if (ended || !end()) throw error;
        return undefined;
    }
};
