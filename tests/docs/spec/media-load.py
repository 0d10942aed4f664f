# 000: "pyscript.media", "Loading a media stream"
# Load a video stream (default)
stream = await Device.load()

# Load an audio stream only
stream = await Device.load(audio=True, video=False)

# Load with specific video constraints
stream = await Device.load(video={"width": 1280, "height": 720})
