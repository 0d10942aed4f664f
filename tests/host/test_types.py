"""The types of the build describe what TypeScript may do with it, and what not."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.browser import BUILDS, ROOT

SAMPLE = """
import { MPWorker, PyWorker, TYPES, config, hooks, donkey, relative_url, whenDefined } from 'DIST/core.js';
import bridge, { bridge as same, terminate } from 'DIST/bridge.js';

const worker = await PyWorker('./worker.py', { config: { packages: ['numpy'] }, async: true });
const result: unknown = await worker.sync.compute(1, 'two');
worker.sync.ask = async (what: string) => what;
worker.terminate();
const other = new MPWorker('./worker.py', { type: 'micropython' });
await other.ready;

hooks.main.onReady.add((wrap, element) => wrap.run(element.id));
hooks.main.onWorker.add((wrap, xworker) => xworker.sync);
hooks.worker.codeBeforeRun.add('import math');
const wrap = await whenDefined('py');
await wrap.runAsync('1');
const name: string | undefined = TYPES.get('py');
config.py.packages;
const url: string = relative_url('./x');

const { evaluate, kill } = await donkey({ type: 'mpy', terminal: document.body, persistent: true });
const value: number = await evaluate('1');
const nothing: void = await kill();
await donkey();
const { add } = bridge(import.meta.url, { worker: false, env: 'one' });
const sum: number = await add(1, 2);
const functions = await same(import.meta.url);
await functions.multiply(3, 4);
type Calculations = { add(a: number, b: number): Promise<number> };
const typed = await bridge<Calculations>(new URL('./calculations.py', import.meta.url));
const exact: Promise<number> = typed.add(1, 2);
const over: void = await terminate(typed);

// @ts-expect-error
hooks.main.onReady.add('print(1)');
// @ts-expect-error
hooks.worker.onWorker;
// @ts-expect-error
hooks.main.codeAfterRun.add(() => 'print(1)');
// @ts-expect-error
PyWorker({ config: {} });
// @ts-expect-error
whenDefined('ruby');
// @ts-expect-error
donkey({ type: 'ruby' });
// @ts-expect-error
bridge();
// @ts-expect-error
typed.subtract(1, 2);
// @ts-expect-error
terminate('calculations.js');
"""


def test_a_program_in_typescript(tmp_path: Path) -> None:
    """Right uses compile, each wrong one does not."""
    sample = tmp_path / "sample.ts"
    sample.write_text(SAMPLE.replace("DIST", str(BUILDS["dist"])) + "\nexport {};\n")
    script = ROOT / "tests" / "host" / "types.mjs"
    result = subprocess.run(["node", script, sample], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
