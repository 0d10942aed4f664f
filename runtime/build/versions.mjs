/** The source of the module `pyscript:versions`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = {
  pyodide: 'pyodide',
  micropython: '@micropython/micropython-webassembly-pyscript',
  polyscript: 'polyscript',
};

/**
 * Exports the version of each thing that a build is made of.
 * @param {string} root the repository
 */
export function versions(root) {
  const project = readFileSync(join(root, 'pyproject.toml'), 'utf8');
  const found = { pyscript: /^version = "([^"]+)"$/m.exec(project)[1] };
  for (const [name, folder] of Object.entries(PACKAGES)) {
    const path = join(root, 'node_modules', folder, 'package.json');
    found[name] = JSON.parse(readFileSync(path, 'utf8')).version;
  }
  return Object.entries(found)
    .map(([name, version]) => `export const ${name} = ${JSON.stringify(version)};\n`)
    .join('');
}
