/** The sources of `pyscript:files/…`: the Python package as each interpreter wants it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';

import { attributeTables } from './attributes.mjs';
import { compileForPyodide } from './pyc.mjs';

/** The module `code`, which MicroPython lacks. */
const CODE = 'pyscript/_interpreter/_code_micropython.py';

/**
 * The modules `pyscript:files/pyodide` and `pyscript:files/micropython`: each exports an
 * array of `[path, content]`. What is for one of them alone has its name in its own.
 * @param {string} root the repository
 * @param {{source: boolean, cache: string, 'mpy-cross': string, mpremote: string}} options
 */
export async function packageFiles(root, options) {
  const made = mkdtempSync(join(tmpdir(), 'pyscript-'));
  try {
    const all = [...pythonFiles(join(root, 'pyscript'))].map((path) => [
      relative(root, path).split(sep).join('/'),
      path,
    ]);
    for (const [name, text] of attributeTables(root)) {
      const path = join(made, name.replaceAll('/', '-'));
      writeFileSync(path, text);
      all.push([name, path]);
    }
    return await packed(root, all, options);
  } finally {
    rmSync(made, { recursive: true });
  }
}

const packed = async (root, all, options) => {
  const pyodide = all.filter(([name]) => !/_micropython/.test(name));
  const micropython = all
    .filter(([name]) => !/_pyodide/.test(name))
    .map(([name, path]) => [name === CODE ? 'code.py' : name, path]);
  if (options.source) {
    const texts = (files) => moduleOf(files.map(([name, path]) => [name, readFileSync(path, 'utf8')]));
    return modules(texts(pyodide), texts(micropython));
  }
  return modules(
    moduleOf([['pyscript.zip', await compileForPyodide(root, pyodide, options.cache)]]),
    moduleOf([['rom.img', imageForMicroPython(micropython, options)]]),
  );
};

const modules = (pyodide, micropython) => ({
  'pyscript:files/pyodide': pyodide,
  'pyscript:files/micropython': micropython,
});

/** The paths of the Python files below a folder, in a stable order. */
function* pythonFiles(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pythonFiles(path);
    else if (entry.name.endsWith('.py')) yield path;
  }
}

/**
 * Compiles with mpy-cross into the image of a read-only file system, from which MicroPython
 * imports without asking JavaScript. Tracebacks keep the names and lines of the sources.
 */
function imageForMicroPython(files, { 'mpy-cross': mpyCross, mpremote }) {
  const folder = mkdtempSync(join(tmpdir(), 'pyscript-'));
  try {
    for (const [name, path] of files) {
      const output = join(folder, 'rom', name.replace(/\.py$/, '.mpy'));
      mkdirSync(dirname(output), { recursive: true });
      execFileSync(mpyCross, ['-s', name, '-o', output, path], { stdio: 'inherit' });
    }
    const image = join(folder, 'rom.img');
    const command = ['romfs', '--no-mpy', '--output', image, 'build', join(folder, 'rom')];
    execFileSync(mpremote, command, { stdio: ['ignore', 'ignore', 'inherit'] });
    return readFileSync(image);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** JavaScript that exports the files: text as strings, bytes as `Uint8Array`. */
function moduleOf(files) {
  const bytes = (content) => `bytes(${JSON.stringify(content.toString('base64'))})`;
  const literal = (content) =>
    typeof content === 'string' ? JSON.stringify(content) : bytes(content);
  const entries = files.map(([name, content]) => `[${JSON.stringify(name)}, ${literal(content)}]`);
  return `
    const bytes = (base64) =>
      Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    export default [${entries.join(',\n')}];`;
}
