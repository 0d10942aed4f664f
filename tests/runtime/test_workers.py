"""Workers, seen from outside: `PyWorker`, `sync`, names, and how workers end."""

from __future__ import annotations

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import PYODIDE, PYODIDE_WORKER, Realm
from tests.browser import Site
from tests.docs.pages import prints, wait_for_line

WORKER = """
from pyscript import RUNNING_IN_WORKER, config, sync
import sys
sync.hello("the worker", sys.implementation.name, config.get("custom"))
print("in worker", RUNNING_IN_WORKER)
sync.answer = lambda x: x * 2
"""

MAIN = """
from pyscript import PyWorker, ffi
def hello(*args):
    print("hello from", *args)
worker = PyWorker("./worker.py"{options})
worker.sync.hello = hello
await worker.ready
print("answer", await worker.sync.answer(21))
worker.terminate()
"""

NAMES = {"py": "pyodide", "mpy": "micropython"}


def run(site: Site, main: str, kind: str = "mpy") -> WatchedPage:
    site.write(
        "index.html", site.html(f'<div id="output"></div><script type="{kind}">{main}</script>')
    )
    return wait_done(site.open(), 40)


@pytest.mark.parametrize("worker", ["py", "mpy"])
@pytest.mark.parametrize("main", ["py", "mpy"])
def test_every_pairing(site: Site, main: str, worker: str) -> None:
    """Either interpreter starts either; functions are called in both directions."""
    site.write("worker.py", WORKER)
    options = f', type="{NAMES[worker]}", config={{"custom": 7}}'
    page = run(site, MAIN.format(options=options), main)
    wait_for_line(
        page, f"log: hello from the worker {'cpython' if worker == 'py' else 'micropython'} 7"
    )
    wait_for_line(page, "log: in worker True")
    wait_for_line(page, "log: answer 42")


@pytest.mark.parametrize("main", ["py", "mpy"])
def test_without_a_type(site: Site, main: str) -> None:
    """Then it is the interpreter that asks; a configuration may also come second."""
    site.write("worker.py", WORKER)
    page = run(site, MAIN.format(options=', {"custom": 7}'), main)
    wait_for_line(
        page, f"log: hello from the worker {'cpython' if main == 'py' else 'micropython'} 7"
    )


def test_a_local_interpreter(site: Site) -> None:
    """The one that the configuration names is used."""
    site.write("worker.py", WORKER)
    options = f', type="micropython", config={{"interpreter": "{site.runtime}micropython/micropython.mjs"}}'
    requests: list[str] = []
    page_options = MAIN.format(options=options)
    page = run(site, page_options)
    wait_for_line(page, "log: answer 42")
    assert not [url for url in requests if "127.0.0.1" not in url]


def test_a_missing_file(site: Site, page: WatchedPage) -> None:
    """An error on the page, and `ready` raises instead of waiting for ever."""
    page.expect_error("404")
    page = run(
        site,
        """
from pyscript import PyWorker
worker = PyWorker("./nowhere.py", type="micropython")
try:
    await worker.ready
except Exception as error:
    print("raised", "nowhere.py" in str(error))
""",
    )
    wait_for_line(page, "log: raised True")
    assert "PY0404" in page.locator(".py-error").inner_text()


@pytest.mark.parametrize("main", ["py", "mpy"])
def test_ready_when_the_script_raises(site: Site, page: WatchedPage, main: str) -> None:
    """It raises, too: what it raised, and what it exports wrongly."""
    codes = {"zero.py": "1/0", "syntax.py": "def", "export.py": "__export__ = ['nothing']"}
    for file, code in codes.items():
        site.write(file, code)
    for text in ("ZeroDivisionError", "SyntaxError", "NameError"):
        page.expect_error(text)
    page = run(
        site,
        f"""
from pyscript import PyWorker
for file in {list(codes)}:
    try:
        await PyWorker(file, type="micropython").ready
        print("ready", file)
    except Exception as error:
        print(type(error).__name__, error)
try:
    PyWorker("")
except ValueError as error:
    print(error)
print("end")
""",
        main,
    )
    wait_for_line(page, "log: end")
    assert [line[:60] for line in prints(page)] == [
        "WorkerError the script of the worker of zero.py has raised Z",
        "WorkerError the script of the worker of syntax.py has raised",
        "WorkerError the script of the worker of export.py has raised",
        "a worker needs the URL of a Python file, not ''",
        "end",
    ]


def test_wrong_calls_say_what_works(site: Site) -> None:
    """A type that does not exist, and two configurations."""
    page = run(
        site,
        """
from pyscript import PyWorker
for call in (lambda: PyWorker("w.py", type="ruby"), lambda: PyWorker("w.py", {}, config={})):
    try:
        call()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
""",
    )
    wait_for_line(
        page, "log: ValueError PyWorker type must be 'pyodide' or 'micropython', not 'ruby'"
    )
    assert any(
        line.startswith("log: TypeError PyWorker(url, config) takes one configuration")
        for line in page.lines
    )


def test_output_needs_a_target(site: Site) -> None:
    """No tag, no output element: display says so; with a target it shows."""
    site.write(
        "worker.py",
        """
from pyscript import display, current_target
print("target", repr(current_target()))
try:
    display("lost")
except ValueError as error:
    print("raised", "target=" in str(error))
display("shown", target="output")
""",
    )
    page = run(
        site,
        "from pyscript import PyWorker\nawait PyWorker('./worker.py', type='micropython').ready",
    )
    wait_for_line(page, "log: target ''")
    wait_for_line(page, "log: raised True")
    assert page.locator("#output").inner_text() == "shown"


def test_an_exception_shows(site: Site, page: WatchedPage) -> None:
    """With the file and the line of the worker's script."""
    site.write("worker.py", "\n1/0\n")
    page.expect_error("ZeroDivisionError")
    page = run(site, "from pyscript import PyWorker\nPyWorker('./worker.py', type='micropython')")
    page.locator(".py-error").wait_for()
    assert "worker.py, line 2: ZeroDivisionError" in page.locator(".py-error").inner_text()


VALUES_WORKER = """
from pyscript import sync
def shown(call):
    try:
        return repr(call())
    except Exception as error:
        return f"{type(error).__name__}: {error}"

found = sync.describe({"count": [1, (2, None)], "data": b"ab"}, 7, **{"self": "word"})
print("types", found)
print("result", sync.result()["count"], sync.result()["pair"], sync.later(20))
print("none", sync.nothing_back(), shown(lambda: sync.nothing_back(None)))
print("raised", shown(sync.fail))
print("own", shown(sync.fail_own))
print("silent", shown(sync.fail_silent), "|", shown(sync.fail_silent_later))
print("missing", shown(sync.nowhere))
print("unsendable", shown(sync.unsendable))
print("mine", shown(lambda: sync.describe(object())))
big = sync.big(20_000_000)
print("big", len(big), big[-1])

def describe(*args, **kwargs):
    return [type(arg).__name__ for arg in args], kwargs
async def doubled(value):
    return value * 2
def fail():
    raise KeyError("in the worker")
sync.describe_there = describe
sync.doubled = doubled
sync.fail_there = fail
print("end of the worker")
"""

VALUES_MAIN = """
import asyncio
from pyscript import PyWorker

def describe(*args, **kwargs):
    return [type(arg).__name__ for arg in args] + [repr(args[0]["count"]), repr(kwargs)]
def result():
    return {"count": 3, "pair": (1, 2)}
async def later(value):
    await asyncio.sleep(0.01)
    return value + 1
def nothing_back(value=0):
    return value if value is None else None
def fail():
    raise ValueError("of the page", 1)
class Own(Exception):
    pass
def fail_own():
    raise Own("own")
class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no text")
    __repr__ = __str__
def fail_silent():
    raise Silent()
async def fail_silent_later():
    raise Silent()
def unsendable():
    return object()
def big(size):
    return bytes(size - 1) + b"\\x07"

worker = PyWorker("./worker.py", type="TYPE")
for function in (describe, result, later, nothing_back, fail, fail_own, fail_silent,
                 fail_silent_later, unsendable, big):
    setattr(worker.sync, function.__name__, function)
early = worker.sync.doubled([1])  # which it does not have yet
print("ready", await worker.ready is worker)
print("early", await early)
print("there", await worker.sync.describe_there({"a": 1}, (2,), b"c", None, key=(1, 2)))
try:
    await worker.sync.fail_there()
except KeyError as error:
    print("fails", error.args, "in fail" in error.remote_traceback)
try:
    await worker.sync.nowhere()
except AttributeError as error:
    print("missing there:", error)
print("as an attribute", await worker.doubled("x"))
print("end of the page")
"""


@pytest.mark.parametrize("worker", ["py", "mpy"])
@pytest.mark.parametrize("main", ["py", "mpy"])
def test_values_of_sync(site: Site, main: str, worker: str) -> None:
    """Python's on both sides, both ways, and exceptions of their type."""
    site.write("worker.py", VALUES_WORKER)
    page = run(site, VALUES_MAIN.replace("TYPE", NAMES[worker]), main)
    wait_for_line(page, "log: end of the page")
    wait_for_line(page, "log: end of the worker")
    lines = prints(page)
    for line in [
        "types ['dict', 'int', '[1, (2, None)]', \"{'self': 'word'}\"]",
        "result 3 (1, 2) 21",
        "none None None",
        "raised ValueError: ('of the page', 1)",
        "own Own: own",
        "silent Silent: <exception str() failed> | Silent: <exception str() failed>",
        "big 20000000 7",
        "end of the worker",
        "ready True",
        "early [1, 1]",
        "there (['dict', 'tuple', 'bytes', 'NoneType'], {'key': (1, 2)})",
        "fails ('in the worker',) True",
        "as an attribute xx",
    ]:
        assert line in lines, (line, lines)
    text = "\n".join(lines)
    assert "missing AttributeError: the page has no function nowhere() for the worker of" in text
    assert "it has big, describe, fail, fail_own" in text
    assert "unsendable TypeError: an object of the class object cannot be sent" in text
    assert "mine TypeError: an object of the class object cannot be sent" in text
    assert "missing there: the worker has no function nowhere(): it has describe_there" in text


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_javascript_gets_plain_values(site: Site, kind: str) -> None:
    """And gives them; it gets errors with the name that Python gave them."""
    code = """
from pyscript import sync
def describe(value):
    return {"types": [type(value).__name__, type(value["list"]).__name__], "pair": (1, 2),
            "set": {3}, "data": b"ab", "none": None, "big": 2**60, "long": "x" * 5000}
def fail():
    raise ValueError("no")
__export__ = ["describe", "fail"]
sync.ask = lambda: [repr(sync.answer({"a": (1, None)})), sync.bytes(), shown(sync.throw)]
def shown(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
"""
    site.write("index.html", site.html(f'<script type="{kind}" worker>{code}</script>'))
    page = wait_done(site.open())
    found = page.evaluate("""async () => {
        const { sync } = document.querySelector('script[worker]').xworker;
        sync.answer = (value) => ({ is: value.a[0], array: Array.isArray(value.a), none: value.a[1] });
        sync.bytes = () => new Uint8Array([1, 2]);
        sync.throw = () => { throw new RangeError('too far'); };
        const value = await sync.describe({ list: [1] });
        const error = await sync.fail().catch((error) => error);
        const missing = await sync.nothing().catch((error) => error);
        return {
            types: value.types, pair: value.pair, set: value.set instanceof Set && [...value.set],
            data: value.data instanceof Uint8Array && [...value.data], none: value.none,
            big: String(value.big), long: value.long.length,
            plain: Object.getPrototypeOf(value) === Object.prototype,
            error: [error.name, error.message, error instanceof Error, error.traceback.includes('in fail')],
            missing: missing.name,
            ask: await sync.ask().then((found) => [found[0], [...found[1]], found[2]]),
        };
    }""")
    assert found["types"] == ["dict", "list"]
    assert found["pair"] == [1, 2]
    assert found["set"] == [3]
    assert found["data"] == [97, 98]
    assert found["none"] is None
    assert found["big"] == str(2**60)
    assert found["long"] == 5000
    assert found["plain"] is True
    assert found["error"] == ["ValueError", "no", True, True]
    assert found["missing"] == "AttributeError"
    answer, data, thrown = found["ask"]
    assert eval(answer) == {"is": 1, "array": True, "none": None}
    assert data == [1, 2]
    assert thrown == "JsException: RangeError: too far"


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_the_output_of_an_exported_function(site: Site, kind: str) -> None:
    """It goes where the worker's own output goes."""
    code = """
from pyscript import display
def show(text):
    display(text)
async def show_later(text):
    display(text)
__export__ = ["show", "show_later"]
"""
    main = """
from pyscript import workers
worker = await workers["shower"]
await worker.show("now")
await worker.show_later("later")
"""
    body = f"""<script type="{kind}" worker name="shower" id="it">{code}</script>
<script type="mpy">{main}</script>"""
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    assert page.locator("#it-target").inner_text() == "now\nlater"


def test_the_output_of_a_function_of_the_page(site: Site) -> None:
    """It goes where the output of the script goes that gave it to the worker."""
    site.write(
        "worker.py", "from pyscript import sync\nsync.show('shown')\nsync.show_later('later')"
    )
    main = """
from pyscript import PyWorker, display
async def show_later(text):
    display(text)
worker = PyWorker("./worker.py", type="micropython")
worker.sync.show = display
worker.sync.show_later = show_later
await worker.ready
"""
    body = f"""<script type="mpy" id="one">{main}</script>
<script type="mpy" id="two">from pyscript import display; display("two")</script>"""
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    shown = page.locator("script-mpy").all_inner_texts()
    assert shown == ["shown\nlater", "two"]


DEADLOCK = "💀🔒 - Possible deadlock if proxy.worker_task(...args) is awaited"


def test_a_deadlock(site: Site, page: WatchedPage) -> None:
    """The console has the documented warning; one that is none has not."""
    page.clock.install()
    site.write(
        "worker.py",
        "from pyscript import sync\nsync.worker_task = print\nsync.main_task()\nprint('never')",
    )
    main = """
from pyscript import PyWorker
async def main_task():
    print("asked")
    await worker.sync.worker_task("reached")
worker = PyWorker("./worker.py", {"type": "micropython"})
worker.sync.main_task = main_task
"""
    page = run(site, main)
    wait_for_line(page, "log: asked")
    page.clock.fast_forward(10_000)
    wait_for_line(page, f"warning: {DEADLOCK}")
    assert "log: reached" not in page.lines


def test_no_deadlock(site: Site, page: WatchedPage) -> None:
    """A call that is not awaited comes when the worker is free; nothing warns."""
    page.clock.install()
    site.write("worker.py", "from pyscript import sync\nsync.worker_task = print\nsync.main_task()")
    main = """
from pyscript import PyWorker
def main_task():
    worker.sync.worker_task("reached")
worker = PyWorker("./worker.py", {"type": "micropython"})
worker.sync.main_task = main_task
"""
    page = run(site, main)
    wait_for_line(page, "log: reached")
    page.clock.fast_forward(10_000)
    page.evaluate("console.log('end')")
    assert not [line for line in page.lines if line.startswith("warning")]


def test_terminate_a_worker_that_waits(site: Site) -> None:
    """Also one that is blocked, and one that computes."""
    site.write(
        "worker.py",
        """
from pyscript import sync
def block():
    sync.wait()
def compute():
    while True:
        pass
sync.block = block
sync.compute = compute
""",
    )
    main = """
import asyncio
from pyscript import PyWorker
from pyscript.workers import WorkerError
for name in ("block", "compute"):
    worker = PyWorker("./worker.py", type="micropython")
    begun = asyncio.Event()
    async def wait():
        begun.set()
        await asyncio.sleep(1000)
    worker.sync.wait = wait
    await worker.ready
    call = getattr(worker.sync, name)()
    if name == "block":
        await begun.wait()
    worker.terminate()
    try:
        await call
    except WorkerError as error:
        print(name, error)
"""
    page = run(site, main)
    for name in ("block", "compute"):
        wait_for_line(page, f"log: {name} the worker of worker.py was terminated")


# Names ---------------------------------------------------------------------------------


def test_a_name_that_never_appears(site: Site, page: WatchedPage) -> None:
    """It raises, with the names that there are, when nothing can be expected any more."""
    page.clock.install()
    page.expect_error("no worker of the name")
    body = """<script type="mpy" worker name="right">
__export__ = []
</script>
<script type="mpy">
from pyscript import workers
print("asks")
await workers["typo"]
</script>"""
    site.write("index.html", site.html(body))
    page = site.open()
    wait_for_line(page, "log: asks")
    page.evaluate("document.querySelector('[name=right]').xworker.ready.then(() => 0)")
    box = page.locator(".py-error")
    for _ in range(100):  # its clock may begin only now
        page.clock.fast_forward(1000)
        if box.count():
            break
    text = box.inner_text()
    assert 'WorkerError: no worker of the name "typo" has appeared: the page has "right"' in text
    assert 'create_named_worker(src, "typo")' in text


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_names_that_appear_later(site: Site, kind: str) -> None:
    """In a tag further down, in one that is added later, or from another script."""
    site.write("worker.py", "def name():\n    return NAME\nNAME = 'file'\n__export__ = ['name']")
    code = "def name():\n    return 'tag'\n__export__ = ['name']"
    body = f"""<script type="{kind}">
from pyscript import workers
for name in ("tag", "added", "other"):
    print(name, await (await workers[name]).name())
</script>
<script type="mpy" worker name="tag">
{code}
</script>
<script type="{"py" if kind == "mpy" else "mpy"}">
from pyscript import document, create_named_worker
tag = document.createElement("script")
tag.type = "mpy"
tag.textContent = {code!r}
tag.setAttribute("worker", "")
tag.setAttribute("name", "added")
document.body.append(tag)
await create_named_worker("./worker.py", "other", type="mpy")
</script>"""
    site.write("index.html", site.html(body))
    page = wait_done(site.open(), 40)
    assert prints(page) == ["tag tag", "added tag", "other file"]


def test_a_name_twice(site: Site, page: WatchedPage) -> None:
    """The second tag is refused, the first works."""
    page.expect_error('PY0409): there is already a worker of the name "one"')
    tag = '<script type="mpy" worker name="one">\nprint("ran")\n__export__ = []</script>'
    site.write("index.html", site.html(tag + tag))
    page = wait_done(site.open())
    assert prints(page) == ["ran"]
    assert page.locator(".py-error").count() == 1


def test_a_worker_that_cannot_start(site: Site, page: WatchedPage) -> None:
    """Who waits for it gets the reason."""
    page.expect_error("PY1000")
    body = """<script type="mpy" worker name="broken" config="{ broken">print(1)</script>
<script type="mpy">
from pyscript import workers
try:
    await workers["broken"]
except Exception as error:
    print(type(error).__name__, "PY1000" in str(error))
</script>"""
    site.write("index.html", site.html(body))
    assert prints(wait_done(site.open())) == ["WorkerError True"]


def test_synchronous_scripts_export(site: Site) -> None:
    """With async="false", too."""
    body = """<script type="mpy" worker name="sync" async="false">
def double(value):
    return value * 2
__export__ = ["double"]
</script>
<script type="mpy">
from pyscript import workers
print(await (await workers["sync"]).double(4))
</script>"""
    site.write("index.html", site.html(body))
    assert prints(wait_done(site.open())) == ["8"]


def test_an_interpreter_that_dies(site: Site) -> None:
    """What is pending raises; nothing waits for a worker whose interpreter has crashed."""
    site.write(
        "worker.py",
        """
import asyncio, js
from pyscript import sync
async def wait():
    await asyncio.sleep(1000)
def crash():
    def deeper(depth):
        return js.eval("(f) => f()")(lambda: deeper(depth + 1))
    deeper(0)
sync.wait = wait
sync.crash = crash
""",
    )
    main = """
from pyscript import PyWorker
worker = PyWorker("./worker.py", type="micropython")
await worker.ready
wait, crash = worker.sync.wait(), worker.sync.crash()
for call in (crash, wait):
    try:
        await call
    except Exception as error:
        print(type(error).__name__)
"""
    page = run(site, main)
    wait_for_line(page, "log: WorkerError")


# A buffer in which the signal arrives when Pyodide has just looked.
SIGNAL = """
import js, pyodide_js

pyodide_js.setInterruptBuffer(js.eval('''
    (() => {
        let signal = 0;
        let looks = 0;
        return {
            get 0() {
                const found = signal;
                if (++looks === 3) signal = 2;
                return found;
            },
            set 0(value) {
                signal = value;
            },
        };
    })()
'''))
try:
    for n in range(1_000_000):
        pass
    print("not noticed")
except KeyboardInterrupt:
    print("interrupted")
pyodide_js.setInterruptBuffer(None)
print("went on")
"""


@pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)
def test_a_signal_that_comes_when_pyodide_looks(site: Site, realm: Realm) -> None:
    """It is not lost: Pyodide would clear it without having seen it."""
    site.write("index.html", site.html(realm.script(SIGNAL)))
    assert prints(wait_done(site.open())) == ["interrupted", "went on"]
