# 003: "Accessing storage in Python"
from pyscript import storage


my_store = await storage("shared")

# Write data that JavaScript can read.
my_store["user_count"] = 42
my_store["status"] = "active"

# Read data written by JavaScript.
config = my_store.get("config", {})
