/**
 * Small changes to Pyodide, so that no page needs to have the built-ins of JavaScript patched, and
 * so that its WebAssembly is compiled while the picture of its memory is on its way.
 */
import { changed } from './change.mjs';

/**
 * Where Pyodide calls JavaScript it lets a caller see the arguments, to keep those alive that it
 * would destroy when the call returns; runtime/interpreter/lasting.js is that caller.
 * Each text must be there exactly once.
 */
const CHANGES = [
  [
    'function JsvFunction_CallBound(func,this_,args){try{',
    'function JsvFunction_CallBound(func,this_,args){try{Module.pyscript_arguments?.(func,args);',
  ],
  [
    'function JsvFunction_Construct(func,args){try{',
    'function JsvFunction_Construct(func,args){try{Module.pyscript_arguments?.(func,args);',
  ],
];

/** Where its loader fetches the WebAssembly, and where it would begin to compile what it has fetched. */
const LOADER = [
  [
    '{binary:t,response:n}=_(e+"pyodide.asm.wasm"),',
    '{binary:t,response:n}=_(e+"pyodide.asm.wasm");n&&=WebAssembly.compileStreaming(n);n?.catch(()=>{});let ',
  ],
  [
    'await WebAssembly.instantiateStreaming(n,s)',
    'await(async module=>({module,instance:await WebAssembly.instantiate(module,s)}))(await n)',
  ],
];

/**
 * @param {string} text of pyodide.mjs
 * @returns {string} the same, but it compiles at once
 */
export const eager = (text) => changed('pyodide.mjs', text, LOADER);

/**
 * @param {string} text of pyodide.asm.mjs
 * @returns {string} the same, with `Module.pyscript_arguments`
 */
export const watched = (text) => changed('pyodide.asm.mjs', text, CHANGES);
