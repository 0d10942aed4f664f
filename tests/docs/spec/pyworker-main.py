# 000, 001: "pyscript.PyWorker", "main.py - starts a new worker in Python."
from pyscript import PyWorker

# type MUST be either `micropython` or `pyodide`
PyWorker("worker.py", type="micropython")
