/** A small change to MicroPython's loader, without which what JavaScript throws is lost. */

/**
 * Where the loader lets a caller come between the interpreter and the functions of
 * JavaScript that it calls; runtime/interpreter/exceptions.js is that caller.
 * Each text must be there exactly once.
 */
const CHANGES = [
  ['let Module={locateFile:', 'let Module={guard:options?.guard,locateFile:'],
  [
    '{env:wasmImports,wasi_snapshot_preview1:wasmImports}',
    '{env:Module.guard?.(wasmImports,Module)??wasmImports,wasi_snapshot_preview1:wasmImports}',
  ],
];

/**
 * @param {string} loader the text of micropython.mjs
 * @returns {string} the same with the option `guard` for `loadMicroPython`
 */
export const guarded = (loader) =>
  CHANGES.reduce((text, [before, after]) => {
    const parts = text.split(before);
    if (parts.length !== 2)
      throw new Error(`micropython.mjs has ${JSON.stringify(before)} ${parts.length - 1} times`);
    return parts.join(after);
  }, loader);
