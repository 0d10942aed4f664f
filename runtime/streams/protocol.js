/**
 * What the standard streams of an interpreter, and the screen that shows them, say to each
 * other; see docs/design.md.
 *
 * A request begins with its kind: input of a line, input of code (a REPL's prompt), or the
 * completions that the last reply asked for. So does a reply.
 */
export const LINE = '>';
export const CODE = '$';
export const COMPLETIONS = '?';

export const ENTERED = '=';
export const ENDED = '.';
export const INTERRUPTED = '^';
export const COMPLETE = '?';
export const PROCESS = '!';

/** The key under which a worker's first message brings its port, and its shared memory. */
export const HELLO = 'pyscript:streams';

// The memory that a worker waits on: `Int32Array` of the first, then bytes of a reply.
export const INTERRUPT = 0; // 2, which Pyodide takes for SIGINT
export const REPLIED = 1;
export const LENGTH = 2;
export const MORE = 3;
export const UNSHOWN = 4; // characters written, and not yet on the screen

export const HEADER_BYTES = 32;
export const REPLY_BYTES = 16 << 10;

export const SIGINT = 2;

/** How much a worker may write ahead of what the screen has shown. */
export const MAX_UNSHOWN = 256 << 10;

/**
 * @typedef {object} Screen what shows and asks for text
 * @prop {boolean} isTerminal whether it understands escape sequences
 * @prop {(text: string, isError: boolean, shown?: () => void) => void} write
 * @prop {() => void} [settle] shows at once what has been written
 * @prop {(request: string) => Promise<string>} ask resolves to a reply
 * @prop {(isOn: boolean) => void} [raw] every key goes to `session.keys` from now on, or no longer
 * @prop {number} [columns]
 * @prop {number} [rows]
 * @prop {Session} [session] of the interpreter that it belongs to
 *
 * @typedef {object} Session an interpreter, as its screen sees it
 * @prop {(code: string) => Promise<Failure | null>} process runs code as if it had been typed
 * @prop {(code: string, options: {filename: string, before?: string}) => Promise<Failure | null>} run
 * @prop {(text: string) => Promise<void>} keys what was typed into a raw screen
 * @prop {() => Promise<boolean>} interrupt resolves once the interpreter can listen, to whether
 *     nothing was running
 * @prop {(columns: number, rows: number) => void} [resized]
 * @prop {Promise<void>} [ended] its script has run
 * @prop {Promise<void>} [killed]
 * @prop {() => void} [kill] ends the interpreter, whatever it is doing
 *
 * @typedef {{type: string, message: string}} Failure the exception that ended some code
 */
