/** Compiles the package with Pyodide itself: bytecode is of one version of Python. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { withoutTypes } from './checkers.mjs';

// A .pyc in place of its source is found as `pyscript/display.pyc`. Unchecked-hash: its
// source is not there to be compared with. Annotations would be a function each.
const COMPILE = `
import ast, io, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

class WithoutAnnotations(ast.NodeTransformer):
    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_FunctionDef(self, node):
        node.returns = None
        return self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_AnnAssign(self, node):
        kept = ast.Assign([node.target], node.value) if node.value else ast.Pass()
        return ast.copy_location(kept, node)

def compile_files(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in files:
            tree = WithoutAnnotations().visit(ast.parse(source, name))
            code = compile(tree, name, "exec", dont_inherit=True)
            pyc = _code_to_hash_pyc(code, source_hash(source.encode()), False)
            archive.writestr(zipfile.ZipInfo(name + "c"), pyc, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()

compile_files
`;

/**
 * A zip of bytecode that Pyodide imports from. Kept in `cache`: starting Pyodide takes
 * longer than the rest of a build.
 * @param {string} root the repository
 * @param {[string, string][]} files name in the zip, path on the disk
 * @param {string} cache a folder for nothing else
 */
export async function compileForPyodide(root, files, cache) {
  const sources = files.map(([name, path]) => [name, withoutTypes(readFileSync(path, 'utf8'))]);
  const pyodide = join(root, 'node_modules/pyodide');
  const version = readFileSync(join(pyodide, 'package.json'), 'utf8');
  const key = createHash('sha256').update(JSON.stringify([version, COMPILE, sources]));
  const kept = join(cache, `pyodide-${key.digest('hex').slice(0, 16)}.zip`);
  if (existsSync(kept)) return readFileSync(kept);

  const { loadPyodide } = await import(pathToFileURL(join(pyodide, 'pyodide.mjs')));
  const python = await loadPyodide();
  const archive = python.runPython(COMPILE)(python.toPy(sources)).toJs();
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache)) if (old.startsWith('pyodide-')) rmSync(join(cache, old));
  writeFileSync(kept, archive);
  return Buffer.from(archive);
}
