"""What `./run build OUT` replaces: what a build has made, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.host.sources import ROOT


def refusal(out: Path) -> str:
    """Begin a build, which must end before it has done anything; return what it says."""
    words = ["--mpy-cross", "--mpremote", "--wheels", "--cache"]
    options = [word for name in words for word in (name, str(out / "none"))]
    command = ["node", str(ROOT / "runtime" / "build.mjs"), "--out", str(out), *options]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 1
    return result.stderr.strip()


@pytest.mark.parametrize("made", [["files.txt", "core.js"], []])
def test_files_of_others_are_kept(tmp_path: Path, made: list[str]) -> None:
    """They stop the build, which names one."""
    out = tmp_path / "out"
    (out / "inside").mkdir(parents=True)
    for name in made:
        (out / name).write_text("core.js\ngone.js")
    mine = out / "inside" / "mine.html"
    mine.write_text("mine")
    expected = f"run: {out} holds inside/mine.html, which no build made: nothing is replaced"
    assert refusal(out) == expected
    assert mine.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert refusal(tmp_path / "out") == f"run: {tmp_path / 'out'} is no folder"


def test_a_port_that_cannot_be() -> None:
    """The demo says so, in a line."""
    command = [sys.executable, str(ROOT / "run"), "demo", "--port", "99999"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("run: port 99999 cannot be had")
    assert "Traceback" not in result.stderr
