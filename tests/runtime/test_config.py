"""The configuration: where it comes from, in which form, and what is wrong with it."""

from __future__ import annotations

import json
from html import escape

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE, Realm
from tests.browser import Site
from tests.docs.pages import wait_for_line

SHOW = """
import json
from pyscript import config
print("config", json.dumps(config["custom"]), config["type"])
"""


def run(site: Site, body: str) -> WatchedPage:
    site.write("index.html", site.html(body))
    return wait_done(site.open())


def tag(realm: Realm, attributes: str = "", code: str = SHOW) -> str:
    worker = " worker" if realm.in_worker else ""
    return f'<script type="{realm.type}"{worker} {attributes}>{code}</script>'


#: What JavaScript does alike for both interpreters is tried with the quicker one.
quick = pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)

INLINE = {
    "json": """config='{"custom": {"a": [1, "two"]}, "unknown": 1}'""",
    "toml": """config='custom = {a = [1, "two"]}'""",
    "toml-lines": """config='\nunknown = 1\n[custom]\na = [1, "two"]\n'""",
}


@quick
@pytest.mark.parametrize("form", ["toml", "toml-lines"])
def test_inline_toml(site: Site, realm: Realm, form: str) -> None:
    """TOML in the attribute, of one line or several."""
    page = run(site, tag(realm, INLINE[form]))
    wait_for_line(page, f'log: config {{"a": [1, "two"]}} {realm.type}')


@quick
def test_inline_json(site: Site, realm: Realm) -> None:
    """JSON in the attribute; keys that nobody knows are kept."""
    form = "json"
    page = run(site, tag(realm, INLINE[form]))
    wait_for_line(page, f'log: config {{"a": [1, "two"]}} {realm.type}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("custom=true", True),
        ("custom=-1", -1),
        ("# a comment\ncustom = 1", 1),
        ("custom.name = 1  # dotted", {"name": 1}),
        ('custom = """\n  two\nlines"""', "  two\nlines"),
        ("custom = [1979-05-27, 07:32:00]", ["1979-05-27", "07:32:00.000"]),
        ('\ufeff{"custom": 1}', 1),
    ],
)
@quick
def test_text_of_all_sorts(site: Site, realm: Realm, text: str, expected: object) -> None:
    """It is no URL, and means the same in each realm; dates are text."""
    page = run(site, tag(realm, f'config="{escape(text)}"'))
    wait_for_line(page, f"log: config {json.dumps(expected)} {realm.type}")


def test_a_comment_is_no_url(site: Site) -> None:
    """A configuration that says nothing."""
    page = run(
        site,
        tag(MICROPYTHON, 'config="# nothing yet"', "from pyscript import config\nprint(config)"),
    )
    wait_for_line(page, "log: {'type': 'mpy'}")


@quick
def test_a_version_of_the_page(site: Site, realm: Realm) -> None:
    """`version` in a configuration is the page's own, whatever it says."""
    page = run(site, tag(realm, """config='{"version": "0.1", "custom": 1}'"""))
    wait_for_line(page, f"log: config 1 {realm.type}")


@quick
def test_a_version_of_the_interpreter(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The attribute asks for another one; without a word on it, as ours has it."""
    urls: list[str] = []
    page.raw.context.on("request", lambda request: urls.append(request.url))
    page.raw.context.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    page.expect_error("PY0001")
    if not realm.in_worker:
        page.expect_error("net::ERR_FAILED")
    page = run(site, tag(realm, 'version="9.9.9"'))
    page.raw.context.unroute_all()
    assert any("@9.9.9/micropython.mjs" in url for url in urls), urls
    assert "PY0001" in page.locator(".py-error").inner_text()


def test_versions_of_one_interpreter(site: Site, page: WatchedPage) -> None:
    """Scripts that share it cannot ask for two."""
    page.expect_error("PY0409")
    page = run(site, tag(MICROPYTHON, "", "print('ran')") + tag(MICROPYTHON, 'version="9.9.9"'))
    wait_for_line(page, "log: ran")
    assert 'version="9.9.9"' in page.locator(".py-error").inner_text()


FILES = {
    "pyscript.json": '{"custom": {"from": "a file"}}',
    "pyscript.toml": '[custom]\nfrom = "a file"\n',
}


@quick
@pytest.mark.parametrize("name", ["pyscript.json", "pyscript.toml"])
def test_attribute_with_a_url(site: Site, page: WatchedPage, realm: Realm, name: str) -> None:
    """The URL is relative to the page; its extension says what the file is. It is fetched once."""
    site.write(name, FILES[name])
    urls: list[str] = []
    page.raw.context.on("request", lambda request: urls.append(request.url))
    page = run(site, tag(realm, f'config="./{name}"'))
    wait_for_line(page, f'log: config {{"from": "a file"}} {realm.type}')
    assert len([url for url in urls if url.endswith(f"/{name}")]) == 1


def test_url_without_an_extension(site: Site) -> None:
    """It is not taken for TOML text: the file's own text tells what it is."""
    site.write("settings", '{"custom": 1}')
    page = run(site, tag(MICROPYTHON, 'config="./settings"'))
    wait_for_line(page, "log: config 1 mpy")


@quick
@pytest.mark.parametrize("source", ["inline-json", "inline-toml", "src", "type", "type-of-src"])
def test_config_element(site: Site, realm: Realm, source: str) -> None:
    """<py-config> and <mpy-config> serve all scripts of their type, and stay invisible."""
    site.write("settings.toml", "custom = 1\n")
    site.write("settings", "custom = 1\n")
    text = {
        "inline-json": '>{"custom": 1}',
        "inline-toml": ">\ncustom = 1\n",
        "src": ' src="settings.toml">',
        "type": ' type="json">{"custom": 1}',
        "type-of-src": ' type="toml" src="settings">',
    }[source]
    page = run(site, f"<{realm.type}-config{text}</{realm.type}-config>" + tag(realm))
    wait_for_line(page, f"log: config 1 {realm.type}")
    assert not page.locator(f"{realm.type}-config").is_visible()


def test_two_types_have_their_own(site: Site) -> None:
    """The elements of one interpreter do not concern the other."""
    page = run(
        site,
        "<mpy-config>custom = 1</mpy-config><py-config>custom = 2</py-config>"
        + tag(MICROPYTHON)
        + tag(PYODIDE),
    )
    wait_for_line(page, "log: config 1 mpy")
    wait_for_line(page, "log: config 2 py")


@quick
def test_a_config_that_is_a_string(site: Site, realm: Realm) -> None:
    """Then there is no configuration, but config is still a dict with its type."""
    page = run(
        site, tag(realm, """config='"just text"'""", "from pyscript import config\nprint(config)")
    )
    wait_for_line(page, f"log: {{'type': '{realm.type}'}}")


@quick
def test_relative_urls_resolve_against_the_file(site: Site, realm: Realm) -> None:
    """Files that a configuration names lie beside it, not beside the page."""
    site.write("settings/pyscript.json", '{"files": {"./data.txt": ""}}')
    site.write("settings/data.txt", "beside the configuration")
    page = run(
        site, tag(realm, 'config="settings/pyscript.json"', 'print(open("data.txt").read())')
    )
    wait_for_line(page, "log: beside the configuration")


# What is wrong -----------------------------------------------------------------------


def error_box(page: WatchedPage) -> str:
    boxes = page.locator(".py-error")
    assert boxes.count() == 1, page.lines
    assert boxes.first.is_visible()
    return str(boxes.first.inner_text())


BROKEN = {
    "json": """config='{"a": 1,, <img src=x onerror=alert(1)>}'""",
    "toml": "config='a = = <img src=x>'",
}


@quick
@pytest.mark.parametrize("form", BROKEN)
def test_broken_text(site: Site, page: WatchedPage, realm: Realm, form: str) -> None:
    """PY1000 on the page, escaped; done still fires; the other scripts still run."""
    other = MICROPYTHON if realm.in_worker else MICROPYTHON_WORKER
    page.expect_error("PY1000")
    page = run(
        site, tag(realm, BROKEN[form], "print('never')") + tag(other, "", "print('the other')")
    )
    text = error_box(page)
    assert "PY1000" in text
    assert form.upper() in text
    assert page.locator(".py-error img").count() == 0
    assert "log: never" not in page.lines
    wait_for_line(page, "log: the other")


@quick
def test_two_config_elements(site: Site, page: WatchedPage, realm: Realm) -> None:
    """PY0409, once, though several scripts are concerned."""
    page.expect_error("PY0409")
    element = f"<{realm.type}-config>custom = 1</{realm.type}-config>"
    page = run(site, element * 2 + tag(realm, "", "print('never')") * 2)
    text = error_box(page)
    assert "PY0409" in text
    assert f"2 <{realm.type}-config> elements" in text
    assert "log: never" not in page.lines


def test_different_configurations_of_one_interpreter(site: Site, page: WatchedPage) -> None:
    """The first counts; the script that disagrees does not run and says how it could."""
    page.expect_error("PY0409")
    page = run(
        site,
        tag(MICROPYTHON, "config='custom = 1'")
        + tag(MICROPYTHON, "config='custom = 2'", "print('never')")
        + tag(MICROPYTHON_WORKER, "config='custom = 3'"),
    )
    assert "PY0409" in error_box(page)
    wait_for_line(page, "log: config 1 mpy")
    wait_for_line(page, "log: config 3 mpy")
    assert "log: never" not in page.lines


def test_element_and_attribute(site: Site, page: WatchedPage) -> None:
    """Two places for one interpreter on the main thread are one too many."""
    page.expect_error("PY0409")
    page = run(
        site,
        "<mpy-config>custom = 1</mpy-config>"
        + tag(MICROPYTHON, "config='custom = 2'", "print('never')"),
    )
    assert "PY0409" in error_box(page)
    assert "log: never" not in page.lines


@quick
def test_missing_file(site: Site, page: WatchedPage, realm: Realm) -> None:
    """PY0404 names the URL."""
    page.expect_error("404")
    page = run(site, tag(realm, 'config="nowhere.json"', "print('never')"))
    text = error_box(page)
    assert "PY0404" in text
    assert "nowhere.json" in text


@pytest.mark.parametrize("status", [401, 403, 500, 503, 418])
def test_refused_file(site: Site, page: WatchedPage, status: int) -> None:
    """Documented statuses have their own code, others share PY0001."""
    code = "PY0001" if status == 418 else f"PY0{status}"
    page.raw.route("**/refused.toml", lambda route: route.fulfill(status=status, body="no"))
    page.expect_error(str(status))
    page = run(site, tag(MICROPYTHON, 'config="refused.toml"'))
    assert code in error_box(page)


def test_unreachable_file(site: Site, page: WatchedPage) -> None:
    """PY0001 where there is no answer at all."""
    page.raw.route("**/gone.toml", lambda route: route.abort())
    page.expect_error("gone.toml")
    page = run(site, tag(MICROPYTHON, 'config="gone.toml"'))
    assert "PY0001" in error_box(page)


def test_unreachable_interpreter(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The interpreter that the configuration names is not there: a message, and done."""
    name = {"py": "pyodide", "mpy": "micropython"}[realm.type]
    page.expect_error(f"{name}.mjs")
    page = run(
        site, tag(realm, f"""config='{{"interpreter": "./none/{name}.mjs"}}'""", "print('never')")
    )
    text = error_box(page)
    assert "PY0001" in text
    assert f"none/{name}.mjs" in text
    assert "log: never" not in page.lines


def test_local_interpreter(site: Site, realm: Realm) -> None:
    """An interpreter by its URL, relative to the page: the package is there all the same."""
    name = {"py": "pyodide", "mpy": "micropython"}[realm.type]
    where = f"{site.runtime}{name}/{name}.mjs"
    page = run(site, tag(realm, f"""config='{{"interpreter": "{where}", "custom": 1}}'"""))
    wait_for_line(page, f"log: config 1 {realm.type}")


@quick
def test_missing_file_of_files(site: Site, page: WatchedPage, realm: Realm) -> None:
    """What the configuration promises and cannot bring stops the script, with a message."""
    page.expect_error("404")
    page = run(site, tag(realm, """config='{"files": {"./nowhere.txt": ""}}'""", "print('never')"))
    text = error_box(page)
    assert "PY0404" in text
    assert "nowhere.txt" in text
    assert "log: never" not in page.lines


def test_a_package_that_does_not_exist(site: Site, page: WatchedPage, variant: str) -> None:
    """PY1001, with micropip's last word."""
    page.expect_error("PY1001")
    page.expect_error("no-such-package-anywhere")
    page = run(
        site,
        tag(
            PYODIDE,
            """config='{"packages": ["no-such-package-anywhere"], "index_urls": ["/simple/"]}'""",
            "print('never')",
        ),
    )
    assert "PY1001" in error_box(page)
    assert "log: never" not in page.lines


def test_a_list_is_no_configuration(site: Site, page: WatchedPage) -> None:
    """It says that an object is wanted, not that it is no TOML."""
    page.expect_error("PY1000")
    body = '<mpy-config>["numpy"]</mpy-config>' + MICROPYTHON.script("print('never')")
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    assert "is a list: it must be an object" in page.locator(".py-error").inner_text()
    assert "log: never" not in page.lines
