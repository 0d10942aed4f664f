# 000, 001: "pyscript.fetch", "A simple HTTP GET as a single await"
from pyscript import fetch

data = await fetch("https://example.com").text()
