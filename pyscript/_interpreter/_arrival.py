"""What workers need of the interpreters: futures of what arrives, and awaitables."""

import sys

from pyscript._interpreter import format_exception, host, quicken_tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Arrival", "checked"]

if sys.implementation.name == "micropython":
    from weakref import finalize

    _core: "Any" = None  # asyncio's, once there are tasks

    class Arrival:
        """A future; an exception of it that nobody awaits is reported.

        `abandon()`, a subclass's, is called when whoever awaits it is cancelled.
        """

        def __init__(self):
            global _core
            if _core is None:
                quicken_tasks()
                from asyncio import core

                _core = core
            self._state = 0
            self._value = None
            self._tasks = []
            self._report = None

        def done(self) -> bool:
            return self._state > 0

        def set_result(self, value) -> None:
            """Go on with this, at once: JavaScript calls it, so nothing of Python's runs."""
            self._state, self._value = 1, value
            self._resume()

        def set_exception(self, error) -> None:
            """The same with an error."""
            self._state, self._value = 2, error
            if not self._tasks:
                self._report = finalize(self, _report, error)
            self._resume()

        def _resume(self):
            _core.js.muted = True
            for task in self._tasks:
                _core._task_queue.push(task)
            _core.js.muted = False
            _core._run_iter()

        def cancel(self) -> bool:
            """Give up waiting; whoever awaits this is cancelled."""
            if self._state:
                return False
            self._state, self._value = 2, _core.CancelledError()
            for task in self._tasks:
                _core._task_queue.push(task)
            self.abandon()
            return True

        def remove(self, task):
            """Forget a task that is cancelled; asyncio calls this."""
            self._tasks.remove(task)
            if not self._tasks:
                self.abandon()

        def __await__(self):
            if not self._state:
                self._tasks.append(_core.cur_task)
                _core.cur_task.data = self  # where a task is removed from that is cancelled
                yield
            if self._report is not None:
                self._report.detach()
                self._report = None
            if self._state == 2:
                raise self._value
            return self._value

        __iter__ = __await__

    def _report(error):
        host.report(format_exception(error), "")

    def checked(awaitable):
        """Return what to await instead: a generator raises, it would never be resumed."""
        return _steps(awaitable) if hasattr(awaitable, "send") else awaitable

    def _steps(generator):
        step, value = generator.send, None
        while True:
            try:
                pending = step(value)
            except StopIteration as stop:
                return stop.value
            if pending is not None:  # what asyncio waits for it knows itself
                generator.close()
                raise TypeError("a generator cannot be awaited: return a list of what it yields")
            try:
                step, value = generator.send, (yield)
            except GeneratorExit:
                generator.close()
                raise
            except BaseException as error:
                step, value = generator.throw, error

else:
    import asyncio

    class Arrival(asyncio.Future):  # type: ignore[no-redef]
        """A future; an exception of it that nobody awaits is reported.

        `abandon()`, a subclass's, is called when whoever awaits it is cancelled.
        """

        def __init__(self):
            super().__init__(loop=asyncio.get_event_loop())

        def cancel(self, msg=None) -> bool:
            """Give up waiting."""
            done = not super().cancel(msg)
            if not done:
                self.abandon()
            return not done

        def abandon(self) -> None:
            """Do nothing."""

    def checked(awaitable):
        """Return the awaitable: `is_awaitable` knows generators."""
        return awaitable
