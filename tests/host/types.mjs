/** Compiles TypeScript beside a build: `node types.mjs FILE`; prints what is wrong with it. */
import { createRequire } from 'node:module';

const ts = createRequire(import.meta.url)('../../node_modules/typescript');
const [file] = process.argv.slice(2);
const program = ts.createProgram([file], {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  types: [],
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
});
for (const { messageText, file, start } of ts.getPreEmitDiagnostics(program)) {
  const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  console.log(`${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
