"""Tasks, as asyncio runs them in a page."""

import asyncio

import js
from pyscript import ffi
from pyscript_testing import INTERPRETER, only


async def test_a_task_goes_on_before_timers_do():
    """What is ready does not wait for a timer: browsers let nested ones wait for 4 ms."""
    order = []

    async def several_steps():
        for _ in range(30):
            await js.Promise.resolve(1)
        order.append("task")

    def step(*_):
        steps.append(1)
        if len(steps) < 30:
            js.setTimeout(proxy, 0)
        else:
            order.append("timers")
            done.resolve(1)

    steps = []
    done = js.Promise.withResolvers()
    proxy = ffi.create_proxy(step)
    js.setTimeout(proxy, 0)
    await asyncio.create_task(several_steps())
    await done.promise
    proxy.destroy()
    assert order == ["task", "timers"]


async def test_sleeping_takes_its_time():
    """A task that sleeps comes after a timer of the page that is due before."""
    order = []
    proxy = ffi.create_proxy(lambda *_: order.append("timer"))

    async def sleeper():
        await asyncio.sleep(0.03)
        order.append("sleeper")

    js.setTimeout(proxy, 5)
    await asyncio.gather(sleeper(), sleeper())
    proxy.destroy()
    assert order == ["timer", "sleeper", "sleeper"]


async def test_a_rejected_promise_raises_in_a_task():
    """As it does anywhere else."""

    async def rejected():
        try:
            await js.Promise.reject(js.Error.new("no"))
        except ffi.JsException as error:
            return str(error)

    assert "no" in await asyncio.create_task(rejected())


async def test_javascript_may_wait_for_several_functions_that_sleep():
    """Each goes on when its own time has come, whatever else sleeps meanwhile."""
    order = []

    async def sleeper(seconds):
        await asyncio.sleep(seconds)
        order.append(seconds)
        await asyncio.sleep(seconds)
        return seconds

    proxy = ffi.create_proxy(sleeper)
    every = js.Function.new("f", "return Promise.all([f(0.06), f(0.03), f(0.01)])")(proxy)
    await asyncio.sleep(0.02)
    assert list(await every) == [0.06, 0.03, 0.01]
    assert order == [0.01, 0.03, 0.06]
    proxy.destroy()


async def test_a_task_may_wait_for_a_function_that_javascript_calls():
    """While somebody else waits for the task, at the top level."""

    async def sleeper(*_):
        await asyncio.sleep(0.01)
        return "slept"

    proxy = ffi.create_proxy(sleeper)

    call = js.Function.new("f", "return f()")

    async def caller():
        return await call(proxy)

    assert await asyncio.create_task(caller()) == "slept"
    assert await asyncio.wait_for(caller(), 5) == "slept"
    proxy.destroy()


async def test_an_interrupt_as_a_sleep_ends():
    """Whichever comes first, the other one is nobody's error."""
    from pyscript._interpreter import _typed

    ended = []

    async def wait():
        try:
            await _typed.interruptible(asyncio.sleep(0.02))
            ended.append("slept")
        except KeyboardInterrupt:
            ended.append("interrupted")

    interrupt = ffi.create_proxy(lambda *_: _typed.interrupt())
    for _ in range(5):
        js.setTimeout(interrupt, 20)
        task = asyncio.create_task(wait())
        await asyncio.sleep(0.001)
        due = js.performance.now() + 30
        while js.performance.now() < due:
            pass
        await task
    interrupt.destroy()
    assert len(ended) == 5
    if INTERPRETER == "pyodide":  # MicroPython looks at its own clock, which comes first
        assert ended == ["interrupted"] * 5


async def test_await_goes_on_in_the_turn_in_which_its_promise_is_settled():
    """As JavaScript does: nothing else of the event loop comes between."""
    only("pyodide")  # MicroPython's tasks share one message
    order = []
    settled = js.Promise.withResolvers()
    done = js.Promise.withResolvers()
    channel = js.MessageChannel.new()

    def hear(_):
        order.append("message")
        done.resolve(1)

    def settle(_):
        settled.resolve(1)
        channel.port2.postMessage(1)

    hear_proxy, settle_proxy = ffi.create_proxy(hear), ffi.create_proxy(settle)
    channel.port1.onmessage = hear_proxy
    js.setTimeout(settle_proxy, 5, 1)

    async def waiting():
        await settled.promise
        await js.Promise.resolve(1)
        order.append("task")

    await waiting()
    await done.promise
    channel.port1.close()
    hear_proxy.destroy()
    settle_proxy.destroy()
    assert order == ["task", "message"]


async def test_what_is_ready_runs_in_its_order():
    """Whether it is a callback, a new task, or a task that goes on."""
    only("pyodide")
    loop = asyncio.get_event_loop()
    order = []
    future = loop.create_future()
    turned = loop.create_future()

    async def waiting():
        await future
        order.append("waiting")

    async def new():
        order.append("new")

    tasks = [asyncio.create_task(waiting())]
    await asyncio.sleep(0)
    loop.call_soon(order.append, "first")
    tasks.append(asyncio.create_task(new()))
    future.set_result(1)
    cancelled = loop.call_soon(order.append, "cancelled")
    loop.call_soon(order.append, "last")
    loop.call_soon(turned.set_result, 1)
    cancelled.cancel()
    await turned
    assert order == ["first", "new", "waiting", "last"]
    await asyncio.gather(*tasks)


async def test_tasks_that_resume_each_other_let_the_browser_have_its_turn():
    """Promises that are settled already, and futures, for as long as it takes."""
    only("pyodide")
    for is_promise in (True, False):
        heard = []
        proxy = ffi.create_proxy(lambda *_, heard=heard: heard.append(1))
        js.setTimeout(proxy, 0)
        steps = 0
        while not heard:
            steps += 1
            if is_promise:
                await js.Promise.resolve(steps)
            else:
                future = asyncio.get_event_loop().create_future()
                task = asyncio.create_task(future_of(future))
                future.set_result(1)
                await task
        proxy.destroy()
        assert steps


async def future_of(future):
    return await future


async def test_a_task_that_goes_on_can_wait_without_await():
    """Where the browser can suspend WebAssembly."""
    only("pyodide")
    from pyodide.ffi import can_run_sync, run_sync

    async def resumed():
        await js.Promise.resolve(1)
        assert can_run_sync()
        return run_sync(js.Promise.resolve(2))

    assert await asyncio.create_task(resumed()) == 2
    first, second = js.Promise.withResolvers(), js.Promise.withResolvers()

    async def waits():
        await js.Promise.resolve(1)
        return run_sync(first.promise)

    async def settles():
        await second.promise
        first.resolve("settled")

    tasks = asyncio.create_task(waits()), asyncio.create_task(settles())
    js.setTimeout(js.Function.new("second", "second.resolve()"), 5, second)
    assert (await asyncio.gather(*tasks))[0] == "settled"
