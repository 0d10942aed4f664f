"""The fixtures of all tests, and the options of `./run test`. See `tests/README.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, close_all
from pyscript_tools.testing.realms import REALMS, Realm
from pyscript_tools.testing.setup import Runtime, Setup
from pyscript_tools.testing.stage import Stage
from tests import servers
from tests.browser import BUILDS, ROOT, VARIANTS, Site

pytest_plugins = ["pyscript_tools.testing.plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--variant",
        choices=[*VARIANTS, "both"],
        default="both",
        help="which build the pages load; with both, only page tests run on source, too",
    )


def selected_variants(config: pytest.Config) -> tuple[str, ...]:
    """Return the builds that `--variant` selects."""
    chosen = config.getoption("variant")
    return VARIANTS if chosen == "both" else (chosen,)


def pytest_pyscript_runtimes(config: pytest.Config) -> list[Runtime]:
    """On `dist` the files without a CONFIG share one page per realm."""
    return [Runtime(name, BUILDS[name], name == "dist") for name in selected_variants(config)]


def pytest_pyscript_server(server: Server) -> None:
    """Both builds are there in any case; what is not below these paths is missing."""
    del server.mounts["/"]
    server.mounts.update({f"/{name}/": path for name, path in BUILDS.items()})
    server.mounts["/workers/"] = ROOT / "tests" / "page" / "workers"
    server.routes.update(servers.routes())
    server.indexes["/simple/"] = ROOT / ".cache" / "wheels"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    # Not before pytest has seen to the assertions of these.
    from pyscript_tools.testing.plugin import schedule
    from tests.parallel import unit

    return schedule(config, log, lambda nodeid: unit(nodeid, Setup.of(config)))


@pytest.fixture(scope="session")
def stage(pyscript_stage: Stage) -> Stage:
    """The browser and the server of this run."""
    return pyscript_stage


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
    close_all([page])


@pytest.fixture
def site(stage: Stage, variant: str, request: pytest.FixtureRequest) -> Site:
    """A fresh folder of files that is served."""
    return Site(stage, stage.new_folder(), variant, lambda: request.getfixturevalue("page"))
