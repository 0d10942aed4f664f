"""Files that the configuration names: every documented form, archives, what is refused."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, Realm
from tests.browser import Site
from tests.docs.pages import prints

#: What JavaScript does alike for both interpreters is tried with the quicker one.
quick = pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)

READ = """
import os
def walk(folder):
    for name in sorted(os.listdir(folder)):
        path = folder + "/" + name
        try:
            os.listdir(path)
        except OSError:
            with open(path) as file:
                print("file", path, "=", file.read())
        else:
            walk(path)
"""


def run(site: Site, body: str) -> WatchedPage:
    site.write("index.html", site.html(body))
    return wait_done(site.open())


def shown(page: WatchedPage) -> list[str]:
    page.wait_for(lambda: "log: end" in page.lines, 10)
    return [line for line in prints(page) if line.startswith("file ")]


TOML = """
[files]
"{DOMAIN}" = "BASE"
"{PATH}" = "data"
"{FROM}" = "{DOMAIN}{PATH}"
"{TO}" = "./made/my_module"
"{FOLDER}" = "./made/folder/"
"{FROM}/a.txt?v=1" = "{TO}/renamed.txt"
"{FROM}/b.txt" = "{FOLDER}"
"./data/c.txt" = "made/c.txt"
"made/reversed.txt" = "{FROM}/a.txt"
"data/b.txt" = ""
"""


def test_every_form(site: Site, realm: Realm) -> None:
    """Templates, folders, names left open, the FAQ's reversed entries."""
    for name in "abc":
        site.write(f"data/{name}.txt", name)
    site.write("config.toml", TOML.replace("BASE", site.url))
    code = READ + "walk('made')\nprint('file b.txt =', open('b.txt').read())\nprint('end')"
    page = run(site, realm.script(code, config="./config.toml"))
    assert shown(page) == [
        "file made/c.txt = c",
        "file made/folder/b.txt = b",
        "file made/my_module/renamed.txt = a",
        "file made/reversed.txt = a",
        "file b.txt = b",
    ]


@quick
def test_the_older_fetch(site: Site, realm: Realm) -> None:
    """Lists of files, one file under another name, folders."""
    for name in "abc":
        site.write(f"data/{name}.txt", name)
    config = {
        "fetch": [
            {"from": "data/", "files": ["a.txt", "b.txt"], "to_folder": "made"},
            {"from": "data", "files": ["c.txt"], "to_folder": "made/deep"},
            {"from": "./data/a.txt", "to_folder": "made", "to_file": "other.txt"},
            {"from": "data/c.txt", "to_folder": "made"},
        ]
    }
    page = run(site, realm.script(READ + "walk('made')\nprint('end')", config=json.dumps(config)))
    assert shown(page) == [
        "file made/a.txt = a",
        "file made/b.txt = b",
        "file made/c.txt = c",
        "file made/deep/c.txt = c",
        "file made/other.txt = a",
    ]


MEMBERS = {
    "my_module/__init__.py": "",
    "my_module/util.py": "value = 'util'",
    "my_module/sub/sub_util.py": "value = 'sub'",
    "note with spaces.txt": "héllo",
}


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in MEMBERS.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        folder = tarfile.TarInfo("my_module/empty")
        folder.type = tarfile.DIRTYPE
        folder.mode = 0o755
        archive.addfile(folder)
        for name, content in MEMBERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return buffer.getvalue()


IMPORT = """
import os
from my_module import util
from my_module.sub import sub_util
with open("note with spaces.txt") as file:
    print("file", util.value, sub_util.value, file.read())
import sys
sys.path.append("deep/below")
print("file", os.listdir("deep/below/my_module/sub"))
print("end")
"""


@pytest.mark.parametrize("extension", ["zip", "whl", "tar.gz", "tgz"])
def test_archives(site: Site, realm: Realm, extension: str) -> None:
    """Unpacked where the star is, with folders that the archive does not list."""
    site.write(f"it.{extension}", zipped() if extension in ("zip", "whl") else tarred("w:gz"))
    config = {"files": {f"./it.{extension}": "./*", f"it.{extension}?again": "deep/below/*"}}
    page = run(site, realm.script(IMPORT, config=json.dumps(config)))
    assert shown(page) == ["file util sub héllo", "file ['sub_util.py']"]


def test_the_faqs_archive(site: Site) -> None:
    """As the FAQ has it, with a tag."""
    site.write("my_module.zip", zipped())
    page = run(
        site,
        """<mpy-config>
[files]
"./my_module.zip" = "./*"
</mpy-config>

<script type="mpy">
  from my_module import util
  from my_module.sub import sub_util
  print(util.value, sub_util.value)
</script>""",
    )
    assert prints(page) == ["util sub"]


# What is wrong -----------------------------------------------------------------------

WRONG = {
    "duplicate": (
        {"files": {"a.txt": "x/y.txt", "b.txt": "./x/y.txt"}},
        ["PY0409", "a.txt and ", "b.txt are to become the file x/y.txt: keep one"],
    ),
    "duplicate-folder": (
        {"files": {"one/a.txt": "", "two/a.txt": "./"}},
        ["PY0409", "are to become the file a.txt"],
    ),
    "template": (
        {"files": {"{FROM}/a.txt": ""}},
        ["PY1000", "files use {FROM}, which no entry before them defines"],
    ),
    "not-a-text": (
        {"files": {"a.txt": 1}},
        ["PY1000", "the destination of a.txt in files", "not 1"],
    ),
    "not-a-table": ({"files": "a.txt"}, ["PY1000", "files must be a table", 'not "a.txt"']),
    "not-an-archive": (
        {"files": {"a.txt": "./*"}},
        ["PY1000", "a.txt cannot be unpacked: an archive is a .zip"],
    ),
    "broken-archive": (
        {"files": {"a.zip": "./*"}},
        ["PY1000", "a.zip cannot be unpacked"],
    ),
    "fetch-both": (
        {"fetch": [{"from": "a", "files": ["b"], "to_file": "c"}]},
        ["PY1000", "has both to_file and files"],
    ),
    "fetch-folder": ({"fetch": [{"from": "a/"}]}, ["PY1000", "is a folder: name its files"]),
    "missing": ({"files": {"./nowhere.txt": ""}}, ["PY0404", "nowhere.txt"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong(site: Site, page: WatchedPage, case: str) -> None:
    """The script does not run; the message says what to change; on either thread."""
    config, texts = WRONG[case]
    for name in ("a.txt", "a.zip"):
        site.write(name, "text")
    page.expect_error(texts[0] if texts[0] != "PY0404" else "404")
    page.expect_error(texts[1])
    attributes = {"config": json.dumps(config)}
    page = run(
        site,
        MICROPYTHON.script("print('never')", **attributes)
        + MICROPYTHON_WORKER.script("print('never')", **attributes),
    )
    boxes = page.locator(".py-error")
    boxes.nth(1).wait_for()
    assert boxes.count() == 2
    for text in texts:
        for index in range(2):
            assert text in boxes.nth(index).inner_text()
    assert prints(page) == []


def test_broken_archives_of_pyodide(site: Site, page: WatchedPage) -> None:
    """Its own message comes along."""
    site.write("a.zip", "text")
    page.expect_error("a.zip cannot be unpacked")
    page = run(
        site,
        '<script type="py" config=\'{"files": {"a.zip": "./*"}}\'>print("never")</script>',
    )
    assert "PY1000" in page.locator(".py-error").inner_text()
    assert prints(page) == []
