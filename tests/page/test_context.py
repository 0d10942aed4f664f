"""Where code runs and what it reaches: `pyscript.context` and the package's namespace."""

import sys

import pyscript_testing as harness
import js
from pyscript_testing import on_page, raises, skip


def test_running_in_worker_is_told_by_the_global():
    """Also once js.document has been set in a worker."""
    from pyscript import RUNNING_IN_WORKER

    assert RUNNING_IN_WORKER is harness.IN_WORKER


def test_config_is_a_dict_with_its_type():
    """`type` is `py` or `mpy`; unknown keys are kept."""
    from pyscript import config

    assert type(config) is dict
    assert config["type"] == {"micropython": "mpy", "pyodide": "py"}[harness.INTERPRETER]
    assert config.get("no such key") is None


async def test_window_is_that_of_the_page():
    """On the main thread js itself; in a worker never the worker's own global."""
    from pyscript import window

    assert window.document.title == await on_page("document.title")
    assert window.innerWidth == await on_page("innerWidth")
    if not harness.IN_WORKER:
        assert window == js


async def test_document_is_that_of_the_page(target):
    """What it changes, the page shows."""
    from pyscript import document

    document.getElementById(target).textContent = "from Python"
    assert await on_page("document.getElementById('" + target + "').textContent") == "from Python"


async def test_js_document_is_that_of_the_page(target):
    """Code that knows nothing of workers works there, too."""
    import pyscript

    pyscript.document
    assert js.document.getElementById(target).id == target


def test_from_pyscript_import_js():
    """As the documentation of ffi writes it."""
    from pyscript import js as same

    assert same.Math.max(1, 2) == 2


def test_current_target_is_the_id_of_a_visible_element():
    """A string, never the script itself."""
    from pyscript import current_target, document

    id = current_target()
    assert isinstance(id, str)
    element = document.getElementById(id)
    assert element.localName in ("script-py", "script-mpy")
    assert current_target() == id


def test_what_a_realm_cannot_have_says_so():
    """`sync` on the main thread, `PyWorker` in a worker."""
    from pyscript import PyWorker, sync

    missing = PyWorker if harness.IN_WORKER else sync
    assert "NotSupported" in repr(missing)
    with raises(AttributeError, "works only"):
        missing.anything
    with raises(AttributeError, "works only"):
        missing.anything = 1
    with raises(TypeError, "works only"):
        missing("file.py", type="pyodide", config={})


def test_sync_sleep_blocks_the_worker():
    """For the seconds that it is given."""
    if not harness.IN_WORKER:
        skip("the main thread must not block")
    from pyscript import sync

    before = js.performance.now()
    sync.sleep(0.05)
    assert js.performance.now() - before >= 45


async def test_js_import_returns_a_tuple_of_modules():
    """Modules of the main thread, also in a worker: they have its `document`."""
    from pyscript import js_import

    modules = await js_import(
        "data:text/javascript,export const a = typeof document",
        "data:text/javascript,export const b = 'two'",
    )
    assert type(modules) is tuple
    (first, second) = modules
    assert first.a == "object"
    assert second.b == "two"


async def test_js_import_of_a_missing_module_raises():
    """A catchable exception, in every realm."""
    from pyscript import js_import

    harness.expect_error("404")
    with raises(Exception):
        await js_import("./no-such-module.js")


async def test_js_import_of_what_is_no_url():
    """A `TypeError` that names it, in every realm."""
    from pyscript import js_import

    for wrong in (["data:text/javascript,"], None, 5, b"x.js"):
        with raises(TypeError, "not " + repr(wrong)):
            await js_import(wrong)


def test_an_unknown_js_module_says_how_to_name_one():
    """AttributeError, not None."""
    from pyscript import js_modules

    with raises(AttributeError, "no JavaScript module 'nowhere'"):
        js_modules.nowhere


def test_an_unknown_name_is_an_error():
    """As for any module; MicroPython hands on the AttributeError that says so."""
    import pyscript

    with raises(ImportError if harness.INTERPRETER == "pyodide" else AttributeError):
        from pyscript import no_such_name

    with raises(AttributeError):
        pyscript.no_such_name


def fresh():
    """Forget the package, as a new page would not know it."""
    for name in list(sys.modules):
        if name == "pyscript._reference":
            continue  # a worker's one end of the line to the page
        if name == "pyscript" or (
            name.startswith("pyscript.") and not name.startswith("pyscript._interpreter")
        ):
            del sys.modules[name]


def test_display_is_the_function_in_whatever_order():
    """A module and a function share the name; every import finds what it asks for."""
    kept = {
        name: module for name, module in sys.modules.items() if name.split(".")[0] == "pyscript"
    }
    try:
        fresh()
        from pyscript.display import HTML

        from pyscript import display

        assert callable(display), display
        assert HTML("x")._repr_html_() == "x"

        fresh()
        from pyscript import display
        from pyscript.display import HTML as again
        from pyscript.display import display as same
        from pyscript import display as still

        assert display is same
        assert display is still
        assert again("x")._repr_html_() == "x"

        fresh()
        import pyscript.display
        from pyscript import HTML, display

        assert callable(display)
        assert pyscript.display is display

        fresh()
        from pyscript import config
        from pyscript.context import config as same_config

        assert config is same_config
    finally:
        fresh()
        for name, module in kept.items():
            sys.modules[name] = module


def test_names_arrive_lazily():
    """`display` does not pay for modules that it does not need."""
    kept = {
        name: module for name, module in sys.modules.items() if name.split(".")[0] == "pyscript"
    }
    try:
        fresh()
        import pyscript

        loaded = [name for name in sys.modules if name.startswith("pyscript.context")]
        assert loaded == []
        from pyscript import display

        assert "pyscript.context" in sys.modules
        for name in ("pyscript.events", "pyscript.ffi", "pyscript.web"):
            assert name not in sys.modules, name
    finally:
        fresh()
        for name, module in kept.items():
            sys.modules[name] = module


def test_every_public_name_exists():
    """What `__all__` lists can be had."""
    import pyscript

    for name in pyscript.__all__:
        assert getattr(pyscript, name) is not None, name


def test_every_module_can_be_imported():
    """By its name, as another name, and from the package where no function is called so."""
    functions = ("display", "fetch", "storage", "workers")
    for name in [
        "context",
        "display",
        "events",
        "fetch",
        "ffi",
        "flatted",
        "fs",
        "media",
        "storage",
        "util",
        "web",
        "websocket",
        "workers",
    ]:
        names = {}
        exec(f"import pyscript.{name}\nimport pyscript.{name} as module", names)
        module = sys.modules["pyscript." + name]
        exec(f"from pyscript.{name} import {', '.join(module.__all__)}", names)
        exec(f"from pyscript import {name}", names)
        assert (names[name] is module) is (name not in functions), name


def test_names_are_listed():
    """Also those that have not been asked for yet, and no others: as editors complete."""
    import pyscript

    for name in ("display", "when", "WebSocket", "media"):
        assert name in dir(pyscript)
    if harness.INTERPRETER == "pyodide":  # MicroPython's dir() tries names
        assert dir(pyscript) == sorted(pyscript.__all__)


def test_annotations_are_for_editors():
    """A build's bytecode is without them, and without what only checkers import."""
    from pyscript import events

    if harness.RUNTIME == "dist":
        assert not getattr(events.when, "__annotations__", None)
        assert not hasattr(events, "TYPE_CHECKING")


def test_names_that_existing_programs_import():
    """They are in no documentation, but libraries rely on them."""
    from _pyscript import interpreter

    from pyscript import document
    from pyscript.web import document as toga_takes_this_one
    from pyscript.web import wrap_dom_element

    interpreter.FS.writeFile("/seen.txt", "by the file system")
    with open("/seen.txt") as file:
        assert file.read() == "by the file system"
    assert interpreter.mountNativeFS
    assert toga_takes_this_one.title == document.title
    assert wrap_dom_element(document.body).tag_name == "body"
