/** Names by which the files of a build find what they share. */

/** Where core.js and the interpreter modules of one page meet. */
export const RUNTIME = Symbol.for('pyscript.runtime');

/** The key under which core.js sends a worker's script along with its configuration. */
export const SCRIPT = 'pyscript:script';

/** Where an interpreter has the functions that print. */
export const IO = Symbol.for('pyscript.io');

/** Where an interpreter keeps its standard streams. */
export const STREAMS = Symbol.for('pyscript.streams');

/**
 * Where an interpreter has the function that brings the modules of the package which some code
 * names, or without code all: `await interpreter[MORE](code)`.
 */
export const MORE = Symbol.for('pyscript.more');

/**
 * What the beginning of a worker's thread has: `wasm`, which it compiles; `release()`, which
 * lets the messages through that have come by then.
 */
export const EARLY = Symbol.for('pyscript.early');
