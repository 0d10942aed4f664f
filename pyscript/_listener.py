"""Call what a user gave to be called when something happens."""

from pyscript._interpreter import binding_failed, is_awaitable, is_js, positional
from pyscript.context import is_reference, report, run_as, script_key, start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _refusal(function, usage: str) -> TypeError:
    name = getattr(function, "__name__", None) or repr(function)
    return TypeError(
        f"{name}() cannot be called with the event alone, nor with nothing, as event handlers "
        f"are. A method needs its object: write {usage.format('the_object.' + name)}"
    )


class Listener:
    """A function as events call it: part of its script, with the event or without.

    Whatever it raises is reported, so one listener never stops the others. `usage` says,
    with `{}` for a function, how one is given.
    """

    def __init__(self, function: "Any", usage: str):
        if not callable(function):
            raise ValueError(f"an event handler must be callable, not {function!r}")
        self.function: Any = function
        self.removed: bool = False
        self._usage = usage
        self._key = script_key()
        counts = positional(function)
        if counts is None:
            self._takes_event = None  # the first call will tell
        else:
            required, at_most = counts
            if required > 1:
                raise _refusal(function, usage)
            self._takes_event = at_most > 0

    def __call__(self, event: object = None) -> None:
        if self.removed:
            return
        try:
            result = run_as(self._key, self._run, event)
            if is_awaitable(result):
                start(result, self._key)
        except Exception as error:
            report(error, self._key)

    def _run(self, event):
        function = self.function
        if is_js(function) and is_reference(event):
            event = event._plain()  # what JavaScript understands
        if self._takes_event is None:
            try:
                result = function(event)
            except TypeError as error:
                self._takes_event = not binding_failed(error)
                if self._takes_event:
                    raise
            else:
                self._takes_event = True
                return result
            try:
                return function()
            except TypeError as error:
                if binding_failed(error):
                    raise _refusal(function, self._usage) from None
                raise
        return function(event) if self._takes_event else function()
