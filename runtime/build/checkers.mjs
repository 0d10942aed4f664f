/** What a program is for type checkers and editors is not in its bytecode. */

/**
 * Python whose `if TYPE_CHECKING:` both compilers leave out, as they do with constants. Its lines
 * stay where they are.
 * @param {string} source
 */
export const withoutTypes = (source) =>
  source.replace(/^TYPE_CHECKING = False$/gm, '').replace(/^( *)if TYPE_CHECKING:$/gm, '$1if False:');
