"""Packages that the configuration names: from indexes, by address, remote ones; cached."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from tests.browser import Site
from tests.docs.pages import prints, wait_for_line

pyodide = pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)
micropython = pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)


def wheel(name: str, version: str, *, requires: tuple[str, ...] = (), extra: str = "") -> bytes:
    """Return a wheel of one module, which says its version."""
    info = f"{name}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {each}" for each in requires]
    if extra:
        metadata.append(f"Provides-Extra: {extra}")
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


WHEELS = {
    ("things", "1.0"): {},
    ("things", "1.5"): {"requires": ("others>=1 ; extra == 'more'",), "extra": "more"},
    ("things", "2.0"): {"requires": ("others>=1 ; extra == 'more'",), "extra": "more"},
    ("others", "1.2"): {"requires": ("deeper",)},
    ("deeper", "0.1"): {},
}


@pytest.fixture
def index(site: Site, server: Server) -> Iterator[str]:
    """The address of a package index with WHEELS."""
    for (name, version), options in WHEELS.items():
        site.write(f"wheels/{name}-{version}-py3-none-any.whl", wheel(name, version, **options))
    path = f"/{site.url.removeprefix(server.url)}index/"
    server.indexes[path] = Path(site.folder) / "wheels"
    yield path
    del server.indexes[path]


def requested(page: WatchedPage) -> list[str]:
    """Remember what the page and its workers ask for."""
    urls: list[str] = []
    page.raw.context.on("request", lambda request: urls.append(request.url))
    return urls


CODE = """
import sys
try:
    import things
    print("things", things.version)
except ImportError:
    print("no things")
for name in ("others", "deeper"):
    try:
        print(name, __import__(name).version)
    except ImportError:
        pass
print("end")
"""


def load(site: Site, realm: Realm, config: dict, code: str = CODE) -> list[str]:
    """Open the page, perhaps once more, and return what it prints."""
    site.write("index.html", site.html(realm.script(code, config=json.dumps(config))))
    page = site.open()
    wait_for_line(page, "log: end", 60)
    lines = prints(page)
    page.lines.clear()
    return lines


@pytest.mark.parametrize(
    ("realm", "spec", "expected"),
    [
        (PYODIDE, "things", ["things 2.0"]),
        (PYODIDE, "things~=1.0", ["things 1.5"]),
        (PYODIDE, "things>1,<2", ["things 1.5"]),
        (PYODIDE, "things==1.0", ["things 1.0"]),
        (PYODIDE, "things[more]<2", ["things 1.5", "others 1.2", "deeper 0.1"]),
        (PYODIDE_WORKER, "things[more]<2", ["things 1.5", "others 1.2", "deeper 0.1"]),
    ],
    ids=str,
)
def test_requirements(
    site: Site, page: WatchedPage, index: str, realm: Realm, spec: str, expected: list[str]
) -> None:
    """Every form of requirement, also on the second load, which needs no index any more."""
    urls = requested(page)
    config = {"packages": [spec], "index_urls": [index]}
    assert load(site, realm, config) == [*expected, "end"]
    assert any("/index/things" in url for url in urls)
    assert any("micropip" in url for url in urls)
    urls.clear()
    page.raw.reload()
    wait_for_line(page, "log: end", 60)
    assert prints(page) == [*expected, "end"]
    assert [url for url in urls if "/index/things/" in url and not url.endswith(".whl")] == []
    assert [url for url in urls if "micropip" in url] == []


def test_never_cached(site: Site, page: WatchedPage, index: str) -> None:
    """`packages_cache = "never"`: the index is asked each time, and forgets what was known."""
    urls = requested(page)
    config = {"packages": ["things"], "index_urls": [index]}
    load(site, PYODIDE, config)
    load(site, PYODIDE, {**config, "packages_cache": "never"})
    urls.clear()
    load(site, PYODIDE, config)
    assert any("micropip" in url for url in urls)


def test_an_address_that_is_gone(site: Site, page: WatchedPage, index: str, server: Server) -> None:
    """What was remembered no longer exists: the index is asked again."""
    config = {"packages": ["things"], "index_urls": [index]}
    assert load(site, PYODIDE, config) == ["things 2.0", "end"]
    (Path(site.folder) / "wheels" / "things-2.0-py3-none-any.whl").unlink()
    page.expect_error("404")
    assert load(site, PYODIDE, config) == ["things 1.5", "end"]


@pyodide
def test_addresses(site: Site, realm: Realm) -> None:
    """A wheel beside the configuration, by a relative or absolute URL, or a file's."""
    site.write("settings/wheels/things-1.0-py3-none-any.whl", wheel("things", "1.0"))
    others = site.write("others-3.0-py3-none-any.whl", wheel("others", "3.0"))
    deeper = site.write("deeper-4.0-py3-none-any.whl", wheel("deeper", "4.0"))
    config = {
        "packages": [
            "./wheels/things-1.0-py3-none-any.whl",
            others,
            "emfs:/tmp/deeper-4.0-py3-none-any.whl",
        ],
        "files": {deeper: "/tmp/deeper-4.0-py3-none-any.whl"},
    }
    site.write("settings/pyscript.json", json.dumps(config))
    site.write("index.html", site.html(realm.script(CODE, config="settings/pyscript.json")))
    page = wait_done(site.open())
    wait_for_line(page, "log: end")
    assert prints(page) == ["things 1.0", "others 3.0", "deeper 4.0", "end"]


def test_a_local_wheel_that_changes(site: Site, page: WatchedPage, index: str) -> None:
    """It is not remembered under its name, unless `packages_cache` is "all"."""
    config = {"packages": ["./things-1.0-py3-none-any.whl", "others"], "index_urls": [index]}
    urls = requested(page)
    site.write("things-1.0-py3-none-any.whl", wheel("things", "1.0"))
    load(site, PYODIDE, config)
    urls.clear()
    load(site, PYODIDE, config)
    assert any("micropip" in url for url in urls)
    load(site, PYODIDE, {**config, "packages_cache": "all"})
    urls.clear()
    load(site, PYODIDE, {**config, "packages_cache": "all"})
    assert not any("micropip" in url for url in urls)


@pyodide
def test_the_distribution(site: Site, page: WatchedPage, realm: Realm) -> None:
    """What Pyodide brings itself comes without micropip, with `passthrough` or without."""
    urls = requested(page)
    for cache in ("passthrough", ""):
        urls.clear()
        config = {"packages": ["micropip"], "packages_cache": cache}
        code = "import micropip\nprint(micropip.__name__)\nprint('end')"
        assert load(site, realm, config, code) == ["micropip", "end"]
    assert [url for url in urls if "pypi" in url] == []


@pytest.mark.parametrize("cache", ["passthrough", ""])
def test_a_name_that_nobody_knows(site: Site, page: WatchedPage, index: str, cache: str) -> None:
    """PY1001, and the script does not run; where to look is in the message."""
    page.expect_error("PY1001")
    config = {"packages": ["no-such-thing"], "index_urls": [index], "packages_cache": cache}
    for realm in (PYODIDE, PYODIDE_WORKER):
        page.expect_error("no-such-thing")
        tags = realm.script("print('never')", config=json.dumps(config))
        site.write("index.html", site.html(tags))
        page = wait_done(site.open())
        text = page.locator(".py-error").inner_text()
        assert "PY1001" in text
        assert "(no-such-thing)" in text
        assert "https://packages.pyscript.net/?q=no-such-thing" in text
        assert prints(page) == []


# Remote packages -----------------------------------------------------------------------


def test_remote_packages(site: Site, realm: Realm) -> None:
    """As the guide has them, in TOML and JSON, nested; imported by their name."""
    site.write(
        "remote/v1/config.toml",
        'name = "my_package"\npackages = ["../nested/config.json"]\n'
        '[files]\n"./__init__.py" = ""\n"./sub/module.py" = ""\n"./main.py" = "elsewhere.py"\n'
        '[js_modules.main]\n"./greet.js" = "greet"\n[js_modules.worker]\n"./greet.js" = "greet"\n',
    )
    site.write("remote/v1/__init__.py", "value = 'package'")
    site.write("remote/v1/sub/module.py", "value = 'module'")
    site.write("remote/v1/main.py", "value = 'elsewhere'")
    site.write("remote/v1/greet.js", "export const hello = () => 'hello';")
    config = {"name": "nested", "packages": ["../v1/config.toml"], "files": {"./__init__.py": ""}}
    site.write("remote/nested/config.json", json.dumps(config))
    site.write("remote/nested/__init__.py", "value = 'nested'")
    code = """
import elsewhere, my_package, nested
from my_package.sub import module
from pyscript.js_modules import greet
print(my_package.value, module.value, elsewhere.value, nested.value, greet.hello())
print("end")
"""
    assert load(site, realm, {"packages": ["./remote/v1/config.toml"]}, code) == [
        "package module elsewhere nested hello",
        "end",
    ]


def test_remote_packages_that_are_wrong(site: Site, page: WatchedPage) -> None:
    """A missing one, and one without a name."""
    page.expect_error("PY1000")
    page.expect_error("404")
    site.write("nameless.json", "{}")
    body = "".join(
        MICROPYTHON_WORKER.script("print('never')", config=json.dumps({"packages": [name]}))
        for name in ("./nameless.json", "./nowhere.toml")
    )
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    texts = "".join(page.locator(".py-error").all_inner_texts())
    assert "nameless.json has no name" in texts
    assert "a remote package could not be fetched" in texts
    assert "nowhere.toml" in texts
    assert prints(page) == []


# MicroPython ---------------------------------------------------------------------------


def write_index(site: Site) -> None:
    """Write an index of packages as micropython-lib has it."""
    site.write(
        "pi/package/py/things/latest.json",
        json.dumps({"hashes": [["things/__init__.py", "abcdef12"]], "deps": [["others", "1.2"]]}),
    )
    site.write("pi/file/ab/abcdef12", "version = 'latest'")
    site.write(
        "pi/package/py/others/1.2.json",
        json.dumps({"urls": [["others.py", "../../../../others.py"]]}),
    )
    site.write("others.py", "version = '1.2'")
    site.write("deeper.py", "version = 'a file'")


@micropython
def test_mip(site: Site, realm: Realm) -> None:
    """Names from an index, with what they need; files; packages beside a package.json."""
    write_index(site)
    config = {"packages": ["things", "./deeper.py"], "index_urls": ["./pi"]}
    assert load(site, realm, config) == ["things latest", "others 1.2", "deeper a file", "end"]


@micropython
def test_mip_in_python(site: Site, realm: Realm) -> None:
    """The FAQ's module, in both realms: it installs while the script runs."""
    site.write("deeper.py", "version = 'a file'")
    code = f"""
import mip
mip.install("{site.url}deeper.py")
import deeper
print("deeper", deeper.version)
"""
    site.write("index.html", site.html(realm.script(code)))
    page = wait_done(site.open())
    wait_for_line(page, "log: deeper a file")


@micropython
def test_wheels_and_tables(site: Site, realm: Realm) -> None:
    """A wheel of pure Python; the FAQ's table of packages."""
    write_index(site)
    site.write("things-1.0-py3-none-any.whl", wheel("things", "1.0"))
    config = """
index_urls = ["./pi"]
[packages]
"./things-1.0-py3-none-any.whl" = ""
"others" = "@1.2"
"""
    site.write("index.html", site.html(realm.script(CODE, config=config)))
    page = wait_done(site.open())
    wait_for_line(page, "log: end")
    assert prints(page) == ["things 1.0", "others 1.2", "end"]


@micropython
def test_github(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The shortcut for repositories. The test answers for GitHub."""
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

    def answer(route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        body = "version = 'from ' + " + repr(url.partition(".com")[2])
        route.fulfill(body=body, headers=headers)  # type: ignore[attr-defined]

    page.raw.context.route("https://raw.githubusercontent.com/**", answer)
    try:
        config = {"packages": ["github:someone/some-project/things.py@v2"]}
        assert load(site, realm, config) == [
            "things from /someone/some-project/v2/things.py",
            "end",
        ]
    finally:
        page.raw.context.unroute("https://raw.githubusercontent.com/**")


def test_a_package_that_mip_does_not_find(site: Site, page: WatchedPage) -> None:
    """PY1001, on either thread."""
    write_index(site)
    page.expect_error("PY1001")
    page.expect_error("404")
    config = json.dumps({"packages": ["no-such-thing"], "index_urls": ["./pi"]})
    tags = [
        realm.script("print('never')", config=config) for realm in (MICROPYTHON, MICROPYTHON_WORKER)
    ]
    site.write("index.html", site.html("".join(tags)))
    page = wait_done(site.open())
    boxes = page.locator(".py-error")
    boxes.nth(1).wait_for()
    for text in boxes.all_inner_texts():
        assert "PY1001" in text
        assert "no-such-thing" in text
        assert "pi/package/py/no-such-thing/latest.json" in text
    assert prints(page) == []


@micropython
def test_py_import(site: Site, realm: Realm) -> None:
    """Installed when they are needed, from the same index; what is not there raises."""
    write_index(site)
    code = """
from pyscript import py_import
things, others = await py_import("things", "others@1.2")
print(things.version, others.version)
try:
    await py_import("nothing")
except Exception as error:
    print("PY1001" in str(error))
print("end")
"""
    site.write("index.html", site.html(realm.script(code, config='{"index_urls": ["./pi"]}')))
    page = site.open()
    if not realm.in_worker:  # whose failed requests Playwright does not see
        page.expect_error("404")
    wait_done(page)
    wait_for_line(page, "log: end")
    assert prints(page) == ["latest 1.2", "True", "end"]
