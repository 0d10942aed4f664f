"""Forms of `pyscript.web`: what their fields are called, and how many of one name there are."""

from pyscript_testing import on_page, raises, tick, until

from pyscript import web
from pyscript.web import page

TIMEOUT = 60

HIDING = [
    "addEventListener",
    "append",
    "attributes",
    "before",
    "children",
    "classList",
    "className",
    "cloneNode",
    "elements",
    "getAttribute",
    "hasAttributes",
    "getAttributeNames",
    "id",
    "insertAdjacentHTML",
    "localName",
    "matches",
    "namespaceURI",
    "nodeType",
    "parentElement",
    "parentNode",
    "prepend",
    "querySelector",
    "querySelectorAll",
    "remove",
    "replaceChildren",
    "setAttribute",
    "style",
    "title",
]


async def test_fields_that_hide_properties(target):
    """A field may have the name of any property or method of the form."""
    form = web.form(
        [web.input_(name=name, value="-") for name in HIDING], id="hiding", title="a", class_="b"
    )
    page[target].append(form)
    assert form.values == {name: "-" for name in HIDING}
    form.values["elements"] = "e"
    assert form.values["elements"] == "e"
    form.append(web.b("1"))
    form.append(web.i("2"), web.u("3"))
    form.prepend("text")
    form.before(web.s("before"))
    assert len(form.children) == len(HIDING) + 3
    assert [each.textContent for each in form.find("b, i, u")] == ["1", "2", "3"]
    form.classes.add("c")
    assert form.classes == {"b", "c"}
    form.style["color"] = "red"
    assert form.style == {"color": "red"}
    form.dataset.x = 1
    assert form.attributes["data-x"] == "1" and form.attributes["title"] == "a"
    form.update(title="d", classes="e")
    assert form.attributes.copy() == {
        "id": "hiding",
        "title": "d",
        "class": "b c e",
        "style": "color: red;",
        "data-x": "1",
    }
    forms = page[target].find("form")
    assert forms["hiding"] == form
    assert forms.title == ["d"] and page["hiding"] == form
    assert forms.find("b")[0].parent == form
    assert form.parent == page[target]
    assert "hiding" in repr(form)
    assert form.clone().attributes["class"] == "b c e"
    sent = []
    form.on_reset.add_listener(lambda: sent.append(1))
    await on_page("HTMLFormElement.prototype.reset.call(document.getElementById('hiding'))")
    await until(lambda: sent)
    web.form(web.input_(name="append"), "<b>1</b>", web.i(2))
    made = web.div(web.render("<form><input name='setAttribute'></form>"))
    assert made.find("input")[0].parent.tag_name == "form"
    form.replace_children()
    assert form.values == {}
    form.remove()
    assert page["hiding"] is None
    await tick()


def test_several_of_one_name():
    """Several fields of one name are a list."""
    form = web.form(
        web.input_(name="to", value="a"),
        web.input_(name="one", value="1"),
        web.input_(name="to", value="b"),
        web.textarea("x", name="to"),
        [web.input_(name="n", type="number", value=i) for i in (1, 2)],
    )
    assert form.values == {"to": ["a", "b", "x"], "one": "1", "n": [1, 2]}
    form.values = {"to": ["c", None, "d"], "n": [3, None]}
    assert form.values == {"to": ["c", "", "d"], "one": "1", "n": [3, None]}
    form.values["to"] = None
    assert form.values["to"] == ["", "", ""]
    for wrong in ("a", ["a", "b"], ["a"] * 4):
        with raises(ValueError, 'the form has 3 fields "to"'):
            form.values["to"] = wrong
    assert form.values["to"] == ["", "", ""]


def test_several_checkboxes():
    """What checkboxes are set to may be one value; a hidden field may stand for none."""
    form = web.form([web.input_(name="m", type="checkbox", value=each) for each in "12"])
    form.values["m"] = "1"
    assert form.values["m"] == ["1"]
    form.values["m"] = ["1", 2]
    assert form.values["m"] == ["1", "2"]
    form.values["m"] = None
    assert form.values["m"] == []
    form = web.form(
        web.input_(name="h", type="hidden", value="0"),
        web.input_(name="h", type="checkbox", value="1", checked=True),
        web.output(name="result"),
    )
    assert form.values == {"h": ["0", "1"]}
    form.values["result"] = 5
    assert form.find("output")[0].value == "5"


def test_clearing():
    """All that can be is emptied; a choice of files, too, which only the user can make."""

    class Date:
        def __str__(self):
            return "2024-01-02"

    form = web.form(
        web.input_(name="file", type="file"),
        web.input_(name="day", type="date"),
        web.input_(name="text", value="x"),
    )
    form.values["day"] = Date()
    assert form.values["day"] == "2024-01-02"
    form.values.clear()
    assert form.values == {"file": [], "day": "", "text": ""}
    with raises(ValueError, "only the user can choose files"):
        form.values["file"] = "a"
