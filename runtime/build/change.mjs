/** Changes what others wrote, and notices when it no longer is what it was. */

/**
 * @param {string} name of the file, for messages
 * @param {string} text
 * @param {[string, string][]} changes each text that is there exactly once, and what it becomes
 * @returns {string}
 */
export const changed = (name, text, changes) =>
  changes.reduce((result, [before, after]) => {
    const parts = result.split(before);
    if (parts.length !== 2) throw new Error(`${name} has ${JSON.stringify(before)} ${parts.length - 1} times`);
    return parts.join(after);
  }, text);
