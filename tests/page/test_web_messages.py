"""How many messages `pyscript.web` takes in a worker: descriptions are sent once."""

import js
from pyscript import ffi, web
from pyscript._reference import _page
from pyscript.web import page
from pyscript_testing import raises

REALMS = ["worker"]

# Counts what this worker sends: it waits for the page's answers, and not for the rest.
js.eval(
    """
    const { postMessage } = MessagePort.prototype;
    globalThis.webMessages = 0;
    MessagePort.prototype.postMessage = function (data, ...rest) {
        if (!Array.isArray(data) || data[0] !== 0) webMessages++;
        return postMessage.call(this, data, ...rest);
    };
    """
)


class messages:
    """Count the messages of a `with` block: `with messages() as sent:`, then `sent.count`."""

    def __enter__(self):
        self._before = (js.webMessages, _page.asked)
        return self

    def __exit__(self, *_):
        self.questions = _page.asked - self._before[1]
        self.count = js.webMessages - self._before[0] + self.questions
        return False


def rows(count):
    return [
        web.tr(
            web.td(f"name {i}", title="tip", data_row=i),
            web.td(web.input_(value=i, type="number", aria_label="n", on_change=print)),
            classes=["row"],
            style={"color": "red"},
        )
        for i in range(count)
    ]


def test_a_tree_of_any_size(target):
    """Built, with listeners, and attached: three messages, and none for what stays."""
    for count in (1, 300):
        with messages() as sent:
            table = web.table(web.tbody(rows(count)), classes=["big"])
            page[target].append(table)
        assert sent.count <= 3
        with messages() as sent:
            page[target].append(web.p("x"))
        assert sent.count <= 2
    assert len(page[target].find("tr")) == 301


def test_a_tree_that_changes_before_it_is_there(target):
    """What is done to a description is part of it."""
    with messages() as sent:
        box = web.div()
        for i in range(20):
            item = web.p(f"{i}", class_="a")
            item.classes.add("b")
            item.style["color"] = "red"
            item.title = "tip"
            item.dataset.index = i
            item.on_click.add_listener(print)
            box.append(item)
        page[target].append(box)
    assert sent.count <= 3
    assert page[target].find("p.a.b").title == ["tip"] * 20


def test_found_and_set(target):
    """One attribute set on all that is found."""
    page[target].append([web.p(f"{i}") for i in range(200)])
    with messages() as sent:
        page.find(f"#{target} p").title = "tip"
    assert sent.count <= 3
    with messages() as sent:
        page.find(f"#{target} p").update_all(classes=["x"], style={"color": "red"}, hidden=True)
    assert sent.count <= 3
    with messages() as sent:
        page[target].find("p").classes.add("y")
    assert sent.count <= 3
    assert len(page.find(f"#{target} p.x.y[title=tip][hidden]")) == 200


def test_iteration(target):
    """Two properties of each are read in three messages and one for every fifty."""
    page[target].append([web.p(f"text {i}", title=f"title {i}") for i in range(400)])
    for count in (10, 400):
        with messages() as sent:
            found = page.find(f"#{target} p:nth-child(-n+{count})")
            read = [(item.title, item.textContent) for item in found]
        assert sent.count <= 3 + count / 50
        assert read == [(f"title {i}", f"text {i}") for i in range(count)]


def test_iteration_with_changes(target):
    """What was fetched ahead is forgotten as soon as something changes."""
    page[target].append([web.p(f"{i}") for i in range(30)])
    seen = []
    for item in page.find(f"#{target} p"):
        seen.append(item.textContent)
        page.find(f"#{target} p").update_all(textContent=str(len(seen)))
    assert seen == [str(i) for i in range(30)]


def test_views(target):
    """Each way of reading a view is one question, each way of changing it one command."""
    page[target].append(web.div("x", classes=["a", "b"], style={"color": "red"}))
    box = page.find(f"#{target} div")[0]
    for use, questions in (
        (lambda: set(box.classes), 1),
        (lambda: "a" in box.classes, 1),
        (lambda: box.classes.add("c", "d"), 0),
        (lambda: box.classes.remove("c"), 0),
        (lambda: box.style["color"], 1),
        (lambda: box.style.copy(), 1),
        (lambda: box.style.update({"orphans": "3"}, widows="4"), 1),  # names that are new
        (lambda: box.style.update({"orphans": "4"}, widows="5"), 0),
        (lambda: box.attributes.update({"data-views": "x", "lang": "en"}), 1),
        (lambda: box.style.clear(), 0),
        (lambda: box.update(classes=["z"], style={"order": "1"}, title="tip", data_viewed=3), 1),
        (lambda: box.dataset.viewed, 1),
        (lambda: repr(box), 1),
    ):
        with messages() as sent:
            use()
        assert questions <= sent.count <= 1
        assert sent.questions == questions


def test_what_cannot_fail_is_not_waited_for(target):
    """It is sent at once, and done before whatever comes next."""
    box = page[target]
    made = [web.p(f"{i}", title="old", classes=["a"]) for i in range(40)]
    with messages() as sent:
        for element in made:
            box.append(element)
    assert sent.questions <= 1  # what `title` is
    with messages() as sent:
        for i in range(40):
            box.append(web.p(web.b(f"{i}"), title="old", classes=["b"]))
    assert sent.count < 20
    assert sent.questions == 0
    assert len(box.children) == 80
    with messages() as sent:
        for element in made[:20]:
            element.classes.add("x")
        for element in made[20:]:
            element.remove()
    assert sent.count < 20
    assert sent.questions == 0
    assert page.find(f"#{target} .a.x").textContent == [f"{i}" for i in range(20)]
    for element in page.find(f"#{target} .b"):
        element.title = "new"
    with messages() as sent:
        for element in page.find(f"#{target} .b"):
            element.title = "newer"
    assert sent.questions == 1
    assert page.find(f"#{target} .b").title == ["newer"] * 40
    assert made[7].title == "old"
    assert made[7] == page.find(f"#{target} .a")[7]
    assert [each.textContent for each in made[3].find("*")] == []


def test_truths_styles_and_attributes_are_not_waited_for(target):
    """But for the first of a name, which the page might not know."""
    box = page[target]
    made = [web.button(f"{i}") for i in range(20)]
    box.append(web.div(*made))

    def change(element, number):
        element.hidden = number % 2 == 0
        element.disabled = True
        element.style["color"] = "red"
        element.style.update({"left": f"{number}px", "--own": "1"})
        element.dataset["number"] = number
        element.aria["label"] = f"No. {number}"
        element.update(title="tip", style={"left": f"{number}px"})

    change(made[0], 0)
    with messages() as sent:
        for number, element in enumerate(made):
            change(element, number)
    assert sent.questions == 0
    last = box.find("button")[-1]
    assert not last.hidden and last.disabled and last.title == "tip"
    assert last.style.copy() == {"color": "red", "left": "19px", "--own": "1"}
    assert last.dataset["number"] == "19" and last.aria["label"] == "No. 19"
    assert box.find("[hidden]").textContent == [f"{i}" for i in range(0, 20, 2)]
    styled = [web.i(style={"color": "red", "left": "1px"}, hidden=True) for _ in range(20)]
    with messages() as sent:
        for element in styled:
            box.append(element)
    assert sent.questions == 0
    assert len(box.find("i[hidden]")) == 20
    with raises(ValueError):
        last.style["no-such-thing"] = "1"
    with raises(ValueError):
        last.style["no-such-thing"] = "1"


def test_a_node_is_wrapped(target):
    """With one message, which says all that there is to know of it."""
    node = page[target]._dom_element
    with messages() as sent:
        assert repr(type(web.Element(node)))
    assert sent.count == 1


def test_what_is_no_element_is_waited_for(target):
    """A shadow root has no attributes, whatever elements were given."""
    box = web.div()
    page[target].append(box)
    box.attributes["data-shadow"] = "1"
    root = web.Element(box._dom_element.attachShadow(ffi.to_js({"mode": "open"})))
    for change in (
        lambda: root.attributes.update({"data-shadow": "1"}),
        lambda: root.classes.add("a"),
    ):
        with raises(ValueError):
            change()


def test_what_can_fail_is_waited_for(target):
    """It raises where it is written."""
    box = page[target]
    wrong = web.progress(value=1)
    wrong.value = "much"
    for change in (
        lambda: box.append(wrong),
        lambda: box.append(web.div(style={"no-such-thing": "1"})),
        lambda: box.append(web.div(attributes={"no name": "1"})),
        lambda: box.children[0].append(box),
    ):
        box.append(web.p("x"))
        try:
            change()
        except ValueError:
            continue
        raise AssertionError("nothing was raised")


def test_import():
    """To import it does not touch the page."""
    with messages() as sent:
        import pyscript.web._math
        import pyscript.web._svg
    assert sent.count == 0
