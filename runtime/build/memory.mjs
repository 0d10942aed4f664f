/** Takes a picture of Pyodide's memory once it has started, so that pages need not start it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { allFreshMemory, fold } from '../interpreter/picture.js';
import { INSTALL } from '../interpreter/start-pyodide.js';

// What Python programs in pages often import, beside what Pyodide imports by itself.
const IMPORTS =
  'import bisect, calendar, csv, datetime, decimal, functools, heapq, html, html.parser, inspect, json, ' +
  'operator, statistics, string, textwrap, traceback, types, typing, urllib.parse, uuid';

/**
 * Pyodide decides once, when it starts, whether its `run_sync` can suspend WebAssembly. Node
 * cannot yet, without a flag; browsers can, and where one cannot Pyodide notices at the call.
 */
const suspendable = async (start) => {
  const { Suspending, promising } = WebAssembly;
  Object.assign(WebAssembly, {
    Suspending: function (called) {
      return called;
    },
    promising: (called) => called,
  });
  try {
    return await start();
  } finally {
    Object.assign(WebAssembly, { Suspending, promising });
    if (!Suspending) ['Suspending', 'promising'].forEach((name) => delete WebAssembly[name]);
  }
};

/**
 * Zeroes what is free, for nothing packs better: all that can be allocated below the end of the
 * heap, beginning with the largest.
 */
const zeroFree = ({ _malloc, _free, _sbrk, HEAPU8 }) => {
  const end = _sbrk(0);
  const held = [];
  for (let size = 1 << 20; size >= 16; size = size > 64 ? Math.floor(size * 0.8) & ~7 : size - 8) {
    let start = _malloc(size);
    for (; start && start < end; start = _malloc(size)) {
      HEAPU8.fill(0, start, start + size);
      held.push(start);
    }
    _free(start);
  }
  held.forEach(_free);
};

/**
 * The memory, gzipped; `runtime/interpreter/pyodide.js` unpacks it. Kept in `cache`, as
 * starting Pyodide and packing take longer than the rest of a build.
 * @param {string} root the repository
 * @param {string} cache a folder
 * @returns {Promise<Uint8Array>}
 */
export async function memoryOfPyodide(root, cache) {
  const pyodide = join(root, 'node_modules/pyodide');
  const version = readFileSync(join(pyodide, 'package.json'), 'utf8');
  const recipe = ['memory.mjs', '../interpreter/picture.js', '../interpreter/start-pyodide.js'].map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  const key = createHash('sha256').update(JSON.stringify([version, ...recipe]));
  const name = `memory-${key.digest('hex').slice(0, 16)}.bin`;
  const kept = join(cache, name);
  if (existsSync(kept)) return readFileSync(kept);

  const { loadPyodide } = await import(pathToFileURL(join(pyodide, 'pyodide.mjs')));
  const { default: create } = await import(pathToFileURL(join(pyodide, 'pyodide.asm.mjs')));
  let fresh;
  const createPyodideModule = (module) => {
    (module.preRun ??= []).push((ready) => (fresh = allFreshMemory(ready)));
    return create(module);
  };
  const python = await suspendable(() => loadPyodide({ _makeSnapshot: true, createPyodideModule }));
  python.runPython(`${INSTALL}\n${IMPORTS}, gc\ngc.collect()`, { globals: python.toPy({}) });
  zeroFree(python._module);
  const packed = gzipSync(fold(python.makeMemorySnapshot(), fresh), { level: 9 });
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache)) if (old.startsWith('memory-')) rmSync(join(cache, old));
  writeFileSync(kept, packed);
  return packed;
}
