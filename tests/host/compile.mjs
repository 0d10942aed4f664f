/** Compiles Python with the real MicroPython: JSON {name: source} in, {name: error} out. */
import { text } from 'node:stream/consumers';

const { loadMicroPython } = await import(process.argv[2]);
const sources = JSON.parse(await text(process.stdin));
const printed = [];
const python = await loadMicroPython({
    heapsize: 64 << 20,
    linebuffer: true,
    stdout: (line) => printed.push(line),
    stderr: (line) => printed.push(line),
});
const errors = {};
globalThis.job = {};
for (const [name, source] of Object.entries(sources)) {
    Object.assign(globalThis.job, { name, source, error: '' });
    python.runPython(`
import io, js, sys
try:
    compile(js.job.source, js.job.name, "exec")
except Exception as error:
    text = io.StringIO()
    sys.print_exception(error, text)
    js.job.error = text.getvalue()
`);
    if (globalThis.job.error) errors[name] = globalThis.job.error;
}
if (printed.length) throw new Error(printed.join('\n'));
process.stdout.write(JSON.stringify(errors));
