# 000, 001: "pyscript.sync", "Pass data back to the main thread from a worker"
from pyscript import sync

sync.hello("PyScript")
