"""What the harness itself promises, checked from inside the page."""

import asyncio

import pyscript_testing as harness
import js
from pyscript_testing import (
    collect_garbage,
    console,
    expect_error,
    on_page,
    only,
    raises,
    skip,
    tick,
    until,
    user,
)


def test_runs_a_plain_function():
    """A test without parameters just runs."""
    assert harness.REALM.startswith(harness.INTERPRETER)
    assert harness.RUNTIME in ("source", "dist")


async def test_knows_where_it_runs():
    """The names of the realm agree with the interpreter and the thread."""
    import sys

    assert (sys.implementation.name == "micropython") == (harness.INTERPRETER == "micropython")
    assert hasattr(js, "Window") is not harness.IN_WORKER
    assert harness.REALM.endswith("worker") == harness.IN_WORKER


def test_has_a_writable_folder():
    """Relative names of files work as in any Python."""
    with open("note.txt", "w") as file:
        file.write("kept")
    with open("note.txt") as file:
        assert file.read() == "kept"


async def test_gets_a_fresh_target(target):
    """The target is an empty element of the page."""
    shown = await on_page(f"document.getElementById('{target}').outerHTML")
    assert shown == f'<div id="{target}"></div>'
    assert await on_page("document.querySelectorAll('[id^=target-]').length") == 1


async def test_awaits(target):
    """A test may take several turns of both event loops."""
    shown = f"document.getElementById('{target}').textContent"
    await on_page(f"setTimeout(() => {shown} = 'later', 20)")
    assert await until(lambda: on_page(shown)) == "later"
    await asyncio.sleep(0)
    await tick()


def test_raises_catches_and_checks():
    """`raises` takes what it should, and nothing else."""
    with raises(ValueError, "wrong") as caught:
        raise ValueError("all wrong")
    assert str(caught.value) == "all wrong"
    with raises(AssertionError, "did not raise"):
        with raises(ValueError):
            pass
    with raises(AssertionError, "is not in"):
        with raises(ValueError, "right"):
            raise ValueError("wrong")
    with raises(KeyError):
        with raises(ValueError):
            raise KeyError("other")


async def test_until_gives_up():
    """A condition that never holds fails with the place that waited."""
    with raises(AssertionError, "not true within"):
        await until(lambda: False, timeout=0.1)


async def test_on_page_reports_errors():
    """What the page throws arrives as an exception."""
    with raises(RuntimeError, "boom"):
        await on_page("(() => { throw new Error('boom') })()")


async def test_expects_errors():
    """An error in the console that was announced does not fail the test."""
    expect_error("announced")
    js.console.error("this was announced")
    assert "error: this was announced" in await until(console)


async def test_sends_real_input(target):
    """`user` clicks as a person does."""
    await on_page(f"document.getElementById('{target}').innerHTML = '<button>Go</button>'")
    button = f"document.querySelector('#{target} button')"
    await on_page(f"{button}.onclick = (event) => {button}.value = event.isTrusted; 0")
    await user("click", f"#{target} button")
    assert await on_page(f"{button}.value") == "true"


async def test_collects_garbage():
    """Objects of JavaScript that only Python held are gone afterwards."""
    references = js.Array.new()

    def hold(number):
        if number:
            references.push(js.WeakRef.new(js.Object.new()))
            hold(number - 1)

    hold(50)
    await collect_garbage()
    gone = js.eval("(references) => references.filter((each) => each.deref() === undefined).length")
    assert gone(references) > 40  # MicroPython looks for pointers in old stack frames, too


def test_skips():
    """A test that skips itself is no failure."""
    skip("to show that it can")


def test_only_some_realms():
    """`only` skips elsewhere."""
    only("micropython-main")
    assert harness.REALM == "micropython-main"
