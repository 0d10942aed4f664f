/** The table at the end of a build: what a page loads. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { INTERPRETER, closure } from './loads.mjs';

const PAGES = { mpy: 'MicroPython page', py: 'Pyodide page' };

/**
 * Prints the sizes of a build's files and the sums for a page of each interpreter.
 * @param {string} out the folder
 * @param {import('esbuild').Metafile} metafile
 */
export function printSizes(out, metafile) {
  const own = readdirSync(out).filter((name) => /\.(js|mjs|css)$/.test(name));
  const names = [...own, ...Object.values(INTERPRETER).flatMap(({ modules, files }) => [...modules, ...files])];
  const sizes = new Map();
  for (const name of names) {
    const bytes = readFileSync(join(out, name));
    sizes.set(name, [bytes.length, gzipSync(bytes).length]);
  }

  const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`.padStart(12);
  const row = (title, [raw, gzipped]) =>
    console.log(title.padEnd(32) + kilobytes(raw) + kilobytes(gzipped));
  console.log(`${'file'.padEnd(32)}${'raw'.padStart(12)}${'gzipped'.padStart(12)}`);
  for (const [name, size] of sizes) row(name, size);
  for (const [type, title] of Object.entries(PAGES)) {
    const { modules, files } = INTERPRETER[type];
    const page = closure(metafile, 'page.js');
    const loaded = new Set(['core.css', 'core.js', ...page, `${type}.mjs`, ...modules, ...files]);
    const sum = (index) => [...loaded].reduce((total, name) => total + sizes.get(name)[index], 0);
    row(title, [sum(0), sum(1)]);
  }
}
