/**
 * Builds the files a page loads. Called by `./run build`, which passes what it found:
 *
 *   node runtime/build.mjs --out DIR --mpy-cross PATH --mpremote PATH --wheels DIR --cache DIR [--source] [--sizes]
 *
 * With `--source` nothing is minified and the package goes in as source; see
 * docs/design.md.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { copyMicroPython, copyPyodide } from './build/interpreters.mjs';
import { writeLicences } from './build/licences.mjs';
import { packageFiles } from './build/package.mjs';
import { beside } from './build/beside.mjs';
import { fold } from './build/fold.mjs';
import { loads } from './build/loads.mjs';
import { polyscript, workerModules } from './build/polyscript.mjs';
import { printSizes } from './build/sizes.mjs';
import { writeTypes } from './build/types.mjs';
import { versions } from './build/versions.mjs';
import { virtual } from './build/virtual.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is built from what. Code that several of these share becomes a chunk beside them. */
const SHARING = {
  'page.js': 'runtime/page.js',
  'core.css': 'runtime/core.css',
  'dialog.css': 'runtime/dialog.css',
  'terminal.css': 'runtime/terminal.css',
  'editor.css': 'runtime/editor.css',
};

/** Whole files: one request each, where a worker or a page needs them. */
const WHOLE = {
  'py.mjs': 'runtime/interpreter/pyodide.js',
  'database.js': 'runtime/storage/database.js',
  'storage.js': 'runtime/storage.js',
  'py-sources.js': 'runtime/interpreter/sources-pyodide.js',
  'mpy-sources.js': 'runtime/interpreter/sources-micropython.js',
  'mpy-more.js': 'runtime/interpreter/more-micropython.js',
  'plan.js': 'runtime/plan.js',
  'install.js': 'runtime/install.js',
  'archive.js': 'runtime/install/archive.js',
  'nativefs.js': 'runtime/nativefs.js',
  'mounts.js': 'runtime/interpreter/mounts.js',
  'indicator.js': 'runtime/indicator.js',
  'service-worker.js': 'runtime/service-worker.js',
  'bridge.js': 'runtime/bridge.js',
};

/** Whole files that exist twice: each thread has its own part of the package. */
const PAGE = { 'mpy.mjs': 'runtime/interpreter/micropython.js' };
const WORKER = { 'mpy-worker.mjs': 'runtime/interpreter/micropython.js' };

/** The file that lists what a build has made. */
const MADE = 'files.txt';

/** Names that esbuild gives no file. */
const MODULES = Object.keys({ ...WHOLE, ...PAGE, ...WORKER }).filter((name) => name.endsWith('.mjs'));

/** What is imported by its own name when it is needed, instead of becoming part of the importer. */
const LATER = ['core.js', 'page.js', ...Object.keys(WHOLE)].map((name) => `./${name}`);

/** What a page's own JavaScript imports. */
const PUBLIC = ['runtime/core.js', 'runtime/storage.js', 'runtime/bridge.js'];

/** Modules that others load from beside them, so that a thread has each once. */
const BESIDE = { './storage/database.js': './database.js' };

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    'mpy-cross': { type: 'string' },
    mpremote: { type: 'string' },
    wheels: { type: 'string' },
    cache: { type: 'string' },
    sizes: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
  },
});
for (const name of ['out', 'mpy-cross', 'mpremote', 'wheels', 'cache'])
  if (!options[name]) throw new Error(`--${name} is missing`);

const out = resolve(options.out);
const refuse = (problem) => {
  console.error(`run: ${problem}`);
  process.exit(1);
};
if (existsSync(out)) {
  if (!statSync(out).isDirectory()) refuse(`${out} is no folder`);
  const foreign = foreignTo(out);
  if (foreign) refuse(`${out} holds ${foreign}, which no build made: nothing is replaced`);
}

// Everything is made beside the old files, which are replaced last and at once: a failed
// build leaves them alone, and no chunk of theirs stays behind.
mkdirSync(dirname(out), { recursive: true });
const work = mkdtempSync(`${out}.`);
const [fresh, old] = [join(work, 'new'), join(work, 'old')];
mkdirSync(fresh);
let result;
try {
  const common = {
    absWorkingDir: root,
    outdir: fresh,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    charset: 'utf8',
    minify: !options.source,
    legalComments: 'none', // licences.mjs
    write: false,
    metafile: true,
    logLevel: 'warning',
    external: LATER,
  };
  const files = await packageFiles(root, options);
  const pluginsOf = (sources) => [
    beside(BESIDE),
    polyscript(root),
    virtual({ ...sources, 'pyscript:versions': versions(root) }),
  ];
  const plugins = pluginsOf(files.page);
  result = await build({
    ...common,
    entryPoints: entryPoints(SHARING),
    chunkNames: '[name]-[hash]',
    splitting: true,
    plugins,
  });
  const workers = nameOf(result.metafile, 'runtime/workers.js');
  await fold(result, 'page.js', ['page.js', workers], common);
  const whole = [];
  for (const [entries, IN_WORKER, sources] of [
    [WHOLE, 'globalThis.WorkerGlobalScope', files.page],
    [PAGE, 'false', files.page],
    [WORKER, 'true', files.worker],
  ])
    whole.push(
      await build({
        ...common,
        entryPoints: entryPoints(entries),
        define: { IN_WORKER },
        plugins: pluginsOf(sources),
      }),
    );
  for (const { metafile } of whole) {
    Object.assign(result.metafile.inputs, metafile.inputs);
    Object.assign(result.metafile.outputs, metafile.outputs);
  }
  // The page's entry names the files of the others.
  const entry = await build({
    ...common,
    entryPoints: ['runtime/core.js'],
    plugins: [virtual({ ...files.page, 'pyscript:loads': loads(result.metafile, workers) })],
  });
  for (const { outputFiles } of [entry, ...whole]) write(outputFiles);
  write(result.outputFiles);
  workerModules(root, fresh);
  await copyPyodide(root, join(fresh, 'pyodide'), options);
  copyMicroPython(root, join(fresh, 'micropython'), options);
  if (!options.source) writeTypes(PUBLIC.map((path) => join(root, path)), fresh);
  writeLicences(root, fresh, result.metafile);
  writeFileSync(join(fresh, MADE), filesIn(fresh).join('\n'));
  if (existsSync(out)) renameSync(out, old);
  renameSync(fresh, out);
} catch (error) {
  if (!error.errors) throw error;
  process.exitCode = 1; // esbuild has said why
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (options.sizes && result) printSizes(out, result.metafile);

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The first file in a folder that no build made, '' where there is none. @param {string} folder */
function foreignTo(folder) {
  const names = filesIn(folder);
  if (!names.includes(MADE)) return names.includes('core.js') ? '' : (names[0] ?? '');
  const made = [MADE, ...readFileSync(join(folder, MADE), 'utf8').split('\n')];
  return names.find((name) => !made.includes(name)) ?? '';
}

/** @param {Record<string, string>} entries */
function entryPoints(entries) {
  return Object.entries(entries).map(([to, from]) => ({
    in: from,
    out: to.slice(0, to.lastIndexOf('.')),
  }));
}

/** The file that esbuild made of this one, which is loaded later. */
function nameOf(metafile, source) {
  const made = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source);
  return basename(made[0]);
}

/** Writes what esbuild made; it calls every module `.js`, we may call it otherwise. */
function write(outputFiles) {
  for (const { path, contents } of outputFiles) {
    const name = basename(path);
    const other = name.replace(/\.js$/, '.mjs');
    writeFileSync(join(fresh, MODULES.includes(other) ? other : name), contents);
  }
}
