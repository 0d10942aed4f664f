# 000: "pyscript.fs.sync", "Synchronise the virtual and local filesystems."
await fs.sync("/local")
