/** The table at the end of a build: what a page loads. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Prints the sizes of a build's own files and of what the interpreters load. */
export function printSizes(out) {
  const names = [
    ...readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name),
    ...['micropython.mjs', 'micropython.wasm'].map((name) => `micropython/${name}`),
    ...['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip', 'pyodide-lock.json'].map(
      (name) => `pyodide/${name}`,
    ),
  ];
  const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`.padStart(12);
  console.log(`${'file'.padEnd(32)}${'raw'.padStart(12)}${'gzipped'.padStart(12)}`);
  for (const name of names) {
    const bytes = readFileSync(join(out, name));
    console.log(name.padEnd(32) + kilobytes(bytes.length) + kilobytes(gzipSync(bytes).length));
  }
}
