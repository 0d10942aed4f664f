"""Runs the functions of one test file on request, in whichever interpreter this is."""

import asyncio
import builtins
import io
import json
import os
import sys

import js

PAGE = {}  # tests/realm_page.py fills it in

try:
    from pyodide.ffi import create_proxy
except ImportError:

    def create_proxy(function):
        """MicroPython makes its proxies by itself."""
        return function


def write(path, text):
    """Write a file, making its folders."""
    parts = path.split("/")
    for end in range(1, len(parts)):
        try:
            os.mkdir("/".join(parts[:end]))
        except OSError:
            pass
    with open(path, "w") as file:
        file.write(text)


def describe(error):
    """Return the traceback as text."""
    if hasattr(sys, "print_exception"):
        text = io.StringIO()
        sys.print_exception(error, text)
        return text.getvalue()
    from traceback import format_exception

    return "".join(format_exception(error))


channel = js.BroadcastChannel.new(PAGE["channel"])


def tell(message):
    """Send a message to bridge.js."""
    channel.postMessage(json.dumps(message))


async def run(name, is_async, target):
    """Run one test and tell how it went."""
    result = {"kind": "done", "outcome": "passed"}
    harness.begin()
    try:
        function = getattr(module, name)
        value = function(target) if target else function()
        if is_async:
            await value
    except harness.Skipped as skipped:
        result["outcome"] = "skipped"
        result["text"] = str(skipped)
    except BaseException as error:
        result["outcome"] = "failed"
        result["text"] = describe(error)
        if isinstance(error, AssertionError):
            result["compared"] = harness.compared()
    tell(result)


tasks = []


def on_message(event):
    """Take a message of bridge.js."""
    message = json.loads(event.data)
    if message["kind"] == "reply":
        harness.on_reply(message)
    elif message["kind"] == "run":
        task = run(message["name"], message["isAsync"], message["target"])
        tasks[:] = [asyncio.create_task(task)]  # or nothing would hold it


try:
    for path in PAGE["files"]:
        write(path, PAGE["files"][path])
    for folder in ("tests/harness", "tests/page"):
        sys.path.insert(0, folder)
    import harness

    harness.connect(tell, PAGE)
    builtins.__compare__ = harness.compare
    if PAGE["in_worker"]:
        # Bound, so that it works even when this interpreter does not any more. On the
        # main thread bridge.js hears these events.
        alarm = channel.postMessage.bind(channel, json.dumps({"kind": "uncaught", "text": "in the worker"}))
        js.addEventListener("error", alarm)
        js.addEventListener("unhandledrejection", alarm)
    module = __import__(PAGE["module"])
    channel.onmessage = create_proxy(on_message)
    tell({"kind": "ready"})
except BaseException as error:
    tell({"kind": "broken", "text": describe(error)})
