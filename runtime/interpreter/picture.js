/**
 * A picture of Pyodide's memory as it is kept: zeros where pyodide.asm.wasm has put the same by
 * itself. Before it come how much of the memory that file fills, and a sum of that: where
 * something else is, the picture is of no use.
 */

const HEAD = 2; // words

/** Where Python keeps the function through which it calls those of C. It depends on the engine. */
export const trampoline = ({ HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET }) =>
    (__PyRuntime + HEAP32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET / 4]) / 4;

/** The memory before Pyodide starts, as far as it is alike everywhere. @returns {Uint32Array} */
const freshMemory = (module, length) => {
    const fresh = module.HEAPU32.slice(0, length);
    fresh[trampoline(module)] = 0;
    return fresh;
};

/** The memory before Pyodide starts, as far as it is not empty. @returns {Uint32Array} */
export const allFreshMemory = (module) => freshMemory(module, module.HEAPU32.findLastIndex(Boolean) + 1);

/**
 * Takes from a picture what is in the fresh memory, or puts it back: the same. Returns the sum.
 * @param {Uint32Array} picture whose second word says where the memory begins
 */
const combine = (picture, fresh) => {
    const start = picture[1] / 4;
    let sum = 0;
    for (let i = 0; i < fresh.length; i++) {
        picture[start + i] ^= fresh[i];
        sum = (sum + fresh[i]) >>> 0;
    }
    return sum;
};

/** @param {Uint8Array} taken @param {Uint32Array} fresh @returns {Uint8Array} */
export const fold = (taken, fresh) => {
    const kept = new Uint32Array(HEAD + taken.length / 4);
    const picture = kept.subarray(HEAD);
    picture.set(new Uint32Array(taken.buffer, taken.byteOffset, picture.length));
    kept.set([fresh.length, combine(picture, fresh)]);
    return new Uint8Array(kept.buffer);
};

/** What Pyodide takes, once it has been unfolded. @param {ArrayBuffer} kept @returns {Uint8Array} */
export const pictureIn = (kept) => new Uint8Array(kept, HEAD * 4);

/** Undoes `fold`, in place, as soon as there is memory. @param {ArrayBuffer} kept */
export const unfold = (kept, module) => {
    const [length, sum] = new Uint32Array(kept, 0, HEAD);
    if (combine(new Uint32Array(kept, HEAD * 4), freshMemory(module, length)) !== sum)
        throw new Error('it is not of this pyodide.asm.wasm');
};
