"""Python in other threads: start it, find it by its name, call its functions.

Values go by copy and arrive as what they were; exceptions, too. docs/workers.md tells how.
"""

from pyscript._interpreter import (
    TYPE,
    can_wait,
    create_proxy,
    host,
    is_awaitable,
    is_js,
    is_none,
    js,
    run_sync,
)
from pyscript._interpreter._arrival import Arrival, checked
from pyscript._packets import (
    RemoteError,
    WorkerError,
    failure,
    opened,
    pack,
    pack_arguments,
    unpack,
)
from pyscript.context import (
    RUNNING_IN_WORKER,
    absolute_url,
    config,
    run_as,
    script_key,
    start,
)
from pyscript.util import NotSupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Any, NoReturn, Self

__all__ = [
    "Pool",
    "PyWorker",
    "RemoteError",
    "Worker",
    "WorkerError",
    "create_named_worker",
    "create_pool",
    "sync",
    "workers",
]

_TYPES = {"py": "py", "pyodide": "py", "mpy": "mpy", "micropython": "mpy"}

# What of a worker's own the Python of a page may want.
_EVENTS = ("addEventListener", "dispatchEvent", "onmessage", "postMessage", "removeEventListener")


def _border():
    """Return what JavaScript does for this module."""
    found = getattr(host, "workers", None)
    if is_none(found):
        raise RuntimeError("workers need the page runtime: load the page with core.js")
    return found


_proxies: list = []


def _connected():
    """Return the same, once it can call this module."""
    found = _border()
    if not _proxies:
        _proxies.extend([create_proxy(_receive), create_proxy(_deliver)])  # for good
        found.connect(*_proxies)
    return found


# Calling -------------------------------------------------------------------------------


class _Coroutine:
    """What asyncio takes for a coroutine, on both interpreters: made of `__await__`."""

    _steps = None

    def _started(self):
        if self._steps is None:
            self._steps = self.__await__()  # type: ignore[attr-defined]
        return self._steps

    def send(self, value):
        return self._started().send(value)

    def throw(self, *error):
        return self._started().throw(*error)

    def close(self):
        if self._steps is not None:
            self._steps.close()


class _Awaitable(_Coroutine):
    """Something to await, as often as one likes."""

    def __init__(self, run):
        self._run = run

    def __await__(self):
        steps = self._run()
        return steps.__await__() if hasattr(steps, "__await__") else steps

    __iter__ = __await__  # what MicroPython's `await` calls


class _Call(Arrival, _Coroutine):
    """A call that is on its way: await it for what the function returns.

    `cancel()` gives up; the function is cancelled if it awaits something.
    """

    def __init__(self, number: int):
        super().__init__()
        self._number = number
        _arrivals[number] = self

    def abandon(self) -> None:
        """Tell the other thread that nobody waits any more."""
        if _arrivals.pop(self._number, None) is not None:
            _border().cancel(self._number)

    def throw(self, *error):
        if self._steps is None:
            self.cancel()
        return super().throw(*error)


_arrivals: dict = {}


def _deliver(number: int, text: str, kinds: str = "", items=None) -> None:
    """Take the answer of a call from JavaScript."""
    waiting = _arrivals.pop(number, None)
    if waiting is None or waiting.done():
        return
    value, error = opened(text, items)
    if error is None:
        waiting.set_result(value)
    else:
        waiting.set_exception(error)


def _call(number) -> _Call:
    """Return what JavaScript has begun, or raise why it could not."""
    if isinstance(number, str):
        raise opened(number)[1]
    return _Call(number)


class _Function:
    """A function of another thread."""

    def __init__(self, border, name: str):
        self._begin = _connected().call
        self._border = border
        self.__name__ = name

    def __call__(*args, **kwargs):  # which may have a keyword `self`
        self = args[0]
        packet = pack_arguments(args[1:], kwargs)
        return _call(self._begin(self._border, self.__name__, *packet))

    def __repr__(self) -> str:
        return f"<function {self.__name__} of a worker>"


def _named(name: str) -> str:
    if name.startswith("__"):
        raise AttributeError(name)
    return name


# Being called --------------------------------------------------------------------------

_functions: dict = {}
_tasks: dict = {}


def _serve(key: str, name: str, function) -> None:
    """Keep a function for other threads to call."""
    if not callable(function):
        raise TypeError(f"{name} must be a function for other threads to call, not {function!r}")
    _connected()
    _functions[key] = (function, script_key())


def _receive(id: int, key: str, text: str = "", kinds: str = "", items=None) -> str:
    """Call a function for JavaScript; see runtime/calls/server.js."""
    if not text:
        if id in _tasks:
            _tasks.pop(id).cancel()
        return ""
    try:
        function, script = _functions[key]
        args, kwargs = unpack(text, items)
        result = run_as(script, lambda: function(*args, **kwargs))
        if is_awaitable(result):
            _tasks[id] = start(_finish(id, result), script)
            return ""
        answer = pack(result, "0")
    except BaseException as error:
        answer = failure(error)
    if len(answer) == 1:
        return answer[0]
    _border().answer(id, *answer)
    return ""


async def _finish(id: int, awaitable) -> None:
    try:
        answer = pack(await checked(awaitable), "0")
    except BaseException as error:
        answer = failure(error)
    _tasks.pop(id, None)
    _border().answer(id, *answer)


def _export(namespace: dict) -> None:
    """Let other threads call what a worker's script names in `__export__`."""
    names = namespace["__export__"]
    namespace["__export__"] = ()  # polyscript would export them once more, without conversion
    if isinstance(names, str) or not all([isinstance(name, str) for name in names]):
        raise TypeError(f"__export__ must be a list of names of functions, not {names!r}")
    for name in names:
        if name not in namespace:
            raise NameError(f"__export__ names {name!r}, which is not defined")
        setattr(sync, name, namespace[name])


# Workers -------------------------------------------------------------------------------


class _Sync:
    """The functions of a worker, and those that it may call, from the page's side."""

    def __init__(self, border):
        object.__setattr__(self, "_border", border)

    def __getattr__(self, name: str):
        return _Function(self._border, _named(name))

    def __setattr__(self, name: str, function):
        if RUNNING_IN_WORKER:
            raise AttributeError(
                "only the page can give functions to a worker: sync.name = function"
            )
        key = f"{id(self)}:{name}"
        _serve(key, "sync." + name, function)
        _border().offer(self._border, name, key)


class Worker:
    """Python in another thread; the functions that it exports are attributes.

    Besides those, where no function has that name: `ready`, to await until its script has
    run; `terminate()`, which ends it at once, and what is pending raises `WorkerError`;
    `sync`, for functions by name, and on the page for those that the worker may call.
    """

    ready: "Awaitable[Worker]"
    sync: "Any"
    terminate: "Callable[[], None]"

    def __init__(self, border: "Any"):
        object.__setattr__(self, "_border", border)
        object.__setattr__(self, "_sync", _Sync(border))
        object.__setattr__(self, "_known", {})

    def __getattr__(self, name: str) -> "Any":
        if name in self._known:
            return self._known[name]
        border = self._border
        if border.has(_named(name)):
            self._known[name] = _Function(border, name)
            return self._known[name]
        if name == "sync":
            return self._sync
        if name == "ready":
            return _Awaitable(self._wait)
        if name == "terminate":
            return border.terminate
        if not RUNNING_IN_WORKER and name in _EVENTS:
            return getattr(border, name)
        names = border.names().replace("\n", ", ")
        raise AttributeError(
            f"the worker has no function {name!r}: "
            + (f"it has {names}" if names else "it has none")
        )

    def __setattr__(self, name: str, value: "Any") -> None:
        if name != "onmessage" or RUNNING_IN_WORKER:
            raise AttributeError(f"worker.sync.{name} = function gives a function to a worker")
        self._border.onmessage = create_proxy(value) if callable(value) else value

    async def _wait(self):
        if not RUNNING_IN_WORKER:
            problem = await _border().ready(self._border)
            if problem:
                raise opened(problem)[1]
        return self


def _worker(found):
    """Return what JavaScript has found, or raise why it has not."""
    if isinstance(found, str):
        raise opened(found)[1]
    return Worker(found)


class _Workers:
    """The workers of the page, by name: `await workers["name"]`."""

    def __getitem__(self, name: str) -> "Awaitable[Worker]":
        if not isinstance(name, str) or not name:
            raise TypeError(f'a worker is found by its name, workers["name"], not {name!r}')

        async def find():
            return _worker(await _border().find(name))

        return _Awaitable(find)

    def __getattr__(self, name: str) -> "Awaitable[Worker]":
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> "NoReturn":
        raise TypeError('workers cannot be listed: await workers["name"] waits for the one')

    def __contains__(self, name: object) -> "NoReturn":
        raise TypeError('workers cannot be searched: await workers["name"] waits for the one')


workers: _Workers = _Workers()


async def _create(src: str, options: dict, type: str, config) -> Worker:
    if type not in _TYPES:
        raise ValueError(f"the type of a worker must be 'py' or 'mpy', not {type!r}")
    begun = _border().create(*_order(src, options, type, config))
    try:
        return _worker(await begun.found)
    except BaseException:  # nobody has it who could end it, and it has the name
        begun.terminate()
        raise


def _order(src, options: dict, type: str, config) -> tuple:
    """Return the packet that asks for a worker."""
    if not isinstance(src, str):
        src = absolute_url(src)
    if not is_none(config):
        if not isinstance(config, (dict, str)) and not is_js(config):
            raise TypeError(
                f"config must be a dict, JSON or TOML, or the URL of a file, not {config!r}"
            )
        options["config"] = config
    options["type"] = _TYPES[type]
    return pack([src, options])


async def create_named_worker(
    src: "Any", name: str, config: "Any" = None, type: str = "py"
) -> Worker:
    """Start a worker that others can find by its name, and return it when it is ready.

    `src` is the URL of a Python file; `config` a dict, JSON or TOML text, or a URL; `type`
    `"py"` for Pyodide, `"mpy"` for MicroPython. URLs are relative to the page. Works in
    workers, too. `ValueError` where the name is taken, `WorkerError` where it cannot start.
    """
    if not isinstance(name, str) or not name:
        raise ValueError(f"a worker needs a name, not {name!r}")
    return await _create(src, {"name": name}, type, config)


class Pool:
    """Workers that run the same file, and share the calls of its functions.

    `await pool.function(…)` calls it in the worker that has the least to do. Ends its
    workers when it is left: `async with await create_pool("./primes.py") as pool:`.
    """

    def __init__(self, workers: list[Worker]):
        self._workers = workers

    def __len__(self) -> int:
        return len(self._workers)

    def __getattr__(self, name: str) -> "Any":
        getattr(self._workers[0], _named(name))  # says what there is

        def call(*args, **kwargs):
            idle = min(self._workers, key=lambda worker: worker._border.pending())
            return getattr(idle, name)(*args, **kwargs)

        return call

    async def map(self, name: str, *iterables: "Iterable[Any]") -> "list[Any]":
        """Call the function of this name for all items; return the results in order.

        Of several iterables each gives an argument, as with Python's own `map`. What one
        call raises ends the others.
        """
        import asyncio

        items = list(zip(*iterables))
        results: list = [None] * len(items)
        left = list(range(len(items)))
        left.reverse()

        async def work(worker):
            function = getattr(worker, name)
            while left:
                index = left.pop()
                results[index] = await function(*items[index])

        # Two calls for each worker: the next is there when one has ended.
        tasks = [asyncio.create_task(work(worker)) for worker in self._workers * 2]
        try:
            await asyncio.gather(*tasks)
        except BaseException:
            left.clear()
            for task in tasks:
                task.cancel()
            raise
        return results

    def terminate(self) -> None:
        """End all its workers, at once."""
        for worker in self._workers:
            worker._border.terminate()

    async def __aenter__(self) -> "Self":
        return self

    async def __aexit__(self, *error: object) -> None:
        self.terminate()


async def create_pool(src: "Any", size: int = 0, config: "Any" = None, type: str = "py") -> Pool:
    """Start workers that run the same file, and return them when they are ready.

    `size` is how many; by default as many as the machine has processors, up to 4. The rest
    is as for `create_named_worker`.
    """
    import asyncio

    count = size or min(4, js.navigator.hardwareConcurrency)
    found: list = []

    async def begin():
        found.append(await _create(src, {}, type, config))

    try:
        begun = [begin() for _ in range(count)]
        for error in await asyncio.gather(*begun, return_exceptions=True):
            if error is not None:
                raise error
    except BaseException:
        Pool(found).terminate()
        raise
    return Pool(found)


def _py_worker(url: "Any", *config: "Any", type: str = "", **options: "Any") -> Worker:
    """Start a worker that runs the Python file at `url`, and return it.

    `type` is `"pyodide"` or `"micropython"` (by default this interpreter); `config` a
    dict, a URL or text. It has `sync` (functions for the worker to call, and the worker's
    own), `ready` (awaitable) and `terminate()`.
    """
    if len(config) > 1 or (config and "config" in options):
        raise TypeError(
            "PyWorker(url, config) takes one configuration: PyWorker(url, type=…, config={…})"
        )
    type = type or TYPE
    if type not in _TYPES:
        raise ValueError(f"PyWorker type must be 'pyodide' or 'micropython', not {type!r}")
    found = config[0] if config else options.pop("config", None)
    return _worker(_border().open(*_order(url, options, type, found)))


# The page, from a worker ---------------------------------------------------------------


# As with `window`: a page that wants no access to itself wants no waiting for it.
_may_suspend = not config.get("sync_main_only")


def _parts(packet) -> tuple:
    return packet[0], packet.slice(2)


class _PageFunction:
    """A function that the page has for this worker."""

    def __init__(self, name: str):
        self.__name__ = name

    def __call__(*args, **kwargs):  # which may have a keyword `self`
        border = _connected()
        answer = border.ask(args[0].__name__, *pack_arguments(args[1:], kwargs))
        if border.isBlocking:
            value, error = opened(answer) if isinstance(answer, str) else opened(*_parts(answer))
            if error is not None:
                raise error
            return value
        call = _call(answer)
        return run_sync(call) if _may_suspend and can_wait() else call

    def __repr__(self) -> str:
        return f"<function {self.__name__} of the page>"


class _PageSync:
    """The functions that the page has for this worker, and the other way round."""

    def __getattr__(self, name: str) -> "Any":
        return _PageFunction(_named(name))

    def __setattr__(self, name: str, function: "Any") -> None:
        _serve(name, "sync." + name, function)
        _border().offer(name)


if TYPE_CHECKING:
    sync: _PageSync = _PageSync()
    PyWorker = _py_worker
elif RUNNING_IN_WORKER:
    sync = _PageSync()
    PyWorker = NotSupported(
        "pyscript.PyWorker",
        "pyscript.PyWorker works only on the main thread: "
        "in a worker, await create_named_worker(src, name)",
    )
else:
    sync = NotSupported("pyscript.sync", "pyscript.sync works only in a worker")
    PyWorker = _py_worker
