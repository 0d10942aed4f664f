"""What pip installs: the package with its tools, and the runtime that they ask for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import tomllib

from tests.browser import ROOT
from tests.host.elsewhere import run_python


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both, and nothing of the checkout."""
    wheels = tmp_path_factory.mktemp("wheels")
    subprocess.run([ROOT / "run", "wheels", wheels], check=True, capture_output=True)
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", target, *wheels.glob("*.whl")], check=True)
    return target


def run(installed: Path, folder: Path, *command: str) -> str:
    process = run_python(folder, installed, *command)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def test_the_whole_way(installed: Path, tmp_path: Path) -> None:
    """The command and the plugin are there by themselves; they find the runtime."""
    command = str(installed / "bin" / "pyscript")
    assert "index.html" in run(installed, tmp_path, command, "new", "site")
    assert "3 passed" in run(installed, tmp_path / "site", "-m", "pytest", "-p", "no:cacheprovider")
    assert "MB" in run(installed, tmp_path / "site", command, "build", "--only", "mpy")
    assert (tmp_path / "site" / "site" / "pyscript" / "core.js").is_file()


def test_the_package_alone_is_small(installed: Path) -> None:
    """Pages without our runtime load it; what is 25 MB is a distribution of its own."""
    files = [
        path for name in ("pyscript", "pyscript_tools") for path in (installed / name).rglob("*")
    ]
    assert sum(path.stat().st_size for path in files if path.suffix != ".pyc") < 1_000_000


def test_versions_agree() -> None:
    main, runtime = (
        tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        for folder in (ROOT, ROOT / "runtime")
    )
    assert main["version"] == runtime["version"]
    tools = main["optional-dependencies"]["tools"]
    assert tools == [f"{runtime['name']}=={runtime['version']}"]
