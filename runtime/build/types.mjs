/** The types of what JavaScript imports, for editors and TypeScript. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import ts from 'typescript';

const OPTIONS = {
  allowJs: true,
  declaration: true,
  emitDeclarationOnly: true,
  // Each file says all about its own exports.
  noResolve: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
};

/**
 * Writes `NAME.d.ts` beside each `NAME.js`, from its JSDoc comments.
 * @param {string[]} sources paths
 * @param {string} out the folder
 */
export function writeTypes(sources, out) {
  const host = ts.createCompilerHost(OPTIONS);
  host.writeFile = (path, text) => {
    if (/from ['"]\.|import\(/.test(text)) throw new Error(`${path} needs the types of another file`);
    writeFileSync(join(out, basename(path)), text);
  };
  for (const source of sources) ts.createProgram([source], OPTIONS, host).emit();
}
