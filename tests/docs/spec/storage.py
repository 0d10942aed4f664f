# 000, 001: "pyscript.storage"
from pyscript import storage


# Each store must have a meaningful name.
store = await storage("my-storage-name")

# store is a dictionary and can now be used as such.
