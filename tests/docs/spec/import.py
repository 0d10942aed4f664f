# 000, 001: "Built-in APIs", "Accessing the document object via the pyscript module"
from pyscript import document
