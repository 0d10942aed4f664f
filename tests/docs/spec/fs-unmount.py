# 000: "pyscript.fs.unmount", "Unmount from the virtual filesystem."
await fs.unmount("/local")
