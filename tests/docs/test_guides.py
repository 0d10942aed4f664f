"""The examples of our own guides run, in every realm, in the order of their pages."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import wait_done
from pyscript_tools.testing.realms import Realm
from tests.browser import ROOT, Site
from tests.servers import SocketServer

DOCS = ROOT / "docs"
# tests/host/test_plugin.py runs those of testing.md.
GUIDES = sorted(
    path.stem
    for path in DOCS.glob("*.md")
    if path.stem != "testing" and "```python\n" in path.read_text()
)

# A file that the examples use.
_FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the examples ask their server for; it also takes messages.
FILES = {
    "planets.json": '["Mercury", "Venus"]',
    "news": "id: 1\ndata: first\n\nevent: special\ndata: second\n\n",
}

_BLOCK = re.compile(r"^```(html|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES)
def test_guide(site: Site, server: Server, realm: Realm, guide: str) -> None:
    """HTML blocks make the page, Python blocks one script; then every button is clicked."""
    text = (DOCS / f"{guide}.md").read_text()
    for name, content in _FILE.findall(text):
        site.write(name, content)
    blocks = _BLOCK.findall(_FILE.sub("", text))
    html = "".join(code for language, code in blocks if language == "html")
    python = "\n".join(code for language, code in blocks if language == "python")
    for path, content in FILES.items():
        site.write(path, content)
    server.routes[site.path + "messages"] = lambda request: Response("[]", "application/json")
    if "localhost:5037" in python:
        SocketServer(5037).start()
    site.write("guide.py", python + '\nprint("the end")\n')
    site.write("index.html", site.html(html + realm.script(src="guide.py")))
    page = wait_done(site.open())
    assert "log: the end" in page.lines
    for button in page.locator("button").all():
        button.click()
    assert page.locator(".py-error").count() == 0


_MADE = r"^(?:async )?(?:def|class) NAME\b|^(?:\w+, )*NAME(?:, \w+)* = | as NAME:$"
_UNDEFINED = re.compile(r"Undefined name `(\w+)`")


@pytest.mark.parametrize("guide", GUIDES)
def test_blocks_can_be_copied(guide: str) -> None:
    """A block of Python imports what it uses; all else was made in a block above it."""
    text = _FILE.sub("", (DOCS / f"{guide}.md").read_text())
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821"]
    above = ""
    for language, code in _BLOCK.findall(text):
        if language != "python":
            continue
        command = [*ruff, "--target-version", "py314", "--output-format", "concise", "-"]
        found = subprocess.run(command, input=code, capture_output=True, text=True).stdout
        for name in _UNDEFINED.findall(found):
            made = re.search(_MADE.replace("NAME", name), above, re.MULTILINE)
            assert made, f"{name} is not made before\n{code}"
        above += code
