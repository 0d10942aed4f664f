"""Small things that the other modules and some programs need."""

from pyscript._interpreter import is_awaitable, is_js

__all__ = ["NotSupported", "as_bytearray", "is_awaitable"]


class NotSupported:
    """Stand in for what this realm cannot have; using it says why.

    Reading or setting an attribute raises `AttributeError`, calling it `TypeError`.
    """

    def __init__(self, name: str, error: str):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "error", error)

    def __repr__(self) -> str:
        return f"<NotSupported {self.name} [{self.error}]>"

    def __getattr__(self, attribute: str):
        raise AttributeError(self.error)

    def __setattr__(self, attribute: str, value) -> None:
        raise AttributeError(self.error)

    def __call__(self, *args, **kwargs):
        raise TypeError(self.error)


def as_bytearray(buffer) -> bytearray:
    """Copy a JavaScript `ArrayBuffer` or typed array, or a bytes-like, in one step."""
    if not is_js(buffer):
        return bytearray(buffer)
    if hasattr(buffer, "to_bytes"):
        return bytearray(buffer.to_bytes())
    view = buffer if hasattr(buffer, "BYTES_PER_ELEMENT") else None
    if view is None:
        from pyscript._interpreter import js

        view = js.Uint8Array.new(buffer)
    return bytearray(bytes(view))
