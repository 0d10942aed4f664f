# 000: "pyscript.fs.mount", "Mounting without a transient event dialog."
from pyscript import fs


async def handler(event):
    """
    The click event that calls this handler is already a transient event.
    """
    await fs.mount("/local")


my_button.onclick = handler
