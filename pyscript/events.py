"""React to what happens: on the page with `when`, in your own code with `Event`."""

import builtins

import __main__
from pyscript._interpreter import call, create_proxy, host, is_js, is_none, js, to_js
from pyscript._listener import Listener
from pyscript.context import RUNNING_IN_WORKER, document, is_reference, on_page, run_as
from pyscript.util import NotSupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias, TypedDict, Unpack, overload

    # Functions that take what has happened, or nothing, and whose result may be awaited.
    _Function = Callable[..., Any]
    _Types: TypeAlias = "str | Event | Iterable[str | Event]"

    class _Options(TypedDict, total=False):
        once: bool
        capture: bool
        passive: bool
        live: bool
        signal: Any
        prevent_default: bool
        stop_propagation: bool


__all__ = ["Event", "Handler", "when"]

_USAGE = "when(…)({}), once there is one, not @when(…) in the class"
_OPTIONS = (
    "capture",
    "live",
    "once",
    "passive",
    "prevent_default",
    "signal",
    "stop_propagation",
)


def _original(function):
    """Return the function inside what `when` returned; any other one as it is."""
    return function.__wrapped__ if isinstance(function, Handler) else function


def as_listener(function: "_Function") -> Listener:
    """Return a function as events call it; `ValueError` if it cannot be called."""
    return Listener(_original(function), _USAGE)


class Event:
    """Something of your own that happens, and functions that are called when it does."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @property
    def listeners(self) -> "list[_Function]":
        """The functions that are called, in their order."""
        return [known.function for known in self._listeners]

    def trigger(self, result: object = None) -> None:
        """Call every listener with `result`.

        What a listener raises is reported, and the others are called all the same.
        Asynchronous ones run as tasks.
        """
        for listener in list(self._listeners):
            listener(result)

    def add_listener(self, listener: "_Function") -> None:
        """Call `listener` from now on, with the result, or with nothing if it takes none.

        It may be asynchronous. Adding it twice changes nothing; `ValueError` if it cannot
        be called.
        """
        self._add(as_listener(listener))

    def _add(self, listener: Listener) -> None:
        if not any([known.function == listener.function for known in self._listeners]):
            self._listeners.append(listener)

    def remove_listener(self, *listeners: "_Function") -> None:
        """Call these no longer; without arguments, none at all."""
        functions = [_original(listener) for listener in listeners]
        kept = []
        for known in self._listeners:
            if functions and known.function not in functions:
                kept.append(known)
            else:
                known.removed = True  # also where a trigger is on its way
        self._listeners = kept


class Handler:
    """What `when` returns: the function, to call as before, and a way to undo it."""

    def __init__(self, function: "_Function", ends: "list[Callable[[], None]]"):
        self.__wrapped__ = function
        self.__doc__ = getattr(function, "__doc__", None)
        self._ends = ends

    def remove(self) -> None:
        """Stop handling the events; of stacked decorators, those of all.

        To do it again, or after `once`, changes nothing.
        """
        ends, self._ends = self._ends, []
        for end in ends:
            end()

    def __call__(self, *args: "Any", **kwargs: "Any") -> "Any":
        return self.__wrapped__(*args, **kwargs)

    def __getattr__(self, name: str) -> "Any":
        if name == "__wrapped__":
            raise AttributeError(name)
        return getattr(self.__wrapped__, name)

    def __get__(self, instance: object, owner: "type | None" = None) -> "Any":
        if instance is None:
            return self
        function = self.__wrapped__
        if hasattr(function, "__get__"):
            return function.__get__(instance, owner)
        return lambda *args, **kwargs: function(instance, *args, **kwargs)

    def __repr__(self) -> str:
        return f"<Handler {self.__wrapped__!r}>"


def _targets(selector):
    """Return what the host listens to: a selector, an object with events, or a list."""
    if isinstance(selector, str):
        if isinstance(document, NotSupported):
            raise RuntimeError(document.error)
        return selector
    if selector is js:
        return js.globalThis  # on MicroPython, js is a module
    if is_js(selector) or is_reference(selector):
        return selector
    if hasattr(selector, "_dom_element"):
        return selector._dom_element
    try:
        return [_targets(item) for item in selector]
    except TypeError:
        raise TypeError(
            f"when() needs a selector, an element or some of them, not {selector!r}"
        ) from None


def _is_own(targets) -> bool:
    """Tell whether this is a worker's own: its global object, a socket, a channel."""
    if isinstance(targets, list):
        return bool(targets) and all([_is_own(target) for target in targets])
    return is_js(targets)


def _listen(names, selector, function, options):
    """Listen to the page, or to what a worker has itself; return what ends it."""
    targets = _targets(selector)
    listener = as_listener(function)
    words = " ".join(names)
    own_signal = None
    if RUNNING_IN_WORKER and not _is_own(targets):
        if is_js(options.get("signal")):  # it cannot be sent
            own_signal = options["signal"]
            options = {key: value for key, value in options.items() if key != "signal"}
        ended = on_page("listen", targets, words, listener, options)
    else:
        # The host owns the proxy from here on, and destroys it when the listening ends.
        proxy = create_proxy(listener)
        ended = call(host, "listen", to_js(targets), words, proxy, to_js(options))
    if isinstance(ended, str):
        raise ValueError(ended)

    def end():
        listener.removed = True
        ended()

    if own_signal is not None:
        _follow(own_signal, end)
    return end


def _follow(signal, end):
    """End something when a signal of this worker's is aborted."""
    if signal.aborted:
        end()
    else:
        call(
            host,
            "listen",
            signal,
            "abort",
            create_proxy(lambda event: end()),
            to_js({"once": True}),
        )


def _await_event(event, function):
    """Listen to an `Event`; return what ends it."""
    event.add_listener(function)
    return lambda: event.remove_listener(function)


if TYPE_CHECKING:

    @overload
    def when(event_type: Event | Iterable[Event], selector: _Function) -> Handler: ...
    @overload
    def when(
        event_type: _Types,
        selector: Any = None,
        handler: None = None,
        **options: Unpack[_Options],
    ) -> Callable[[_Function], Handler]: ...
    @overload
    def when(
        event_type: _Types, selector: Any, handler: _Function, **options: Unpack[_Options]
    ) -> Handler: ...
    @overload
    def when(
        event_type: _Types,
        selector: Any = None,
        *,
        handler: _Function,
        **options: Unpack[_Options],
    ) -> Handler: ...


def when(
    event_type: "_Types",
    selector: "Any" = None,
    handler: "_Function | None" = None,
    **options: "Any",
) -> "Any":
    """Call a function when something happens: `@when("click", "#my-button")`.

    `event_type` is the name of an event, an `Event`, or a list of them. Names need a
    `selector`: a CSS selector, an element, a collection, a list, a DOM node or a `window`.
    With `live=True` a CSS selector stands for the elements that it finds whenever something
    happens, those that are added later, too. The other options are `once`, `capture`,
    `passive` and `signal`, see
    https://developer.mozilla.org/docs/Web/API/EventTarget/addEventListener
    and `prevent_default` and `stop_propagation`, which do that before the function is called.

    The function takes the event, or nothing; it may be asynchronous. Without a decorator:
    `when("click", "#my-button", handler=function)`. The `Handler` that comes back can be
    called like the function, and has `remove()`.

    `ValueError` where nothing matches. In a worker the event has passed when the function
    is called: too late for `event.preventDefault()`, but not for `prevent_default=True`.
    """
    types = [event_type] if isinstance(event_type, (str, Event)) else list(event_type)
    names = [each for each in types if isinstance(each, str) and each]
    events = [each for each in types if isinstance(each, Event)]
    if not types or len(names) + len(events) < len(types):
        raise ValueError(f"when() needs names of events or Events, not {event_type!r}")
    for option in options:
        if option not in _OPTIONS:
            raise TypeError(f"when() has no option {option!r}: it has {', '.join(_OPTIONS)}")
    if not names:
        if handler is None and callable(selector):
            selector, handler = None, selector
        if selector is not None or options:
            raise ValueError("when(Event) takes neither a selector nor options")
    elif is_none(selector) or (isinstance(selector, str) and not selector.strip()):
        raise ValueError("Selector required for DOM event handling.")
    elif options.get("live") and not isinstance(selector, str):
        raise TypeError(f"when(…, live=True) needs a CSS selector, not {selector!r}")

    def decorate(function):
        original = _original(function)
        ends = []
        if names:
            ends.append(_listen(names, selector, original, options))
        for event in events:
            ends.append(_await_event(event, original))
        if function is not original and handler is None:
            ends.append(function.remove)  # stacked
        return Handler(original, ends)

    return decorate if handler is None else decorate(handler)


# What `py-click="name"` in HTML calls: runtime/attributes.js.

_missing = object()


def _find(path: str):
    """Return what a dotted name stands for, and that part of it which was found last."""
    first, *rest = path.split(".")
    value = getattr(__main__, first, _missing)
    if value is _missing:
        value = getattr(builtins, first, _missing)
    name = first
    for part in rest:
        if value is _missing:
            break
        name += "." + part
        value = getattr(value, part, _missing)
    return value, name


def _exists(path: str) -> bool:
    """Tell whether the page's scripts have something of this name."""
    return _find(path)[0] is not _missing


def _call(path: str, event, where: str, key: str) -> None:
    """Call the function that an attribute names, with the event if it takes one.

    `where` describes the element for messages, `key` is the script that defined the name.
    """
    function, name = _find(path)
    file = getattr(getattr(function, "__code__", None), "co_filename", "")
    if file in host.keys().split("\n"):
        key = file
    if function is _missing:
        hint = ": give the name alone, without (…)" if "(" in name else ""
        host.report(f"NameError: {where}: name '{name}' is not defined{hint}", key)
    elif not callable(function):
        host.report(f"TypeError: {where}: {path} is not a function but {function!r}", key)
    else:
        run_as(key, as_listener, function)(event)
