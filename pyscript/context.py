"""Where this code runs, and what it can reach from there.

The only module that asks "main thread, worker, or a page without our runtime?".
"""

import sys

from pyscript._interpreter import (
    TYPE,
    adopt_with,
    call,
    calling_script,
    format_exception,
    host,
    is_js,
    is_none,
    js,
    js_error,
)
from pyscript._interpreter import start as _start_task
from pyscript.util import NotSupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    import polyscript as _polyscript
except ImportError:
    _polyscript = None

__all__ = [
    "RUNNING_IN_WORKER",
    "NotSupported",
    "config",
    "current_target",
    "document",
    "js_import",
    "js_modules",
    "py_import",
    "window",
]

# Say "worker" by what the global is: js.document exists in a worker, too, once it is set.
RUNNING_IN_WORKER: bool = not hasattr(js, "Window")


def _read_config() -> dict:
    """Return the configuration as a dict of Python values, with its `type`."""
    values = {}
    if _polyscript is not None:
        import json

        text = call(host, "json", _polyscript.config)
        parsed = json.loads(text) if text else {}
        if isinstance(parsed, dict):
            values = parsed
    values["type"] = TYPE
    return values


config: "dict[str, Any]" = _read_config()

if TYPE_CHECKING:
    document: Any
    window: Any

# Whether a worker can tell the page to do what cannot fail, and go on; and how it does.
tells: bool = False
moment: "Any" = None
tell_page: "Any" = None
tell_page_to_build: "Any" = None

if RUNNING_IN_WORKER:
    _xworker: "Any" = getattr(_polyscript, "xworker", None)
    if host.page:
        import pyscript._containers  # noqa: F401 -- it knows the classes of references
        from pyscript._reference import (
            document,
            is_node,
            is_reference,
            tell_host,
            tell_host_to_build,
            window,
        )
        from pyscript._reference import host_call as on_page
        from pyscript._reference import host_elements as elements_on_page
        from pyscript._reference import moment as _moment
        from pyscript._reference import tells as _tells

        tells, moment = _tells, _moment
        tell_page, tell_page_to_build = tell_host, tell_host_to_build

        # Code that knows nothing of workers finds the page's document, too.
        js.document = document
    else:
        _message = "Unable to use `window` or `document` -> https://docs.pyscript.net/latest/faq/#sharedarraybuffer"
        if _polyscript is not None and not config.get("sync_main_only"):
            js.console.warn(_message)
        window = NotSupported("pyscript.window", _message)
        document = NotSupported("pyscript.document", _message)

        def on_page(name: str, *args):
            """Raise: this worker cannot reach the page."""
            raise RuntimeError(_message)

        elements_on_page = on_page

        def is_node(value) -> bool:
            """Return `False`: this worker cannot reach the page."""
            return False

        is_reference = is_node

else:
    window = js
    document = js.document

    def on_page(name: str, *args):
        """Call a function of the host; in a worker, of the page's host, as one message."""
        return call(host, name, *args)

    def elements_on_page(name: str, *args) -> tuple:
        """Call a function of the host that finds or makes elements.

        Return them, as a list that stays as it is, and their tags; or what else it returned.
        """
        found = getattr(host, name)(*args)
        return found, "" if is_none(found) or isinstance(found, str) else found.tags

    def is_reference(value) -> bool:
        """Return `False`: here the objects of the page are JavaScript's own."""
        return False

    def is_node(value) -> bool:
        """Tell whether this is a DOM node of the page."""
        return is_js(value) and hasattr(value, "nodeType")


def page_function(name: str) -> "Any":
    """Return one of the host's functions, to be called often; none of these raises."""
    if RUNNING_IN_WORKER:
        return lambda *args: on_page(name, *args)
    return getattr(host, name)


_remembered = ""


def script_key() -> str:
    """Return the key of the script this code belongs to, `""` where there is but one."""
    if _remembered:
        return _remembered
    if RUNNING_IN_WORKER or _polyscript is None:
        return ""
    keys = host.keys().split("\n")
    if len(keys) < 2:
        return keys[0]
    return calling_script(keys) or host.current()


def run_as(key: str, function: "Any", *args: object) -> "Any":
    """Call a function as part of the script with this key: its `display` writes there."""
    global _remembered
    if not key or key == _remembered:
        return function(*args)
    before, _remembered = _remembered, key
    try:
        return function(*args)
    finally:
        _remembered = before


def _steps(coroutine, key):
    """Drive a coroutine so that each of its steps runs as part of its script."""
    value = None
    step = coroutine.send
    while True:
        try:
            pending = run_as(key, step, value)
        except StopIteration as stop:
            return stop.value
        try:
            value = yield pending
            step = coroutine.send
        except GeneratorExit:
            coroutine.close()
            raise
        except BaseException as error:
            value = error
            step = coroutine.throw


class _Scripted:
    """An awaitable whose every step belongs to a script."""

    def __init__(self, awaitable, key):
        self._awaitable = awaitable
        self._key = key

    def __await__(self):
        return _steps(self._awaitable, self._key)

    __iter__ = __await__  # what MicroPython's `await` calls


def _adopt_function(function):
    key = script_key()
    return lambda *args: run_as(key, function, *args)


if host.several():
    adopt_with(_adopt_function, lambda coroutine: _steps(coroutine, script_key()))


def start(awaitable: "Any", key: str = "") -> object:
    """Run what a handler returned as a task of its script; report what it raises."""
    if key and hasattr(awaitable, "send"):
        awaitable = _Scripted(awaitable, key)
    return _start_task(awaitable, lambda error: report(error, key))


def report(error: BaseException, key: str = "") -> None:
    """Show an exception in the console and on the page."""
    host.report(format_exception(error), key or script_key())


def current_target() -> str:
    """Return the id of the visible element that this script's output goes to.

    Never the `<script>` itself: for one, the element that follows it. In a worker that
    Python or JavaScript started (no tag) there is none, and the result is `""`.
    """
    return "" if isinstance(document, NotSupported) else on_page("target", script_key())


def absolute_url(url: "Any") -> str:
    """Return where a URL, or an object that has one, leads to from the page.

    Also in a worker, whose own address means nothing. `TypeError` or `ValueError` if it
    is none.
    """
    if not isinstance(url, str):
        found = getattr(url, "href", getattr(url, "url", None))
        if not isinstance(found, str):
            raise TypeError(f"a URL must be a str, not {url!r}")
        return found
    url = url[:]  # of a class of its own, JavaScript would take it for something else
    if "://" in url[:12] or url.startswith("data:") or url.startswith("blob:"):
        return url
    try:
        return call(host, "resolve", url)
    except Exception as error:
        raise ValueError(f"{url!r} is no URL: {js_error(error)[1] or error}") from None


async def js_import(*urls: str) -> "tuple[Any, ...]":
    """Import JavaScript modules, on the main thread (also from a worker).

    URLs are relative to the page. What fails to load raises `JsException`.
    """
    for url in urls:
        if not isinstance(url, str):
            raise TypeError(f'js_import("URL", …) takes text, not {url!r}')
    return tuple(await on_page("load", *[url[:] for url in urls]))


async def py_import(*packages: str) -> "tuple[Any, ...]":
    """Install Python packages when they are needed, and return their modules.

    From PyPI on Pyodide (micropip), from micropython-lib on MicroPython (mip).
    """
    if _polyscript is None:
        raise RuntimeError("py_import(…) needs the page runtime: load the page with core.js")
    modules = await _polyscript.lazy_py_modules(*packages)
    return tuple([modules[index] for index in range(len(packages))])


class _JsModules:
    """The JavaScript modules that the configuration names, by attribute or import."""

    __path__: "tuple[str, ...]" = ()

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("__"):
            raise AttributeError(name)
        if RUNNING_IN_WORKER and name not in _modules_of_page:
            module = None if _polyscript is None else getattr(_polyscript.js_modules, name, None)
        else:
            module = on_page("module", name)
        if is_none(module):
            raise AttributeError(
                f"no JavaScript module {name!r}: name one in the configuration, "
                f'[js_modules.main] "https://…/{name}.js" = "{name}"'
            )
        setattr(self, name, module)  # in a worker each question is a message
        return module


class _JsModule:
    """A JavaScript module, as `import` finds it."""

    def __init__(self, name):
        self._name = name

    @property
    def __all__(self) -> list:
        module = getattr(js_modules, self._name)
        return list(module.object_keys() if is_reference(module) else js.Object.keys(module))

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return getattr(getattr(js_modules, self._name), name)
        except AttributeError:
            raise ImportError(f"the JavaScript module {self._name!r} exports no {name!r}") from None


js_modules: _JsModules = _JsModules()
_modules_of_page: "Any" = ()  # what this worker does not have itself


def _name_modules(names: str, of_page: str) -> None:
    """Let `import` find JavaScript modules; names in lines."""
    global _modules_of_page
    _modules_of_page = of_page.split("\n")
    sys.modules["pyscript.js_modules"] = js_modules  # type: ignore[assignment]
    for name in names.split("\n"):
        sys.modules[f"pyscript.js_modules.{name}"] = _JsModule(name)  # type: ignore[assignment]


def __getattr__(name: str) -> "Any":
    """Find what has moved to `pyscript.workers`, which needs this module."""
    if name in ("PyWorker", "sync"):
        return getattr(sys.modules["pyscript"], name)
    raise AttributeError(name)
