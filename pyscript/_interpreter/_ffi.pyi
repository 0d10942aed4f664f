"""What the interpreters bring that the seam hands on, for checkers that have neither."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

class JsException(Exception):
    """What JavaScript has thrown."""

    name: str
    message: str
    stack: str

class JsProxy:
    """An object of JavaScript's."""

    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...
    def __getitem__(self, key: Any) -> Any: ...
    def __setitem__(self, key: Any, value: Any) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def __await__(self) -> Generator[Any, Any, Any]: ...

jsnull: Any

def create_proxy(function: Callable[..., Any]) -> Any:
    """Return a function for JavaScript to keep and call; `destroy()` ends it."""
