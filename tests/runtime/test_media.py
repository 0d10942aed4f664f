"""Cameras and microphones: what the user, the page and the browser may refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.engines import DEVICES
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE_WORKER, Realm
from pyscript_tools.testing.stage import Stage, page_html
from tests.browser import Site
from tests.docs.pages import prints, run_body

USE = """
from pyscript.media import Device, list_devices

for device in await list_devices():
    print("device", device.kind, repr(device.label), repr(device.id))
for options in ({}, {"audio": True, "video": False}):
    try:
        await Device.request_stream(**options)
    except RuntimeError as error:
        print("refused", type(error).__name__, error.name, error)
"""


@pytest.fixture
def refused(stage: Stage) -> Iterator[None]:
    """The user does not want pages to use devices."""
    for name in DEVICES:
        stage.permit(name, "denied")
    yield
    for name in DEVICES:
        stage.permit(name, "granted")


@pytest.mark.usefixtures("refused")
def test_refused(site: Site, realm: Realm) -> None:
    """That is a `StreamError`; what devices there are is known only roughly."""
    lines = prints(run_body(site, realm.script(USE)))
    devices = [line for line in lines if line.startswith("device ")]
    assert sorted(devices) == [
        "device audioinput '' ''",
        "device audiooutput '' ''",
        "device videoinput '' ''",
    ]
    refusals = lines[len(devices) :]
    assert len(refusals) == 2
    for line in refusals:
        assert line.startswith("refused StreamError NotAllowedError the user, or a policy")
        assert line.endswith("(NotAllowedError: Permission denied)")


def test_before_the_user_has_answered(site: Site, stage: Stage) -> None:
    """Without ids the only device of a kind is asked for; the user may also just not answer."""
    code = """
from pyscript.media import list_devices

for device in await list_devices():
    if device.kind != "audiooutput":
        try:
            await device.get_stream()
        except RuntimeError as error:
            print(device.kind, error.name, error)
"""
    for name in DEVICES:
        stage.permit(name, "prompt")
    try:
        lines = prints(run_body(site, MICROPYTHON_WORKER.script(code)))
    finally:
        for name in DEVICES:
            stage.permit(name, "granted")
    assert [line.split()[:2] for line in sorted(lines)] == [
        ["audioinput", "NotAllowedError"],
        ["videoinput", "NotAllowedError"],
    ]
    assert all("dismissed" in line for line in lines)


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE_WORKER], ids=str)
def test_a_policy_of_the_page(
    page: WatchedPage, server: Server, variant: str, realm: Realm
) -> None:
    """A page whose own headers exclude devices has none."""
    html = page_html(f"/{variant}/", realm.script(USE))
    policy = {"Permissions-Policy": "camera=(), microphone=()"}
    server.routes["/policy"] = lambda _: Response(html, "text/html; charset=utf-8", headers=policy)
    page.expect_error("camera is not allowed in this document")  # the browser's own words
    page.expect_error("microphone is not allowed in this document")
    page.goto(f"{server.url}policy")
    refusals = [line for line in prints(wait_done(page)) if line.startswith("refused")]
    assert len(refusals) == 2
    assert all("NotAllowedError" in line for line in refusals)
