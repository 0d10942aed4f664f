"""The blocks of README, scripts.md and errors.md are true.

An HTML comment right after a block says what is to come of it, unseen by the reader:
`<!-- shows: text -->`, `<!-- prints: text -->`, `<!-- error: text -->` and, before those,
`<!-- click: #selector -->`; `<!-- not done: reason -->` where its scripts do not end. Before a
block, `<!-- not run: reason -->`, or `<!-- file: name -->` for what the pages of the document
have beside them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import tomllib
from playwright.sync_api import expect

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from tests.browser import BUILDS, ROOT, Site
from tests.docs.pages import open_body, prints
from tests.docs.test_guides import GUIDES

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
DOCUMENTS += sorted(
    f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md") if path.stem not in GUIDES
)

BLOCK = re.compile(
    r"^(?:<!-- (?:not run|file): (?P<reason>[^\n]+) -->\n)?"
    r"```(?P<language>\w*)\n(?P<code>.*?)^```\n(?P<comments>(?:<!-- [^\n]+ -->\n)*)",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!-- (click|shows|prints|error|not done): (.+) -->")
SCRIPT = re.compile(r'<script type="m?py"|<script [^>]*type="m?py" |<m?py-script')


@dataclass(frozen=True)
class Block:
    """A fenced block of a document, and what the comments after it say."""

    where: str
    language: str
    code: str
    comments: tuple[tuple[str, str], ...]


def blocks(*languages: str) -> Iterator[Block]:
    for document in DOCUMENTS:
        text = (ROOT / document).read_text()
        for match in BLOCK.finditer(text):
            if match["language"] in languages and not match["reason"]:
                where = f"{document}:{text.count(chr(10), 0, match.start('code'))}"
                comments = tuple(COMMENT.findall(match["comments"]))
                yield Block(where, match["language"], match["code"], comments)


def each(*languages: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("block", list(blocks(*languages)), ids=lambda block: block.where)


@each("html")
def test_html(site: Site, server: Server, block: Block) -> None:
    """A page of it, whole or to be completed, does what its comments say, and nothing fails."""
    assert block.comments, "a block without a comment could say anything"
    folder = site.url.removeprefix(server.url.rstrip("/"))
    server.mounts[f"{folder}dist/"] = BUILDS["dist"]
    document = block.where.partition(":")[0]
    for name, content in FILE.findall((ROOT / document).read_text()):
        site.write(name, content)
    if block.code.startswith("<!doctype"):
        server.routes["/favicon.ico"] = lambda request: Response(status=204)
        site.write("index.html", block.code)
        page = site.open()
    else:
        page = open_body(site, block.code)
    for kind, text in block.comments:
        if kind == "error":
            page.expect_error(text.rpartition(": ")[2])
            if text == "PY0404":
                page.expect_error("Failed to load resource")
    if SCRIPT.search(block.code) and "not done" not in dict(block.comments):
        wait_done(page)
    for kind, text in block.comments:
        if kind != "not done":
            check(page, kind, text)


def check(page: WatchedPage, kind: str, text: str) -> None:
    if kind == "click":
        page.click(text)
    elif kind == "shows":
        page.get_by_text(text).filter(visible=True).first.wait_for()
    elif kind == "prints":
        page.wait_for(lambda: text in prints(page), 5)
    else:
        expect(page.locator(".py-error")).to_contain_text(text)


@each("json", "toml")
def test_data(block: Block) -> None:
    """It is what it says that it is."""
    parse = json.loads if block.language == "json" else tomllib.loads
    assert parse(block.code)


@each("sh")
def test_commands(block: Block) -> None:
    """Each command exists, with the options that it is given."""
    for line in block.code.splitlines():
        program, *words = line.partition("#")[0].split()
        options = [word for word in words if word.startswith("--")]
        if program == "cd":
            continue
        if program == "./run":
            command, arguments = [sys.executable, str(ROOT / "run")], words[:1]
        elif program == "pytest":
            command, arguments = [sys.executable, "-m", "pytest"], []
        else:
            if program == "python3":
                assert words[:2] == ["-m", "pyscript_tools"], f"unknown here: {line}"
                del words[:2]
            else:
                assert program == "pyscript", f"unknown here: {line}"
            command, arguments = [sys.executable, "-m", "pyscript_tools"], words[:1]
        asked = [*command, *arguments, "--help"]
        result = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        assert all(option in result.stdout for option in options), line


def test_every_block_is_known() -> None:
    """No block escapes: other languages than these would be run by no test."""
    known = {"html", "json", "toml", "sh", "", "js", "text"}
    for document in DOCUMENTS:
        for match in BLOCK.finditer((ROOT / document).read_text()):
            assert match["language"] in known or match["reason"], (document, match["language"])


LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize(
    "document", ["README.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links(document: str) -> None:
    """Every link inside the repository leads somewhere, to the heading that it names."""
    text = (ROOT / document).read_text()
    for link in LINK.findall(text):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        assert target.exists(), link
        if anchor:
            headings = HEADING.findall(target.read_text())
            names = [re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings]
            assert anchor in names, link


CODE = re.compile(r"PY\d{4}")


def test_error_codes() -> None:
    """errors.md has every code of the runtime, and no other."""
    sources = "".join(path.read_text() for path in (ROOT / "runtime").rglob("*.js"))
    statuses = re.search(r"DOCUMENTED = new Set\(\[(.+)\]\)", sources)
    assert statuses
    used = set(CODE.findall(sources)) | {
        f"PY0{status}" for status in re.findall(r"\d+", statuses[1])
    }
    documented = re.findall(
        r"^\| (PY\d{4}) \|", (ROOT / "docs/errors.md").read_text(), re.MULTILINE
    )
    assert documented == sorted(used)


def test_readme_names_only_what_exists() -> None:
    """Under "What works today" are the package's public names, all of them."""
    exports = re.search(
        r"__all__ = \[(.*?)\]", (ROOT / "pyscript/__init__.py").read_text(), re.DOTALL
    )
    assert exports
    public = set(re.findall(r'"(\w+)"', exports[1]))
    readme = (ROOT / "README.md").read_text()
    works = readme.partition("## What works today")[2].partition("\n## ")[0]
    assert public - {"js"} <= set(re.findall(r"`(\w+)`", works))


def test_guides_name_everything() -> None:
    """What a module of the package exports is in a guide; of elements, which guide there is."""
    guides = [path for path in (ROOT / "docs").glob("*.md") if path.stem != "design"]
    words = set(re.findall(r"\w+", "".join(path.read_text() for path in guides)))
    elements = (ROOT / "pyscript/web/elements.py").read_text()
    tags = set(re.findall(r"^class (\w+)\(", elements, re.MULTILINE)) - {"grid"}
    for path in [*(ROOT / "pyscript").glob("[!_]*.py"), ROOT / "pyscript/web/__init__.py"]:
        exports = re.search(r"^__all__ = \[(.*?)\]", path.read_text(), re.DOTALL | re.MULTILINE)
        assert exports, path
        missing = set(re.findall(r'"(\w+)"', exports[1])) - words - tags
        assert not missing, (path.name, missing)
