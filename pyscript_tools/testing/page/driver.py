"""Runs the functions of test files on request, in whichever interpreter."""

import asyncio
import builtins
import io
import json
import os
import sys

import js

PAGE = {}  # realm_page.py fills it in

try:
    from pyodide.ffi import create_proxy
except ImportError:

    def create_proxy(function):
        """MicroPython makes its proxies by itself."""
        return function


def write(path, text):
    """Write a file below the root, making its folders."""
    path = "/" + path
    parts = path.split("/")
    for end in range(2, len(parts)):
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


def failure(error):
    """Return the message that something raised."""
    compared = testing.compared() if isinstance(error, AssertionError) else None
    return {"kind": "done", "outcome": "failed", "text": describe(error), "compared": compared}


modules = {}  # by the path of the file


def load(module, path, text):
    """Import a file of tests, and tell how it went."""
    try:
        write(path, text)
        if hasattr(sys, "path_importer_cache"):
            sys.path_importer_cache.clear()  # it has seen the folder without this file
        folder = "/" + path.rpartition("/")[0]
        if sys.path[0] != folder:
            sys.path.insert(0, folder)
        sys.modules.pop(module, None)  # another folder's may have the same name
        modules[path] = __import__(module)
    except BaseException as error:
        tell(failure(error))
    else:
        tell({"kind": "done", "outcome": "passed"})


async def run(path, name, is_async, target):
    """Run a test, and tell how it went."""
    result = {"kind": "done", "outcome": "passed"}
    testing.begin()
    try:
        function = getattr(modules[path], name)
        value = function(target) if target else function()
        if is_async:
            await value
    except testing.Skipped as skipped:
        result["outcome"] = "skipped"
        result["text"] = str(skipped)
    except BaseException as error:
        result = failure(error)
    tell(result)


tasks = []


def on_message(event):
    """Take a message of bridge.js."""
    message = json.loads(event.data)
    kind = message["kind"]
    if kind == "reply":
        testing.on_reply(message)
    elif kind == "load":
        load(message["module"], message["path"], message["text"])
    elif kind == "run":
        target = message["target"] if message["wants_target"] else ""
        task = run(message["path"], message["name"], message["is_async"], target)
        tasks[:] = [asyncio.create_task(task)]  # or nothing would hold it


write("testing/pyscript_testing.py", PAGE["testing"])
sys.path.insert(0, "/testing")
testing = __import__("pyscript_testing")
testing.connect(tell, PAGE)
builtins.__compare__ = testing.compare
if PAGE["in_worker"]:
    # Bound, so that it works even when this interpreter does not any more. On the main
    # thread bridge.js hears these events.
    alarm = json.dumps({"kind": "uncaught", "text": "in the worker"})
    alarm = channel.postMessage.bind(channel, alarm)
    js.addEventListener("error", alarm)
    js.addEventListener("unhandledrejection", alarm)
channel.onmessage = create_proxy(on_message)
tell({"kind": "done", "outcome": "passed"})
