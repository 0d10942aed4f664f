"""What the sections of the benchmark `io` consist of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Something that both languages do, as the bodies of asynchronous functions.

    `rival` is the Python for the rival where it takes another; `""` if it cannot do it.
    `samples` are taken in each page, after one that does not count.
    """

    name: str
    python: str
    javascript: str
    rival: str | None = None
    samples: int = 9
