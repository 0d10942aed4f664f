"""`when` and `Event`: what may handle an event, of what, and how that ends."""

import asyncio
import functools

import js
from pyscript_testing import (
    IN_WORKER,
    INTERPRETER,
    collect_garbage,
    console,
    expect_error,
    on_page,
    raises,
    skip,
    tick,
    until,
    user,
)

from pyscript import Event, document, when, window
from pyscript.events import Handler
from pyscript.ffi import create_proxy


async def fill(target, html='<button>one</button><button class="two">two</button>'):
    """Put HTML into the target; return a selector of its first child."""
    await on_page(f"document.getElementById('{target}').innerHTML = {html!r}; 0")
    return f"#{target} > :first-child"


def buttons(target):
    return document.querySelectorAll(f"#{target} > button")


class Wrapper:
    """As an element of `pyscript.web`."""

    def __init__(self, dom_element):
        self._dom_element = dom_element


class Collection:
    """As an `ElementCollection` of `pyscript.web`."""

    def __init__(self, *elements):
        self.elements = elements

    def __iter__(self):
        return iter(self.elements)


# Targets -------------------------------------------------------------------------------


async def test_selector(target):
    """A decorated function gets the events of what a selector finds, as real events."""
    first = await fill(target)
    seen = []

    @when("click", f"#{target} button")
    def clicked(event):
        seen.append(f"{event.type} {event.target.textContent} {event.isTrusted}")

    await user("click", first)
    await user("click", f"#{target} .two")
    await until(lambda: len(seen) == 2)
    assert seen == ["click one True", "click two True"]


async def test_every_kind_of_target(target):
    """Elements, wrapped or not, and collections of either, are all listened to."""
    await fill(target)
    one, two = buttons(target)
    kinds = (
        one,
        Wrapper(one),
        [one, two],
        (Wrapper(one), two),
        {"a": one}.values(),
        Collection(Wrapper(one), Wrapper(two)),
        [Collection(Wrapper(one)), [two]],
        buttons(target),
        document.getElementById(target).children,
        [f"#{target} .two", one],
    )
    seen = []

    def note(event):
        seen.append(event.target.textContent)

    for number in range(len(kinds)):
        seen.clear()
        handler = when("ping", kinds[number], handler=note)
        await on_page(
            f"document.querySelectorAll('#{target} button').forEach("
            "(button) => button.dispatchEvent(new Event('ping')))"
        )
        count = 1 if number in (0, 1, 4) else 2
        await until(lambda count=count: len(seen) >= count)
        assert (number, seen) == (number, ["one", "two"][:count])
        handler.remove()


async def test_window_and_document(target):
    """The window and the document are targets, and events without an element arrive."""
    seen = []
    ends = [
        when("hello", window, handler=lambda event: seen.append("window " + event.type)),
        when("hello", document, handler=lambda event: seen.append("document " + event.type)),
    ]
    await on_page("document.dispatchEvent(new Event('hello', {bubbles: true}))")
    await until(lambda: len(seen) == 2)
    assert sorted(seen) == ["document hello", "window hello"]
    for end in ends:
        end.remove()


async def test_own_realm():
    """What only this thread has can be listened to: its global object, its channels."""
    seen = []
    first = js.BroadcastChannel.new("test-events")
    second = js.BroadcastChannel.new("test-events")
    handler = when("message", first, handler=lambda event: seen.append(event.data))
    scope = when("ping", js, handler=lambda event: seen.append(event.type))
    second.postMessage("hello")
    js.dispatchEvent(js.Event.new("ping"))
    await until(lambda: len(seen) == 2)
    assert seen == ["ping", "hello"]
    handler.remove()
    scope.remove()
    js.dispatchEvent(js.Event.new("ping"))
    first.close()
    second.close()
    await tick()
    assert len(seen) == 2


async def test_names(target):
    """A list of names listens to each of them; a name may be anybody's."""
    first = await fill(target)
    seen = []
    when(["click", "my-event"], first)(lambda event: seen.append(event.type))
    await user("click", first)
    await on_page(f"document.querySelector('{first}').dispatchEvent(new CustomEvent('my-event'))")
    await until(lambda: len(seen) == 2)
    assert seen == ["click", "my-event"]


async def test_names_and_events(target):
    """Names of events and Events may be mixed."""
    first = await fill(target)
    event = Event()
    seen = []
    handler = when(["click", event], first)(lambda result: seen.append(result))
    event.trigger("mine")
    await user("click", first)
    await until(lambda: len(seen) == 2)
    assert seen[0] == "mine"
    assert seen[1].type == "click"
    handler.remove()
    event.trigger("mine")
    await user("click", first)
    await tick()
    assert len(seen) == 2


# What may handle -----------------------------------------------------------------------


async def handled(target, *handlers):
    """Click once with these handlers listening, and wait for what they say."""
    first = await fill(target)
    for handler in handlers:
        when("click", first, handler=handler)
    await user("click", first)
    return first


async def test_kinds_of_functions(target):
    """Functions, methods, partials, callable objects and builtins, with the event or without."""
    seen = []

    class Counter:
        def __init__(self, name):
            self.name = name

        def with_event(self, event):
            seen.append(f"{self.name} {event.type}")

        def without(self):
            seen.append(self.name)

        @staticmethod
        def static(event):
            seen.append("static " + event.type)

        @classmethod
        def of_class(cls):
            seen.append("class")

    class Callable:
        def __call__(self, event):
            seen.append("callable " + event.type)

    class CallableWithout:
        def __call__(self):
            seen.append("callable without")

    class Made:
        def __init__(self, event):
            seen.append("made " + event.type)

    def optional(event=None):
        seen.append("optional " + event.type)

    def options(*, unused=1):
        seen.append("keywords")

    def anything(*args):
        seen.append(f"any {len(args)}")

    def two(prefix, event):
        seen.append(prefix + event.type)

    counter = Counter("counter")
    expected = [
        "any 1",
        "callable click",
        "callable without",
        "class",
        "counter",
        "counter click",
        "keywords",
        "lambda",
        "made click",
        "optional click",
        "partial",
        "partial click",
        "static click",
    ]
    await handled(
        target,
        anything,
        Callable(),
        CallableWithout(),
        Counter.of_class,
        counter.with_event,
        counter.without,
        options,
        lambda: seen.append("lambda"),
        Made,
        optional,
        functools.partial(seen.append, "partial"),
        functools.partial(two, "partial "),
        Counter.static,
    )
    await until(lambda: len(seen) >= len(expected))
    assert sorted(seen) == expected


async def test_builtins(target):
    """A method of a builtin type gets the event."""
    seen = []
    await handled(target, seen.append)
    await until(lambda: seen)
    assert seen[0].type == "click"


async def test_javascript_functions(target):
    """A function of JavaScript's may handle an event."""
    js.globalThis.testEventsSeen = None
    await handled(target, js.eval("(event) => { globalThis.testEventsSeen = event.type }"))
    assert await until(lambda: js.testEventsSeen) == "click"


async def test_asynchronous(target):
    """Whatever returns a coroutine is run as a task, wherever the `async` is written."""
    seen = []

    async def with_event(event):
        await asyncio.sleep(0)
        seen.append("event " + event.type)

    async def without():
        await asyncio.sleep(0)
        seen.append("without")

    class Callable:
        async def __call__(self, event):
            await asyncio.sleep(0)
            seen.append("callable " + event.type)

        async def method(self):
            await asyncio.sleep(0)
            seen.append("method")

    await handled(
        target,
        with_event,
        without,
        Callable(),
        Callable().method,
        lambda event: with_event(event),
        functools.partial(with_event),
    )
    await until(lambda: len(seen) == 6)
    assert sorted(seen) == ["callable click"] + ["event click"] * 3 + ["method", "without"]


async def test_decorated_by_others(target):
    """A decorator that hands everything on leaves it to the function what it takes."""
    if INTERPRETER == "micropython":
        skip("functools.wraps tells nothing there")
    seen = []

    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            seen.append("logged")
            return function(*args, **kwargs)

        return wrapper

    class Thing:
        @logged
        def method(self):
            seen.append("method")

    await handled(target, logged(lambda: seen.append("called")), Thing().method)
    await until(lambda: len(seen) == 4)
    assert seen == ["logged", "called", "logged", "method"]


async def test_annotations_nobody_can_resolve(target):
    """Annotations are not looked at: an unknown name in one is no error."""
    seen = []

    def annotated(event: "Unknown") -> "Unknown":  # noqa: F821
        seen.append(event.type)

    await handled(target, annotated)
    await until(lambda: seen)


async def test_type_errors_of_a_handler(target):
    """A TypeError in the function is its own: reported, and it is not called twice."""
    calls = []

    def wrong(event):
        calls.append(event)
        return "a" + 1

    expect_error("TypeError")
    await handled(target, wrong)
    await until(lambda: calls)
    await tick()
    assert len(calls) == 1
    assert "takes" not in " ".join(await console())


def test_not_callable():
    """What cannot be called is refused at once."""
    with raises(ValueError, "must be callable, not 5"):
        when("click", "body", handler=5)
    with raises(ValueError, "must be callable, not None"):
        when("click", "body")(None)
    with raises(ValueError, "must be callable, not 'text'"):
        Event().add_listener("text")


async def test_method_in_a_class_body(target):
    """A method has no object yet when it is decorated: an error says what to write."""
    first = await fill(target)

    def decorate():
        class Component:
            @when("click", first)
            def on_click(self, event):
                raise AssertionError("it cannot be called")

    if INTERPRETER == "pyodide":
        with raises(TypeError, "when(…)(the_object.on_click)"):
            decorate()
    else:
        expect_error("when(…)(the_object.on_click)")
        decorate()
        await user("click", first)


# What comes back -----------------------------------------------------------------------


async def test_still_a_function(target):
    """The decorated function can be called as before, asynchronous or not."""
    first = await fill(target)

    @when("click", first)
    def double(number=1):
        """Return twice as much."""
        return number * 2

    @when("click", first)
    async def triple(number=1):
        return number * 3

    assert isinstance(double, Handler)
    assert double(4) == 8
    assert double(number=5) == 10
    assert await triple(2) == 6
    assert double.__name__ == "double"
    assert "double" in repr(double)
    if INTERPRETER == "pyodide":
        assert double.__doc__ == "Return twice as much."


async def test_still_a_method(target):
    """A method that can handle an event without its object can still be called with it."""
    first = await fill(target)

    class Thing:
        name = "thing"

        @when("never", first)
        def method(self, more=""):
            return self.name + more

    assert Thing().method() == "thing"
    assert Thing().method("!") == "thing!"
    assert isinstance(Thing.method, Handler)


async def test_still_a_callback(target):
    """What comes back may be given to JavaScript as a function."""
    first = await fill(target)
    seen = []

    @when("never", first)
    def handler(value, *rest):
        seen.append(value)

    proxy = create_proxy(handler)
    js.Array.of(1, 2).forEach(proxy)
    assert seen == [1, 2]
    proxy.destroy()


async def test_handler_argument(target):
    """Without a decorator: `handler=`, or in third place; as often as one likes."""
    first = await fill(target)
    seen = []

    @when("click", first)
    def handler(event):
        seen.append(event.type)

    again = when("focus", first, handler=handler)
    third = when("my-event", first, handler)
    await user("click", first)
    await on_page(f"document.querySelector('{first}').dispatchEvent(new Event('my-event'))")
    await until(lambda: len(seen) == 3)
    assert sorted(seen) == ["click", "focus", "my-event"]
    assert again is not handler
    again.remove()
    third.remove()
    await user("click", first)
    await until(lambda: len(seen) == 4)
    assert seen[3] == "click"


async def test_remove(target):
    """`remove` ends it; again changes nothing."""
    first = await fill(target)
    seen = []

    @when(["click", "focus"], f"#{target} button")
    def handler():
        seen.append(1)

    await user("click", first)
    await until(lambda: len(seen) == 2)
    handler.remove()
    handler.remove()
    await user("click", f"#{target} .two")
    await tick()
    assert len(seen) == 2


async def test_remove_while_handling(target):
    """A handler may end itself, and goes on to its end."""
    first = await fill(target)
    seen = []

    @when("click", first)
    def handler(event):
        handler.remove()
        seen.append(event.type)

    @when("click", first)
    async def later(event):
        later.remove()
        await asyncio.sleep(0)
        seen.append("async " + event.type)

    await user("click", first)
    await until(lambda: len(seen) == 2)
    await user("click", first)
    await tick()
    assert seen == ["click", "async click"]


async def test_stacked(target):
    """Decorators stack, and the outermost ends them all."""
    first = await fill(target)
    event = Event()
    seen = []

    @when(event)
    @when("click", first)
    @when("focus", first)
    def handler(event):
        seen.append(getattr(event, "type", event))

    event.trigger("mine")
    await user("click", first)
    await until(lambda: len(seen) == 3)
    assert seen == ["mine", "focus", "click"]
    handler.remove()
    event.trigger("mine")
    await user("click", f"#{target} .two")
    await user("click", first)
    await tick()
    assert len(seen) == 3


# Options -------------------------------------------------------------------------------


async def test_once(target):
    """`once` is once for each element, then everything has ended."""
    first = await fill(target)
    seen = []

    @when("click", f"#{target} button", once=True)
    def handler(event):
        seen.append(event.target.textContent)

    await user("click", first)
    await user("click", first)
    await user("click", f"#{target} .two")
    await until(lambda: len(seen) == 2)
    await user("click", f"#{target} .two")
    await tick()
    assert seen == ["one", "two"]
    handler.remove()


async def test_capture(target):
    """`capture` hears of an event before its element does."""
    first = await fill(target)
    seen = []
    when("click", first, handler=lambda: seen.append("element"))
    outer = when("click", f"#{target}", capture=True, handler=lambda: seen.append("captured"))
    await user("click", first)
    await until(lambda: len(seen) == 2)
    assert seen == ["captured", "element"]
    outer.remove()
    await user("click", first)
    await until(lambda: len(seen) == 3)
    await tick()
    assert seen[2:] == ["element"]


async def test_passive(target):
    """`passive` reaches the browser: such a handler cannot prevent the default."""
    await fill(target, '<input type="checkbox">')
    if IN_WORKER:
        skip("too late for preventDefault() there, passive or not")
    box = f"#{target} input"

    def prevent(event):
        event.preventDefault()

    expect_error("Unable to preventDefault inside passive event listener")
    handler = when("click", box, passive=True, handler=prevent)
    await user("click", box)
    assert await on_page(f"document.querySelector('{box}').checked") is True
    handler.remove()
    when("click", box, passive=False, handler=prevent)
    await user("click", box)
    assert await on_page(f"document.querySelector('{box}').checked") is True


async def test_signal(target):
    """`signal` ends it, whichever thread it belongs to; an aborted one before it begins."""
    first = await fill(target)
    seen = []
    for controllers in (js, window):
        seen.clear()
        controller = controllers.AbortController.new()
        handler = when("click", first, signal=controller.signal)(lambda: seen.append(1))
        await user("click", first)
        await until(lambda: seen)
        controller.abort()
        late = when("click", first, signal=controller.signal)(lambda: seen.append(2))
        await user("click", first)
        await tick()
        assert seen == [1]
        handler.remove()
        late.remove()


def test_unknown_option():
    """A misspelled option is an error, not silence."""
    with raises(TypeError, "'onec'"):
        when("click", "body", onec=True)


# Mistakes ------------------------------------------------------------------------------


async def test_nothing_to_listen_to(target):
    """An error says what is missing."""
    first = await fill(target)
    with raises(ValueError, "Selector required for DOM event handling."):
        when("click")(print)
    with raises(ValueError, "Selector required for DOM event handling."):
        when("click", "")(print)
    with raises(ValueError, "Selector required for DOM event handling."):
        when("click", document.querySelector("#not-here"))(print)
    with raises(ValueError, "No elements found for selector: #not-here"):
        when("click", "#not-here")(print)
    with raises(ValueError, "No elements found for selector: #not-here"):
        when("click", [first, "#not-here"])(print)
    with raises(ValueError, "No elements found: the collection is empty."):
        when("click", [])(print)
    with raises(ValueError, "No elements found: the collection is empty."):
        when("click", Collection())(print)
    with raises(ValueError, "No elements found: the collection is empty."):
        when("click", document.querySelectorAll("#not-here"))(print)
    with raises(ValueError, "Invalid selector: ##"):
        when("click", "##")(print)
    with raises(ValueError, "has no events"):
        when("click", document.createElement("p").style.cssText or js.Object.new())(print)
    with raises(TypeError, "not 5"):
        when("click", 5)(print)


def test_not_an_event():
    """What is no event is refused."""
    for wrong in ("", [], [""], ["click", 5]):
        with raises(ValueError, "names of events or Events"):
            when(wrong, "body")
    with raises(ValueError, "neither a selector nor options"):
        when(Event(), "body")
    with raises(ValueError, "neither a selector nor options"):
        when(Event(), once=True)


async def test_errors_are_seen(target):
    """What a handler raises is in the console and on the page, and stops no other."""
    first = await fill(target)
    seen = []

    def fails(event):
        raise ValueError("failed at once")

    async def fails_later():
        await asyncio.sleep(0)
        raise KeyError("failed later")

    expect_error("failed at once")
    expect_error("failed later")
    when("click", first, handler=fails)
    when("click", first, handler=fails_later)
    when("click", first, handler=seen.append)
    await user("click", first)
    await until(lambda: seen)

    async def boxes():
        return await on_page(
            "[...document.querySelectorAll('.py-error')].map(box => box.innerText).join(' ')"
        )

    async def both():
        text = await boxes()
        return "failed at once" in text and "failed later" in text

    await until(both)
    text = await boxes()
    assert "test_events.py" in text
    assert "in fails" in text
    await on_page("document.querySelectorAll('.py-error').forEach(box => box.remove())")


# Event ---------------------------------------------------------------------------------


def test_event():
    """Listeners are called with the result, in their order, each once."""
    event = Event()
    seen = []

    def one(result):
        seen.append(f"one {result}")

    event.add_listener(one)
    event.add_listener(lambda: seen.append("without"))
    event.add_listener(one)
    event.trigger("a")
    event.trigger()
    assert seen == ["one a", "without", "one None", "without"]


def test_event_remove_listener():
    """Some listeners are removed, or all; methods are recognised; strangers do not matter."""
    event = Event()
    seen = []

    class Thing:
        def method(self):
            seen.append("method")

    thing = Thing()
    event.add_listener(thing.method)
    event.add_listener(thing.method)
    event.add_listener(seen.append)
    event.remove_listener(thing.method, print)
    event.trigger(1)
    assert seen == [1]
    event.add_listener(thing.method)
    event.remove_listener()
    event.trigger(2)
    assert seen == [1]


def test_event_changes_while_triggered():
    """Listeners may remove themselves and others, and add: the others are not disturbed."""
    event = Event()
    seen = []

    def first():
        seen.append("first")
        event.remove_listener(first, third)
        event.add_listener(fourth)

    def second():
        seen.append("second")

    def third():
        seen.append("third")

    def fourth():
        seen.append("fourth")

    for listener in (first, second, third):
        event.add_listener(listener)
    event.trigger()
    assert seen == ["first", "second"]
    event.trigger()
    assert seen == ["first", "second", "second", "fourth"]


async def test_event_errors():
    """One that raises does not stop the rest, and is seen."""
    event = Event()
    seen = []

    def fails():
        raise ValueError("a listener failed")

    async def fails_later():
        raise ValueError("another one failed")

    expect_error("a listener failed")
    expect_error("another one failed")
    event.add_listener(fails)
    event.add_listener(fails_later)
    event.add_listener(seen.append)
    event.trigger("on")
    assert seen == ["on"]
    await tick()
    await on_page("document.querySelectorAll('.py-error').forEach(box => box.remove())")


async def test_event_asynchronous():
    """Asynchronous listeners run as tasks."""
    event = Event()
    seen = []

    async def listener(result):
        await asyncio.sleep(0)
        seen.append(result)

    event.add_listener(listener)
    event.trigger("later")
    assert seen == []
    await until(lambda: seen)
    assert seen == ["later"]


def test_when_event():
    """`when` takes an Event or several, and both names of a function remove it."""
    one, two = Event(), Event()
    seen = []

    @when([one, two])
    def both(result):
        seen.append(result)

    def original(result):
        seen.append(-result)

    wrapped = when(one, original)
    one.trigger(1)
    two.trigger(2)
    assert seen == [1, -1, 2]
    one.remove_listener(original)
    two.remove_listener(both)
    one.trigger(3)
    two.trigger(4)
    assert seen == [1, -1, 2, 3]
    wrapped.remove()
    both.remove()
    one.trigger(5)
    assert seen == [1, -1, 2, 3]


def test_when_event_bound():
    """A bound method listens to an Event, and `remove` ends it."""
    event = Event()
    seen = []

    class Thing:
        def method(self, result):
            seen.append(result)

    handler = when(event)(Thing().method)
    event.trigger(1)
    handler.remove()
    event.trigger(2)
    assert seen == [1]


# Memory --------------------------------------------------------------------------------

HANDLERS = 1000


def listen_often(first, how):
    """Add many handlers and end them in some way; return weak references to their functions."""
    import weakref

    functions = []
    controller = js.AbortController.new()
    kept = []

    def listen(number):
        def handler(event=None):
            return number

        functions.append(weakref.ref(handler))
        if how == "signal":
            kept.append(when("ping", first, signal=controller.signal)(handler))
        elif how == "once":
            kept.append(when("ping", first, once=True)(handler))
        elif how == "error":
            try:
                when("ping", "#not-here")(handler)
            except ValueError:
                pass
        else:
            kept.append(when("ping", first)(handler))

    for number in range(HANDLERS):
        listen(number)
    if how == "remove":
        for handler in kept:
            handler.remove()
    elif how == "signal":
        controller.abort()
    return functions


async def no_proxy_is_left(target, how):
    first = await fill(target)
    await collect_garbage()
    before = js.proxy_js_map.size if INTERPRETER == "micropython" else 0
    functions = listen_often(first, how)
    if how == "once":
        await on_page(f"document.querySelector('{first}').dispatchEvent(new Event('ping'))")

    async def all_gone():
        if INTERPRETER == "micropython":
            await collect_garbage()
            return js.proxy_js_map.size <= before + 10
        # Destroyed, not left to a collection of JavaScript's.
        import gc

        gc.collect()
        return not any([function() for function in functions])

    await until(all_gone, timeout=15)


async def test_memory_remove(target):
    """After 1,000 handlers were removed, no proxy is left."""
    await no_proxy_is_left(target, "remove")


async def test_memory_once(target):
    """After 1,000 handlers were called once, no proxy is left."""
    await no_proxy_is_left(target, "once")


async def test_memory_signal(target):
    """After a signal ended 1,000 handlers, no proxy is left."""
    await no_proxy_is_left(target, "signal")


async def test_memory_error(target):
    """After 1,000 vain attempts to listen, no proxy is left."""
    await no_proxy_is_left(target, "error")


async def test_memory_elements(target):
    """Elements that left the page take their handlers with them."""
    first = await fill(target)
    when("click", first)(lambda event: None)
    element = f"document.querySelector('{first}')"
    await on_page(f"window.testEventsElement = new WeakRef({element}); {element}.remove()")

    async def gone():
        await collect_garbage()
        return await on_page("!window.testEventsElement.deref()")

    await until(gone)


# live=True -----------------------------------------------------------------------------


async def test_live(target):
    """A selector stands for what it finds when something happens, also elements added later."""
    seen = []

    @when("click", f"#{target} .item", live=True)
    def clicked(event):
        seen.append(f"{event.target.localName} in {event.currentTarget.id}")

    await on_page(
        f"void (document.getElementById('{target}').innerHTML = "
        "'<p class=item id=one><b>x</b></p><p id=two>y</p>')"
    )
    await user("click", f"#{target} b")
    await until(lambda: len(seen) == 1)
    await user("click", f"#{target} #two")
    await on_page(f"document.querySelector('#{target} #two').className = 'item'")
    await user("click", f"#{target} #two")
    await until(lambda: len(seen) == 2)
    clicked.remove()
    await user("click", f"#{target} b")
    await tick()
    assert seen == ["b in one", "p in two"]


async def test_live_is_as_if_each_listened(target):
    """From the inside outwards, until propagation stops; events that do not bubble, too."""
    await on_page(
        f"void (document.getElementById('{target}').innerHTML = "
        "'<div class=a id=outer><div class=a id=inner><input></div></div>')"
    )
    seen = []
    outer = when("click", f"#{target} .a", live=True)(
        lambda event: seen.append(event.currentTarget.id)
    )
    focused = when("focus", f"#{target} input", live=True)(lambda event: seen.append(event.type))
    await user("click", f"#{target} input")
    await until(lambda: len(seen) == 3)
    assert seen == ["focus", "inner", "outer"]
    outer.remove()
    del seen[:]
    stopping = when("click", f"#{target} .a", live=True, stop_propagation=True)(
        lambda event: seen.append(event.currentTarget.id)
    )
    await user("click", f"#{target} input")
    await until(lambda: seen)
    await tick()
    assert seen == ["inner"]
    stopping.remove()
    focused.remove()


async def test_live_once(target):
    """`once` is once, whichever element it was."""
    await on_page(
        f"void (document.getElementById('{target}').innerHTML = '<button>1</button><button>2</button>')"
    )
    seen = []
    when("click", f"#{target} button", live=True, once=True)(lambda: seen.append(1))
    for index in (1, 2):
        await user("click", f"#{target} button:nth-child({index})")
    await tick()
    assert seen == [1]


async def test_shadow_root(target):
    """It can be listened to; from outside, what happens in it happens to its host."""
    seen = []
    await on_page(
        f"document.getElementById('{target}').attachShadow({{mode: 'open'}}).innerHTML = '<b>x</b>'"
    )
    root = document.getElementById(target).shadowRoot
    when("click", root, handler=lambda event: seen.append(event.target.localName))
    inside = when("click", "b", live=True, handler=lambda: seen.append("found inside"))
    outside = when("click", f"#{target}", live=True, handler=lambda: seen.append("host"))
    await user("click", f"#{target} b")
    await until(lambda: len(seen) == 2)
    assert sorted(seen) == ["b", "host"]
    inside.remove()
    outside.remove()


def test_live_needs_a_selector():
    with raises(TypeError, "live=True) needs a CSS selector"):
        when("click", document.body, live=True)
    with raises(ValueError, "Invalid selector: p["):
        when("click", "p[", live=True)(print)
