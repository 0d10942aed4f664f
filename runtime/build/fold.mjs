/**
 * Makes one file of what a page, or a worker, loads at the start in any case. esbuild makes a
 * chunk of whatever several files share, however small; and each request has its price.
 */
import { basename, join } from 'node:path';

import { build } from 'esbuild';

import { closure } from './loads.mjs';

/** @typedef {import('esbuild').BuildResult} BuildResult */

const isChunk = (name) => name.startsWith('chunk-');

const nameIn = (chunk, name) => `_${/chunk-(\w+)/.exec(chunk)[1]}_${name}`; // may begin with a digit

/** Has code import from another file what it imports from a chunk, under other names. */
const redirected = (text, chunk, target) =>
  text
    .replaceAll(`import"./${chunk}"`, `import"./${target}"`)
    .replaceAll(`import "./${chunk}"`, `import "./${target}"`)
    .replace(
      new RegExp(`(import|export)\\s*\\{([^}]*)\\}\\s*from\\s*"\\./${chunk}"`, 'g'),
      (_, keyword, list) => {
        const specifiers = list.split(',').map((each) => each.trim()).filter(Boolean);
        const renamed = specifiers.map((each) => {
          const [name, alias = name] = each.split(/\s+as\s+/);
          return `${nameIn(chunk, name)} as ${alias}`;
        });
        return `${keyword}{${renamed.join()}}from"./${target}"`;
      },
    );

/**
 * @param {BuildResult} result of a build that splits, changed in place
 * @param {string} target the file that takes up the chunks
 * @param {string[]} entries the files whose chunks these are
 * @param {import('esbuild').BuildOptions} options
 */
export const fold = async (result, target, entries, options) => {
  const { outputFiles, metafile } = result;
  const pathOf = (name) => Object.keys(metafile.outputs).find((path) => basename(path) === name);
  const fileOf = (name) => outputFiles.find(({ path }) => basename(path) === name);
  const chunks = [...new Set(entries.flatMap((entry) => closure(metafile, entry)))].filter(isChunk);
  const exported = chunks.map((chunk) => {
    const names = metafile.outputs[pathOf(chunk)].exports;
    return `export {${names.map((name) => `${name} as ${nameIn(chunk, name)}`)}} from './${chunk}';`;
  });
  const parts = new Set([target, ...chunks]);
  const { outputFiles: [folded] } = await build({
    ...options,
    stdin: { contents: [`export * from './${target}';`, ...exported].join('\n'), resolveDir: options.absWorkingDir },
    outdir: undefined,
    outfile: join(options.outdir, target),
    external: [],
    metafile: false,
    plugins: [
      {
        name: 'parts',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /.*/ }, ({ path, kind }) => {
            const name = basename(path);
            const isPart = kind !== 'dynamic-import' && parts.has(name);
            return isPart ? { path: name, namespace: 'part' } : { path, external: true };
          });
          onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({ contents: fileOf(path).text }));
        },
      },
    ],
  });
  const others = outputFiles.filter(({ path }) => !parts.has(basename(path)));
  result.outputFiles = [
    folded,
    ...others.map(({ path, contents, text }) => {
      if (!path.endsWith('.js')) return { path, contents, text };
      const after = chunks.reduce((code, chunk) => redirected(code, chunk, target), text);
      const left = chunks.find((chunk) => after.includes(`./${chunk}`));
      if (left) throw new Error(`${basename(path)} imports ${left} in a way that fold.mjs does not know`);
      return { path, contents: new TextEncoder().encode(after), text: after };
    }),
  ];
  // So that it still says what there is, and what loads what.
  const { outputs } = metafile;
  const main = outputs[pathOf(target)];
  for (const chunk of chunks) {
    const path = pathOf(chunk);
    Object.assign(main.inputs, outputs[path].inputs);
    main.imports.push(...outputs[path].imports);
    delete outputs[path];
  }
  for (const output of Object.values(outputs))
    for (const imported of output.imports)
      if (chunks.includes(basename(imported.path))) imported.path = pathOf(target);
  main.imports = main.imports.filter(({ path }) => basename(path) !== target);
  main.bytes = folded.contents.length;
};
