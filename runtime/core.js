/**
 * The page runtime's entry, as small as can be: lets the browser fetch at once, side by side,
 * what the scripts of the page will need one after another, then loads the runtime.
 */
import loads from 'pyscript:loads';
import { isFrugal } from './interpreter/frugal.js';

const at = (path) => new URL(path, import.meta.url).href;

/** @param {string} rel @param {string} path @param {string} [as] */
const hint = (rel, path, as = '') =>
    document.head.append(
        Object.assign(document.createElement('link'), { rel, as, href: at(path), crossOrigin: 'anonymous' }),
    );

/** A worker loads what it needs itself; another interpreter would make ours useless. */
const wanted = (type) =>
    document.querySelector(
        `script[type="${type}"]:not([worker],[config*="interpreter"]),${type}-script:not([worker],[config*="interpreter"])`,
    ) && !document.querySelector(`${type}-config`)?.textContent.includes('interpreter');

const { page, workers, ...types } = loads;
for (const path of page) hint('modulepreload', path);
for (const [type, { modules, files }] of Object.entries(types)) {
    if (wanted(type)) {
        for (const path of modules) hint('modulepreload', path);
        for (const path of files) if (!(path.endsWith('memory.bin') && isFrugal())) hint('preload', path, 'fetch');
    }
}
if (document.querySelector('script[type$="py"][worker],py-script[worker],mpy-script[worker]'))
    for (const path of workers) hint('modulepreload', path);

await import(/* beside this file */ './page.js');
