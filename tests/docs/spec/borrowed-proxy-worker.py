# 002, 004: "Borrowed proxy", "Code running on Pyodide in a worker has no borrowed proxy issue."
from pyscript import window


window.setTimeout(lambda x: print(x), 1000, "OK")
