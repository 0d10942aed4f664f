/** The terminal of a script tag. */
import '../common.js';
import { UserError } from '../user-error.js';
import { openTerminal } from '../terminal.js';

/** Scripts of the main thread that have the terminal of their interpreter. @type {Map<string, Element>} */
const taken = new Map();

const nameOf = (element) => (element.id ? `#${element.id}` : `the first one`);

/** Where the terminal of a script goes: into its target, or right after it. */
const containerOf = (element, find) => {
    const target = element.getAttribute('target');
    if (target) {
        const found = find(target);
        if (found instanceof HTMLElement) return found;
        throw new UserError(
            'PY0404',
            `there is no element for the terminal of a script with target="${target}": ` +
                `give one the id ${JSON.stringify(target.replace(/^#/, ''))}, or leave target out`,
        );
    }
    const container = document.createElement('div');
    if (element.closest('body')) element.after(container);
    else document.body.append(container);
    return container;
};

/**
 * @param {HTMLElement} element with the attribute `terminal`
 * @param {string} type `py` or `mpy`
 * @param {(target: string) => Element | null} find
 * @returns {Promise<import('../terminal.js').Screen>}
 */
export const terminalOf = async (element, type, find) => {
    if (!element.hasAttribute('worker')) {
        const other = taken.get(type);
        if (other)
            throw new UserError(
                'PY0409',
                `two scripts of type "${type}" on the main thread ask for a terminal, but they share one ` +
                    `interpreter, whose terminal is that of ${nameOf(other)}: give one of them the attribute worker`,
            );
        taken.set(type, element);
    }
    const screen = await openTerminal(containerOf(element, find));
    Object.defineProperty(element, 'terminal', { configurable: true, value: screen.terminal });
    return screen;
};
