/** Copies the interpreters, so that a page needs no other server. */
import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { transformSync } from 'esbuild';

import { memoryOfPyodide } from './memory.mjs';
import { guarded } from './micropython.mjs';
import { eager, watched } from './pyodide.mjs';

/** A module's text without the reference to a source map that is not copied. */
export const withoutSourceMap = (text) => text.replace(/^\/\/# sourceMappingURL=.*\n?/gm, '');

/**
 * MicroPython's loader is one function, with all others in it: those that are called would be
 * parsed again, each with what is around it. Compiled at once, that is done while more is
 * fetched: https://v8.dev/blog/explicit-compile-hints
 */
const COMPACT = { minify: true, format: 'esm', banner: '//# allFunctionsCalledOnLoad' };

/**
 * Copies or, for `--source`, links files; modules lose their source map reference.
 * @param {string} from
 * @param {string} to
 * @param {string[]} names
 * @param {{source: boolean}} options
 */
function copy(from, to, names, { source }) {
  mkdirSync(to, { recursive: true });
  for (const name of names) {
    const [a, b] = [join(from, name), join(to, name)];
    const text = name.endsWith('.mjs') && readFileSync(a, 'utf8');
    if (text && text !== withoutSourceMap(text)) writeFileSync(b, withoutSourceMap(text));
    else if (!source || !link(a, b)) copyFileSync(a, b, constants.COPYFILE_FICLONE);
  }
}

/** Makes a hard link, or says that this file system cannot. */
function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Copies MicroPython in all its variants. */
export function copyMicroPython(root, to, options) {
  const from = join(root, 'node_modules/@micropython/micropython-webassembly-pyscript');
  const names = readdirSync(from).filter((name) => name.endsWith('.wasm'));
  copy(from, to, names, options);
  const loader = readFileSync(join(from, 'micropython.mjs'), 'utf8');
  const text = guarded(withoutSourceMap(loader));
  writeFileSync(join(to, 'micropython.mjs'), options.source ? text : transformSync(text, COMPACT).code);
}

/**
 * Copies Pyodide and micropip, with a lock file that says where the other packages are, and
 * adds a picture of its memory.
 */
export async function copyPyodide(root, to, options) {
  const from = join(root, 'node_modules/pyodide');
  copy(from, to, ['pyodide.asm.wasm', 'python_stdlib.zip', 'package.json'], options);
  for (const [name, change] of Object.entries({ 'pyodide.mjs': eager, 'pyodide.asm.mjs': watched })) {
    const text = withoutSourceMap(readFileSync(join(from, name), 'utf8'));
    writeFileSync(join(to, name), change(text));
  }
  const lock = JSON.parse(readFileSync(join(from, 'pyodide-lock.json'), 'utf8'));
  const base = packageBase(from);
  for (const [name, entry] of Object.entries(lock.packages))
    if (name === 'micropip') copyWheel(entry, options.wheels, to);
    else entry.file_name = base + entry.file_name;
  writeFileSync(join(to, 'pyodide-lock.json'), JSON.stringify(lock));
  writeFileSync(join(to, 'memory.bin'), await memoryOfPyodide(root, options.cache));
}

/** Copies the wheel of a lock file's entry, from a package index or from Pyodide. */
function copyWheel(entry, from, to) {
  const wheel = join(from, entry.file_name);
  if (!existsSync(wheel)) throw new Error(`${entry.file_name} is not in ${from}`);
  const bytes = readFileSync(wheel);
  entry.sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(to, entry.file_name), bytes);
}

/** The address of Pyodide's packages, as its own loader spells it. */
function packageBase(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const loader = readFileSync(join(folder, 'pyodide.mjs'), 'utf8');
  const template = /`(https:\/\/[^`$]+)\$\{\w+\}(\/[^`$]*\/)`/.exec(loader);
  if (!template) throw new Error('pyodide.mjs names no package address: has Pyodide changed?');
  return template[1] + version + template[2];
}
