/** Tags that few pages have: what makes something of them is loaded when one is there. */

import { allIn } from './within.js';

/** @type {[string, () => Promise<{start: (element: HTMLElement) => void}>][]} */
const KINDS = [
    ['script[type="py-editor"],script[type="mpy-editor"]', () => import('./editor.js')],
    ['script[type="py-game"]', () => import('./game.js')],
];

/** @type {WeakSet<Element>} */
const known = new WeakSet();

const handle = (root) => {
    for (const [selector, load] of KINDS) {
        const found = allIn(root, selector);
        for (const element of found) {
            if (known.has(element)) continue;
            known.add(element);
            load().then(({ start }) => start(element));
        }
    }
};

/** Handles those that the page has, and those that it gets. */
export const observeExtras = () => {
    handle(document);
    new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) handle(node);
    }).observe(document, { childList: true, subtree: true });
};
