/** Where the output of scripts goes: elements that are made when they are first asked for. */

/** Counts `py-0`, `mpy-1`: ids of output elements that have none of their own. */
const counters = {};

/** @type {WeakMap<Element, Element>} by script element */
const outputs = new WeakMap();

/** @param {string} prefix @param {Element} element which gets an id of its own if it has none */
export const named = (prefix, element) => {
    counters[prefix] ??= 0;
    while (!element.id) {
        const id = prefix + counters[prefix]++;
        if (!document.getElementById(id)) element.id = id;
    }
    return element;
};

/**
 * The visible element that a script's output goes to.
 * @param {import('./scripts.js').Script} script
 * @param {(target: string) => Element | null} find
 * @returns {Element | null} null as long as its `target` does not exist
 */
export const outputOf = ({ element, type, inWorker }, find) => {
    let output = outputs.get(element);
    if (output) return output;
    if (element.localName !== 'script') output = element;
    else {
        const wanted = element.getAttribute('target');
        output = wanted ? find(wanted) : document.createElement(`script-${type}`);
        if (!output) return null; // not there yet: asked again next time
        if (!wanted) {
            if (inWorker) output.id = `${element.id}-target`; // as PyScript calls it
            // It may have been removed.
            if (element.closest('body')) element.after(output);
            else document.body.append(output);
        }
    }
    outputs.set(element, named(`${type}-`, output));
    return output;
};

/** Makes room in an element that shows its own output instead of its code. @param {HTMLElement} element */
export const clearForOutput = (element) => {
    if (element.localName === 'script') return;
    element.replaceChildren();
    element.style.display = 'block';
};
