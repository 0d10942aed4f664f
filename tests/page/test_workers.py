"""Functions of workers, called from each realm, in workers of both interpreters."""

import asyncio

import pyscript_testing as harness
import js
from pyscript_testing import collect_garbage, expect_error, only, raises, until
from pyscript import create_named_worker, window, workers
from pyscript.workers import RemoteError, Worker, WorkerError, create_pool

TIMEOUT = 40

TYPES = ("mpy", "py")
FILE = "/workers/functions.py"

_started = {}
_numbers = [0]


async def worker_of(type):
    """Return a worker that the tests share."""
    if type not in _started:
        _started[type] = await create_named_worker(FILE, "shared-" + type, type=type)
    return _started[type]


def fresh_name():
    """Return a name that nobody has."""
    _numbers[0] += 1
    return f"fresh-{_numbers[0]}"


async def fresh(type="mpy", **options):
    """Return a worker of this test's own, which has to end it."""
    return await create_named_worker(FILE, fresh_name(), type=type, **options)


VALUES = (
    None,
    True,
    0,
    -7,
    2**53 - 1,
    2**53,
    -(2**64),
    1.5,
    1e300,
    2.0**60,
    float("inf"),
    "",
    "text",
    'zwölf \U0001f600 \u2028 "quoted" \\ \n \x00 end',
    "ü" * 5000,
    b"",
    b"\x00\xff bytes",
    bytearray(b"mutable"),
    [],
    [1, [2, [3, None]]],
    (),
    (1, (2, "three")),
    {},
    {"a": {"b": [1, 2.5, None]}},
    {1: "one", (2, 3): "pair", None: "none"},
    {"$set": [1]},
    {"$unknown": 1, "other": 2},
    {1, 2, (3, 4)},
    frozenset([1, 2]),
    list(range(1000)),
    [number / 8 for number in range(1000)],
    [[number, str(number)] for number in range(500)],
    {"data": b"inside", "more": [bytearray(b"deep")]},
)


async def test_values_arrive_as_what_they_were():
    """Equal, and of the same type, there and back."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        for value in VALUES:
            found = await worker.echo(value)
            assert type(found) is type(value), (value, found)
            assert found == value
        not_a_number = await worker.echo(float("nan"))
        assert not_a_number != not_a_number


async def test_values_keep_their_types_inside():
    """Also those in other containers, and what is a subclass arrives as its base."""

    class Special(dict):
        """A dict of this file."""

    for type_ in TYPES:
        worker = await worker_of(type_)
        found = await worker.echo({"pair": (1, 2), "set": {3}, "inner": [(4,)]})
        assert found == {"pair": (1, 2), "set": {3}, "inner": [(4,)]}
        found = await worker.echo(Special(a=1))
        assert type(found) is dict
        assert found == {"a": 1}
        assert await worker.echo(memoryview(b"view")) == b"view"


async def test_what_can_become_a_list_does():
    """Arrays and numbers of NumPy's, which this one stands for, have `tolist`."""

    class Array:
        """A number, or several."""

        def __init__(self, found):
            self.tolist = lambda: found

    for type_ in TYPES:
        worker = await worker_of(type_)
        assert await worker.echo([Array(1.5), Array([1, [2]])]) == [1.5, [1, [2]]]


async def test_the_worker_gets_python_values():
    """No proxies: their types are Python's, keywords are keywords, None stays at the end."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        args, kwargs = await worker.kinds(
            1, "a", b"b", [1], (2,), {"c": 3}, {4}, None, x=1.5, y=None
        )
        assert args == ["int", "str", "bytes", "list", "tuple", "dict", "set", "NoneType"]
        assert kwargs == {"x": "float", "y": "NoneType"}
        assert await worker.add(1) == 2
        assert await worker.add(1, 2) == 3
        assert await worker.add(b="b", a="a") == "ab"


async def test_results_are_python_values():
    """As the documentation's own example has it."""
    for type_ in TYPES:
        result = await (await worker_of(type_)).count()
        assert result["count"] == 3
        assert result["primes"][-1] == 5


async def test_the_worker_is_of_its_type():
    """Both interpreters, in a thread of their own."""
    assert await (await worker_of("mpy")).where() == ("micropython", True)
    assert await (await worker_of("py")).where() == ("cpython", True)


async def test_by_index_and_by_attribute():
    """Either finds it, again and again; gather finds several."""
    worker = await fresh()
    name = "fresh_attribute"
    other = await create_named_worker(FILE, name, type="mpy")
    assert isinstance(await workers[name], Worker)
    assert await (await workers.fresh_attribute).add(1, 1) == 2
    found = await asyncio.gather(workers[name], workers[f"fresh-{_numbers[0]}"])
    assert await found[1].add(2, 2) == 4
    worker.terminate()
    other.terminate()


async def test_any_text_is_a_name():
    """Also names that JavaScript's objects have."""
    for name in ("get", "then", "constructor", "__proto__", "ein Name", "ü"):
        worker = await create_named_worker(FILE, name, type="mpy")
        assert await (await workers[name]).add(1, 2) == 3
        worker.terminate()


def test_workers_cannot_be_listed():
    """It raises at once, in whatever way one tries."""
    with raises(TypeError, "await workers["):
        list(workers)
    with raises(TypeError, "await workers["):
        for _ in workers:
            pass
    with raises(TypeError, "await workers["):
        assert "name" in workers
    for wrong in (7, "", None):
        with raises(TypeError, repr(wrong)):
            workers[wrong]


# Exceptions ----------------------------------------------------------------------------


async def caught(call):
    """Return what a call raises."""
    try:
        await call
    except Exception as error:
        return error
    raise AssertionError("did not raise")


async def test_builtin_exceptions_are_themselves():
    """With their arguments, and the traceback of the other thread."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        error = await caught(worker.fail("value"))
        assert isinstance(error, ValueError)
        assert error.args == ("wrong", 3)
        error = await caught(worker.fail("key"))
        assert isinstance(error, KeyError)
        assert error.args == ("missing",)
        error = await caught(worker.fail("os"))
        assert isinstance(error, OSError)
        assert error.args[0] == 2
        error = await caught(worker.fail_later())
        assert isinstance(error, ValueError)
        assert str(error) == "later"


async def test_the_remote_traceback():
    """It names the file and the function of the other thread, and nothing of ours."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        traceback = (await caught(worker.fail("runtime"))).remote_traceback
        assert "functions.py" in traceback
        assert "in fail" in traceback
        assert "RuntimeError: broken" in traceback
        assert "_receive" not in traceback


async def test_other_exceptions_have_their_name():
    """They are of the nearest class that is known here, else a RemoteError."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        error = await caught(worker.fail("mine"))
        assert type(error).__name__ == "Mine"
        assert isinstance(error, KeyError)
        assert "of mine" in str(error)
        assert "functions.py" in error.remote_traceback
        error = await caught(worker.fail("own"))
        assert type(error).__name__ == "Own"
        assert isinstance(error, RemoteError)
        assert str(error) == "like no other"
        error = await caught(worker.stop())
        assert type(error).__name__ == "StopIteration"
        assert isinstance(error, RemoteError)


async def test_an_exception_that_cannot_say_what_it_is():
    """It arrives, and says that; the worker goes on."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        for function in (worker.fail, worker.fail_later):
            error = await caught(function("silent"))
            assert type(error).__name__ == "Silent"
            assert isinstance(error, RemoteError)
            assert str(error) == "<exception str() failed>"
            assert "in fail" in error.remote_traceback
            assert error.remote_traceback.endswith("\nSilent: <exception str() failed>")
            error = await caught(function("around silent"))
            assert isinstance(error, ValueError)
            assert str(error) == "<exception str() failed>"
            assert error.remote_traceback.endswith("\nValueError: <exception str() failed>")
        assert await worker.add(1) == 2


async def test_an_error_of_javascript_in_the_worker():
    """A promise that rejects there raises here; it does not hang, also on MicroPython."""
    for type_ in TYPES:
        error = await caught((await worker_of(type_)).reject())
        assert type(error).__name__ == "JsException"
        assert "rejected" in str(error)


async def test_what_cannot_be_sent_raises_at_once():
    """At the call, without an await; the message says what can be sent."""
    worker = await worker_of("mpy")
    endless = {}
    endless["self"] = endless
    for value in (object(), test_results_are_python_values, range(3), Worker):
        with raises(TypeError, "cannot be sent to another thread"):
            worker.echo(value)
        with raises(TypeError, "cannot be sent to another thread"):
            worker.echo([{"deep": value}])
    with raises(ValueError, "contains itself"):
        worker.echo(endless)
    with raises(TypeError, "cannot be sent to another thread"):
        worker.echo(js.eval("() => 1"))


async def test_what_cannot_be_returned_raises_at_the_caller():
    """The worker goes on, and the caller does not wait for ever."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        for kind in ("object", "function", "range"):
            error = await caught(worker.unsendable(kind))
            assert isinstance(error, TypeError)
            assert "cannot be sent to another thread" in str(error)
        assert "contains itself" in str(await caught(worker.unsendable("endless")))
        assert isinstance(await caught(worker.generate()), TypeError)
        assert await worker.add(1) == 2


async def test_missing_functions():
    """AttributeError, with the names that there are; wrong arguments are the function's own."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        with raises(AttributeError, "has no function 'nothing': it has add, big, call, compute"):
            worker.nothing
        error = await caught(worker.sync.nothing())
        assert isinstance(error, AttributeError)
        assert "it has add, big, call, compute" in str(error)
        assert isinstance(await caught(worker.add()), TypeError)


async def test_an_error_that_nobody_awaits():
    """It is shown, with the traceback of the worker."""
    expect_error("RuntimeError: broken")
    worker = await worker_of("mpy")

    def forget():
        worker.fail("runtime")

    forget()
    await worker.add(1)  # the answer is here
    for _ in range(5):
        await collect_garbage()


# Waiting -------------------------------------------------------------------------------


async def test_calls_begin_at_once():
    """Also those that nobody awaits; several run side by side."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        calls = [worker.later(number) for number in range(5)]
        assert await worker.add(1) == 2
        for number, call in enumerate(calls):
            assert await call == number
        assert await asyncio.gather(worker.later("a"), worker.later("b")) == ["a", "b"]
        task = asyncio.create_task(worker.later("task"))
        assert await task == "task"
        call = worker.later("twice")
        assert (await call, await call) == ("twice", "twice")


async def test_wait_for():
    """In time it returns; else the function is cancelled in the worker, too."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        assert await asyncio.wait_for(worker.later("in time"), 10) == "in time"
        name = fresh_name()
        with raises(asyncio.TimeoutError):
            await asyncio.wait_for(worker.forever(name), 0.05)
        await was_seen(worker, "cancelled " + name)


async def was_seen(worker, text):
    """Wait until something has happened in a worker."""

    async def look():
        return text in await worker.what_was_seen()

    await until(look)


async def test_cancelling():
    """A task that awaits, a call by itself, and one whose task has not begun."""
    for type_ in TYPES:
        worker = await worker_of(type_)

        async def wait(call):
            await call

        name = fresh_name()
        task = asyncio.create_task(wait(worker.forever(name)))
        await was_seen(worker, "begun " + name)
        task.cancel()
        with raises(asyncio.CancelledError):
            await task
        await was_seen(worker, "cancelled " + name)

        name = fresh_name()
        call = worker.forever(name)
        await was_seen(worker, "begun " + name)
        call.cancel()
        await was_seen(worker, "cancelled " + name)


async def test_a_function_that_computes_is_interrupted():
    """It hears nothing while it runs; the worker goes on, and what was called after it comes."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        for _ in range(3):
            name = fresh_name()
            computing = worker.compute(name)
            after = worker.add(1)
            await until(lambda name=name: getattr(window, name, False))
            with raises(asyncio.TimeoutError):
                await asyncio.wait_for(computing, 0.1)
            assert await after == 2
            assert "interrupted " + name in await worker.what_was_seen()


async def test_a_call_that_is_cancelled_before_it_begins_never_does():
    """The worker was busy; it would compute for ever, as what it computes hears nothing."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        name = fresh_name()
        signal = fresh_name()
        busy = worker.hold(signal)
        waiting = worker.compute(name)
        await asyncio.sleep(0.05)
        waiting.cancel()
        after = worker.add(1)
        setattr(window, signal, True)
        await busy
        assert await after == 2
        assert "begun " + name not in await worker.what_was_seen()


async def test_only_the_call_that_is_meant_is_interrupted():
    """Cancelled too late, it stops nothing else; one that has not begun never does."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        calls = []
        for number in range(200):
            call = worker.add(number)
            if number % 2:
                call.cancel()
            else:
                calls.append((number, call))
        for number, call in calls:
            assert await call == number + 1


# The life of a worker ------------------------------------------------------------------


async def test_terminate():
    """What is pending raises, what is called later, too; the name can be used again."""
    for type_ in TYPES:
        name = fresh_name()
        worker = await create_named_worker(FILE, name, type=type_)
        call = worker.forever("x")
        worker.terminate()
        with raises(WorkerError, f'"{name}" was terminated'):
            await call
        with raises(WorkerError, "was terminated"):
            await worker.add(1)
        with raises(WorkerError, "was terminated"):
            await workers[name]
        again = await create_named_worker(FILE, name, type="mpy")
        assert await again.add(1) == 2
        again.terminate()


async def test_a_worker_that_ends_itself():
    """Also that rejects what is pending."""
    worker = await fresh()
    call = worker.forever("x")
    ending = worker.end()
    with raises(WorkerError, "has ended"):
        await call
    try:
        await ending  # its answer may still have left the worker, or not
    except WorkerError as error:
        assert "has ended" in str(error)
    with raises(WorkerError, "has ended"):
        await worker.add(1)


async def test_ready():
    """It can be awaited at any time, and resolves to the worker."""
    worker = await worker_of("mpy")
    assert await worker.ready is worker


async def test_a_file_that_is_missing():
    """Who creates it and who waits for it get the error, which the page shows, too."""
    expect_error("404")
    name = fresh_name()
    finding = asyncio.create_task(found(name))
    with raises(WorkerError, "/nowhere.py: 404"):
        await create_named_worker("./nowhere.py", name)
    assert "404" in await finding


async def found(name):
    """Return the text of the error that looking for a worker raises."""
    return str(await caught(workers[name]))


async def test_a_script_that_raises():
    """Its functions cannot be had: what it raised says why."""
    expect_error("ZeroDivisionError")
    source = js.URL.createObjectURL(js.Blob.new(js.Array.of("1/0")))
    with raises(WorkerError, "has raised ZeroDivisionError"):
        await create_named_worker(source, fresh_name(), type="mpy")


def file_of(code):
    """Return the URL of a file of this Python."""
    return js.URL.createObjectURL(js.Blob.new(js.Array.of(code)))


async def test_a_name_is_free_after_a_start_that_failed():
    """The script raised, or what its configuration asks for is missing."""
    expect_error("ZeroDivisionError")
    expect_error("404")
    for source, options in (
        (file_of("1/0"), {}),
        (FILE, {"config": {"files": {"/nowhere.txt": "nowhere.txt"}}}),
    ):
        name = fresh_name()
        with raises(WorkerError, "has raised"):
            await create_named_worker(source, name, type="mpy", **options)
        with raises(WorkerError):
            await workers[name]
        again = await create_named_worker(FILE, name, type="mpy")
        assert await again.add(1) == 2
        again.terminate()


async def test_a_name_is_free_when_nobody_waits_for_the_start():
    """Its time is over, or its task was cancelled; the worker is ended."""
    endless = file_of(
        "import js\njs.BroadcastChannel.new('begun').postMessage(1)\nwhile True: len('')"
    )
    name = fresh_name()
    begun = js.Promise.withResolvers()
    channel = js.BroadcastChannel.new("begun")
    channel.onmessage = begun.resolve
    task = asyncio.create_task(create_named_worker(endless, name, type="mpy"))
    await begun.promise
    channel.close()
    task.cancel()
    with raises(asyncio.CancelledError):
        await task
    with raises(asyncio.TimeoutError):
        await asyncio.wait_for(create_named_worker(endless, name, type="mpy"), 0.05)
    again = await create_named_worker(FILE, name, type="mpy")
    assert await again.add(1) == 2
    again.terminate()


async def test_wrong_files_and_configurations():
    """What is no URL, the page itself, and what no configuration can be."""
    for wrong in ("", "./", " "):
        with raises(ValueError, "needs the URL of a Python file"):
            await create_named_worker(wrong, fresh_name())
    for wrong in (None, 7, b"file.py"):
        with raises(TypeError, "a URL must be a str"):
            await create_named_worker(wrong, fresh_name())
    for wrong in (5, 0, True, [1], b"x", (1, 2)):
        with raises(TypeError, "config must be a dict, JSON or TOML, or the URL of a file, not"):
            await create_named_worker(FILE, fresh_name(), config=wrong)


async def test_a_url_of_javascript():
    """An object that has one is taken for it."""
    url = js.URL.new(FILE, js.location.origin)
    worker = await create_named_worker(url, fresh_name(), type="mpy")
    assert await worker.add(1) == 2
    worker.terminate()


async def test_any_keyword():
    """Also those that our own functions have."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        _, kinds = await worker.kinds(**{"self": 1, "args": "a", "kwargs": None, "name": 1.5})
        assert kinds == {"self": "int", "args": "str", "kwargs": "NoneType", "name": "float"}


async def test_wrong_exports():
    """A name that is not there, and what is no list of names."""
    for code, text in (
        ("__export__ = ['nothing']", "__export__ names 'nothing', which is not defined"),
        ("__export__ = 'nothing'", "__export__ must be a list of names"),
        ("value = 7\n__export__ = ['value']", "must be a function"),
    ):
        expect_error(text)
        source = js.URL.createObjectURL(js.Blob.new(js.Array.of(code)))
        with raises(WorkerError, text):
            await create_named_worker(source, fresh_name(), type="mpy")


async def test_a_name_that_is_taken():
    """ValueError; and calls that cannot work say which would."""
    await worker_of("mpy")
    with raises(ValueError, 'already a worker of the name "shared-mpy"'):
        await create_named_worker(FILE, "shared-mpy", type="mpy")
    with raises(ValueError, "'py' or 'mpy', not 'ruby'"):
        await create_named_worker(FILE, "x", type="ruby")
    with raises(ValueError, "needs a name"):
        await create_named_worker(FILE, "")


async def test_configuration():
    """A dict, JSON, TOML or a URL."""
    for config, custom in (
        (None, None),
        ({"custom": {"a": [1]}}, {"a": [1]}),
        ('{"custom": "json"}', "json"),
        ('custom = "toml"', "toml"),
        ("/workers/config.json", "url"),
    ):
        worker = await create_named_worker(FILE, fresh_name(), config, "mpy")
        assert await worker.configuration() == custom
        worker.terminate()


async def test_a_local_interpreter():
    """The one that the configuration names is used."""
    url = f"/{harness.RUNTIME}/micropython/micropython.mjs"
    worker = await fresh(config={"interpreter": url})
    assert await worker.where() == ("micropython", True)
    worker.terminate()


async def test_workers_call_each_other():
    """By name, whoever started them; exceptions come through, too."""
    for one in TYPES:
        first = await worker_of(one)
        for other in TYPES:
            if other != one:
                await worker_of(other)
                assert await first.call("shared-" + other, "echo", (1, {"a": b"b"})) == (
                    1,
                    {"a": b"b"},
                )
                error = await caught(first.call("shared-" + other, "fail", "value"))
                assert isinstance(error, ValueError)
                assert error.args == ("wrong", 3)


async def test_a_pool():
    """Its workers share the calls; the results come in order, and it ends them all."""
    for type_ in TYPES:
        async with await create_pool(FILE, 2, type=type_) as pool:
            assert len(pool) == 2
            results = await pool.map("add", range(20), range(20, 0, -1))
            assert results == [20] * 20
            assert await pool.map("later", [3, 1, 2]) == [3, 1, 2]
            assert await asyncio.gather(pool.add(1), pool.add(2), pool.add(3)) == [2, 3, 4]
            await asyncio.gather(pool.remember("a"), pool.remember("b"))
            seen = await asyncio.gather(pool.what_was_seen(), pool.what_was_seen())
            assert sorted(seen) == [["a"], ["b"]]
            with raises(ValueError, "wrong"):
                await pool.map("fail", ["value"] * 10)
            with raises(AttributeError, "has no function 'nothing'"):
                pool.nothing
        with raises(WorkerError, "was terminated"):
            await pool.add(1)


async def test_a_pool_that_cannot_start():
    """It raises what the first worker raises."""
    expect_error("404")
    with raises(WorkerError, "404"):
        await create_pool("./nowhere.py", 2, type="mpy")


# Bytes and JavaScript ------------------------------------------------------------------


async def test_many_bytes():
    """Megabytes, both ways, as they were."""
    for type_ in TYPES:
        worker = await worker_of(type_)
        data = bytes(range(256)) * 4096
        assert await worker.length(data) == len(data)
        found = await worker.echo(data)
        assert found == data
        assert len(await worker.big(3 << 20)) == 3 << 20
        text = "naïve \U0001f600 " * 100000
        assert await worker.echo(text) == text


async def test_sent_bytes_can_still_be_used():
    """What is sent is a copy."""
    data = bytearray(b"abc")
    worker = await worker_of("mpy")
    await worker.length(data)
    assert data == b"abc"


async def test_values_of_javascript():
    """Plain ones arrive as Python's, others as they are, and their bytes stay usable."""
    plain = js.JSON.parse('{"a": [1, 2.5, null, {"b": true}], "c": "text"}')
    for type_ in TYPES:
        worker = await worker_of(type_)
        assert await worker.echo(plain) == {"a": [1, 2.5, None, {"b": True}], "c": "text"}
        assert await worker.echo([plain, b"x"]) == [
            {"a": [1, 2.5, None, {"b": True}], "c": "text"},
            b"x",
        ]
        array = js.Uint8Array.of(1, 2, 3)
        assert await worker.echo(array.subarray(1)) == b"\x02\x03"
        assert array.length == 3
        assert await worker.echo(js.eval("new Map([[1, new Set([2])]])")) == {1: {2}}
        blob = await worker.echo(js.Blob.new(js.Array.of("abc")))
        assert await blob.text() == "abc"


async def test_what_can_only_be_given_away():
    """A port moves to the other thread, and back."""
    worker = await worker_of("py")
    channel = js.MessageChannel.new()
    port = await worker.echo(channel.port1)
    heard = js.Promise.withResolvers()
    channel.port2.onmessage = heard.resolve
    port.postMessage("through")
    event = await heard.promise
    assert event.data == "through"


async def test_dates():
    """Moments and spans of time, of Python's and JavaScript's."""
    import datetime

    zone = datetime.timezone.utc
    values = [
        datetime.datetime(2026, 2, 3, 4, 5, 6, 7000, zone),
        datetime.datetime(2026, 2, 3, 4, 5),
        datetime.date(2026, 2, 3),
        datetime.time(4, 5, 6),
        datetime.timedelta(days=1, seconds=2.5),
    ]
    for type_ in TYPES:
        worker = await worker_of(type_)
        assert await worker.echo(values) == values
        assert await worker.echo(js.Date.new(0)) == datetime.datetime(1970, 1, 1, tzinfo=zone)


async def test_in_a_worker_there_is_no_pyworker():
    """It says what to use instead."""
    only("worker")
    from pyscript import PyWorker

    with raises(TypeError, "await create_named_worker(src, name)"):
        PyWorker("./worker.py", type="micropython")


async def test_on_the_page_there_is_no_sync():
    """It says where it works."""
    only("main")
    from pyscript import sync

    with raises(AttributeError, "only in a worker"):
        sync.hello
