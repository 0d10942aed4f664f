/** A small change to Pyodide, so that no page needs to have the built-ins of JavaScript patched. */
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

/**
 * @param {string} text of pyodide.asm.mjs
 * @returns {string} the same, with `Module.pyscript_arguments`
 */
export const watched = (text) => changed('pyodide.asm.mjs', text, CHANGES);
