"""Functions for other threads to call: what tests/page/test_workers.py needs of a worker."""

import asyncio
import sys
import time

from pyscript import RUNNING_IN_WORKER, config, window

seen = []


def add(a, b=1):
    """Add."""
    return a + b


def echo(value=None):
    """Return what came."""
    return value


def kinds(*args, **kwargs):
    """Tell the types of what came."""
    names = sorted(kwargs)
    return [type(arg).__name__ for arg in args], {
        name: type(kwargs[name]).__name__ for name in names
    }


def count():
    """Return what the documentation's own example returns."""
    return {"count": 3, "primes": [2, 3, 5]}


def where():
    """Tell which interpreter this is, and that it is a worker."""
    return sys.implementation.name, RUNNING_IN_WORKER


def configuration():
    """Return the configuration's own key."""
    return config.get("custom")


async def later(value, seconds=0.01):
    """Return the value after a while."""
    await asyncio.sleep(seconds)
    return value


async def forever(name):
    """Wait until this is cancelled, and remember that."""
    seen.append("begun " + name)
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        seen.append("cancelled " + name)
        raise


def hold(name):
    """Keep this thread busy until the page has something of this name."""
    while not getattr(window, name, False):
        time.sleep(0.005)


def compute(name):
    """Compute until this is interrupted, and remember that; the page sees when it has begun."""
    seen.append("begun " + name)
    setattr(window, name, True)
    number = 0
    try:
        while True:
            number = add(number)
    except KeyboardInterrupt:
        seen.append("interrupted " + name)
        raise


async def remember(text):
    """Add to what has happened here, and give others time to be called."""
    seen.append(text)
    await asyncio.sleep(0.05)


def what_was_seen():
    """Return what has happened here."""
    return seen


def big(size):
    """Return so many bytes."""
    return bytes(size)


def length(value):
    """Return the length."""
    return len(value)


class Mine(KeyError):
    """An exception of this file."""


class Own(Exception):
    """One that is like no other."""


class Silent(Exception):
    """One that cannot say what it is."""

    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def fail(name):
    """Raise one of several exceptions."""
    raise {
        "value": ValueError("wrong", 3),
        "key": KeyError("missing"),
        "mine": Mine("of mine"),
        "own": Own("like no other"),
        "os": OSError(2, "gone"),
        "silent": Silent(),
        "around silent": ValueError(Silent()),
        "runtime": RuntimeError("broken"),
    }[name]


async def fail_later(name=""):
    """Raise, but only after a while."""
    await asyncio.sleep(0.01)
    if name:
        fail(name)
    raise ValueError("later")


def stop():
    """Raise what would mean something else at the caller."""
    raise StopIteration("stopped")


async def reject():
    """Await a promise of JavaScript's that rejects."""
    import js

    await js.Promise.reject(js.Error.new("rejected"))


def unsendable(kind):
    """Return what no other thread can have."""
    endless = []
    endless.append(endless)
    return {"object": object(), "function": add, "endless": endless, "range": range(3)}[kind]


def generate():
    """Return a generator."""
    yield 1


def end():
    """End this worker, from inside."""
    import js

    js.close()


async def call(name, function, *args):
    """Call a function of yet another worker."""
    from pyscript import workers

    other = await workers[name]
    return await getattr(other, function)(*args)


__export__ = [
    "add",
    "big",
    "call",
    "compute",
    "configuration",
    "count",
    "echo",
    "end",
    "fail",
    "fail_later",
    "forever",
    "generate",
    "hold",
    "kinds",
    "later",
    "length",
    "reject",
    "remember",
    "stop",
    "unsendable",
    "what_was_seen",
    "where",
]
