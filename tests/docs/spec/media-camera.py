# 000: "pyscript.media", "Basic camera access"
from pyscript import document
from pyscript.media import Device

async def init_camera():
    # Get a video stream
    stream = await Device.load(video=True)
    
    # Set the stream as the source for a video element
    video_el = document.getElementById("camera")
    video_el.srcObject = stream
    
# Initialize the camera
init_camera()
