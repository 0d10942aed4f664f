"""Small things that the other modules and some programs need."""

from pyscript._interpreter import copy_bytes, is_awaitable, is_js, js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

__all__ = ["NotSupported", "as_bytearray", "is_awaitable"]


class NotSupported:
    """Stand in for what this realm cannot have; using it says why.

    Reading or setting an attribute raises `AttributeError`, calling it `TypeError`.
    """

    name: str
    error: str

    def __init__(self, name: str, error: str):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "error", error)

    def __repr__(self) -> str:
        return f"<NotSupported {self.name} [{self.error}]>"

    def __getattr__(self, attribute: str) -> "NoReturn":
        raise AttributeError(self.error)

    def __setattr__(self, attribute: str, value: object) -> None:
        raise AttributeError(self.error)

    def __call__(self, *args: object, **kwargs: object) -> "NoReturn":
        raise TypeError(self.error)


def as_bytearray(buffer: "Any") -> bytearray:
    """Copy a JavaScript `ArrayBuffer` or view of one, or a bytes-like, in one step."""
    if hasattr(buffer, "_bytes"):  # a worker's reference to an object of the page
        return buffer._bytes()
    if not is_js(buffer):
        return bytearray(buffer)
    if hasattr(buffer, "byteOffset"):
        return copy_bytes(js.Uint8Array.new(buffer.buffer, buffer.byteOffset, buffer.byteLength))
    return copy_bytes(js.Uint8Array.new(buffer))
