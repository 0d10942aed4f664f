"""What is in the repository: nothing generated, nothing of one machine, what must run runs."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.host.sources import ROOT

# Written in parts, for this file is one of those that are searched.
HOSTS = ["py" + r"pi\.org", "python" + "hosted", "npm" + "js", "yarn" + "pkg"]
REGISTRIES = re.compile("|".join(HOSTS))
MACHINE = re.compile(r"(?<![\w.~}])/(?:home|root|Users|work|mnt)/[\w.]+")
# Folders of the interpreters' own file systems.
NOT_A_MACHINE = {"/home/" + "pyodide", "/home/" + "web_user"}
GENERATED_FOLDERS = {".cache", ".venv", "__pycache__", "dist", "node_modules"}
GENERATED_SUFFIXES = {".map", ".mpy", ".pyc", ".wasm", ".whl", ".zip", ".gz"}
LARGEST = 300_000


def git(*arguments: str, folder: Path = ROOT) -> list[str]:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def files(folder: Path) -> list[str]:
    """Return what is, or would be, in the repository."""
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", folder=folder)
    return [name for name in dict.fromkeys(listed) if (folder / name).is_file()]


def complaints(folder: Path) -> list[str]:
    """Return what should not be in a repository."""
    found = []
    for name in files(folder):
        path = folder / name
        if GENERATED_FOLDERS & set(path.relative_to(folder).parts):
            found.append(f"{name}: generated, or somebody else's")
            continue
        if path.suffix in GENERATED_SUFFIXES:
            found.append(f"{name}: generated")
            continue
        if path.stat().st_size > LARGEST:
            found.append(f"{name}: {path.stat().st_size} bytes")
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if match := REGISTRIES.search(line):
                found.append(f"{name}:{number}: the registry {match[0]}")
            for machine in MACHINE.findall(line):
                if machine not in NOT_A_MACHINE:
                    found.append(f"{name}:{number}: the path {machine}")
    return found


@pytest.fixture
def repository() -> Path:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    return ROOT


def test_holds_only_what_people_wrote(repository: Path) -> None:
    found = complaints(repository)
    assert not found, f"{len(found)} complaints:\n" + "\n".join(found[:50])


def test_tracks_nothing_that_it_ignores(repository: Path) -> None:
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard", folder=repository) == []


@pytest.mark.parametrize("name", ["run", ".ci/run"])
def test_commands_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert (ROOT / name).read_text().startswith("#!/")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.py", "open('/ro" + "ot/x')", "a.py:1: the path /ro" + "ot/x"),
        ("a.py", "#\n# see /ho" + "me/somebody/notes", "a.py:2: the path /ho" + "me/somebody"),
        ("a.json", '"https://registry.npm' + 'js.org/x"', "a.json:1: the registry npm"),
        ("sub/dist/a.js", "", "generated, or somebody else's"),
        ("a.wasm", "", "a.wasm: generated"),
        ("a.txt", "x" * (LARGEST + 1), "300001 bytes"),
    ],
)
def test_what_does_not_belong_is_found(tmp_path: Path, name: str, text: str, problem: str) -> None:
    git("init", "-q", folder=tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    assert problem in "\n".join(complaints(tmp_path))


@pytest.mark.parametrize(
    "text",
    ["/home/pyodide/x", "https://example.com/home/x", "./work/x", "~/work/x", "${HOME}/work/x"],
)
def test_what_belongs_is_not(tmp_path: Path, text: str) -> None:
    git("init", "-q", folder=tmp_path)
    (tmp_path / "a.txt").write_text(text)
    assert complaints(tmp_path) == []
