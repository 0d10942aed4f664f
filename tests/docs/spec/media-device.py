# 000: "pyscript.media", "Creating a Device object"
from pyscript.media import Device, list_devices

# List all available media devices
devices = await list_devices()
# Get the first available device
my_device = devices[0]
