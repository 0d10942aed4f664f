/** What polyscript needs of a bundler. */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withoutSourceMap } from './interpreters.mjs';

const WORKER = 'node_modules/polyscript/esm/worker/xworker.js';

/** The modules that polyscript's worker imports at run time, as it names them. */
const workerImports = (root) => {
  // The worker is a string literal in which quotes are escaped.
  const source = readFileSync(join(root, WORKER), 'utf8');
  return [...source.matchAll(/import\(\\?["']\.\/([\w-]+\.js)\\?["']\)/g)].map((match) => match[1]);
};

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
 * Copies the modules that polyscript's worker imports from the folder of `core.js`.
 * @param {string} root the repository
 * @param {string} out where `core.js` is
 */
export function workerModules(root, out) {
  const names = workerImports(root);
  if (!names.length) throw new Error(`no import found in ${WORKER}: has polyscript changed?`);
  for (const name of names) {
    const source = readFileSync(join(root, 'node_modules/polyscript/dist', name), 'utf8');
    if (/\bfrom\s*["']\.|^import\b/m.test(source))
      throw new Error(`polyscript's ${name} imports further modules: copy them too`);
    writeFileSync(join(out, name), withoutSourceMap(source));
  }
}
