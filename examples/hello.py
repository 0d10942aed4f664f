import sys

from pyscript import HTML, RUNNING_IN_WORKER, display, document

name = sys.implementation.name
version = ".".join([str(part) for part in sys.implementation.version[:3]])
thread = "a worker" if RUNNING_IN_WORKER else "the main thread"

display("Hello from " + thread + "!")
display(HTML(f"<code>{name} {version}</code>"))
display("This page is called “" + document.title + "”.")
