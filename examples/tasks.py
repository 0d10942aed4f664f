"""A task board made of elements of `pyscript.web`."""

from pyscript import web, when

PRIORITIES = ["high", "medium", "low"]
SHOWN = ["all", "active", "finished"]


class Task(web.li):
    """A task in the list, which knows whether it has been done."""

    def __init__(self, text, priority):
        super().__init__(
            web.label(web.input_(type="checkbox", on_change=self.toggle), web.span(text=text)),
            web.button("Delete", classes=["plain"], on_click=self.delete),
            classes=["task", priority],
        )
        self.finished = False

    def toggle(self, event):
        self.finished = event.target.checked
        self.classes.toggle("finished", self.finished)
        show()

    def delete(self):
        tasks.remove(self)
        self.remove()
        show()


tasks = []
shown = "all"

with web.page["board"]:
    with web.form(classes=["fields"]) as form:
        web.input_(name="text", aria_label="New task", placeholder="What is there to do?")
        with web.fieldset():
            web.legend("Priority")
            for name in PRIORITIES:
                box = web.input_(type="radio", name="priority", value=name)
                web.label(box, name)
        web.button("Add")
    with web.div(role="group", aria_label="Show", classes=["buttons"]):
        for name in SHOWN:
            web.button(name, classes=["plain"], data_show=name, aria_pressed=name == shown)
    listing = web.ul(classes=["tasks"])
    empty = web.p(role="status", classes=["empty"])

form.values["priority"] = "medium"


def show():
    """Hide the tasks that are not wanted."""
    wanted = [task for task in tasks if shown == "all" or task.finished == (shown == "finished")]
    for task in tasks:
        task.hidden = task not in wanted
    empty.text = "" if wanted else "Nothing here."


@when("submit", form, prevent_default=True)
def add():
    text = form.values["text"].strip()
    if text:
        task = Task(text, form.values["priority"])
        tasks.append(task)
        listing.append(task)
        form.values["text"] = ""
        show()


@when("click", "[data-show]", live=True)
def choose(event):
    global shown
    shown = event.currentTarget.dataset.show
    for button in web.page.find("[data-show]"):
        button.aria.pressed = button.dataset.show == shown
    show()


show()
