"""The fixtures of all tests, and the options of `./run test`. See `tests/README.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pyscript_tools.serve import Server
from tests.browser import Site, Stage, WatchedPage
from tests.collect import STAGE, PageFile, PageTest, pages_of, selected_variants, stage_of
from tests.parallel import unit
from tests.realms import REALMS, VARIANTS, Realm


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--variant",
        choices=[*VARIANTS, "both"],
        default="both",
        help="which build the pages load; with both, only page tests run on source, too",
    )


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if module_path.parent.name == "page":
        file: PageFile = PageFile.from_parent(parent, path=module_path)
        return file
    return None


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if isinstance(item, PageTest):
        late = pages_of(item.config).close_after(item, nextitem)
        if late:
            pytest.fail("\n".join(["errors after the last test:", *late]), pytrace=False)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep together what shares a page: xdist's own groups do nothing in pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = unit
    return scheduling


def pytest_unconfigure(config: pytest.Config) -> None:
    if STAGE in config.stash:
        config.stash[STAGE].close()


@pytest.fixture(scope="session")
def stage(pytestconfig: pytest.Config) -> Stage:
    """The browser and the server of this run."""
    return stage_of(pytestconfig)


@pytest.fixture(scope="session")
def server(stage: Stage) -> Server:
    return stage.server


@pytest.fixture(scope="session")
def browser(stage: Stage) -> Browser:
    return stage.browser


@pytest.fixture(scope="session")
def variant(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> str:
    """`source` or `dist`; `parametrize("variant", VARIANTS, indirect=True)` gives both."""
    return str(getattr(request, "param", selected_variants(pytestconfig)[-1]))


@pytest.fixture(params=REALMS, ids=str)
def realm(request: pytest.FixtureRequest) -> Realm:
    """Each of the four realms in turn."""
    chosen: Realm = request.param
    return chosen


@pytest.fixture
def page(stage: Stage) -> Iterator[WatchedPage]:
    """A fresh page. An error in its console that was not expected fails the test."""
    page = stage.open_page()
    yield page
    page.wait_for_expected()
    page.raw.close()  # what the console still has to say comes first
    errors = page.unexpected_errors()
    assert not errors, "\n".join(["errors in the console:", *errors])


@pytest.fixture
def site(stage: Stage, variant: str, request: pytest.FixtureRequest) -> Site:
    """A fresh folder of files that is served."""
    return Site(stage, stage.new_folder(), variant, lambda: request.getfixturevalue("page"))
