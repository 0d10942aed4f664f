/** Knows whether scripts are still starting: fetching, loading their interpreter. */
const starting = new Set();
const waiting = new Set();

const settle = () => {
    if (starting.size || document.readyState !== 'complete') return;
    for (const resolve of waiting) resolve();
    waiting.clear();
};

document.addEventListener('readystatechange', settle);

/** @param {object} script */
export const begins = (script) => starting.add(script);

/** It runs, or never will. @param {object} script */
export const hasStarted = (script) => {
    starting.delete(script);
    settle();
};

/** Resolves when the page is loaded and no script is starting. */
export const allStarted = () =>
    new Promise((resolve) => {
        waiting.add(resolve);
        settle();
    });
