"""What requests and connections need of the interpreters: text, bytes, cancelling."""

import json
import sys

from pyscript._interpreter import create_proxy, host, js, to_js

__all__ = [
    "decode_text",
    "dump_json",
    "load_json",
    "read_bytes",
    "send_bytes",
    "was_another_cancelled",
]

if sys.implementation.name == "micropython":

    def decode_text(raw) -> str:
        """Decode UTF-8; what is none is replaced."""
        try:
            return str(raw, "utf-8")
        except UnicodeError:
            return js.TextDecoder.new().decode(host.bytes(bytes(raw)))

    def read_bytes(js_view) -> bytes:
        """Copy a `Uint8Array`, through a file, as `copy_bytes` does."""
        path = host.spill(js_view)
        if not path:
            return bytes(js_view)
        with open(path, "rb") as file:
            # To be told the size makes room for it once, instead of little by little.
            copied = file.read(js_view.length)
        host.spill(None)
        return copied

    def send_bytes(js_object, data) -> None:
        """Call `js_object.send` with bytes."""
        js_object.send(to_js(data))

    def _json_size(value, parents) -> int:
        """Return about how long the JSON of a value is; raise if it can have none."""
        if value is None or isinstance(value, bool):
            return 6
        if isinstance(value, str):
            return len(value.encode()) + len(value) // 8 + 16
        if isinstance(value, float):
            if value - value != 0:
                raise ValueError(f"Out of range float values are not JSON compliant: {value!r}")
            return 24
        if isinstance(value, int):
            return 12 if -(1 << 30) < value < 1 << 30 else len(str(value)) + 2
        if not isinstance(value, (dict, list, tuple)):
            raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
        if any([value is parent for parent in parents]):
            raise ValueError("Circular reference detected")
        inside = parents + [value]
        if not isinstance(value, dict):
            return 2 + sum([_json_size(item, inside) for item in value])
        size = 2
        for key, item in value.items():
            if not isinstance(key, (str, int, float)) and key is not None:
                raise TypeError(
                    f"keys must be str, int, float, bool or None, not {type(key).__name__}"
                )
            size += _json_size(key, inside) + _json_size(item, inside)
        return size

    def dump_json(value) -> str:
        """Return a value as JSON; `TypeError` or `ValueError` where there is none for it.

        The interpreter's own writes anything, and takes quadratic time to make room for it.
        """
        import io

        text = io.StringIO(_json_size(value, []))  # type: ignore[arg-type]
        json.dump(value, text)
        return text.getvalue()

    async def load_json(raw, js_view):
        """Return the value of JSON; what only Python's lenient parser takes is none."""
        value = json.loads(raw)
        await js.Response.new(js_view).json()
        return value

    def was_another_cancelled(error: BaseException) -> bool:
        """Return `False`: only the task that is cancelled hears of it here."""
        return False

else:
    import asyncio

    _LARGE = 10_000  # bytes, from which on a copy costs more than to ask for a view of them

    def decode_text(raw) -> str:
        """Decode UTF-8; what is none is replaced."""
        return str(raw, "utf-8", "replace")

    def read_bytes(js_view) -> bytes:
        """Copy a `Uint8Array`, in one step."""
        return js_view.to_bytes()

    def send_bytes(js_object, data) -> None:
        """Call `js_object.send` with bytes, which it copies: large ones are lent."""
        if len(data) < _LARGE:
            js_object.send(to_js(data))
            return
        proxy = create_proxy(data)
        view = proxy.getBuffer("u8")
        try:
            js_object.send(view.data)
        finally:
            view.release()
            proxy.destroy()

    def dump_json(value) -> str:
        """Return a value as JSON; `TypeError` or `ValueError` where there is none for it."""
        return json.dumps(value, allow_nan=False, separators=(",", ":"))

    def _refuse_constant(name: str):
        raise ValueError(f"{name} is no JSON")

    async def load_json(raw, js_view):
        """Return the value of JSON in bytes; NaN and Infinity are none."""
        return json.loads(raw, parse_constant=_refuse_constant)

    def was_another_cancelled(error: BaseException) -> bool:
        """Tell whether this comes of another task's end, which awaited the same future."""
        task = asyncio.current_task()
        return isinstance(error, asyncio.CancelledError) and bool(task and not task.cancelling())
