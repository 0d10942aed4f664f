/**
 * The Python package in parts for MicroPython: what every page needs, what every worker needs,
 * and all of it, which is loaded when a script names something of the rest.
 */
import { readFileSync } from 'node:fs';

/** Modules with which a page begins; with what they import they are its part. */
const BASE = ['__init__', 'context', 'display', 'events', 'ffi', 'util', '_interpreter'];

/** The same for a worker. */
const WORKER = ['_containers', 'workers'];

/** Not part of what they are with: loaded when something is read or typed, or by those that import them. */
const SELDOM = /^pyscript\/(?:_streams|_interpreter\/_(?:typed|code|json|bodies|arrival)\w*)\.py$/;

const IMPORT = /^(?:from|import)\s+pyscript\.([\w.]+)/gm;

/** @typedef {[string, string][]} Files names in the package, and paths on the disk */

/**
 * @param {Files} files
 * @param {string[]} roots names of modules
 * @returns {Files} those, and what they import as soon as they are loaded
 */
const closure = (files, roots) => {
  const found = new Set();
  const add = (module) => {
    const base = `pyscript/${module.replaceAll('.', '/')}`;
    for (const file of files) {
      const [name, path] = file;
      const isInside = name === `${base}.py` || name.startsWith(`${base}/`);
      if (!isInside || found.has(file) || (SELDOM.test(name) && name !== `${base}.py`)) continue;
      found.add(file);
      for (const [, imported] of readFileSync(path, 'utf8').matchAll(IMPORT)) add(imported);
    }
  };
  roots.forEach(add);
  return files.filter((file) => found.has(file));
};

/** @param {Files} files @returns {{page: Files, worker: Files}} */
export const parts = (files) => ({
  page: closure(files, BASE),
  worker: closure(files, [...BASE, ...WORKER]),
});

/** The public modules of a part, by name. @param {Files} files @returns {string[]} */
const publicModules = (files) => [
  ...new Set(files.map(([name]) => /^pyscript\/([a-z]\w*)(?:\.py$|\/)/.exec(name)?.[1]).filter(Boolean)),
];

/**
 * What a script has to name to need the rest: its modules, and the names that the package has
 * of them.
 * @param {Files} files all
 * @returns {string[]}
 */
export const namesOfRest = (files) => {
  const { page } = parts(files);
  const modules = publicModules(files.filter((file) => !page.includes(file)));
  const [, path] = files.find(([name]) => name === 'pyscript/__init__.py');
  const homes = [...readFileSync(path, 'utf8').matchAll(/^ {4}"(\w+)": "(\w+)",$/gm)];
  const names = homes.filter(([, , home]) => modules.includes(home)).map(([, name]) => name);
  return [...new Set([...modules, ...names])];
};
