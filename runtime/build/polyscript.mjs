/** What polyscript needs of a bundler, and what it does otherwise here. */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { changed } from './change.mjs';
import { withoutSourceMap } from './interpreters.mjs';

const WORKER = 'node_modules/polyscript/esm/worker/xworker.js';

/** What makes a worker of its code, which is there as a string literal. */
const MAKING = /URL\.createObjectURL\(new Blob\(\['\/\*@\*\/'\+("(?:[^"\\]|\\.)*")\.replace\(re,place\)\],\{type:'text\/javascript'\}\)\)/;

const readWorker = (root) => {
  const source = readFileSync(join(root, WORKER), 'utf8');
  const found = MAKING.exec(source);
  if (!found) throw new Error(`no code of a worker found in ${WORKER}: has polyscript changed?`);
  return { source, making: found[0], code: JSON.parse(found[1]) };
};

/** The modules that polyscript's worker imports at run time, as it names them. */
const workerImports = (root) =>
  [...readWorker(root).code.matchAll(/import\(["']\.\/([\w-]+\.js)["']\)/g)].map((match) => match[1]);

/**
 * Resolves `polyscript-esm/…` to polyscript's internal modules, and its optional modules
 * to the files that `workerModules` copies, so that a page and its workers share them.
 * @param {string} root the repository
 */
export const polyscript = (root) => ({
  name: 'polyscript',
  setup({ onResolve, onLoad }) {
    // The real path, as esbuild has it of what polyscript itself imports: one copy of each.
    const esm = realpathSync(join(root, 'node_modules/polyscript/esm'));
    onResolve({ filter: /^polyscript-esm\// }, ({ path }) => ({
      path: join(esm, path.slice('polyscript-esm/'.length)),
    }));
    // Patches EventTarget's addEventListener, for an option of its own.
    onResolve({ filter: /^reflected-ffi\/utils\/events$/ }, () => ({ path: 'none', namespace: 'none' }));
    onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export default () => {};' }));
    // A worker's thread may be there before polyscript is: runtime/thread.js.
    onLoad({ filter: /[/\\]polyscript[/\\]esm[/\\]worker[/\\]xworker\.js$/ }, () => {
      const { source, making } = readWorker(root);
      return { contents: `import { nextThread } from 'pyscript-thread';\n${changed(WORKER, source, [[making, 'nextThread()']])}` };
    });
    onLoad({ filter: /[/\\]coincident[/\\]src[/\\]main\.js$/ }, ({ path }) => {
      const source = changed(path, readFileSync(path, 'utf8'), [['extends sabayon.Worker', 'extends adopting(sabayon.Worker)']]);
      return { contents: `import { adopting } from 'pyscript-thread';\n${source}` };
    });
    // The code is there already: no address has to be made for it, and fetched.
    onLoad({ filter: /[/\\]polyscript[/\\]esm[/\\]worker[/\\]class\.js$/ }, ({ path }) => ({
      contents: changed(path, readFileSync(path, 'utf8'), [
        ["import fetch from '@webreflection/fetch';\n", ''],
        ['fetch(url)\n            .text()\n', 'Promise.resolve(url)\n'],
      ]),
    }));
    onResolve({ filter: /^pyscript-thread$/ }, () => ({ path: join(root, 'runtime/thread.js') }));
    const shared = workerImports(root);
    onResolve({ filter: /^\.\/(3rd-party\/)?\w+\.js$/ }, ({ path, kind, importer }) => {
      if (kind !== 'dynamic-import' || !importer.startsWith(esm)) return;
      const name = /(\w+)\.js$/.exec(path)[1];
      const file = shared.find((file) => file.startsWith(`${name}-`));
      return file && { path: `./${file}`, external: true };
    });
  },
});

/**
 * Writes the code of polyscript's worker, and copies the modules that it imports, to the folder of `core.js`.
 * @param {string} root the repository
 * @param {string} out where `core.js` is
 */
export function workerModules(root, out) {
  const names = workerImports(root);
  if (!names.length) throw new Error(`no import found in ${WORKER}: has polyscript changed?`);
  // Once it has begun to wait for the first message.
  const release = "queueMicrotask(globalThis[Symbol.for('pyscript.early')].release);\n";
  writeFileSync(join(out, 'xworker.js'), release + readWorker(root).code);
  for (const name of names) {
    const source = readFileSync(join(root, 'node_modules/polyscript/dist', name), 'utf8');
    if (/\bfrom\s*["']\.|^import\b/m.test(source))
      throw new Error(`polyscript's ${name} imports further modules: copy them too`);
    writeFileSync(join(out, name), withoutSourceMap(source));
  }
}
