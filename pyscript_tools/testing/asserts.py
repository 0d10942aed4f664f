"""Makes the comparisons of a test file remember both sides, for failures."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_left
from functools import cache

OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}

Position = tuple[int, int]


@cache  # each realm of each build has the same file
def remember_comparisons(source: str) -> str:
    """Turn `assert a == b` into `assert __compare__(LINE, a, "==", b)`.

    The text is edited in place, so every line keeps its number and its dialect: what
    MicroPython refuses is neither added nor removed.
    """
    edits: list[tuple[Position, Position, str]] = []
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assert) or not isinstance(node.test, ast.Compare):
            continue
        test = node.test
        if len(test.ops) != 1:
            continue
        operator = OPERATORS[type(test.ops[0])]
        right = test.comparators[0]
        words = _between(tokens, _end(lines, test.left), _start(lines, right), operator)
        if not words:
            continue
        start, end = _start(lines, test), _end(lines, test)
        edits.append((start, start, f"__compare__({node.lineno}, "))
        edits.append((words[0].start, words[-1].end, f', "{operator}", '))
        edits.append((end, end, ")"))
    # From the end, so that the positions before stay true.
    for (row, column), (end_row, end_column), text in sorted(edits, reverse=True):
        if row == end_row:  # always, except for `not⏎in`, which _between leaves out
            line = lines[row - 1]
            lines[row - 1] = line[:column] + text + line[end_column:]
    return "".join(lines)


def _start(lines: list[str], node: ast.expr) -> Position:
    return _position(lines, node.lineno, node.col_offset)


def _end(lines: list[str], node: ast.expr) -> Position:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return _position(lines, node.end_lineno, node.end_col_offset)


def _position(lines: list[str], row: int, offset: int) -> Position:
    """`ast` counts bytes, `tokenize` and we count characters."""
    return row, len(lines[row - 1].encode()[:offset].decode())


def _start_of(token: tokenize.TokenInfo) -> Position:
    return token.start


def _between(
    tokens: list[tokenize.TokenInfo], start: Position, end: Position, operator: str
) -> list[tokenize.TokenInfo]:
    """The operator's tokens: `(a) == (b)` has parentheses around them."""
    words = operator.split()
    first, past = (bisect_left(tokens, place, key=_start_of) for place in (start, end))
    found = [token for token in tokens[first:past] if token.string in words]
    same_row = len({token.start[0] for token in found}) == 1
    return found if same_row and [token.string for token in found] == words else []
