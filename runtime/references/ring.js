/**
 * What a worker tells the page and asks it, in memory that both have: text after text, in a ring.
 *
 * An empty text marks the place of a message that comes through the port.
 */

/** Units of UTF-16 that there is room for, a power of two. */
const ROOM = 1 << 17;
const PLACE = ROOM - 1;

/** Longer text finds another way. */
const LONGEST = 1 << 13;

// Both count on and on, and begin again below 0 after 2 ** 31.
const WRITTEN = 0;
const READ = 1;
const IS_AWAKE = 2;
const IS_WATCHED = 3;
const HEAD_BYTES = 16;

export const makeRing = () => new SharedArrayBuffer(HEAD_BYTES + 2 * ROOM);

/** @param {SharedArrayBuffer} ring */
const views = (ring) => ({ ints: new Int32Array(ring, 0, 4), units: new Uint16Array(ring, HEAD_BYTES) });

/** @param {SharedArrayBuffer} ring */
export const createWriter = (ring) => {
    const { ints, units } = views(ring);
    let written = 0;
    return {
        /** @param {string} text @returns {boolean} whether there was room for it */
        write(text) {
            const { length } = text;
            const used = (written - Atomics.load(ints, READ)) | 0;
            if (length > LONGEST || used + length >= ROOM) return false;
            units[written & PLACE] = length;
            for (let i = 0; i < length; i++) units[(written + 1 + i) & PLACE] = text.charCodeAt(i);
            written = (written + 1 + length) | 0;
            Atomics.store(ints, WRITTEN, written);
            return true;
        },
        /** @returns {boolean} whether the reader has to be told to look; it is told once, until it does */
        wakes: () => !Atomics.exchange(ints, IS_AWAKE, 1),
        /** @returns {boolean} whether the reader sees at once what has been written, or will look once more */
        isWatched: () => Atomics.load(ints, IS_WATCHED) === 1,
    };
};

/** @param {SharedArrayBuffer} ring */
export const createReader = (ring) => {
    const { ints, units } = views(ring);
    let read = 0;
    const textOf = (from, to) => String.fromCharCode.apply(null, units.subarray(from, to));
    const move = (length) => {
        read = (read + 1 + length) | 0;
        Atomics.store(ints, READ, read);
    };
    const isEmpty = () => read === Atomics.load(ints, WRITTEN);
    return {
        isEmpty,
        /** @returns {string} the next text; '' where there is none, or a mark */
        next() {
            const length = isEmpty() ? 0 : units[read & PLACE];
            if (!length) return '';
            const from = (read + 1) & PLACE;
            const past = Math.max(0, from + length - ROOM);
            const text = textOf(from, from + length - past) + textOf(0, past);
            move(length);
            return text;
        },
        /** Goes on behind a mark. */
        pass: () => move(0),
        /** From here on the writer tells again what it has written. */
        sleep: () => Atomics.store(ints, IS_AWAKE, 0),
        /** Says that the reader watches, or does no longer: then it has to look once more. @param {boolean} isWatched */
        watched: (isWatched) => Atomics.store(ints, IS_WATCHED, Number(isWatched)),
    };
};
