"""Cameras and microphones: those that Chromium plays when it has no real ones."""

from pyscript_testing import on_page, raises, until
from pyscript import document, media
from pyscript.media import Device, StreamError, list_devices

KINDS = {"audioinput": 3, "videoinput": 1, "audiooutput": 3}


async def first(kind):
    """Return the first device of a kind."""
    devices = await list_devices()
    return next(device for device in devices if device.kind == kind)


def kinds(stream):
    """Return what a stream consists of."""
    return sorted([track.kind for track in stream.getTracks()])


def stop(stream):
    for track in stream.getTracks():
        track.stop()


async def test_devices():
    """Each has an id, a group, a kind and a label, also as items."""
    devices = await list_devices()
    found = {}
    for device in devices:
        assert isinstance(device, Device)
        found[device.kind] = found.get(device.kind, 0) + 1
        for name in ("id", "group", "kind", "label"):
            assert isinstance(getattr(device, name), str)
            assert getattr(device, name)
            assert device[name] == getattr(device, name)
    assert found == KINDS
    assert len({device.id + device.kind for device in devices}) == len(devices)


async def test_no_other_items():
    """An item that there is not is a `KeyError` which names those that there are."""
    device = await first("videoinput")
    for name in ("deviceId", "get_stream", "_x"):
        with raises(KeyError, "id, group, kind, label"):
            device[name]


async def test_repr():
    """A device shows its kind and label."""
    assert repr(await first("videoinput")) == "<Device videoinput 'fake_device_0'>"


async def test_request_stream():
    """By default that is the camera's; what is asked for is what is opened."""
    for options, expected in (
        ({}, ["video"]),
        ({"audio": True}, ["audio", "video"]),
        ({"audio": True, "video": False}, ["audio"]),
        ({"audio": {"echoCancellation": False}, "video": False}, ["audio"]),
    ):
        stream = await Device.request_stream(**options)
        assert kinds(stream) == expected
        stop(stream)


async def test_constraints():
    """A dict says what the stream should be like, to any depth."""
    stream = await Device.request_stream(video={"width": {"exact": 320}, "height": 240})
    settings = stream.getVideoTracks()[0].getSettings()
    assert (settings.width, settings.height) == (320, 240)
    stop(stream)


async def test_load():
    """The older name does the same, by name and by position."""
    for stream in (await Device.load(), await Device.load(audio=False, video=True)):
        assert kinds(stream) == ["video"]
        stop(stream)
    stream = await Device.load(True, False)
    assert kinds(stream) == ["audio"]
    stop(stream)


async def test_a_camera_alone():
    """A camera's stream is of this camera, without sound."""
    camera = await first("videoinput")
    stream = await camera.get_stream()
    assert kinds(stream) == ["video"]
    assert stream.getTracks()[0].getSettings().deviceId == camera.id
    stop(stream)


async def test_a_microphone_opens_no_camera():
    """A microphone's stream is of this microphone, and of nothing else."""
    for device in await list_devices():
        if device.kind == "audioinput":
            stream = await device.get_stream()
            assert kinds(stream) == ["audio"]
            assert stream.getTracks()[0].label == device.label
            stop(stream)


async def test_a_speaker_gives_no_stream():
    """That is a `ValueError`, which says what can be done with one."""
    with raises(ValueError, "setSinkId(device.id)"):
        await (await first("audiooutput")).get_stream()


async def test_a_video_shows_it(target):
    """A stream is what `srcObject` takes."""
    video = document.createElement("video")
    video.muted = True
    document.getElementById(target).append(video)
    stream = await Device.request_stream(video={"width": 320})
    video.srcObject = stream
    await video.play()
    await until(lambda: video.videoWidth == 320)
    canvas = document.createElement("canvas")
    canvas.getContext("2d").drawImage(video, 0, 0)
    assert await on_page(f"document.querySelector('#{target} video').srcObject.active") is True
    stop(stream)
    await until(lambda: not stream.active)


async def test_an_element_shows_it(target):
    """So does one of `pyscript.web`."""
    from pyscript import web

    web.page[target].append(web.video(id=target + "-video"))
    video = web.page[target + "-video"]
    stream = await Device.request_stream()
    video.srcObject = stream
    assert await on_page(f"document.getElementById('{target}-video').srcObject.active") is True
    stop(stream)


async def test_nothing_asked_for():
    """A stream of neither is a `ValueError`."""
    with raises(ValueError, "audio=True or video=True"):
        await Device.request_stream(audio=False, video=False)


async def test_wrong_arguments():
    """What is no bool and no dict is refused."""
    for wrong in (None, 1, "yes", [True]):
        with raises(TypeError, "audio must be True, False or a dict"):
            await Device.request_stream(audio=wrong)
        with raises(TypeError, "video must be"):
            await Device.request_stream(video=wrong)


async def test_constraints_that_nothing_meets():
    """The error has the browser's name, and says what it means."""
    with raises(StreamError, "no device has what the constraints ask for") as caught:
        await Device.request_stream(video={"width": {"exact": 123456}})
    assert "width" in str(caught.value)
    assert caught.value.name == "OverconstrainedError"
    assert isinstance(caught.value, RuntimeError)


async def test_in_a_task():
    """A task that nobody awaits gets its stream, and its error."""
    import asyncio

    results = []

    async def use():
        stream = await Device.request_stream(audio=True, video=False)
        results.append(kinds(stream))
        stop(stream)
        try:
            await Device.request_stream(video={"width": {"exact": 123456}})
        except media.StreamError as error:
            results.append(error.name)

    task = asyncio.create_task(use())
    await until(lambda: len(results) == 2)
    assert results == [["audio"], "OverconstrainedError"]
    await task
