# 000, 001: "pyscript.fetch", "Supplying request options."
from pyscript import fetch


result = await fetch("https://example.com", method="POST", body="HELLO").text()
