"""Tracebacks from inside a page, as someone who reads the test file wants them."""

from __future__ import annotations

import ast
import re
from pathlib import Path, PurePosixPath

TESTING = Path(__file__).parent / "page" / "pyscript_testing.py"
PACKAGE = Path(__file__).parents[2] / "pyscript"  # in a checkout; else there is none
FRAME = re.compile(r'^  File "(?P<file>.+?)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')


def tidy(traceback: str, test_file: str, project: Path) -> str:
    """Drop the frames of the driver, and show each remaining one with its source.

    `test_file` is the path of the test in its project: frames above its first one are the
    driver's. Sources are read here, for MicroPython has none and Pyodide those that
    `remember_comparisons` made.
    """
    text: list[str] = []
    frames: list[list[str]] = []
    for line in [*traceback.splitlines(), ""]:
        if FRAME.match(line):
            frames.append([line])
        elif frames and line.startswith("  "):
            frames[-1].append(line)
        else:
            text += _show(frames, test_file, project)
            frames = []
            text.append(line)
    return "\n".join(text).strip("\n")


def headed(traceback: str) -> str:
    """Put what was raised before where: a summary shows the first line alone."""
    first, *lines = traceback.splitlines() or [""]
    ends = [index for index, line in enumerate(lines) if not line.startswith("  ")]
    if not first.startswith("Traceback ") or not ends or "Traceback " in "\n".join(lines):
        return traceback  # of several exceptions the order says which led to which
    frames, raised = lines[: ends[0]], lines[ends[0] :]
    return "\n".join([raised[0].rstrip(": "), *raised[1:], *frames])


def ends_at(traceback: str, test_file: str, file: Path) -> int:
    """Return the first line of the statement that the innermost frame is at.

    0 if that is not in the test file.
    """
    frames = [match for match in map(FRAME.match, traceback.splitlines()) if match]
    if frames and frames[-1]["file"].endswith(test_file):
        return _statement(file.read_text(encoding="utf-8"), int(frames[-1]["line"]))[0]
    return 0


def _show(frames: list[list[str]], test_file: str, project: Path) -> list[str]:
    matches = [match for frame in frames if (match := FRAME.match(frame[0]))]
    of_test = [match["file"].endswith(test_file) for match in matches]
    first = of_test.index(True) if True in of_test else 0
    lines: list[str] = []
    for match, frame in list(zip(matches, frames, strict=True))[first:]:
        found = _find(match["file"], project)
        if found is None:
            lines += frame
            continue
        name, path = found
        text = path.read_text(encoding="utf-8")
        start, end = _statement(text, int(match["line"]))
        where = f", in {match['function']}" if match["function"] else ""
        lines.append(f'  File "{name}", line {start}{where}')
        source = text.splitlines()[start - 1 : end]
        indent = len(source[0]) - len(source[0].lstrip()) if source else 0
        lines += [f"    {line[indent:]}" for line in source]
    return lines


def _statement(text: str, line: int) -> tuple[int, int]:
    """Return the first and last line of the statement at a line.

    MicroPython may name any of its lines. Of a statement that holds others only the
    line itself.
    """
    try:
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    except SyntaxError:
        return line, line
    around = [node for node in nodes if node.lineno <= line <= (node.end_lineno or 0)]
    if not around:
        return line, line
    inner = max(around, key=lambda node: node.lineno)
    return (line, line) if hasattr(inner, "body") else (inner.lineno, inner.end_lineno or line)


def _find(name: str, project: Path) -> tuple[str, Path] | None:
    """What the page calls `name`: what a reader calls it, and where it is."""
    parts = PurePosixPath(name).parts
    if parts[-1] == TESTING.name:
        return TESTING.name, TESTING
    if "pyscript" in parts:
        inside = parts[parts.index("pyscript") + 1 :]
        if inside and PACKAGE.joinpath(*inside).is_file():
            return "/".join(["pyscript", *inside]), PACKAGE.joinpath(*inside)
    # Wherever in the interpreter's file system the project's own are.
    for start in range(len(parts)):
        if parts[start] != "/" and project.joinpath(*parts[start:]).is_file():
            return "/".join(parts[start:]), project.joinpath(*parts[start:])
    return None
