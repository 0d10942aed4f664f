"""The real MicroPython accepts the grammar of every file that it may get."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.host.sources import ROOT, modules

MICROPYTHON = ROOT / "node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs"


def refused(sources: dict[str, str]) -> dict[str, str]:
    """Return `file:line: error` for each source that MicroPython cannot compile."""
    node = shutil.which("node")
    assert node, "no node on the PATH: use ./run test"
    process = subprocess.run(
        [node, Path(__file__).with_name("compile.mjs"), MICROPYTHON.as_uri()],
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.returncode == 0, process.stderr
    return {name: _summary(name, error) for name, error in json.loads(process.stdout).items()}


def _summary(name: str, error: str) -> str:
    line = re.search(r", line (\d+)", error)
    return f"{name}:{line[1] if line else '?'}: {error.strip().splitlines()[-1]}"


def test_micropython_compiles_the_package() -> None:
    files = [module.path for module in modules(ROOT, "pyscript")]
    files += sorted((ROOT / "pyscript_tools" / "testing" / "page").glob("*.py"))
    assert len(files) > 10
    errors = refused({str(path.relative_to(ROOT)): path.read_text() for path in files})
    assert not errors, "\n".join(errors.values())


def test_refused_grammar_is_found() -> None:
    """With its place, and without stopping at the first file."""
    errors = refused(
        {
            "good.py": "async def f(x: 'int | None' = None):\n    return (y := x), f'{y!r}'\n",
            "star.py": "a = [1]\n\nb = [*a, 2]\n",
            "match.py": "match 1:\n    case 1:\n        pass\n",
        }
    )
    assert errors.keys() == {"star.py", "match.py"}
    # MicroPython names the line at which it gave up.
    assert errors["star.py"] == "star.py:4: SyntaxError: *x must be assignment target"
    assert errors["match.py"].endswith("SyntaxError: invalid syntax")
