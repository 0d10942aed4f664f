/**
 * Small changes to MicroPython's loader: without them what JavaScript throws is lost, and the
 * rest of a string after a zero character, and a second interpreter takes the objects of the first.
 * And functions of the global object: once one had been called as its method,
 * `js.globalThis.fetch(url)`, `js.fetch(url)` took its argument for `this`, for to the interpreter
 * both are one object with one mark.
 */
import { changed } from './change.mjs';

/**
 * Where the loader lets a caller come between the interpreter and the functions of
 * JavaScript that it calls, runtime/interpreter/exceptions.js; and bring WebAssembly that it
 * has compiled itself.
 */
const GUARD = [
  [
    'let Module={locateFile:',
    'Module={guard:options?.guard,instantiateWasm:options?.instantiateWasm,locateFile:',
  ],
  [
    '{env:wasmImports,wasi_snapshot_preview1:wasmImports}',
    '{env:Module.guard?.(wasmImports,Module)??wasmImports,wasi_snapshot_preview1:wasmImports}',
  ],
  ['obj=Module.UTF8ToString(str_ptr,str_len)', 'obj=Module.UTF8ToString(str_ptr,str_len,true)'],
  ['"function"!=typeof value||"_ref"in value?1:2', '"function"!=typeof value||"_ref"in value||0===jsref?1:2'],
];

/** What the loader keeps in global variables, once for all interpreters of a thread. */
const GLOBALS = [
  'proxy_js_ref',
  'proxy_js_ref_next',
  'proxy_js_ref_map',
  'proxy_js_map',
  'proxy_js_existing',
  'pyProxyFinalizationRegistry',
];

/** They become variables of the module; the global names still tell of the last interpreter. */
const OWN = [
  ['globalThis.Module=Module,', ''],
  ['function proxy_js_init(){', 'function proxy_js_init(){globalThis.Module=Module,'],
  ...GLOBALS.map((name) => [`globalThis.${name}=`, `globalThis.${name}=${name}=`]),
];

/**
 * @param {string} loader the text of micropython.mjs
 * @returns {string} the same with the option `guard` for `loadMicroPython`
 */
export const guarded = (loader) => {
  const text = changed('micropython.mjs', loader, [...GUARD, ...OWN]);
  const reads = new RegExp(`globalThis\\.(${GLOBALS.join('|')})\\b(?!=)`, 'g');
  return `var Module,${GLOBALS.join()};${text.replace(reads, '$1')}`;
};
