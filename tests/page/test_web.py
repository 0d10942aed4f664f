"""`pyscript.web`: making, finding and changing elements."""

from pyscript_testing import (
    IN_WORKER,
    collect_garbage,
    console,
    expect_error,
    on_page,
    raises,
    tick,
    until,
    user,
)

from pyscript import Event, document, display, ffi, when, web, window
from pyscript.web import page


TIMEOUT = 60

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


def put(target, *items):
    """Put things into the target; return its element."""
    page[target].append(*items)
    return page[target]


async def run(code):
    """Run JavaScript on the page, for what it does."""
    await on_page(f"void ({code})")


# Making ----------------------------------------------------------------------------------


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
    put(target, box)
    assert await html(target) == (
        '<div class="panel primary"><h1 id="the-title">Title</h1>'
        '<p class="intro" title="tip">Some <b>HTML</b></p><ul><li>a</li><li>b</li></ul>1.5</div>'
    )


async def test_children_of_every_kind(target):
    """Elements, collections, lists, generators, DOM nodes, numbers, `None`, nested; and text."""
    node = document.createElement("i")
    put(target, web.b("1"), web.b("2"))
    found = page[target].find("b")
    put(
        target,
        web.div(
            found,
            [web.u("3"), [web.u("4"), (web.u("5"),)]],
            (web.s(i) for i in range(2)),
            node,
            7,
            0,
            True,
            None,
            web.text("<&>"),
            children=[web.em("e")],
        ),
    )
    assert await html(target) == (
        "<div><b>1</b><b>2</b><u>3</u><u>4</u><u>5</u><s>0</s><s>1</s><i></i>70True&lt;&amp;&gt;"
        "<em>e</em></div>"
    )
    for wrong in ({"a": 1}, b"bytes", object(), len):
        with raises(TypeError, "the content of an element is"):
            web.div(wrong)


async def test_text_and_html(target):
    """A string is HTML in a constructor, and text where it is appended."""
    put(target, web.p("<b>bold</b> &amp; <script>window.hacked = 1</script>"), "<b>not</b>")
    assert await on_page("typeof window.hacked") == "undefined"
    box = page[target]
    assert box.find("p b")[0].textContent == "bold"
    assert len(box.find("b")) == 1


async def test_any_character(target):
    """Text, attributes, styles, classes and ids are what was given, whatever is in it."""
    box = page[target]
    for odd in (
        "\x1f",
        "\x1b",
        "\x1b0\x1f1",
        "\x01",
        "\x0b",
        "\x1c",
        "\x85",
        "\xa0",
        "\u2028",
        "|",
        ",",
    ):
        name = f"a{odd}b"
        made = web.p(
            web.text(name), id=name, title=odd, data_x=odd, class_=name, style={"--x": name}
        )
        box.replace_children(made, web.p("z"))
        assert (made.textContent, made.title, made.dataset.x) == (name, odd, odd)
        assert made.attributes["title"] == made.attributes.copy()["title"] == odd
        assert made.dataset == {"x": odd}
        assert made.style["--x"] == made.style.copy()["--x"] == name
        assert page[name] == box[name] == box.children[name] == made
        assert list(made.classes) == [name]
        made.classes.add(f"c{odd}d e")
        assert made.classes == {name, f"c{odd}d", "e"}
        made.classes.discard(name)
        made.classes = [f"c{odd}d"]
        assert made.className == f"c{odd}d"
        box.children.update_all(title=name, style={"--y": name})
        assert box.children.title == [name, name]
        assert box.children.style["--y"] == [name, name]
        form = web.form(web.input_(name=name, value=odd))
        assert form.values == {name: odd}
    assert web.p(classes=["a\tb", "c\n d\f"]).classes == {"a", "b", "c", "d"}


async def test_classes_that_make_their_own_node(target):
    """As users' classes do: `Element.__init__` is left out, `_dom_element` set; SVG, too."""

    class Made(web.Element):
        def __init__(self, **properties):
            space = "http://www.w3.org/2000/svg"
            self._dom_element = document.createElementNS(space, type(self).get_tag_name())
            self.update(classes=["own"], style={"fill": "red"}, **properties)
            self.get_event("click").add_listener(lambda event: seen.append(event.type))

    class circle(Made):
        pass

    seen = []
    made = circle(cx=5, stroke_width=2)
    put(target, made)
    assert page[target].find("circle")[0] == made
    found = document.querySelector(f"#{target} circle")
    assert found.getAttribute("stroke-width") == "2"
    assert [found.getAttribute("class"), found.style.fill] == ["own", "red"]
    web.Element(found).cx = 7
    assert found.getAttribute("cx") == "7"
    formula = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mi")
    web.Element(formula).mathvariant = "normal"
    assert formula.getAttribute("mathvariant") == "normal"
    with raises(TypeError, "wraps a DOM node"):
        web.Element(window.JSON)
    made.dispatchEvent(window.Event.new("click"))
    await until(lambda: seen == ["click"])


async def test_text_by_its_other_names(target):
    """Where an element has no `content` or `text` of its own."""
    put(target, web.p("old"))
    for name in ("content", "text"):
        setattr(page[target].children[0], name, name + " < b")
        assert await html(target) == f"<p>{name} &lt; b</p>"
    assert web.meta(content="own").outerHTML == '<meta content="own">'


async def test_events_of_any_name(target):
    """A listener hears of its event and of no other, whatever they are called."""
    names = ("my|event", "my event", "my", "event", "a\x1fb", "\xe9")
    seen = []
    made = web.p("x")
    for name in names[:3]:
        made.get_event(name).add_listener(lambda event: seen.append(event.type))
    put(target, made)
    for name in names[3:]:
        made.get_event(name).add_listener(lambda event: seen.append(event.type))
    for name in names:
        made.dispatchEvent(window.Event.new(name))
    await until(lambda: len(seen) == len(names))
    assert seen == list(names)


async def test_rows_and_options_of_html(target):
    """HTML is parsed where it goes: a cell's in a row."""
    put(target, web.table(web.tbody(web.tr("<td>1</td><td>2</td>"))))
    assert await html(target) == "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"


def test_void_elements():
    """Elements that hold nothing say so."""
    with raises(TypeError, "<br> holds nothing"):
        web.br("text")
    with raises(TypeError, "<input> holds nothing"):
        web.input_().append("x")
    with raises(TypeError, "<img> holds nothing"):
        with web.img():
            pass


async def test_every_element(target):
    """Every class makes an element of its tag, and is what such an element is found as."""
    kinds = [getattr(web, name) for name in web.__all__ if name[0].islower()]
    kinds = [
        kind
        for kind in kinds
        if isinstance(kind, type) and getattr(kind, "tag_name", "") and kind is not web.grid
    ]
    assert len(kinds) > 110
    skip = ("html", "head", "body")
    made = [kind() for kind in kinds if kind.tag_name not in skip]
    put(target, made)
    names = await on_page(
        f"[...document.getElementById('{target}').children].map(e => e.localName)"
    )
    assert names == [each.tag_name for each in made]
    assert [type(each) for each in page[target].children] == [type(each) for each in made]
    unknown = f"[...document.getElementById('{target}').children].filter(e => e instanceof HTMLUnknownElement).map(e => e.localName)"
    assert await on_page(unknown) in ([], ["selectedcontent"])


def test_names_with_and_without_underscore():
    """`input` and `input_`, `del_`, `select_`: all of them."""
    assert web.input is web.input_
    assert web.select_ is web.select
    assert web.object is web.object_
    assert web.del_.tag_name == "del"
    assert web.elements.a_ if hasattr(web.elements, "a_") else web.a_ is web.a
    with raises(AttributeError, "there is no element 'blink'"):
        web.blink


async def test_namespaces_of_both_generations(target):
    from pyscript.web import dom, elements, when as same
    from pyscript.web.elements import Element, button
    import pyscript.web.elements as module

    assert same is when

    assert module.button is button is web.button is elements.button
    assert issubclass(button, Element)
    assert dom.body == page.body
    assert dom.find(f"#{target}")[0] == page[target]


async def test_grid(target):
    put(target, web.grid(web.p("a"), style={"grid-template-columns": "1fr 2fr"}), web.grid())
    assert page[target].find("div").style["display"] == ["grid", "grid"]
    assert "grid-template-columns" in page[target].children[0].style


async def test_svg(target):
    """Elements of SVG are in its namespace, their attributes by Python's names."""
    circle = web.svg.circle(cx=5, cy=5, r=4, stroke_width=2, fill="red", class_="dot")
    put(target, web.svg(circle, viewBox="0 0 10 10"))
    assert await html(target) == (
        '<svg viewBox="0 0 10 10"><circle class="dot" cx="5" cy="5" fill="red" r="4" stroke-width="2">'
        "</circle></svg>"
    )
    space = f"document.querySelector('#{target} circle').namespaceURI"
    assert await on_page(space) == "http://www.w3.org/2000/svg"
    assert isinstance(page.find("circle")[0], web.svg.circle)
    assert circle.stroke_width == "2"
    circle.stroke_width = 3
    circle.classes.add("big")
    assert circle.attributes["class"] == "dot big"
    with raises(AttributeError, "did you mean 'stroke_width'"):
        web.svg.circle(stroke_witdh=2)
    with raises(AttributeError, "<circle> has no property or attribute 'x2'"):
        web.svg.circle(x2=2)


async def test_mathml(target):
    put(target, web.math(web.math.mfrac(web.math.mi("a"), web.math.mn(2)), display="block"))
    space = f"document.querySelector('#{target} mfrac').namespaceURI"
    assert await on_page(space) == "http://www.w3.org/1998/Math/MathML"
    assert isinstance(page[target].find("mi")[0], web.math.mi)


async def test_custom_elements(target):
    """Those take whatever attributes they are given."""
    my_card = web.tag("my-card")
    put(target, my_card("x", heading="H", data_x=1, some_thing=True))
    assert await html(target) == '<my-card data-x="1" heading="H" some-thing="">x</my-card>'
    found = page[target].find("my-card")[0]
    assert found.heading == "H"
    found.heading = "I"
    assert found.attributes["heading"] == "I"


async def test_subclasses(target):
    """A class of the user's is an element of its parent's tag, unless it says otherwise."""

    class Card(web.div):
        limit = 3

        def __init__(self, title, *children):
            super().__init__(web.h2(title), *children, classes=["card"])
            self.count = 7
            self.limit = 4

        def shout(self):
            return self.find("h2")[0].textContent.upper()

    class Own(web.section):
        tag_name = "own-section"

    card = Card("hello", web.p("x"))
    put(target, card, Own("y"))
    assert await html(target) == (
        '<div class="card"><h2>hello</h2><p>x</p></div><own-section>y</own-section>'
    )
    assert (card.count, card.limit, card.shout()) == (7, 4, "HELLO")
    card.title = "tip"
    assert await on_page(f"document.querySelector('#{target} .card').title") == "tip"
    assert type(page[target].children[1]) is web.ContainerElement
    web.Element.register_element_classes([Own])
    assert type(page[target].children[1]) is Own
    web.Element.unregister_element_classes([Own])
    assert type(page[target].children[1]) is web.ContainerElement
    web.Element.register_element_classes([Card])
    try:
        assert type(page[target].children[0]) is Card
        card.count += 1  # what it has remembered before it still does
        assert card.count == 8
    finally:
        web.Element.unregister_element_classes([Card])
    assert type(page[target].children[0]) is web.div
    assert Card.get_tag_name() == "div"


# Properties ------------------------------------------------------------------------------


async def test_properties(target):
    """Names are Python's, HTML's or the DOM's; what there is not raises."""
    field = web.input_(
        type="number", value=5, readonly=True, tabindex=3, data_user_id=7, aria_label="Age"
    )
    cell = web.td("x", colspan="2", contenteditable=True)
    put(target, field, web.label("Age", for_="age"), cell)
    assert await html(target) == (
        '<input aria-label="Age" data-user-id="7" readonly="" tabindex="3" type="number">'
        '<label for="age">Age</label><td colspan="2" contenteditable="true">x</td>'
    )
    assert (field.value, field.readonly, field.tabindex, field.tabIndex) == ("5", True, 3, 3)
    assert (field.data_user_id, field.aria_label) == ("7", "Age")
    field.value = 6
    field.readonly = False
    field.aria_label = "Years"
    field.aria_hidden = False
    assert await on_page(
        f"(e => [e.value, e.readOnly, e.ariaLabel, e.ariaHidden])(document.querySelector('#{target} input'))"
    ) == ["6", False, "Years", "false"]
    assert page[target].find("label")[0].for_ == "age"
    page[target].find("label")[0].update(class_="a b", id="the-label")
    assert page["the-label"].class_ == "a b"


def test_what_there_is_not():
    with raises(AttributeError, "did you mean 'placeholder'"):
        web.input_(placehodler="x")
    field = web.input_()
    with raises(AttributeError, "did you mean 'value'"):
        field.valeu = 1
    with raises(AttributeError, "'validity' of <input> can only be read"):
        field.validity = 1
    with raises(AttributeError, "<div> has no property or attribute 'href'"):
        web.div(href="/")
    for _ in range(2):
        assert field.offsetWidth == 0
        with raises(AttributeError, "can only be read"):
            field.offsetWidth = 3
    upload = web.input_(type="file")
    assert upload.matches("input")
    for _ in range(2):
        with raises(ValueError):
            upload.value = "x"
    with raises(AttributeError, "has no property"):
        field.nothing_at_all
    with raises(AttributeError, "did you mean 'for_'"):
        web.label(fro="x")
    with raises(AttributeError, "did you mean 'aria_label'"):
        web.div(aria_lable="x")
    with raises(AttributeError, "did you mean 'onclick'"):
        web.div(onclik=print)
    with raises(AttributeError):
        web.page.find("body").update_all(titel="x")


def test_what_must_not_be_refused():
    """Properties without attributes, attributes without properties, obsolete and new ones."""
    web.video(srcObject=None, muted=True, currentTime=1, playsinline=True)
    web.div(
        innerHTML="x", textContent="y", itemprop="p", itemscope=True, inert=True, popover="auto"
    )
    web.form(accept_charset="utf-8", novalidate=True)
    web.meta(http_equiv="refresh", charset="utf-8")
    web.button(popovertarget="x", form="f", commandfor="d", command="show-modal")
    web.input_(list="l", form="f", minlength=1, autocomplete="off", capture="user")
    web.a(download="x", ping="y", ariaLabel="z", role="button")
    web.div(scrollTop=3, dir="ltr", part="p", nonce="n", enterkeyhint="go", spellcheck=False)
    web.iframe(srcdoc="x", allowfullscreen=True, sandbox="allow-scripts")
    web.td(headers="h", scope="row") if hasattr(web.td, "x") else web.th(scope="row", abbr="a")


async def test_none_removes(target):
    """`None` is as if it had never been set; `del`, too."""
    box = web.a(
        "x", href="/x", title="t", hidden=True, tabindex=2, class_="c", aria_label="l", data_x=1
    )
    put(target, box)
    for name in ("href", "title", "hidden", "tabindex", "class_", "aria_label"):
        setattr(box, name, None)
    del box.data_x
    assert await html(target) == "<a>x</a>"
    box.update(title=None)
    assert await html(target) == "<a>x</a>"


async def test_html_and_text(target):
    """`html` is innerHTML, `text` textContent, where the element has no `text` of its own."""
    box = web.p(html="<b>x</b>")
    put(target, box, web.p(text="<i>"), web.option(text="o"))
    assert await html(target) == "<p><b>x</b></p><p>&lt;i&gt;</p><option>o</option>"
    assert (box.html, box.text) == ("<b>x</b>", "x")
    box.html = "<u>y</u>"
    assert box.innerHTML == "<u>y</u>"


async def test_values_of_every_kind(target):
    """Objects and functions of JavaScript's arrive as such; functions of Python's are handlers."""
    seen = []
    button = web.button("x", onclick=lambda event: seen.append(event.type))
    put(target, button)
    await run(f"document.querySelector('#{target} button').click()")
    await until(lambda: seen)
    button.onclick = None
    await run(f"document.querySelector('#{target} button').click()")
    await tick()
    assert seen == ["click"]
    other = web.input_(popoverTargetElement=button)
    put(target, other)
    same = f"document.querySelector('#{target} input').popoverTargetElement.localName"
    assert await on_page(same) == "button"


async def test_order_does_not_matter(target):
    """A value is set when there is what it depends on."""
    put(
        target,
        web.input_(value=150, type="range", max=200),
        web.select(web.option("a"), web.option("b"), value="b"),
        web.progress(value=3, max=4),
    )
    assert page[target].find("input")[0].value == "150"
    assert page[target].find("select")[0].value == "b"
    assert page[target].find("progress")[0].position == 0.75


async def test_methods_of_the_dom(target):
    """What is not ours is the DOM's."""
    field = web.input_(id="field")
    put(target, field)
    field.focus()
    assert await on_page("document.activeElement.id") == "field"
    assert field.matches("input")
    assert field.closest("div").id == target
    assert field.nextElementSibling is None
    assert field._dom_element.id == "field"
    field.show_me()
    field._dom_element.remove()
    assert page["field"] is None


# Views -----------------------------------------------------------------------------------


async def test_classes(target):
    """A live set with every method of one."""
    box = web.div("x", class_="a b")
    put(target, box)
    box.classes.add("c", "d e")
    assert set(box.classes) == {"a", "b", "c", "d", "e"}
    box.classes.remove("a")
    box.classes.discard("b", "missing")
    assert box.classes == {"c", "d", "e"}
    assert [line for line in await console() if line.startswith("warning")] == []
    box.classes.remove("c", "missing", "other")
    box.classes.add("c")
    await until(lambda: warned("has no class missing,other"))
    box.classes |= {"f"}
    box.classes -= ["c"]
    box.classes &= {"d", "e", "f", "g"}
    box.classes ^= {"d", "h"}
    assert box.classes == {"e", "f", "h"}
    assert await on_page(f"[...document.querySelector('#{target} div').classList].sort()") == [
        "e",
        "f",
        "h",
    ]
    assert box.classes.toggle("f") is False
    assert box.classes.toggle("f") is True
    assert box.classes.toggle("f", True) is True
    assert box.classes.replace("f", "g") is True
    assert box.classes.replace("nope", "x") is False
    assert box.classes.contains("g") and "x" not in box.classes
    box.classes.update(["i"], "j k")
    assert len(box.classes) == 6
    assert box.classes.pop() not in box.classes
    assert box.classes | {"z"} == box.classes.union(["z"])
    assert box.classes & {"g"} == {"g"}
    assert box.classes - {"g"} == box.classes.difference({"g"})
    assert box.classes >= {"g"} and not box.classes <= {"g"} and box.classes > {"g"}
    assert box.classes.issuperset("g") and box.classes.isdisjoint("q")
    await run(f"document.querySelector('#{target} div').className = 'else where'")
    assert box.classes == {"else", "where"}
    box.classes = ["q"]
    assert [name for name in box.classes] == ["q"]
    box.classes = "r s"
    assert repr(box.classes) == "{'r', 's'}"
    box.classes.clear()
    assert not len(box.classes)
    with raises(KeyError):
        box.classes.pop()
    with raises(TypeError, "a class is a string, not 3"):
        box.classes.add(3)
    box.className = " a\tb a\n"
    assert list(box.classes) == ["a", "b"] and len(box.classes) == 2
    box.classes = {"open": True, "shut": False}
    assert box.classes == {"open"}
    assert web.p(class_={"a": 1, "b": 0}).className == "a"


async def warned(text):
    """Tell whether the console has a warning."""
    return any([line.startswith("warning") and text in line for line in await console()])


async def test_style(target):
    """A live dict with every method of one; what is written in HTML is there."""
    put(target, web.text(""))
    await run(
        f"document.getElementById('{target}').innerHTML = '<p style=\"color: red; margin: 1px\">x</p>'"
    )
    box = page[target].children[0]
    assert "color" in box.style and box.style["color"] == "red"
    del box.style["margin"]
    assert box.style == {"color": "red"}
    box.style["background-color"] = "blue"
    box.style["font_size"] = "12px"
    box.style.update({"width": "3px !important"}, height="4px")
    assert box.style["backgroundColor"] == "blue"
    assert (
        await on_page(f"document.querySelector('#{target} p').style.getPropertyPriority('width')")
        == "important"
    )
    assert box.style.pop("height") == "4px"
    assert box.style.pop("height", "gone") == "gone"
    assert box.style.setdefault("color", "green") == "red"
    assert box.style.setdefault("opacity", "0.5") == "0.5"
    assert sorted(box.style.keys()) == [
        "background-color",
        "color",
        "font-size",
        "opacity",
        "width",
    ]
    assert box.style.get("margin") is None
    box.style["--mine"] = "7"
    assert box.style["--mine"] == "7"
    box.style["color"] = None
    assert "color" not in box.style
    assert len(box.style.items()) == len(box.style)
    key, _ = box.style.popitem()
    assert key not in box.style
    with raises(KeyError, "margin"):
        del box.style["margin"]
    with raises(ValueError, "there is no style"):
        box.style["colour"] = "red"
    box.style = "color: blue"
    assert box.style == {"color": "blue"}
    box.style = {"color": "green", "margin": "2px"}
    assert box.style.get("margin-top") == "2px"
    box.style.visible = False
    assert (box.style["display"], box.style.visible) == ("none", False)
    box.style.visible = True
    assert "display" not in box.style
    box.style.clear()
    assert box.style == {}
    box.style |= {"color": "red"}
    assert box.style | {"a": 1} == {"color": "red", "a": 1}
    assert (
        await on_page(f"document.querySelector('#{target} p').getAttribute('style')")
        == "color: red;"
    )


async def test_attributes(target):
    box = web.div("x", attributes={"data-a": 1, "hidden": True, "title": None, "weird:name": "w"})
    put(target, box)
    assert box.attributes == {"data-a": "1", "hidden": "", "weird:name": "w"}
    box.attributes["title"] = "tip"
    del box.attributes["hidden"]
    assert box.attributes.pop("data-a") == "1"
    assert await html(target) == '<div title="tip" weird:name="w">x</div>'
    with raises(KeyError):
        del box.attributes["hidden"]
    assert "title" in box.attributes
    box.attributes = {"id": "only"}
    assert await html(target) == '<div id="only">x</div>'


async def test_dataset_and_aria(target):
    box = web.div("x", dataset={"user_id": 7}, aria={"expanded": False})
    put(target, box)
    assert await html(target) == '<div aria-expanded="false" data-user-id="7">x</div>'
    assert web.p(dataset={"userName": 1}, data_x=2).dataset == {"user_name": "1", "x": "2"}
    box.dataset.index = 3
    box.dataset["userName"] = "ada"
    assert await on_page(f"({{...document.querySelector('#{target} div').dataset}})") == {
        "userId": "7",
        "userName": "ada",
        "index": "3",
    }
    assert box.dataset.user_name == "ada" and box.dataset["user_id"] == "7"
    assert sorted(box.dataset.keys()) == ["index", "user_id", "user_name"]
    del box.dataset.index
    with raises(AttributeError, "data-index"):
        box.dataset.index
    box.aria.expanded = True
    box.aria["label"] = "l"
    assert box.aria == {"expanded": "true", "label": "l"}
    box.aria.update({"label": None})
    assert "label" not in box.aria
    await run(f"document.querySelector('#{target} div').dataset.late = 'x'")
    assert box.dataset.late == "x"


async def test_update(target):
    """Adds classes and styles, and sets the rest, in one step."""
    box = web.div("x", classes=["a"], style={"color": "red"})
    box.update(classes="b c", style={"margin": "1px"}, title="before")
    put(target, box)
    box.update(classes=["d"], style={"padding": "2px"}, title="after", on_click=print)
    assert box.classes == {"a", "b", "c", "d"}
    assert (box.style["color"], box.style["margin"], box.style["padding"]) == ("red", "1px", "2px")
    assert box.title == "after"
    assert box.on_click.listeners == [print]


# Finding ---------------------------------------------------------------------------------


async def test_page(target):
    assert page.body._dom_element.localName == "body"
    assert (page.html.tag_name, page.head.tag_name) == ("html", "head")
    title = page.title
    page.title = "Other"
    assert await on_page("document.title") == "Other"
    page.title = title
    with raises(AttributeError, "no 'titel'"):
        page.titel = "x"
    with raises(AttributeError):
        page.body = None
    await run("document.body.id = 'the-body'")
    assert page.body.id == "the-body"
    await run("document.body.removeAttribute('id')")
    page.append(web.p("last", id="last"))
    assert page.body.children[-1].id == "last"
    page["last"].remove()


async def test_any_id(target):
    """An id is an id, whatever it looks like; what is none may be a selector."""
    ids = ["1a", "a:b", "a.b", "a b", "#c", "d[e]", "div", "ü"]
    put(target, [web.p("x", id=id) for id in ids])
    for id in ids:
        assert page[id].id == id
        assert page["#" + id].id == id
        assert page[target][id].id == id
        assert page[target].children[id].id == id
    for id in ("nope", "#nope", "2b", "x:y"):
        assert page[id] is None
    assert page[target]["nope"] is None
    found = page[f"#{target} p"]
    assert isinstance(found, web.ElementCollection) and len(found) == len(ids)
    assert len(page[".nothing"]) == 0 and not page[".nothing"]
    for wrong in ("p >", "[", "p, "):
        with raises(ValueError, "selector"):
            page[wrong]
    with raises(TypeError):
        page[3]


async def test_find(target):
    put(target, web.div(web.p("1", classes=["x"]), web.p("2")), web.p("3", classes=["x"]))
    box = page[target]
    assert [p.textContent for p in page.find(f"#{target} p")] == ["1", "2", "3"]
    assert [p.textContent for p in box.find(".x")] == ["1", "3"]
    assert [p.textContent for p in box.find("div").find("p")] == ["1", "2"]
    assert [p.textContent for p in page.find(f"#{target}, #{target} div").find("p")] == list("123")
    with raises(ValueError, "p["):
        box.find("div").find("p[")
    assert len(box.find("nothing")) == 0
    assert list(box.find("nothing")) == []
    for find in (page.find, box.find):
        with raises(ValueError, "p["):
            find("p[")


async def test_tags_of_any_name(target):
    """A comma in the name of a tag leaves the classes of others as they are."""
    await run(f"document.getElementById('{target}').innerHTML = '<a,b></a,b><p></p><i></i>'")
    _, second, third = page[target].children
    assert (type(second), type(third)) == (web.p, web.i)


async def test_around(target):
    put(target, web.ul([web.li(i) for i in range(4)]))
    items = page[target].children[0]
    assert [item.textContent for item in items.children] == ["0", "1", "2", "3"]
    assert [item.textContent for item in items] == ["0", "1", "2", "3"]
    assert items[1].textContent == "1" and items[-1].textContent == "3"
    assert [item.textContent for item in items[1:3]] == ["1", "2"]
    assert items[0].parent == items
    assert page.html.parent is None
    assert web.p().parent is None
    described = web.div(web.p("x"))
    assert described.children[0].parent == described
    with raises(IndexError, "has no child 9: page['#id'] is the element itself, no list"):
        items[9]
    with raises(TypeError):
        items[1.5]


async def test_identity(target):
    """Two wrappers of one node are equal, and keys of the same entry."""
    first = web.p("x", id="same")
    before = hash(first)
    table = {first: "first"}
    put(target, first, web.p("y"))
    second = page["same"]
    assert first == second
    assert hash(second) == before and table[second] == "first"
    assert first == second._dom_element
    assert first != page[target].children[1]
    assert first != "same" and first is not None
    assert len({first, second, page.find("#same")[0], page[target].children[0]}) == 1
    assert first in page[target].children
    assert web.p() != web.p()
    assert web.Element(second._dom_element) == first
    assert type(web.Element.wrap_dom_element(second._dom_element)) is web.p


async def test_many_in_a_set(target):
    """Elements find their places in a set without being compared with most of the others."""
    compared = []

    class Item(web.li):
        def __eq__(self, other):
            compared.append(other)
            return super().__eq__(other)

        def __hash__(self):
            return super().__hash__()

    items = [Item(str(index)) for index in range(1000)]
    put(target, web.ul(*items))
    assert len(set(items)) == 1000
    assert len(compared) < 10 * len(items)


def test_what_elements_give_has_public_classes():
    """For annotations, and to be told apart."""
    chooser, form, canvas = web.select(), web.form(), web.canvas()
    for kind, value in [
        (web.Classes, chooser.classes),
        (web.Style, chooser.style),
        (web.Attributes, chooser.attributes),
        (web.Dataset, chooser.dataset),
        (web.Aria, chooser.aria),
        (web.HasOptions, chooser),
        (web.Options, chooser.options),
        (web.FormValues, form.values),
        (web.Drawing, canvas.drawing()),
        (web.ElementEvent, chooser.on_click),
        (web.Page, page),
    ]:
        assert isinstance(value, kind)
    assert not isinstance(form, web.HasOptions)


async def test_repr(target):
    put(target, web.button("x", id="save", class_="primary"))
    assert repr(page["save"]) == '<button id="save" class="primary">' or repr(page["save"]) == (
        '<button class="primary" id="save">'
    )
    assert repr(web.div()) == "<div> not on the page yet"
    assert "button" in repr(page[target].children)
    assert repr(page) == "<the page>"
    assert bool(page["save"]) and bool(web.div())


# Moving ----------------------------------------------------------------------------------


async def test_moving(target):
    """An element is in one place, as in the DOM, also before it is on the page."""
    item = web.li("x")
    first, second = web.ul(item), web.ol()
    second.append(item)
    put(target, first, second)
    assert await html(target) == "<ul></ul><ol><li>x</li></ol>"
    first.append(item)
    assert await html(target) == "<ul><li>x</li></ul><ol></ol>"
    third = web.div(item)
    put(target, third)
    assert await html(target) == "<ul></ul><ol></ol><div><li>x</li></div>"
    with raises(ValueError):
        item.append(third)
    described = web.div()
    inner = web.p()
    described.append(inner)
    with raises(ValueError, "cannot hold itself"):
        inner.append(described)
    with raises(ValueError, "cannot hold itself"):
        inner.append(inner)


async def test_insertion(target):
    box = put(target, web.p("middle"))
    middle = box.children[0]
    middle.before(web.p("before"), "text")
    middle.after([web.p("after")])
    middle.prepend("<", web.b("b"))
    middle.append(">", None, 1, 2.5, False)
    assert await html(target) == (
        "<p>before</p>text<p>&lt;<b>b</b>middle&gt;12.5False</p><p>after</p>"
    )
    middle.replace_with(web.i("new"))
    box.children[0].replace_children("only")
    box.children[-1].remove()
    assert await html(target) == "<p>only</p>text<i>new</i>"
    box.replace_children()
    assert await html(target) == ""
    described = web.div(web.p("1"))
    described.prepend(web.p("0"))
    described.children[1].after(web.p("2"))
    box.append(described)
    assert await html(target) == "<div><p>0</p><p>1</p><p>2</p></div>"
    gone = web.p("gone")
    web.div(gone)
    gone.remove()
    box.replace_children(gone)
    assert await html(target) == "<p>gone</p>"


async def test_live_lists_are_copied(target):
    """A live collection of the DOM's, every one of it."""
    put(target, [web.p(i) for i in range(4)], web.div())
    box = page[target].find("div")[0]
    box.append(document.getElementById(target).getElementsByTagName("p"))
    assert [p.textContent for p in box.children] == ["0", "1", "2", "3"]
    put(target, document.querySelectorAll(f"#{target} p"))
    assert [p.textContent for p in page[target].children[1:]] == ["0", "1", "2", "3"]


async def test_clone(target):
    box = web.div(web.b("x"), id="original", title="t")
    put(target, box)
    copy, named = box.clone(), box.clone("copy")
    assert (copy.id, named.id, copy.title) == ("", "copy", "t")
    assert type(copy) is web.div and copy != box
    put(target, copy, named)
    assert box.id == "original"
    assert await html(target) == (
        '<div id="original" title="t"><b>x</b></div><div title="t"><b>x</b></div>'
        '<div id="copy" title="t"><b>x</b></div>'
    )


async def test_layout(target):
    """`with` an element, whatever is made is put inside, in order."""
    with page[target]:
        with web.div(id="outer"):
            web.p("a", web.b("c"))
            with web.ul():
                for name in "xy":
                    web.li(name)
        web.span("s")
    assert await html(target) == (
        '<div id="outer"><p>a<b>c</b></p><ul><li>x</li><li>y</li></ul></div><span>s</span>'
    )
    with raises(RuntimeError, "stop"):
        with page[target]:
            web.p("lost")
            raise RuntimeError("stop")
    web.p("nowhere")
    with page[target]:
        paragraph = web.p("seen")
        assert paragraph.textContent == "seen"
    assert [each.textContent for each in page[target].children][2:] == ["seen"]


async def test_template_element(target):
    """Children of a `template` are its content, to be cloned."""
    template = web.template(web.li("<b>x</b>", class_="item"))
    put(target, template)
    assert await html(target) == '<template><li class="item"><b>x</b></li></template>'
    put(target, [template.content.cloneNode(True) for _ in range(2)])
    assert len(page[target].find("li b")) == 2
    assert template.children == template.find("li") == [template[0]]
    assert len(page[target].find("template").find("b")) == 1
    template.append(web.li(id="inside"))
    assert template["inside"] == template[-1]
    assert page["inside"] is None


async def test_nodes_that_are_no_elements(target):
    """A shadow root, a document, a text can be wrapped: they have what they have."""
    host = web.div()
    put(target, host)
    root = web.Element(host.attachShadow(ffi.to_js({"mode": "open"})))
    root.append(web.b("1"), "text")
    root.prepend(t("<i>{x}</i>", x=0))
    root[1].on_click.add_listener(print)
    assert root.innerHTML == root.html == "<i>0</i><b>1</b>text"
    assert root == web.wrap_dom_element(host.shadowRoot)
    assert root.find("b") == root.children[1:] and root.find("b")[0].parent is None
    assert repr(root) == "<#document-fragment>"
    root.html = "<u id='u'>2</u>"
    assert root["u"].text == root.text == "2"
    with raises(AttributeError):
        root.nonsense
    with raises(ValueError):
        root.nonsense = 1
    assert web.Element(document)[target] == page[target]
    node = web.Element(document.createTextNode("x"))
    node.data = "y"
    host.append(node)
    assert host.text == node.text == "y" and repr(node) == "<#text>"


# Collections -----------------------------------------------------------------------------


async def test_collections(target):
    put(target, [web.li(str(i), class_="item", id=f"i{i}") for i in range(5)])
    items = page.find(f"#{target} .item")
    assert len(items) == 5 and isinstance(items[0], web.li)
    assert items["i3"].textContent == "3" and items["#i3"] == items[3] and items["nope"] is None
    assert [item.textContent for item in items[::-2]] == ["4", "2", "0"]
    assert [item.textContent for item in items[1:][1:]] == ["2", "3", "4"]
    assert len(items[9:]) == 0 and items[9:].title == []
    assert page[target].children == items and items.elements == list(items)
    assert items == list(items) and items != items[1:]
    with raises(IndexError):
        items[5]
    with raises(TypeError):
        items["a", "b"]


async def test_collections_in_bulk(target):
    """What is set is set on each, what is read is a list."""
    put(target, [web.input_(value=str(i)) for i in range(4)])
    items = page[target].find("input")
    assert items.value == ["0", "1", "2", "3"]
    items.value = "x"
    assert items.value == ["x"] * 4
    items[1:3].value = "y"
    assert items.value == ["x", "y", "y", "x"]
    items.title = "tip"
    items.tabindex = 4
    assert items.tabindex == [4] * 4
    items.classes.add("a", "b")
    items[:2].classes.remove("b")
    assert items.classes == [{"a"}, {"a"}, {"a", "b"}, {"a", "b"}]
    items.classes.toggle("b")
    items.classes.replace("a", "c")
    assert items.classes[0] == {"b", "c"}
    items.classes = ["z"]
    assert [list(each) for each in items.classes] == [["z"]] * 4
    items.style["color"] = "red"
    assert items.style["color"] == ["red"] * 4 and items.style["margin"] == [None] * 4
    items.style = {"color": "blue"}
    assert items.style[0] == {"color": "blue"}
    del items.style["color"]
    assert items.style == [{}] * 4
    items.style.update({"color": "red"}, margin="1px")
    assert items.style.pop("color") == ["red"] * 4
    items.update_all(classes=["y"], style={"color": "green"}, placeholder="p", data_x=1)
    assert items.placeholder == ["p"] * 4 and items.data_x == ["1"] * 4
    assert items.classes[1] == {"z", "y"}
    with raises(AttributeError, "did you mean"):
        items.plaseholder = "x"
    seen = []
    items.on_click = seen.append
    await run(f"document.querySelectorAll('#{target} input').forEach(e => e.click())")
    await until(lambda: len(seen) == 4)
    mine = web.ElementCollection([items[0], items[2]._dom_element])
    mine.value = "mine"
    assert items.value == ["mine", "y", "mine", "x"] and mine.value == ["mine", "mine"]
    assert len(mine) == 2 and mine[1] == items[2] and mine[:1] == [items[0]]
    mine.remove()
    assert len(page[target].children) == 2
    wrapped = web.ElementCollection.wrap_dom_elements(document.querySelectorAll(f"#{target} input"))
    assert type(wrapped) is web.ElementCollection and wrapped == page[target].children
    assert type(wrapped[0]) is web.input_
    assert web.ElementCollection.wrap_dom_elements([]) == []
    empty = page.find("#nothing-at-all")
    empty.title = "x"
    empty.classes.add("x")
    assert empty.title == [] and empty.value == []


# Events ----------------------------------------------------------------------------------


async def test_events(target):
    """Listeners belong to the element: every wrapper of it has the same."""
    seen = []
    button = web.button("x", id="b1", on_click=lambda event: seen.append(event.type))
    put(target, button)
    await user("click", "#b1")
    await until(lambda: seen)

    def again():
        seen.append("again")

    page["b1"].on_click.add_listener(again)
    await user("click", "#b1")
    await until(lambda: len(seen) == 3)
    assert len(button.on_click.listeners) == 2
    assert button.on_click == page["b1"].on_click
    page.find("#b1")[0].on_click.remove_listener(again)
    await user("click", "#b1")
    await until(lambda: len(seen) == 4)
    button.on_click = None
    assert page["b1"].on_click.listeners == []
    await user("click", "#b1")
    await tick()
    assert seen == ["click", "click", "again", "click"]


async def test_any_event(target):
    """Whatever is called an event can be listened to, also events of one's own."""
    seen = []

    def note(event):
        seen.append(event.type)

    box = web.input_(
        id="any",
        on_input=note,
        on_keydown=note,
        on_change=note,
        on_mouseover=note,
        on_pointerdown=note,
    )
    put(target, box)
    box.get_event("my-event").add_listener(note)
    await run("document.getElementById('any').dispatchEvent(new Event('my-event'))")
    await user("hover", "#any")
    await user("click", "#any")
    await user("press", "#any", "a")
    await user("press", "#any", "Tab")
    await until(lambda: "change" in seen)
    for kind in ("my-event", "input", "keydown", "change", "mouseover", "pointerdown"):
        assert kind in seen


async def test_listeners_of_every_kind(target):
    """Functions, methods, coroutines, `Event`s, lists of them; nothing else."""
    seen = []
    mine = Event()
    mine.add_listener(lambda event: seen.append("event"))

    class Thing:
        def method(self, event):
            seen.append("method")

    async def later():
        seen.append("coroutine")

    button = web.button("x", on_click=[Thing().method, later, mine, lambda: seen.append("nothing")])
    put(target, button)
    await run(f"document.querySelector('#{target} button').click()")
    await until(lambda: len(seen) == 4)
    assert sorted(seen) == ["coroutine", "event", "method", "nothing"]
    for wrong in (3, "print"):
        with raises(ValueError, "must be callable"):
            web.button(on_click=wrong)
        with raises(ValueError, "must be callable"):
            button.on_click.add_listener(wrong)
    button.on_click.trigger("by hand")
    await until(lambda: len(seen) == 8)


async def test_an_error_in_a_listener(target):
    """Is shown; the others are called all the same."""
    seen = []
    put(target, web.button("x", on_click=[lambda: 1 / 0, lambda: seen.append(1)]))
    expect_error("ZeroDivisionError")
    await run(f"document.querySelector('#{target} button').click()")
    await until(lambda: seen)


async def test_when_and_elements(target):
    """`when` takes elements, described ones, too, collections, and their events."""
    seen = []
    button = web.button("x")
    when("click", button)(lambda event: seen.append("element"))
    put(target, button)
    when("click", page[target].find("button"))(lambda: seen.append("collection"))
    when(button.on_click)(lambda: seen.append("event"))
    await run(f"document.querySelector('#{target} button').click()")
    await until(lambda: len(seen) == 3)
    assert sorted(seen) == ["collection", "element", "event"]


async def test_display_of_elements(target):
    display(web.b("x"), target=target)
    display(web.i("y"), target=page[target])
    assert await html(target) == "<b>x</b><i>y</i>"


# Options, forms --------------------------------------------------------------------------


async def test_select(target):
    select = web.select_(web.option("apple", value=1), web.option("pear"), id="sel")
    put(target, select)
    assert select.options.selected.value == "1"
    select.options.add(value=0)
    select.options.add(value="", text="none <")
    added = select.options.add(html="<b>Or</b>ange", before=0, title="tip")
    assert [option.value for option in select.options] == ["Orange", "1", "pear", "0", ""]
    assert select.options[0] == added and added.title == "tip"
    assert select.options[4].textContent == "none <"
    assert [option.value for option in select.options[1:3]] == ["1", "pear"]
    select.options.selected = 0
    assert select.options.selected.textContent == "0" and select.value == "0"
    select.options.selected = select.options[1]
    assert select.options.selected.value == "1"
    select.options.selected = None
    assert select.options.selected is None
    with raises(ValueError, "no option of the value"):
        select.options.selected = "plum"
    select.options.add(value="before", before=select.options[2])
    assert select.options[2].value == "before"
    select.options.remove(0)
    select.options.remove(-1)
    assert [option.value for option in select.options] == ["1", "before", "pear", "0"]
    with raises(IndexError):
        select.options.remove(10)
    select.clear()
    assert len(select.options) == 0 and select.options.selected is None
    select.options.add(html="Orange")
    select.options.clear()
    assert await html(target) == '<select id="sel"></select>'


async def test_select_false_values(target):
    """What is false is a value like any other."""
    select = web.select()
    put(target, select)
    assert select.options.selected is None
    for value in (0, "", False):
        select.options.add(value)
    assert [option.value for option in select.options] == ["0", "", "False"]
    for value in ("", 0, False):
        select.options.selected = value
        assert select.options.selected.value == select.value == str(value)
    select.options.selected = []
    assert select.options.selected is None and select.selectedIndex == -1
    assert select.options.add(text="").value == select.options.add().value == ""
    assert select.options.add(1, text=0).text == "0"


async def test_select_places(target):
    """An option is added where a list has `insert` put it, or before another."""
    select = web.select()
    put(target, select)
    for value, before in (("c", 0), ("z", 9), ("y", -1)):
        select.options.add(value, before=before)
    select.options.add("b", before=select.options[0]._dom_element)
    select.options.add(web.option("x"), before=-2)
    node = document.createElement("option")
    node.value = "a"
    assert select.options.add(node, before=select.options[0])._dom_element.value == "a"
    assert [option.value for option in select.options] == list("abcxyz")
    assert [option.value for option in select.options[::-2]] == list("zxb")
    assert [option.value for option in select.options[-2:]] == list("yz")
    assert select.options[-1] in select.options and len(select.options) == 6
    for wrong in (6, -7):
        with raises(IndexError):
            select.options[wrong]
        with raises(IndexError):
            select.options.remove(wrong)


async def test_select_duplicates(target):
    """An option is chosen as what it is; a value stands for the first that has it."""
    select = web.select([web.option(text, value="same") for text in "abc"], web.option("d"))
    put(target, select)
    for option in select.options:
        select.options.selected = option
        assert select.options.selected == option
    select.options.selected = "same"
    assert select.selectedIndex == 0
    select.options.selected = select.options[2]._dom_element
    assert select.selectedIndex == 2
    several = web.select([web.option(text, value="same") for text in "abc"], multiple=True)
    several.options.selected = ["same", several.options[2]]
    assert [option.text for option in several.options.selected] == ["a", "c"]
    with raises(ValueError, "only one option can be chosen"):
        select.options.selected = ["same", "d"]
    for wrong in ("e", several.options[0], ["d", None]):
        with raises(ValueError, "no option of the value"):
            select.options.selected = wrong
    assert select.selectedIndex == 2


async def test_select_groups(target):
    """Options of groups are options of both; a choice in one ends that in another."""
    select = web.select(
        web.option("0"),
        web.optgroup(web.option("1"), web.option("2", disabled=True, selected=True)),
        web.optgroup(web.option("3")),
        id="grouped",
    )
    put(target, select)
    first, second = select.find("optgroup")
    assert [option.value for option in select.options] == ["0", "1", "2", "3"]
    assert select.options.selected == first.options.selected == first.options[1]
    await user("select_option", "#grouped", "3")
    assert select.options.selected.value == second.options.selected.value == "3"
    assert first.options.selected is None
    first.options.selected = None
    assert select.value == "3"
    first.options.selected = "2"
    assert select.value == "2" and second.options.selected is None
    first.options.selected = None
    assert select.options.selected is None
    select.options.add("1b", before=2)
    select.options.remove(1)
    assert [option.value for option in first.options] == ["1b", "2"]
    first.clear()
    assert [option.value for option in select.options] == ["0", "3"]
    several = web.select(web.option("0"), web.optgroup(web.option("1"), web.option("2")))
    several.multiple = True
    group = several.find("optgroup")[0]
    group.options.selected = [1, 2]
    several.options[0].selected = True
    assert [option.value for option in group.options.selected] == ["1", "2"]
    group.options.selected = None
    assert [option.value for option in several.options.selected] == ["0"]
    choices = web.datalist([web.option(value=i) for i in range(12)])
    choices.options.selected = range(12)
    assert choices.options.selected == choices.options[0]
    assert type(choices.options.selected) is web.option


async def test_select_several(target):
    select = web.select([web.option(name) for name in "abc"], multiple=True)
    put(target, select)
    assert list(select.options.selected) == []
    select.options.selected = ["a", "c"]
    assert [option.value for option in select.options.selected] == ["a", "c"]
    select.options.selected = []
    assert len(select.options.selected) == 0


async def test_other_options(target):
    """A datalist and an optgroup have options, too."""
    choices = web.datalist(web.option("a"), id="choices")
    group = web.optgroup(web.option("x", selected=True), label="G")
    put(target, web.input_(list="choices"), choices, web.select(group))
    choices.options.add("b")
    group.options.add("y")
    assert [option.value for option in choices.options] == ["a", "b"]
    assert [option.value for option in group.options] == ["x", "y"]
    assert choices.options.selected is None and group.options.selected.value == "x"
    choices.options.remove(0)
    choices.clear()
    assert len(choices.options) == 0 and len(group.options) == 2


async def test_form(target):
    """The values of a form's fields are a dict."""
    form = web.form(
        web.input_(name="text", value="x"),
        web.textarea("lines", name="area"),
        web.input_(name="yes", type="checkbox", checked=True),
        web.input_(name="agreed", type="checkbox", value="on it"),
        web.input_(name="number", type="number", value=3),
        web.input_(name="empty", type="number"),
        [web.input_(name="size", type="radio", value=size) for size in "SML"],
        [web.input_(name="extras", type="checkbox", value=each) for each in "ab"],
        web.select(web.option("p"), web.option("q"), name="one", value="q"),
        web.select(web.option("r"), web.option("s"), name="several", multiple=True),
        web.input_(name="file", type="file"),
        web.button("Send", name="send"),
    )
    put(target, form)
    expected = {
        "text": "x",
        "area": "lines",
        "yes": True,
        "agreed": None,
        "number": 3,
        "empty": None,
        "size": None,
        "extras": [],
        "one": "q",
        "several": [],
        "file": [],
    }
    assert form.values == expected
    changes = {
        "text": "y",
        "yes": False,
        "agreed": True,
        "number": 4.5,
        "size": "M",
        "extras": ["b"],
        "one": "p",
        "several": ["r", "s"],
    }
    form.values = changes
    expected.update(changes)
    expected["agreed"] = "on it"
    assert form.values == expected
    form.values["text"] = "z"
    form.values.update(area="w", size=None)
    assert (form.values["text"], form.values["area"], form.values["size"]) == ("z", "w", None)
    assert "text" in form.values and form.values.get("nope", 7) == 7
    with raises(ValueError, "NaN and infinity cannot be given"):
        form.values["number"] = float("nan")
    form.values["text"] = None
    assert form.values["text"] == ""
    with raises(ValueError, 'no field "txet", it has text, area'):
        form.values["txet"] = "x"
    with raises(ValueError, "only the user can choose files"):
        form.values["file"] = "x"
    with raises(KeyError):
        form.values["nope"]


# Canvas, video ---------------------------------------------------------------------------


async def test_canvas(target):
    canvas = web.canvas(width=40, height=20)
    put(target, canvas)
    with canvas.drawing() as pen:
        pen.fillStyle = "rgb(255, 0, 0)"
        pen.fillRect(0, 0, 40, 20)
    pixel = "[...document.querySelector('#{} canvas:last-of-type').getContext('2d').getImageData({}, 5, 1, 1).data]"
    assert await on_page(pixel.format(target, 30)) == [255, 0, 0, 255]
    with raises(ValueError, "a canvas has no fillRectt"):
        with canvas.drawing() as pen:
            pen.fillRectt(1)
    for number in (float("nan"), float("inf"), -float("inf")):
        with raises(ValueError, "NaN and infinity cannot be given"):
            with canvas.drawing() as pen:
                pen.lineTo(1, number)
    other = web.canvas()
    put(target, other)
    other.draw(canvas)
    assert (other.width, other.height) == (40, 20)
    assert await on_page(pixel.format(target, 30)) == [255, 0, 0, 255]
    other.draw(canvas._dom_element, width=20)
    assert (other.width, other.height) == (20, 10)
    other.draw(canvas, height=40)
    assert (other.width, other.height) == (80, 40)
    other.draw(canvas, 8, 9)
    assert (other.width, other.height) == (8, 9)


async def test_video(target):
    """A picture of a film is drawn on a new canvas, or one that is given."""
    await run(
        f"""(async () => {{
        const canvas = Object.assign(document.createElement('canvas'), {{width: 32, height: 16, id: 'source'}});
        document.getElementById('{target}').append(canvas);
        const pen = canvas.getContext('2d');
        pen.fillStyle = 'rgb(0, 0, 255)';
        pen.fillRect(0, 0, 32, 16);
        const video = Object.assign(document.createElement('video'), {{id: 'film', muted: true}});
        document.getElementById('{target}').append(video);
        video.srcObject = canvas.captureStream(30);
        pen.fillRect(0, 0, 32, 16);
        await video.play();
        video.dataset.ready = 'yes';
        }})()"""
    )
    film = page["film"]
    await until(lambda: film.dataset.get("ready"))
    snapped = film.snap()
    assert type(snapped) is web.canvas and (snapped.width, snapped.height) == (32, 16)
    put(target, snapped, web.canvas(id="given"))
    assert film.snap(to="#given", width=16) == page["given"]
    assert page["given"].height == 8
    assert film.snap(to=page["given"]._dom_element) == page["given"]
    with raises(ValueError, "no element 'missing'"):
        film.snap(to="missing")
    with raises(TypeError, "needs a canvas"):
        film.snap(to=film)


# Template strings ------------------------------------------------------------------------

# This file is read by a Python that does not know them.


def t(source, **names):
    """Evaluate a template string."""
    return eval("t" + repr(source), dict(names, web=web))


async def test_templates(target):
    """What is put into a template is text, unless it is an element."""
    clicks = []
    rows = [web.tr(web.td(i)) for i in range(2)]
    put(
        target,
        t(
            "<p class={'big'}>Hello {name}, {web.b('you')}</p>"
            "<button id='tt' on_click={click}>go</button>"
            "<table><tbody>{rows}</tbody></table>{nothing}{number:.2f}{name!r}",
            name="<i>",
            click=lambda: clicks.append(1),
            rows=rows,
            nothing=None,
            number=1.5,
        ),
    )
    assert await html(target) == (
        '<p class="big">Hello &lt;i&gt;, <b>you</b></p><button id="tt">go</button>'
        "<table><tbody><tr><td>0</td></tr><tr><td>1</td></tr></tbody></table>1.50'&lt;i&gt;'"
    )
    assert rows[1].textContent == "1" and rows[1].parent.tag_name == "tbody"
    await user("click", "#tt")
    await until(lambda: clicks)


async def test_templates_of_attributes(target):
    """Text in part or whole, yes and no, dicts; in a constructor, too."""
    put(
        target,
        web.div(
            t(
                "<a href='/{page}?q={query}' title=\"{quote}\" hidden={yes} download={no} "
                "aria-expanded={no} class={names} style={style} {more}>x</a>",
                page="p",
                query='"<',
                quote='"><script>',
                yes=True,
                no=False,
                names={"a": True, "b": False},
                style={"color": "red"},
                more={"data-x": 1, "lang": None, "inert": True},
            )
        ),
    )
    assert await html(target) == (
        '<div><a aria-expanded="false" class="a" data-x="1" hidden="" href="/p?q=&quot;&lt;" inert="" '
        'style="color: red;" title="&quot;&gt;&lt;script&gt;">x</a></div>'
    )


async def test_templates_elsewhere(target):
    """Inside of a textarea, of other templates; comments and quotes are understood."""
    inner = t("<b>{x}</b>", x="<")
    put(
        target,
        t(
            "<!-- > ' --><textarea title='a > b'>{x} & {x}</textarea>{inner}",
            x="</textarea>",
            inner=inner,
        ),
    )
    assert page[target].find("textarea")[0].value == "</textarea> & </textarea>"
    assert page[target].find("b")[0].textContent == "<"
    one, two = web.render(t("<p>{x}</p><p>2</p>", x=1))
    assert (one.textContent, two.textContent, type(one)) == ("1", "2", web.p)
    for source, value, problem in (
        ("<b onclick={x}>", "alert(1)", "onclick needs a function"),
        ("<script>{x}</script>", "alert(1)", "nothing can be put into <script>"),
        ("<b title={x}>", print, "cannot be a function"),
        ("<b>{x}</b>", print, "cannot be content"),
        ("<b {x}>", "id=3", "a dict is needed"),
        ("<b {x}>", {"onclick": "alert(1)"}, "onclick needs a function"),
    ):
        with raises(ValueError, problem):
            put(target, t(source, x=value))


# Memory ----------------------------------------------------------------------------------


async def test_listeners_go_with_their_elements(target):
    """Ten thousand elements with listeners, built and dropped, leave nothing behind."""
    from pyscript.web import _node

    def build(count):
        for i in range(0, count, 100):
            web.button("described, and dropped", on_click=lambda i=i: print(i))
            put(target, [web.button(f"{j}", on_click=lambda j=j: print(j)) for j in range(100)])
            page[target].replace_children()

    await collect_garbage()
    before = len(_node._events)
    build(10_000)
    put(target, [web.button(f"{i}", on_click=lambda i=i: print(i)) for i in range(1_000)])
    kept = len(_node._events)
    assert kept >= 1_000
    page[target].replace_children()
    # MicroPython cannot tell a number from an address: it may keep a thing that has gone, and
    # with it what was built in the same step: the thousand, and one in ten of the hundreds were
    # seen. Where listeners hold what they are for, all 11,000 stay.
    left = before + 4_000
    for _ in range(40):
        put(target, [web.b(i) for i in range(20)])
        page[target].replace_children()
        await collect_garbage()
        await tick()
        if len(_node._events) <= left:
            break
    assert len(_node._events) <= left


def test_names_of_a_class_are_not_those_of_another_tag(target):
    """What `a` has learned is not for what derives from it and is no `a`."""

    class Early(web.a):
        tag_name = "my-early"

    class Section(web.a):
        tag_name = "section"

    class Sub(Section):
        pass

    class Same(web.a):
        pass

    early, section, sub, same = Early(), Section(), Sub(), Same()
    sub.href = "before"
    link = web.a("link")
    page[target].append(link, early, section, sub, same)
    for _ in range(2):  # as it is learned, and as it is known
        link.href = "/one"
        assert link.href.endswith("/one")
        assert link.hreflang == ""

    class Late(web.a):
        tag_name = "my-late"

    assert sub.href == "before"
    late = Late()
    page[target].append(late)
    for _ in range(2):
        for each in (early, late):
            each.href = "two"
            assert each.attributes["href"] == "two"
            assert each.href == "two"
        for each in (section, sub):
            each.href = "mine"  # a section has none: Python's own
            assert each.href == "mine"
            assert "href" not in each.attributes
            with raises(AttributeError):
                each.hreflang
        same.href = "/three"
        assert same.href.endswith("/three")
        assert same.attributes["href"] == "/three"
    del link.href
    assert "href" not in link.attributes
    assert link.href == ""
