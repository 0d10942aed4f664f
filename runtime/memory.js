/**
 * Whether threads can share memory that grows. A page that is isolated may still have none: in
 * some browsers it is turned off, in old ones it does not grow.
 */
export const SHARES_MEMORY = Boolean(globalThis.crossOriginIsolated && globalThis.SharedArrayBuffer?.prototype.grow);
