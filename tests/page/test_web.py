"""`pyscript.web`: making, finding and changing elements."""

from harness import on_page, raises

from pyscript import web
from pyscript.web import page


SORTED = """(id) => {
    const box = document.getElementById(id).cloneNode(true);
    for (const element of box.querySelectorAll("*")) {
        const all = [...element.attributes].map(({name, value}) => [name, value]).sort();
        for (const [name] of all) element.removeAttribute(name);
        for (const [name, value] of all) element.setAttribute(name, value);
    }
    return box.innerHTML;
}"""


async def html(target):
    """Return what the target holds, with attributes in order: MicroPython's keywords have none."""
    return await on_page(f"({SORTED})('{target}')")


async def test_compose(target):
    """A tree is described in one expression, and put into the page at once."""
    box = web.div(
        web.h1("Title", id="the-title"),
        web.p("Some <b>HTML</b>", class_="intro", title="tip"),
        web.ul([web.li(name) for name in ("a", "b")]),
        None,
        1.5,
        classes=["panel", "primary"],
    )
    page[target].append(box)
    assert await html(target) == (
        '<div class="panel primary"><h1 id="the-title">Title</h1>'
        '<p class="intro" title="tip">Some <b>HTML</b></p><ul><li>a</li><li>b</li></ul>1.5</div>'
    )


async def test_properties(target):
    """Names are Python's, HTML's or the DOM's; what there is not raises."""
    field = web.input_(
        type="number", value=5, readonly=True, tabindex=3, data_user_id=7, aria_label="Age"
    )
    page[target].append(field, web.label("Age", for_="age"), web.td("x", colspan="2"))
    assert await html(target) == (
        '<input aria-label="Age" data-user-id="7" readonly="" tabindex="3" type="number">'
        '<label for="age">Age</label><td colspan="2">x</td>'
    )
    assert (field.value, field.readonly, field.tabindex, field.tabIndex) == ("5", True, 3, 3)
    assert field.data_user_id == "7"
    assert field.aria_label == "Age"
    field.value = 6
    field.readonly = False
    assert field._dom_element.value == "6"
    with raises(AttributeError, "did you mean 'placeholder'"):
        web.input_(placehodler="x")
    with raises(AttributeError, "did you mean 'value'"):
        field.valeu = 1
    with raises(AttributeError, "can only be read"):
        field.validity = 1
    with raises(AttributeError, "<div> has no property or attribute 'href'"):
        web.div(href="/")
    with raises(AttributeError, "has no property"):
        field.nothing_at_all


async def test_classes_and_style(target):
    box = web.div("x", class_="a b")
    page[target].append(box)
    box.classes.add("c", "d e")
    assert set(box.classes) == {"a", "b", "c", "d", "e"}
    box.classes.remove("a", "zzz")
    box.classes |= {"f"}
    assert "f" in box.classes and "a" not in box.classes
    assert box.classes.toggle("f") is False
    assert box.classes.replace("b", "g") is True
    assert set((await on_page(f"document.querySelector('#{target} div').className")).split()) == {
        "g",
        "c",
        "d",
        "e",
    }
    box.style["background-color"] = "red"
    box.style.update({"margin": "1px"}, font_size="12px")
    assert box.style["background_color"] == "red"
    assert box.style.copy()["font-size"] == "12px"
    del box.style["margin-top"]
    assert "margin-top" not in box.style
    with raises(KeyError):
        box.style["colour"]
    with raises(ValueError, "colour"):
        box.style["colour"] = "red"
    box.style = "color: blue"
    assert box.style == {"color": "blue"}
    box.classes = ["q"]
    assert list(box.classes) == ["q"]


async def test_events(target):
    seen = []
    button = web.button("x", id="b1", on_click=lambda event: seen.append(event.type))
    page[target].append(button)
    await on_page("document.getElementById('b1').click()")
    from harness import until

    await until(lambda: seen)

    def again():
        seen.append("again")

    page["b1"].on_click.add_listener(again)
    await on_page("document.getElementById('b1').click()")
    await until(lambda: len(seen) == 3)
    page["b1"].on_click.remove_listener(again)
    assert page["b1"] == button
    assert hash(page["b1"]) == hash(button)
    assert len(button.on_click.listeners) == 1
    button.on_click = None
    assert button.on_click.listeners == []


async def test_template(target):
    name = "<i>"
    clicks = []
    source = """t"<p class={'big'}>Hello {name}, {web.b('you')}</p><button id='tt' on_click={click}>go</button><table><tbody>{[web.tr(web.td(i)) for i in range(2)]}</tbody></table>" """
    page[target].append(
        eval(source.strip(), {"web": web, "name": name, "click": lambda: clicks.append(1)})
    )
    assert (
        await html(target)
        == '<p class="big">Hello &lt;i&gt;, <b>you</b></p><button id="tt">go</button><table><tbody><tr><td>0</td></tr><tr><td>1</td></tr></tbody></table>'
    )
    await on_page("document.getElementById('tt').click()")
    from harness import until

    await until(lambda: clicks)


async def test_collections(target):
    page[target].append([web.li(str(i), class_="item") for i in range(5)])
    items = page.find(f"#{target} .item")
    assert len(items) == 5
    assert isinstance(items[0], web.li)
    items.title = "tip"
    assert items.title == ["tip"] * 5
    items[1:3].classes.add("mid")
    assert len(page.find(f"#{target} .mid")) == 2
    items.update_all(classes=["z"], style={"color": "red"}, innerHTML="new")
    assert items.style["color"] == ["red"] * 5
    assert items.innerHTML == ["new"] * 5
    assert [i.textContent for i in items[::-2]] == ["new"] * 3
    assert page[target].children == items
    assert items[0].parent == page[target]
    items[0].remove()
    assert len(page[target].children) == 4


async def test_layout(target):
    with page[target]:
        with web.div(id="outer"):
            web.p("a", web.b("c"))
        web.span("s")
    assert await html(target) == '<div id="outer"><p>a<b>c</b></p></div><span>s</span>'


async def test_select(target):
    s = web.select_(web.option("apple", value=1), web.option("pear"), id="sel")
    page[target].append(s)
    assert s.options.selected.value == "1"
    s.options.add(value=0)
    s.options.selected = 0
    assert s.options.selected.textContent == "0"
    s.options.remove(0)
    assert [o.value for o in s.options] == ["pear", "0"]
    s.clear()
    assert s.options.selected is None
    s.options.add(html="Orange")
    assert len(s.options) == 1


async def test_svg(target):
    page[target].append(
        web.svg(web.svg.circle(cx=5, cy=5, r=4, stroke_width=2, fill="red"), viewBox="0 0 10 10")
    )
    assert (
        await html(target)
        == '<svg viewBox="0 0 10 10"><circle cx="5" cy="5" fill="red" r="4" stroke-width="2"></circle></svg>'
    )
    assert (
        await on_page(f"document.querySelector('#{target} circle').namespaceURI")
        == "http://www.w3.org/2000/svg"
    )
    assert isinstance(page.find("circle")[0], web.svg.circle)


async def test_form(target):
    f = web.form(
        web.input_(name="a", value="x"),
        web.input_(name="b", type="checkbox", checked=True),
        web.input_(name="n", type="number", value=3),
    )
    page[target].append(f)
    assert f.values.copy() == {"a": "x", "b": True, "n": 3}
    f.values["a"] = "y"
    f.values = {"b": False}
    assert f.values.copy() == {"a": "y", "b": False, "n": 3}
