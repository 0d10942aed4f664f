# 000, 001: "pyscript.storage"
# This is a write operation.
store["key"] = value

# This is also a write operation (it changes the stored data).
del store["key"]
