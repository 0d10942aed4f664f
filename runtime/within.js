/**
 * A node and what is inside of it, as far as a selector finds it. Not by the methods of the node:
 * those of a form are hidden by fields that have their names.
 * @param {Document | Element} root
 * @param {string} selector
 * @returns {Element[]}
 */
export const allIn = (root, selector) => {
    if (root instanceof Document) return [...root.querySelectorAll(selector)];
    const { matches, querySelectorAll } = Element.prototype;
    const found = [...querySelectorAll.call(root, selector)];
    return matches.call(root, selector) ? [root, ...found] : found;
};
