"""Use the cameras and microphones of the user's device."""

from pyscript._device import on_device
from pyscript._interpreter import is_js, is_none, to_js
from pyscript.context import is_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Device", "StreamError", "list_devices"]

_NAMES = ("id", "group", "kind", "label")

# What each kind of device is asked for.
_MEDIA = {"audioinput": "audio", "videoinput": "video"}

# What the browser's errors mean to the user: the names of
# https://developer.mozilla.org/en-US/docs/Web/API/MediaDevices/getUserMedia#exceptions
_REASONS = {
    "NotAllowedError": "the user, or a policy of the page or the device, does not allow it",
    "NotFoundError": "there is no such device",
    "NotReadableError": "the device is in use, or does not work",
    "OverconstrainedError": "no device has what the constraints ask for",
    "SecurityError": "the page may not use devices",
}


class StreamError(RuntimeError):
    """What kept a stream from being opened; `name` is the browser's name for it.

    `"NotAllowedError"` if the user refused, `"NotFoundError"`, `"NotReadableError"`,
    `"OverconstrainedError"`, ….
    """

    def __init__(self, message: str, name: str = ""):
        super().__init__(message)
        self.name = name


class Device:
    """A camera, a microphone or a speaker, as `list_devices()` returns it.

    `id` identifies it to this site, `group` is the same for what belongs to one physical
    device, `kind` is `"videoinput"`, `"audioinput"` or `"audiooutput"`, `label` is its name
    for people. Before the user has allowed any use, `id` and `label` are empty.
    https://developer.mozilla.org/en-US/docs/Web/API/MediaDeviceInfo
    """

    def __init__(self, info: "Any"):
        self.id: str = info.deviceId
        self.group: str = info.groupId
        self.kind: str = info.kind
        self.label: str = info.label

    def __getitem__(self, name: str) -> str:
        if name not in _NAMES:
            raise KeyError(f"a device has no {name!r}: it has {', '.join(_NAMES)}")
        return getattr(self, name)

    def __repr__(self) -> str:
        return f"<Device {self.kind} {self.label!r}>"

    @classmethod
    async def request_stream(
        cls, audio: "bool | dict[str, Any]" = False, video: "bool | dict[str, Any]" = True
    ) -> "Any":
        """Open the default camera, or microphone, and return its `MediaStream`.

        `audio` and `video` say whether, or as a dict of constraints which and how, as in
        https://developer.mozilla.org/en-US/docs/Web/API/MediaTrackConstraints. The browser
        asks the user. `StreamError` if there is none, or the user refuses.
        """
        constraints = {"audio": _checked("audio", audio), "video": _checked("video", video)}
        if audio is False and video is False:
            raise ValueError("request_stream() needs audio=True or video=True, or both")
        return await _open(constraints)

    @classmethod
    async def load(
        cls, audio: "bool | dict[str, Any]" = False, video: "bool | dict[str, Any]" = True
    ) -> "Any":
        """Do the same as `request_stream`, which is the name to use."""
        return await cls.request_stream(audio=audio, video=video)

    async def get_stream(self) -> "Any":
        """Open this camera or microphone, and nothing else; return its `MediaStream`.

        `ValueError` for a speaker, which gives none; `StreamError` as for `request_stream`.
        """
        if self.kind not in _MEDIA:
            raise ValueError(
                f"{self!r} plays sound, so it gives no stream: to hear something on it, "
                "await element.setSinkId(device.id) of an <audio> or <video>"
            )
        constraints: dict = {"audio": False, "video": False}
        # Without an id it is the only one of its kind that is to be known yet.
        constraints[_MEDIA[self.kind]] = {"deviceId": {"exact": self.id}} if self.id else True
        return await _open(constraints)


async def list_devices() -> list[Device]:
    """Return a `Device` for each camera, microphone and speaker that may be known.

    The user is not asked. Until any use has been allowed there is at most one of each kind,
    without `id` and `label`.
    """
    return [Device(info) for info in await _call("list_devices()", "enumerateDevices")]


def _checked(name: str, value):
    if value is True or value is False or isinstance(value, dict):
        return value
    if not is_none(value) and (is_js(value) or is_reference(value)):
        return value
    raise TypeError(f"{name} must be True, False or a dict of constraints, not {value!r}")


async def _open(constraints: dict):
    return await _call("a stream of a device", "getUserMedia", to_js(constraints))


async def _call(what: str, method: str, *args):
    """Call a method of the page's `navigator.mediaDevices`."""
    found = await on_device(what, "media", method, *args)
    if not isinstance(found, str):
        return found
    if not found:
        raise RuntimeError(
            f"{what} works only in a page that came by https, or from localhost: "
            "this browser offers no devices here"
        )
    name = found.split(":")[0]
    raise StreamError(f"{_REASONS.get(name, 'the browser cannot do it')} ({found})", name)
