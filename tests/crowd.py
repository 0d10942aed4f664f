"""Many workers that change one page at once, each checking what it did."""

from __future__ import annotations

from pyscript_tools.testing.realms import MICROPYTHON_WORKER, PYODIDE_WORKER

CODE = """
import random
import js
from pyscript import document, when, window

name = "{name}"
box = document.getElementById(name)
sent = []
seen = []

@when("ping", box)
def pinged(event):
    assert event.target == box, event.target
    seen.append(event.detail)

model = []
end = js.performance.now() + 1000 * {seconds}
while len(sent) < 150 or js.performance.now() < end:
    step = len(sent)
    action = random.randrange(5)
    index = random.randrange(len(model)) if model else -1
    if len(model) > 200:
        box.replaceChildren()
        model = []
    elif action < 2 or index < 0:
        node = document.createElement("p")
        node.textContent = name + " " + str(step)
        box.append(node)
        model.append(name + " " + str(step))
    elif action == 2:
        box.children[index].remove()
        del model[index]
    elif action == 3:
        box.children[index].textContent += "!"
        model[index] += "!"
    else:
        assert [node.textContent for node in box.querySelectorAll("p")] == model
    sent.append(name + str(step))
    box.dispatchEvent(window.CustomEvent.new("ping", detail=sent[-1]))
    if step % 10 == 0:
        await window.Promise.resolve()
await window.Promise.resolve()
assert [node.textContent for node in box.children] == model, model
assert seen == sent, (len(seen), len(sent))
print("content", name, len(sent))
"""


def crowd(size: int, seconds: float = 0) -> str:
    """Return a body with that many workers, half of them on each interpreter."""
    boxes = scripts = ""
    for number in range(size):
        realm = (MICROPYTHON_WORKER, PYODIDE_WORKER)[number % 2]
        name = f"{realm.interpreter}{number}"
        boxes += f'<div id="{name}"></div>'
        scripts += realm.script(CODE.replace("{name}", name).replace("{seconds}", str(seconds)))
    return boxes + scripts
