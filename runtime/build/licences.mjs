/** The licences of what a build contains but this project did not write. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const COPIED = [
  'pyodide',
  '@micropython/micropython-webassembly-pyscript',
  // What attributes.mjs makes its tables of.
  '@webref/elements',
  '@webref/idl',
  'aria-attributes',
  'html-element-attributes',
  'svg-element-attributes',
];

/**
 * Writes `LICENSES.txt`.
 * @param {string} root the repository
 * @param {string} out the folder
 * @param {import('esbuild').Metafile} metafile says which packages were bundled
 */
export function writeLicences(root, out, metafile) {
  const bundled = Object.keys(metafile.inputs).map(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0],
  );
  const copied = COPIED.map((name) => `node_modules/${name}`);
  const texts = [...new Set([...bundled.filter(Boolean), ...copied])].sort().map((folder) => {
    const path = join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? `\n${readFileSync(join(path, file), 'utf8').trim()}\n` : '';
    return `${name} ${version}: ${license}\n${text}`;
  });
  writeFileSync(join(out, 'LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}
