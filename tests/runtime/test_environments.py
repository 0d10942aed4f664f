"""Scripts with an `env` of their own, other spellings of types, interpreters of other versions."""

from __future__ import annotations

import json

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, PYODIDE, Realm
from tests.browser import Site
from tests.docs.pages import prints, wait_for_line

main = pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)


def run(site: Site, body: str, head: str = "") -> WatchedPage:
    site.write("index.html", site.html(body, head))
    return wait_done(site.open())


@main
def test_env(site: Site, realm: Realm) -> None:
    """Scripts of one env share an interpreter, with its names and configuration, and no other."""
    show = """
from pyscript import config, display
print(config.get("custom"), "value" in globals())
display("shown")
"""
    page = run(
        site,
        f'<button id="a" {realm.type}-click="hello" {realm.type}-env="other">x</button>'
        f'<button id="b" {realm.type}-click="hello">x</button>'
        + realm.script("value = 1\ndef hello():\n    print('first')")
        + realm.script(show, id="main")
        + realm.script("import gc\nvalue = 2", env="other", config="custom = 1")
        + realm.script(show + "def hello():\n    print('other', value)", env="other", id="it")
        + realm.script(show, env="third", config="custom = 3"),
    )
    assert sorted(prints(page)) == sorted(["None True", "1 True", "3 False"])
    for id in ("main", "it"):
        output = page.locator(f"#{id} + script-{realm.type}")
        assert output.inner_text() == "shown"
    page.click("#a")
    page.click("#b")
    assert prints(page)[-2:] == ["other 2", "first"]


def test_interpreters_do_not_disturb_each_other(site: Site) -> None:
    """Callbacks of each MicroPython find their own objects, also after collecting garbage."""
    code = """
import gc
from pyscript import ffi, when, window
things = [ffi.to_js({"name": "NAME", "number": i}) for i in range(200)]

@when("custom", window)
def handler(event):
    gc.collect()
    assert all([thing.name == "NAME" and thing.number == i for i, thing in enumerate(things)])
    print("NAME", event.type)
"""
    page = run(
        site,
        MICROPYTHON.script(code.replace("NAME", "one"))
        + MICROPYTHON.script(code.replace("NAME", "two"), env="two"),
    )
    for _ in range(2):
        page.evaluate("gc(); dispatchEvent(new Event('custom'))")
    page.wait_for(lambda: len(prints(page)) == 4, 5)
    assert sorted(prints(page)) == ["one custom"] * 2 + ["two custom"] * 2


def test_envs_of_two_types(site: Site, page: WatchedPage) -> None:
    """A name is of one interpreter."""
    page.expect_error("PY0409")
    page = run(
        site,
        MICROPYTHON.script("print('ran')", env="shared")
        + PYODIDE.script("print('no')", env="shared"),
    )
    assert (
        'env="shared" is of mpy scripts, not of py ones' in page.locator(".py-error").inner_text()
    )
    assert prints(page) == ["ran"]


@pytest.mark.parametrize("name", ["pyodide", "micropython"])
def test_types_of_polyscript(site: Site, name: str) -> None:
    """They run like ours, in the same interpreter; their events have their own prefix."""
    kind = {"pyodide": "py", "micropython": "mpy"}[name]
    listen = f"""<script>
        for (const what of ["ready", "done"])
            addEventListener("{name}:" + what, (event) => console.log(event.type, event.target.id));
    </script>"""
    page = run(
        site,
        f'<script type="{kind}">value = 1</script>'
        f'<script type="{name}" id="it">print(value)</script>'
        f'<script type="{name}" worker>print("worker", "value" in globals())</script>',
        listen,
    )
    wait_for_line(page, "log: worker False")
    lines = prints(page)
    assert lines.index(f"{name}:ready it") < lines.index("1") < lines.index(f"{name}:done it")


# Configuration -------------------------------------------------------------------------


@main
def test_our_own_version(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Named by its version it is the one beside core.js: nothing comes from elsewhere."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    version = {"mpy": "1.29.0-6", "py": "314.0.7"}[realm.type]
    config = json.dumps({"interpreter": version})
    assert prints(run(site, realm.script("print('ran')", config=config))) == ["ran"]
    assert all(url.startswith(("http://127.0.0.1", "data:")) for url in urls)


def test_another_version(site: Site, page: WatchedPage) -> None:
    """It is looked for where it is published. The test answers for that place, with an error."""
    page.expect_error("PY0001")
    page.expect_error("Failed to load resource")
    asked: list[str] = []

    def answer(route: object) -> None:
        asked.append(route.request.url)  # type: ignore[attr-defined]
        route.fulfill(status=404)  # type: ignore[attr-defined]

    page.raw.route("https://cdn.jsdelivr.net/**", answer)
    body = MICROPYTHON.script("x = 1", config='interpreter = "1.28.0"')
    body += PYODIDE.script("x = 1", config='interpreter = "0.29.0"')
    page = run(site, body)
    assert sorted(asked) == [
        "https://cdn.jsdelivr.net/npm/@micropython/micropython-webassembly-pyscript@1.28.0/micropython.mjs",
        "https://cdn.jsdelivr.net/pyodide/v0.29.0/full/pyodide.mjs",
    ]
    assert page.locator(".py-error").count() == 2


def test_debug(site: Site, realm: Realm) -> None:
    """Pyodide's checks, MicroPython's variant with `sys.settrace`."""
    code = {
        "mpy": "import sys\nprint('debug', hasattr(sys, 'settrace'))",
        "py": "import pyodide_js\nprint('debug', bool(getattr(pyodide_js._api, 'debug_ffi', False)))",
    }[realm.type]
    for config, expected in (("debug = true", "True"), ("debug = false", "False")):
        page = run(site, realm.script(code, config=config))
        wait_for_line(page, f"log: debug {expected}")
        page.lines.clear()


@pytest.mark.parametrize("worker", [False, True])
def test_ulab(site: Site, worker: bool) -> None:
    """`packages = ["ulab"]` picks the MicroPython that has it."""
    realm = Realm("micropython", worker)
    code = "from ulab import numpy as np\nprint(np.sum(np.array([1, 2, 3])))"
    page = run(site, realm.script(code, config='{"packages": ["ulab"]}'))
    wait_for_line(page, "log: 6.0")


PARSER = """
export const parse = async (text) => {
    if (text.includes("broken")) throw new Error("no such line");
    return Object.fromEntries(text.trim().split("\\n").map((line) => line.split(": ")));
};
"""


def test_config_parser(site: Site, page: WatchedPage) -> None:
    """Another format, of an attribute, a file and a tag; its errors name it."""
    site.write("parser.js", PARSER)
    site.write("settings.yaml", "custom: from a file\n")
    site.write("broken.yaml", "broken")
    show = "from pyscript import config\nprint(config['custom'])"
    page.expect_error("PY1000")
    page.expect_error("PY1000")
    page = run(
        site,
        '<mpy-config config-parser="./parser.js">\ncustom: from a tag\n</mpy-config>'
        + MICROPYTHON.script(show)
        + f'<script type="mpy" worker config="settings.yaml" config-parser="parser.js">{show}</script>'
        + f'<script type="mpy" worker config="broken.yaml" config-parser="parser.js">{show}</script>'
        + f'<script type="mpy" worker config="settings.yaml" config-parser="none.js">{show}</script>',
    )
    page.expect_error("404")
    wait_for_line(page, "log: from a file")
    assert sorted(prints(page)) == ["from a file", "from a tag"]
    texts = "".join(page.locator(".py-error").all_inner_texts())
    assert 'config-parser="parser.js" cannot read the configuration at ' in texts
    assert "no such line" in texts
    assert 'config-parser="none.js" cannot read' in texts


@pytest.mark.parametrize(
    "config", ['experimental_create_proxy = "auto"', "[experimental_create_proxy]\nauto = true"]
)
@pytest.mark.parametrize("worker", [False, True])
def test_automatic_proxies(site: Site, worker: bool, config: str) -> None:
    """Functions live on, are the same each time, in constructors too; dicts are objects."""
    code = """
import js
def listener(event):
    print("heard", event.type)
js.addEventListener("custom", listener, {"once": False})
js.dispatchEvent(js.Event.new("custom"))
js.removeEventListener("custom", listener)
js.dispatchEvent(js.Event.new("custom"))
print("resolved", await js.Promise.new(lambda resolve, reject: resolve(42)))
js.setTimeout(lambda text: print(text), 10, "later")
print(js.JSON.stringify({"a": [1, (2, 3)]}))
class Thing:
    value = 7
js.eval("globalThis.keep = (thing) => { globalThis.thing = thing; }")
js.keep(Thing())
print(js.thing.value)
"""
    page = run(site, Realm("pyodide", worker).script(code, config=config))
    wait_for_line(page, "log: later")
    assert prints(page) == ["heard custom", "resolved 42", '{"a":[1,[2,3]]}', "7", "later"]


def test_sync_main_only(site: Site) -> None:
    """The worker's functions can be awaited; `ffi` timeouts are passed on and not left behind."""
    site.write("worker.py", "from pyscript import sync\nsync.double = lambda x: x * 2\n")
    code = """
from pyscript import PyWorker
config = {"sync_main_only": True, "experimental_ffi_timeout": 30}
worker = PyWorker("worker.py", type="micropython", config=config)
await worker.ready
print(await worker.sync.double(21))
"""
    page = run(site, MICROPYTHON.script(code))
    assert prints(page) == ["42"]
    assert page.evaluate("'reflected_ffi_timeout' in globalThis") is False


def test_the_same_configuration_in_other_words(site: Site) -> None:
    """White space is no difference."""
    config = '{"name": "it"}'
    body = MICROPYTHON.script("print(1)", config=config)
    body += MICROPYTHON.script("print(2)", config=' {"name":\n"it"}')
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    assert {"log: 1", "log: 2"} <= set(page.lines)
