/** The sources of `pyscript:files/…`: the Python package as each interpreter wants it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';

import { attributeTables } from './attributes.mjs';
import { withoutTypes } from './checkers.mjs';
import { namesOfRest, parts } from './parts.mjs';
import { compileForPyodide } from './pyc.mjs';

/** The module `code`, which MicroPython lacks. */
const CODE = 'pyscript/_interpreter/_code_micropython.py';

/** MicroPython's `mip` for pages; polyscript brings it to workers alone. */
const MIP = '_mip_micropython.py';
const mipOf = async (root) => {
  const path = join(root, 'node_modules', 'polyscript', 'esm', 'python', 'mip.js');
  return (await import(pathToFileURL(path).href)).default;
};

/** What these are called in the page. */
const NAMES = { [CODE]: 'code.py', [MIP]: 'mip.py' };

/**
 * Modules that export an array of `[path, content]`, for virtual.mjs: for each interpreter its
 * files, of MicroPython those of a page, of a worker, and all; with `-source` at the end all of
 * them as text, for interpreters that the bytecode is not for. What is for one interpreter alone
 * has its name in its own.
 * @param {string} root the repository
 * @param {{source: boolean, cache: string, 'mpy-cross': string, mpremote: string}} options
 * @returns {Promise<{page: Record<string, string>, worker: Record<string, string>}>} the sources
 *     of the modules, on either thread
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
    const mip = join(made, 'mip.py');
    writeFileSync(mip, await mipOf(root));
    all.push([MIP, mip]);
    return await packed(root, all, options);
  } finally {
    rmSync(made, { recursive: true });
  }
}

const packed = async (root, all, options) => {
  const pyodide = all.filter(([name]) => !/_micropython/.test(name));
  const micropython = all
    .filter(([name]) => !/_pyodide/.test(name))
    .map(([name, path]) => [NAMES[name] ?? name, path]);
  const texts = (files) => moduleOf(files.map(([name, path]) => [name, readFileSync(path, 'utf8')]));
  const sources = {
    'pyscript:files/pyodide-source': texts(pyodide),
    'pyscript:files/micropython-source': texts(micropython),
  };
  const names = (list) => ({ 'pyscript:more': `export default ${JSON.stringify(list)};` });
  if (options.source) {
    const whole = {
      ...sources,
      ...names(null),
      'pyscript:files/pyodide': sources['pyscript:files/pyodide-source'],
      'pyscript:files/micropython': sources['pyscript:files/micropython-source'],
      'pyscript:files/micropython-more': moduleOf([]),
    };
    return { page: whole, worker: whole };
  }
  const { page, worker } = parts(micropython);
  const image = (files) =>
    // Deflated: base64 of bytecode is what a server's own compression makes the least of.
    moduleOf([['rom.img', deflateRawSync(imageForMicroPython(files, options), { level: 9 })]]);
  const common = {
    ...sources,
    ...names(namesOfRest(micropython)),
    'pyscript:files/pyodide': moduleOf([
      ['pyscript.zip', await compileForPyodide(root, pyodide, options.cache)],
    ]),
    'pyscript:files/micropython-more': image(micropython),
  };
  const withStubs = (files) => [
    ...files,
    ...micropython.filter((file) => !files.includes(file)).map(([name]) => [name, null]),
  ];
  return {
    page: { ...common, 'pyscript:files/micropython': image(withStubs(page)) },
    worker: { ...common, 'pyscript:files/micropython': image(withStubs(worker)) },
  };
};

/** A module that most pages do without, until somebody imports it unannounced. */
const STUB =
  'from pyscript._interpreter._more_micropython import become\nbecome(__name__, globals())\n';

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
 * A file without a path is a stub.
 */
function imageForMicroPython(files, { 'mpy-cross': mpyCross, mpremote }) {
  const folder = mkdtempSync(join(tmpdir(), 'pyscript-'));
  try {
    const source = join(folder, 'source.py');
    for (const [name, path] of files) {
      writeFileSync(source, path ? withoutTypes(readFileSync(path, 'utf8')) : STUB);
      const output = join(folder, 'rom', name.replace(/\.py$/, '.mpy'));
      mkdirSync(dirname(output), { recursive: true });
      execFileSync(mpyCross, ['-s', name, '-o', output, source], { stdio: 'inherit' });
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
