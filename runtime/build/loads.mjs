/** What a page loads before its first line of Python. */
import { basename } from 'node:path';

/** The interpreters' own files, by script type. */
export const INTERPRETER = {
  mpy: {
    modules: ['micropython/micropython.mjs'],
    files: ['micropython/micropython.wasm'],
  },
  py: {
    modules: ['pyodide/pyodide.mjs', 'pyodide/pyodide.asm.mjs'],
    files: ['pyodide/pyodide.asm.wasm', 'pyodide/memory.bin', 'pyodide/python_stdlib.zip', 'pyodide/pyodide-lock.json'],
  },
};

/**
 * A module of a build and all that it imports as soon as it is loaded.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} entry its name
 * @returns {string[]} names
 */
export const closure = (metafile, entry) => {
  const imports = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output.imports]),
  );
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { path, kind } of imports.get(name) ?? [])
      if (kind === 'import-statement') visit(basename(path));
  };
  visit(entry);
  return [...seen];
};

/**
 * The module `pyscript:loads`: the paths, relative to core.js, of what it should hint at.
 * @param {import('esbuild').Metafile} metafile of the build of everything but core.js
 * @param {string} entry what starts workers
 */
export const loads = (metafile, entry) => {
  const page = closure(metafile, 'page.js');
  const workers = closure(metafile, entry).filter((name) => !page.includes(name));
  return `export default ${JSON.stringify({ page, workers, ...INTERPRETER })};`;
};
