"""What belongs to a project: a folder with pages and their Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Set
from pathlib import Path

#: Folders that are none of the project's pages, wherever they are.
IGNORED = {"__pycache__", "node_modules", "venv"}


def find(folder: Path, names: Iterable[str]) -> Path | None:
    """Return what is in a folder, by the names on the way there; `None` if nothing is.

    Symbolic links are followed as long as they neither leave the folder nor lead back to
    where the way has been, which would have no end.
    """
    way = [folder.resolve()]
    for name in names:
        path = _step(way, name)
        if path is None:
            return None
        way.append(path)
    return way[-1] if way[-1].exists() else None


def _step(way: list[Path], name: str) -> Path | None:
    try:
        path = (way[-1] / name).resolve(strict=True)
    except (OSError, RuntimeError):  # the latter for links in a circle, before Python 3.13
        return None
    return path if path.is_relative_to(way[0]) and path not in way else None


def files_of(
    folder: Path,
    ignored: Set[Path] = frozenset(),
    refuse: Callable[[Path], object] = lambda path: None,
) -> Iterator[Path]:
    """Return the files of a project, in order: what `find` finds.

    What is hidden, or a tool's, is none of them, nor what is in the folders `ignored`, which
    are absolute paths. `refuse` is called with links that are not followed.
    """
    return _walk(folder, [folder.resolve()], ignored, refuse)


def _walk(
    place: Path, way: list[Path], ignored: Set[Path], refuse: Callable[[Path], object]
) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(way[-1]), key=lambda entry: entry.name)
    except OSError:
        return  # it is gone since, or not for us to read
    folders = []
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        found = _step(way, name) if entry.is_symlink() else Path(entry.path)
        if found is None:
            if name not in IGNORED:
                refuse(place / name)
        elif entry.is_file():
            yield place / name
        elif entry.is_dir() and name not in IGNORED and found not in ignored:
            folders.append((name, found))
    for name, found in folders:
        yield from _walk(place / name, [*way, found], ignored, refuse)
