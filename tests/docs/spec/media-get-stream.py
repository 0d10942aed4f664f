# 000: "pyscript.media", "Getting a stream from a specific device"
# Find a video input device
video_devices = [d for d in devices if d.kind == "videoinput"]
if video_devices:
    # Get a stream from the first video device
    stream = await video_devices[0].get_stream()
