"""The texts of failures of page tests: comparisons that remember, tracebacks that are short."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pyscript_tools.testing.asserts import remember_comparisons
from pyscript_tools.testing.tracebacks import ends_at, headed, tidy


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("assert a == b", 'assert __compare__(1, a , "==",  b)'),
        ("assert (a) not  in (b), 'm'", "assert __compare__(1, (a) , \"not in\",  (b)), 'm'"),
        ("assert (a is b)", 'assert (__compare__(1, a , "is",  b))'),
        ("assert a == (b == c)", 'assert __compare__(1, a , "==",  (b == c))'),
        ("assert 'é' < é()", "assert __compare__(1, 'é' , \"<\",  é())"),
        ("assert a == b == c", "assert a == b == c"),
        ("assert not a == b", "assert not a == b"),
        ("assert (a not\n in b)", "assert (a not\n in b)"),
        ("x = a == b", "x = a == b"),
    ],
)
def test_comparisons_are_called(before: str, after: str) -> None:
    assert remember_comparisons(before) == after
    ast.parse(after)


def test_lines_keep_their_numbers() -> None:
    source = (
        "if 1:\n    assert f(\n        1,\n    ) == [\n        2,  # two == 2\n    ], g\nx = 3\n"
    )
    changed = remember_comparisons(source)
    assert "assert __compare__(2, f(" in changed
    assert '    ) , "==",  [\n' in changed
    assert "    ]), g\n" in changed
    assert changed.count("\n") == source.count("\n")
    ast.parse(changed)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tests" / "page" / "test_it.py"
    path.parent.mkdir(parents=True)
    (tmp_path / "own.py").write_text("def own():\n    other()\n")
    path.write_text("def test_it():\n    assert f(\n        1\n    ) == 2\n")
    return path


PYODIDE = """Traceback (most recent call last):
  File "driver.py", line 70, in run
    value = function()
            ^^^^^^^^^^
  File "/tests/page/test_it.py", line 2, in test_it
    assert __compare__(2, f(
           ^^^^^^^^^^^^^^
  File "/home/pyodide/own.py", line 2, in own
  File "/lib/other.py", line 9, in other
    code()
AssertionError: text
"""

MICROPYTHON = """Traceback (most recent call last):
  File "driver.py", line 70, in run
  File "/tests/page/test_it.py", line 4, in test_it
AssertionError:
"""


def test_tracebacks_begin_in_the_test(file: Path) -> None:
    """With its source as written, whichever of its lines the interpreter names."""
    name = "tests/page/test_it.py"
    test = [
        f'  File "{name}", line 2, in test_it',
        "    assert f(",
        "        1",
        "    ) == 2",
    ]
    shown = tidy(PYODIDE, name, file.parents[2]).splitlines()
    assert shown[1:5] == test
    assert shown[5:] == [
        '  File "own.py", line 2, in own',
        "    other()",
        '  File "/lib/other.py", line 9, in other',
        "    code()",
        "AssertionError: text",
    ]
    assert tidy(MICROPYTHON, name, file.parents[2]).splitlines()[1:] == [*test, "AssertionError:"]


def test_the_failing_statement_is_found(file: Path) -> None:
    name = "tests/page/test_it.py"
    assert ends_at(MICROPYTHON, name, file) == 2
    assert ends_at(PYODIDE, name, file) == 0


def test_tracebacks_of_others_stay(file: Path) -> None:
    text = 'Traceback (most recent call last):\n  File "x.py", line 1, in f\n    g()\nE: e\n\nmore'
    assert tidy(text, "tests/page/test_it.py", file.parents[2]) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Traceback (most recent call last):\n  File "x.py", line 1\n    g()\nE: two\n  lines',
            'E: two\n  lines\n  File "x.py", line 1\n    g()',
        ),
        ("Traceback (most recent call last):\n  File\nAssertionError: ", "AssertionError\n  File"),
        ("Traceback (a)\n  File\nE: e\n\nDuring\n\nTraceback (b)\n  File\nF: f", None),
        ("the page has no parameter", None),
        ("", None),
    ],
    ids=["lines", "assertion", "chain", "other", "nothing"],
)
def test_the_exception_is_the_first_line(text: str, expected: str | None) -> None:
    assert headed(text) == (text if expected is None else expected)
