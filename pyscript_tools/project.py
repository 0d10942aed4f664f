"""What belongs to a project: a folder with pages and their Python."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from pathlib import Path

#: Folders that are none of the project's pages, wherever they are.
IGNORED = {"__pycache__", "node_modules", "venv"}


def files_of(folder: Path, ignored: Set[Path] = frozenset()) -> Iterator[Path]:
    """Return the files of a project, in order.

    What is hidden, or a tool's, is none of them, nor what is in the folders `ignored`, which
    are absolute paths.
    """
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in IGNORED
            and (Path(place) / name).resolve() not in ignored
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(place) / name
