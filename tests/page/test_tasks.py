"""Tasks, as asyncio runs them in a page."""

import asyncio

import js
from pyscript import ffi
from pyscript_testing import INTERPRETER


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
