"""Several processes: what shares a page stays together, the rest is free."""

from __future__ import annotations

import pytest

from pyscript_tools.testing.setup import Setup
from tests.parallel import unit


@pytest.fixture
def setup(pytestconfig: pytest.Config) -> Setup:
    return Setup.of(pytestconfig)


def test_files_on_source_have_their_own_page(setup: Setup) -> None:
    one = unit("tests/page/test_a.py::test_x[pyodide-main-source]", setup)
    assert one == unit("tests/page/test_a.py::test_y[pyodide-main-source]", setup)
    others = [
        "tests/page/test_b.py::test_x[pyodide-main-source]",
        "tests/page/test_a.py::test_x[pyodide-worker-source]",
        "tests/page/test_a.py::test_x[pyodide-main-dist]",
    ]
    assert len({one, *(unit(other, setup) for other in others)}) == 4


def test_files_on_dist_share_a_page(setup: Setup) -> None:
    one = unit("tests/page/test_a.py::test_x[pyodide-main-dist]", setup)
    assert one == unit("tests/page/test_b.py::test_y[pyodide-main-dist]", setup)
    assert one != unit("tests/page/test_b.py::test_y[pyodide-worker-dist]", setup)


def test_others_are_on_their_own(setup: Setup) -> None:
    name = "tests/runtime/test_a.py::test_x[pyodide-main]"
    assert unit(name, setup) == name
