/** Small changes to MicroPython's loader, without which something would be lost. */

/**
 * What JavaScript throws: the loader lets a caller come between the interpreter and the
 * functions of JavaScript that it calls; runtime/interpreter/exceptions.js is that caller.
 * The rest of a string that contains a zero character. And functions of the global object:
 * once one had been called as its method, `js.globalThis.fetch(url)`, `js.fetch(url)` took its
 * argument for `this`, for to the interpreter both are one object with one mark.
 * Each text must be there exactly once.
 */
const CHANGES = [
  ['let Module={locateFile:', 'let Module={guard:options?.guard,locateFile:'],
  [
    '{env:wasmImports,wasi_snapshot_preview1:wasmImports}',
    '{env:Module.guard?.(wasmImports,Module)??wasmImports,wasi_snapshot_preview1:wasmImports}',
  ],
  ['obj=Module.UTF8ToString(str_ptr,str_len)', 'obj=Module.UTF8ToString(str_ptr,str_len,true)'],
  ['"function"!=typeof value||"_ref"in value?1:2', '"function"!=typeof value||"_ref"in value||0===jsref?1:2'],
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
