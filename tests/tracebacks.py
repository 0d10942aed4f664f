"""Tracebacks from inside a page, as someone who reads the test file wants them."""

from __future__ import annotations

import re
from pathlib import Path

FRAME = re.compile(r'^  File "(?P<file>.+?)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
ROOT = Path(__file__).parents[1]


def tidy(traceback: str, test_file: str, file: Path) -> str:
    """Drop the frames of the driver, and show each remaining one with its source.

    `test_file` is what the page calls `file`: frames above its first one are the
    harness's. Sources are read here, for MicroPython has none and Pyodide those that
    `remember_comparisons` made.
    """
    blocks: list[str] = []
    frames: list[list[str]] = []
    for line in [*traceback.splitlines(), ""]:
        if FRAME.match(line):
            frames.append([line])
        elif frames and line.startswith("  "):
            frames[-1].append(line)
        else:
            blocks += _show(frames, test_file, file)
            frames = []
            blocks.append(line)
    return "\n".join(blocks).strip("\n")


def last_line(traceback: str, test_file: str) -> int:
    """The line of the test file that the innermost frame is at; 0 if it is elsewhere."""
    frames = [match for match in map(FRAME.match, traceback.splitlines()) if match]
    if frames and frames[-1]["file"].endswith(test_file):
        return int(frames[-1]["line"])
    return 0


def _show(frames: list[list[str]], test_file: str, file: Path) -> list[str]:
    starts = [FRAME.match(frame[0]) for frame in frames]
    of_test = [bool(match and match["file"].endswith(test_file)) for match in starts]
    first = of_test.index(True) if True in of_test else 0
    lines: list[str] = []
    for match, frame in list(zip(starts, frames, strict=True))[first:]:
        assert match
        path = _path(match["file"], test_file, file)
        if path is None:
            lines += frame
            continue
        name, text = path
        where = f", in {match['function']}" if match["function"] else ""
        lines.append(f'  File "{name}", line {match["line"]}{where}')
        source = text.read_text().splitlines()
        if 0 < int(match["line"]) <= len(source):
            lines.append("    " + source[int(match["line"]) - 1].strip())
    return lines


def _path(name: str, test_file: str, file: Path) -> tuple[str, Path] | None:
    """What the page calls `name`, as this repository calls it, and its text."""
    if name.endswith(test_file):
        return test_file, file
    for folder in ("tests/harness/", "pyscript/"):
        _, found, rest = name.rpartition(folder)
        if found and (ROOT / folder / rest).is_file():
            return folder + rest, ROOT / folder / rest
    return None
