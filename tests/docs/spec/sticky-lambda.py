# 002, 004: "create_proxy", "A sticky lambda"
from pyscript import document

# logs "click" if nothing else stopped propagation
document.onclick = lambda e: print(e.type)
