"""Several processes: what shares a page stays together, the rest is free."""

from __future__ import annotations

from tests.parallel import unit


def test_files_on_source_have_their_own_page() -> None:
    one = unit("tests/page/test_a.py::test_x[pyodide-main-source]")
    assert one == unit("tests/page/test_a.py::test_y[pyodide-main-source]")
    others = [
        "tests/page/test_b.py::test_x[pyodide-main-source]",
        "tests/page/test_a.py::test_x[pyodide-worker-source]",
        "tests/page/test_a.py::test_x[pyodide-main-dist]",
    ]
    assert len({one, *map(unit, others)}) == 4


def test_files_on_dist_share_a_page() -> None:
    one = unit("tests/page/test_a.py::test_x[pyodide-main-dist]")
    assert one == unit("tests/page/test_b.py::test_y[pyodide-main-dist]")
    assert one != unit("tests/page/test_b.py::test_y[pyodide-worker-dist]")


def test_others_are_on_their_own() -> None:
    name = "tests/runtime/test_a.py::test_x[pyodide-main]"
    assert unit(name) == name
