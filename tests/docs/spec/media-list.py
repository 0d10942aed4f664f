# 000: "pyscript.media", "Listing all media devices"
from pyscript.media import list_devices

devices = await list_devices()
for device in devices:
    print(f"Device: {device.label}, Kind: {device.kind}")
