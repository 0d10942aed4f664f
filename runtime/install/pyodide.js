/**
 * Installs packages into Pyodide: those of its own distribution at once, the others by
 * micropip. What micropip found out is remembered, so that the next visit needs neither
 * micropip nor an index.
 */
import IDBMap from '@webreflection/idb-map';
import { UserError } from '../user-error.js';

const WEEK = 7 * 24 * 3600 * 1000;

const isWheel = (spec) => /\.whl(?:[?#].*)?$/i.test(spec);

/** A wheel that is beside the page, not on an index, may change under its name. */
const isLocal = (spec) => isWheel(spec) && (/^(?:emfs|file):/.test(spec) || new URL(spec).origin === location.origin);

const canonical = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');

/** @param {string} spec @returns {string} the name of the package: of `pkg[extra]~=1.0`, `pkg` */
const nameOf = (spec) =>
    canonical(isWheel(spec) ? spec.split('/').pop().split('-')[0] : /^[\w.-]*/.exec(spec.trim())[0]);

const COLLECT = `
from importlib.metadata import distributions
from json import dumps
dumps([d.read_text("PYODIDE_URL") for d in distributions() if d.read_text("PYODIDE_URL")])
`;

/** micropip's last word. */
const reasonOf = ({ message = '' }) => {
    const lines = message.trimEnd().split('\n');
    const start = lines.findLastIndex((line) => /^[\w.]*(?:Error|Exception)\b/.test(line));
    const text = lines.slice(Math.max(start, 0)).join(' ');
    return text.replace(/ You can use `await micropip.*$/, '');
};

/** What is remembered of earlier visits; without IndexedDB, nothing. */
const memory = async () => {
    try {
        const map = new IDBMap('pyscript-packages');
        await map.size;
        return map;
    } catch {
        return new Map();
    }
};

/**
 * @param {any} interpreter
 * @param {string[]} packages names, requirements, URLs of wheels
 * @param {{indexes: string[], cache: string}} plan
 * @param {import('./download.js').Progress} progress
 */
export const installPackages = async (interpreter, packages, { indexes, cache }, progress) => {
    /** @param {string[]} names and URLs */
    const load = async (names) => {
        if (!names.length) return;
        const failures = [];
        await interpreter.loadPackage(names, {
            messageCallback: (message) => /^Load/.test(message) && progress(message),
            errorCallback: (message) => failures.push(message),
        });
        const loaded = Object.keys(interpreter.loadedPackages).map(canonical);
        const missing = names.filter((name) => !isWheel(name) && !loaded.includes(canonical(name)));
        if (failures.length || missing.length) throw new Error(failures.join(' ') || `no ${missing.join(', ')}`);
    };

    const inDistribution = (spec) => canonical(spec) in (interpreter.lockfile?.packages ?? {});

    const byMicropip = async (specs) => {
        await load(['micropip']);
        const micropip = interpreter.pyimport('micropip');
        const list = interpreter.toPy(specs);
        try {
            if (indexes.length) {
                const urls = interpreter.toPy(indexes);
                micropip.set_index_urls(urls);
                urls.destroy();
            }
            progress(`Loading ${specs.join(', ')}`);
            await micropip.install.callKwargs(list, { keep_going: true });
            progress(`Loaded ${specs.join(', ')}`);
        } finally {
            list.destroy();
            micropip.destroy();
        }
    };

    if (cache === 'passthrough') return load(packages);
    const known = indexes.length ? [] : packages.filter(inDistribution);
    const others = packages.filter((spec) => !known.includes(spec));
    await load(known);
    if (!others.length) return;

    const store = cache === 'never' ? null : await memory();
    if (cache === 'never') (await memory()).clear();
    const mayRemember = store && (cache === 'all' || !others.some(isLocal));
    const key = JSON.stringify([interpreter.version, indexes, [...others].sort()]);
    const remembered = mayRemember && (await store.get(key));
    if (remembered && (cache === 'all' || Date.now() - remembered.time < WEEK))
        try {
            return await load(remembered.packages);
        } catch {
            // an address is no longer there: ask the index again
        }
    const before = new Set(Object.keys(interpreter.loadedPackages));
    await byMicropip(others);
    if (!mayRemember) return;
    const names = Object.entries(interpreter.loadedPackages)
        .filter(([name, source]) => source === 'default channel' && !before.has(name) && name !== 'micropip')
        .map(([name]) => name);
    const urls = JSON.parse(interpreter.runPython(COLLECT, { globals: interpreter.toPy({}) }));
    await store.set(key, { time: Date.now(), packages: [...names, ...urls.filter((url) => /^https?:/.test(url))] });
};

/** @param {Error} error @param {string[]} packages */
export const packageError = (error, packages) =>
    new UserError(
        'PY1001',
        `packages could not be installed (${packages.join(', ')}): ${reasonOf(error)} ` +
            `Is the name right? What works with Pyodide: https://packages.pyscript.net/?q=${nameOf(packages[0])}`,
    );

/** Imports what has been installed. @param {any} interpreter @param {string[]} specs */
export const importPackages = (interpreter, specs) =>
    specs.map((spec) => {
        const name = nameOf(spec);
        const [first] = interpreter.lockfile?.packages[name]?.imports ?? [];
        return interpreter.pyimport(first ?? name.replaceAll('-', '_'));
    });
