"""What screens (terminals, editors, dialogs) ask of Python, and Python of them.

`runtime/streams/` is the other side. Loaded when something is first read or typed.
"""

import builtins
import sys

import __main__
from pyscript._interpreter import JsException, call, can_wait, format_exception, host, run_sync
from pyscript._interpreter import _typed as typed

_streams = host.streams
_PS1 = ">>> "
_PS2 = "... "

# Statements that the page has typed, to be read one by one.
_typed: list[str] = []


def read(prompt="") -> str:
    """Read a line, as `input` does: from the terminal, or in a dialog.

    Where the browser can suspend WebAssembly, tasks and handlers run on while this waits;
    elsewhere a worker sleeps, and the main thread raises `RuntimeError`.
    """
    prompt = str(prompt)
    if sys.stdin is not getattr(sys, "__stdin__", sys.stdin):
        return _read_redirected(prompt)
    if sys.stdout is not getattr(sys, "__stdout__", sys.stdout):
        sys.stdout.write(prompt)
        prompt = ""
    typed.flush()
    kind = _kind(prompt)
    if _typed and kind == "$":
        line = _typed.pop(0)
        _echo(line)
        return line
    request = kind + prompt
    while True:
        reply = run_sync(_streams.ask(request)) if can_wait() else _ask_now(request)
        kind, text = reply[0], reply[1:]
        if kind == "=":
            return text
        if kind == "?":
            request = "?" + "\n".join(typed.completions(text))
        elif kind == "!":
            _typed.extend(typed.split(text))
            if not _typed:
                return ""
            line = _typed.pop(0)
            _echo(line, "")
            return line
        elif kind == "^":
            raise KeyboardInterrupt
        else:
            raise EOFError


def _ask_now(request: str) -> str:
    try:
        return call(_streams, "askNow", request)
    except JsException as error:
        message = typed.message(error)
    raise RuntimeError(message)


def _read_redirected(prompt: str) -> str:
    sys.stdout.write(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line[:-1] if line.endswith("\n") else line


def _kind(prompt: str) -> str:
    if prompt and prompt == getattr(sys, "ps1", None):
        return "$"
    return "+" if prompt and prompt == getattr(sys, "ps2", None) else ">"


def _echo(source: str, first: str = _PS1) -> None:
    """Show a statement as if it had been typed."""
    lines = source.rstrip("\n").split("\n")
    print(first + ("\n" + _PS2).join(lines))


def begin(script_id: str) -> None:
    """Give a script its `__terminal__`, before its first line."""
    if not script_id:
        return
    from pyscript.context import NotSupported, document

    if isinstance(document, NotSupported):
        return  # no way to reach the page
    __main__.__dict__["__terminal__"] = document.getElementById(script_id).terminal


def interrupt() -> bool:
    """Raise `KeyboardInterrupt` where code waits; tell whether it reached any."""
    return typed.interrupt()


# Gives the namespace of what the page types.
_names = [lambda: __main__.__dict__]


def type_into(names) -> None:
    """Have a function give a namespace to all that is typed at a time."""
    _names[0] = names


def process(source: str):
    """Run code as if it had been typed into a REPL; return what was raised, as text.

    The text has to be awaited; MicroPython compiles a top-level `await` only before that.
    """
    try:
        return _process(typed.compiled(source))
    except SyntaxError as error:
        _echo(source)
        return _process([], _failed(error))


async def _process(statements: list, failed: str = "") -> str:
    names = _names[0]()
    for text, code in statements:
        _echo(text)
        try:
            result = typed.execute(code, names)
            if result is not None:
                await typed.interruptible(result)
        except BaseException as error:
            return _failed(error)
    return failed


def _failed(error: BaseException) -> str:
    name = type(error).__name__
    if not isinstance(error, SystemExit):
        text = _trimmed(format_exception(error))
        print(text, file=sys.stderr)
    return name + "\n" + str(error)


def _trimmed(traceback: str) -> str:
    """Return a traceback without the frames of this package."""
    kept = []
    skipping = False
    for line in traceback.rstrip().split("\n"):
        if line.startswith('  File "'):
            skipping = typed.FILENAME not in line and "pyscript/" in line
        elif not line.startswith("  "):
            skipping = False
        if not skipping:
            kept.append(line)
    return "\n".join(kept)


builtins.input = read
