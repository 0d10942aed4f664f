"""The examples of "PyScript in JavaScript" do what they say: donkey and bridge.

As in `test_spec.py`. An import map says where their addresses are here; each example is a
module, on either interpreter.
"""

from __future__ import annotations

import json

import pytest

from pyscript_tools.testing.console import WatchedPage
from tests.browser import Site
from tests.docs.pages import example, prints, wait_for_line

TYPES = pytest.mark.parametrize("type", ["mpy", "py"])


def with_type(code: str, type: str) -> str:
    return code.replace("type: 'mpy'", f"type: '{type}'").replace("type: 'py'", f"type: '{type}'")


def open_modules(site: Site, main: str, type: str, body: str = "", **files: str) -> WatchedPage:
    """Open a page that runs `main` as a module; the other files are beside it, `_` for their dots."""
    imports = {
        "https://pyscript.net/releases/2025.11.2/core.js": f"{site.runtime}core.js",
        "@pyscript/core/dist/core.js": f"{site.runtime}core.js",
        "https://esm.run/@pyscript/bridge": f"{site.runtime}bridge.js",
    }
    for name, content in files.items():
        site.write(name.replace("_", "."), with_type(content, type))
    site.write("main.js", with_type(main, type))
    head = f'<script type="importmap">{json.dumps({"imports": imports})}</script>'
    site.write(
        "index.html", site.html(f'{body}<script type="module" src="main.js"></script>', head)
    )
    return site.open()


def run_modules(site: Site, main: str, type: str, body: str = "", **files: str) -> WatchedPage:
    page = open_modules(site, main + "\nconsole.log('the end');", type, body, **files)
    wait_for_line(page, "log: the end", 20)
    return page


# Donkey ------------------------------------------------------------------------------


@TYPES
def test_donkey(site: Site, type: str) -> None:
    """It has six functions, of an object or alone; after `kill` they reject."""
    main = [
        example("donkey.js"),
        example("donkey-process.js"),
        example("donkey-evaluate.js"),
        example("donkey-clear.js"),
        example("donkey-reset.js"),
        example("donkey-kill.js"),
        "console.log(await py_donkey.evaluate('1').catch(() => 'killed'));",
    ]
    page = run_modules(site, "".join(main), type)
    assert prints(page) == ["4", "killed", "the end"]


@TYPES
def test_donkey_functions(site: Site, type: str) -> None:
    """The reference's: `'py' || 'mpy'` is `'py'`, so for MicroPython the test says `'mpy'`."""
    main = example("donkey-000.js").replace("'py' || 'mpy'", f"'{type}'")
    main += "await process('1'); await execute('1'); console.log(await evaluate('1 + 1'));"
    main += "await clear(); await reset(); await kill();"
    assert prints(run_modules(site, main, type)) == ["2", "the end"]


@TYPES
def test_donkey_execute(site: Site, type: str) -> None:
    """The second call finds what the first has defined, for which the test makes it persistent."""
    main = example("donkey.js").replace("persistent: false", "persistent: true")
    page = run_modules(site, main + example("donkey-execute.js"), type)
    page.wait_for_function("document.querySelector('.xterm-rows').textContent.startsWith('42')")


@TYPES
def test_donkey_state(site: Site, type: str) -> None:
    """As written the first expression rejects; caught, the second has its value. (Here the test
    adds the import, and looks.)"""
    code = "import { donkey } from '@pyscript/core/dist/core.js';\n" + example("donkey-state.js")
    first, second = code.split("// Persistent:")
    page = open_modules(site, first, type)
    page.expect_error("x")
    page.wait_for(lambda: page.errors, 20)
    assert "name 'x' " in page.errors[0]
    second = second.replace(
        "await worker2.evaluate('x');", "console.log(await worker2.evaluate('x'));"
    )
    page.wait_for_expected()
    page.forget()
    page = run_modules(site, code.split("\n")[0] + "\n//" + second, type)
    assert prints(page) == ["10", "the end"]


@TYPES
def test_donkey_terminals(site: Site, type: str) -> None:
    """The output is in the element that is named, also where nobody sees it."""
    code = "import { donkey } from '@pyscript/core/dist/core.js';\n"
    code += f"{{ {example('donkey-output.js')} }} {{ {example('donkey-hidden.js')}"
    code += "console.log(await py_donkey.evaluate('7')); await py_donkey.process('1'); }"
    body = '<div id="py_donkey-output"></div><div id="hidden-terminal" style="display: none"></div>'
    page = run_modules(site, code, type, body)
    page.wait_for_function(
        "document.querySelector('#py_donkey-output .xterm-rows').textContent"
        ".includes('\"Hello from Python!\")Hello from Python!')"
    )
    assert prints(page) == ["7", "the end"]
    assert page.locator("#hidden-terminal .py-terminal").count() == 1
    assert not page.locator("#hidden-terminal").is_visible()


def test_donkey_config(site: Site) -> None:
    """Packages and files are there before it is. The test has `numpy` of MicroPython's `ulab`:
    that of Pyodide comes from another server."""
    site.write("data.csv", "1,2")
    code = "import { donkey } from '@pyscript/core/dist/core.js';\n" + example("donkey-config.js")
    code = code.replace("'numpy', 'pandas'", "'ulab'").replace(
        "import numpy", "from ulab import numpy"
    )
    code = code.replace("np.array([1, 2, 3]).sum()", "np.sum(np.array([1, 2, 3]))")
    code += "console.log(String(await py_donkey.evaluate('np.array([1, 2, 3])')));"
    code += "console.log(await py_donkey.evaluate('open(\"data.csv\").read()'));"
    assert prints(run_modules(site, code, "mpy")) == ["6", "1,2,3", "1,2", "the end"]


# Bridge ------------------------------------------------------------------------------

CALCULATIONS = example("bridge-calculations.py")


@TYPES
def test_bridge(site: Site, type: str) -> None:
    """The comments say what is logged."""
    page = run_modules(
        site,
        example("bridge-main.js"),
        type,
        calculations_py=CALCULATIONS,
        calculations_js=example("bridge-calculations.js"),
    )
    assert prints(page) == ["8", "28", "120", "the end"]


@pytest.mark.parametrize("name", ["type", "worker", "pyscript"])
def test_bridge_options(site: Site, page: WatchedPage, name: str) -> None:
    """With each option the module works as before. The test adds the import of the bridge."""
    module = "import bridge from 'https://esm.run/@pyscript/bridge';\n"
    module += example(f"bridge-{name}.js")
    type = "mpy" if name == "type" else "py"
    main = example("bridge-main.js")
    page = run_modules(site, main, type, calculations_py=CALCULATIONS, calculations_js=module)
    assert prints(page) == ["8", "28", "120", "the end"]


@TYPES
def test_bridge_config(site: Site, type: str) -> None:
    """The file is there. The package, of another server, the test leaves out."""
    site.write("data.json", "[1, 2]")
    module = "import bridge from 'https://esm.run/@pyscript/bridge';\n"
    module += example("bridge-config.js").replace("packages: ['numpy'],", "")
    python = "import json\n\ndef load():\n    with open('data.json') as file:\n        return json.load(file)\n"
    main = "import { pystuff } from './reader.js';\nconsole.log(String(await pystuff.load()));"
    page = run_modules(site, main, type, reader_py=python, reader_js=module)
    assert prints(page) == ["1,2", "the end"]


@TYPES
def test_bridge_env(site: Site, type: str) -> None:
    """Both have the same state. The example leaves the type to be `'py'`: the test adds it."""
    module = "import bridge from 'https://esm.run/@pyscript/bridge';\n"
    module += example("bridge-env.js").replace("{ env", f"{{ type: '{type}', env")
    python = "items = []\n\ndef add(item):\n    items.append(item)\n    return items\n"
    main = "import { pystuff1, pystuff2 } from './list.js';\n"
    main += "await pystuff1.add(1);\nconsole.log(String(await pystuff2.add(2)));"
    page = run_modules(site, main, type, list_py=python, list_js=module)
    assert prints(page) == ["1,2", "the end"]


@TYPES
def test_bridge_packages(site: Site, type: str) -> None:
    """Objects go both ways, and what is imported is not exported. MicroPython sorts names otherwise."""
    module = "import bridge from 'https://esm.run/@pyscript/bridge';\n"
    module += f"export const pystuff = bridge(import.meta.url, {{ type: '{type}' }});"
    main = example("bridge-utils.js") + "console.log(String(Object.keys(await pystuff)));"
    page = run_modules(site, main, type, utils_py=example("bridge-utils.py"), utils_js=module)
    name, text, keys, _ = prints(page)
    assert name == "Alice"
    assert text in ('{"status": "ok", "code": 200}', '{"code": 200, "status": "ok"}')
    assert type == "mpy" or text.startswith('{"status"')
    assert keys == "parse_json,stringify_json"


@TYPES
def test_bridge_errors(site: Site, page: WatchedPage, type: str) -> None:
    """The exception rejects, with its message."""
    page.expect_error("Cannot divide by zero")
    module = "import bridge from 'https://esm.run/@pyscript/bridge';\n"
    module += f"export const pystuff = bridge(import.meta.url, {{ type: '{type}' }});"
    page = run_modules(
        site,
        example("bridge-errors.js"),
        type,
        errors_py=example("bridge-errors.py"),
        errors_js=module,
    )
    assert page.errors == ["Cannot divide by zero"]
