"""Code that is typed, on MicroPython: its statements."""

from pyscript._interpreter._host import host

FILENAME = "<terminal>"


def flush() -> None:
    """Do nothing: MicroPython keeps nothing back."""


def message(error) -> str:
    """Return what JavaScript said."""
    return error.args[2]


_GOES_ON = ("elif", "else", "except", "finally", " ", "\t", "#", ")", "]", "}")


def split(source: str) -> list:
    """Return the parts of some code that can be compiled alone."""
    return [text for text, code in compiled(source)]


def compiled(source: str) -> list:
    """Return pairs of a statement's text and code that shows what it evaluates to."""
    found = []
    text = ""
    chunks: list[str] = []
    for line in source.rstrip().split("\n"):
        if chunks and (not line.strip() or line.startswith(_GOES_ON)):
            chunks[-1] += "\n" + line
        else:
            chunks.append(line)
    for chunk in chunks:
        text = text + "\n" + chunk if text else chunk
        try:
            code = compile(text + "\n", FILENAME, "single")
        except SyntaxError:
            continue  # it goes on in the next
        if text.strip():
            found.append((text, code))
        text = ""
    if text.strip():
        found.append((text, compile(text + "\n", FILENAME, "exec")))
    return found


def execute(code, names: dict):
    """Run a statement; return what has still to be awaited, or `None`."""
    return exec(code, names)


_COMPILE = '__import__("pyscript._interpreter._typed_micropython", None, None, ["*"])._compile()'

_wanted: list = []


def awaiting(source: str, filename: str, mode: str):
    """Compile code, `"exec"` or `"eval"`, that may await at its top level."""
    # Which MicroPython allows exactly while JavaScript executes something.
    _wanted.append((source, filename, mode))
    host.streams.evaluate(_COMPILE)
    result = _wanted.pop()
    if isinstance(result, SyntaxError):
        raise result
    return result


def _compile() -> bool:
    try:
        _wanted.append(compile(*_wanted.pop()))
    except SyntaxError as error:
        _wanted.append(error)
    return True  # not None, for which JavaScript would evaluate it in another way


def namespace(name: str) -> dict:
    """Return an empty namespace for a module."""
    return {"__name__": name}


def completions(text: str) -> list:
    """Return none: MicroPython's own REPL completes."""
    return [""]


_interruptible: list = []


async def interruptible(awaitable):
    """Await something that Ctrl-C ends.

    In a task of its own: what waits elsewhere cannot be reached.
    """
    from asyncio import create_task

    outcome: list = []
    task = create_task(_caught(awaitable, outcome))
    _interruptible.append(task)
    try:
        await task
    finally:
        _interruptible.remove(task)
    value, error = outcome
    if error is not None:
        raise error
    return value


async def _caught(awaitable, outcome: list) -> None:
    # The event loop would not survive a task that raises KeyboardInterrupt.
    try:
        outcome.extend([await awaitable, None])
    except BaseException as error:
        outcome.extend([None, error])


def interrupt() -> bool:
    """Raise `KeyboardInterrupt` where typed code waits; tell whether any does."""
    for task in _interruptible:
        _raise_in(task, KeyboardInterrupt())
    return bool(_interruptible)


def _raise_in(task, error: BaseException) -> None:
    """Raise something where a task waits: what `cancel` does, with another exception."""
    from asyncio import core

    other = task.data
    if isinstance(other, core.Task):  # it would be the other one in which this is raised
        other.state.remove(task)
        other.cancel()
        core._task_queue.push(task)
    else:
        task.cancel()
    task.data = error
