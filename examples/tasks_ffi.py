"""A task board by the DOM's own functions: compare tasks.py."""

from pyscript import document, when

tasks = document.getElementById("tasks")
form = document.getElementById("new")
shown = "all"


def show():
    """Hide the tasks that are not wanted."""
    count = 0
    for task in tasks.querySelectorAll("li"):
        finished = task.classList.contains("finished")
        hidden = shown not in ("all", "finished" if finished else "active")
        task.hidden = hidden
        count += not hidden
    document.getElementById("empty").textContent = "" if count else "Nothing here."


@when("submit", form, prevent_default=True)
def add():
    field = form.querySelector("[name=text]")
    text = field.value.strip()
    if not text:
        return
    box = document.createElement("input")
    box.type = "checkbox"
    caption = document.createElement("span")
    caption.textContent = text
    label = document.createElement("label")
    label.append(box, caption)
    delete = document.createElement("button")
    delete.className = "plain"
    delete.textContent = "Delete"
    task = document.createElement("li")
    priority = form.querySelector("[name=priority]:checked").value
    task.className = f"task {priority}"
    task.append(label, delete)
    tasks.append(task)
    field.value = ""
    show()


@when("change", "#tasks input", live=True)
def toggle(event):
    event.target.closest("li").classList.toggle("finished", event.target.checked)
    show()


@when("click", "#tasks button", live=True)
def delete(event):
    event.target.closest("li").remove()
    show()


@when("click", "[data-show]")
def choose(event):
    global shown
    shown = event.currentTarget.dataset.show
    for button in document.querySelectorAll("[data-show]"):
        button.setAttribute("aria-pressed", "true" if button.dataset.show == shown else "false")
    show()


show()
