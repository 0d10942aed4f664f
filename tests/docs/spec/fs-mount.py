# 000: "pyscript.fs.mount", "Mount a local directory to the '/local' directory in the browser's virtual filesystem"
from pyscript import fs


# May ask for permission from the user, and select the local target.
await fs.mount("/local")
