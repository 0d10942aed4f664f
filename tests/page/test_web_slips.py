"""`pyscript.web` where programs are written as people write them: twice, too early, in circles."""

from pyscript_testing import on_page, raises, until
from pyscript import web


def put(target, *items):
    """Put things into the test's own element; return that."""
    root = web.page[target]
    root.append(*items)
    return root


async def html(target):
    return await on_page(f"document.getElementById('{target}').innerHTML")


# `with` --------------------------------------------------------------------------------


async def test_appending_inside_of_with(target):
    """An element that is made for one on the page can be put together as anywhere."""

    class Card(web.article):
        def __init__(self, title):
            super().__init__()
            self.append(web.h3(title))

    with web.page[target]:
        rows = web.ul()
        for number in range(3):
            rows.append(web.li(str(number)))
        rows.append([web.li("list")])
        select = web.select()
        select.options.add("a")
        Card("card")
    assert await html(target) == (
        "<ul><li>0</li><li>1</li><li>2</li><li>list</li></ul>"
        '<select><option value="a">a</option></select><article><h3>card</h3></article>'
    )


async def test_removing_inside_of_with(target):
    """What is taken out again does not come back, whether it was looked at or not."""
    with web.page[target]:
        seen = web.p("seen")
        assert seen.textContent == "seen"
        seen.remove()
        web.p("not seen").remove()
        web.p("kept")
    assert await html(target) == "<p>kept</p>"


def test_circles():
    """An element cannot hold what it is in; that is said, whatever way it is tried."""
    with raises(ValueError, "an element cannot hold itself"):
        with web.div() as outer:
            web.section(outer)
    with raises(ValueError, "an element cannot hold itself"):
        with web.div() as outer:
            with web.p():
                web.section([outer])
    outer = web.div()
    with raises(ValueError, "an element cannot hold itself"):
        outer.append(web.p(outer))


# The same again ------------------------------------------------------------------------


async def test_the_same_element_twice(target):
    """It is one node, which is where it was put last."""
    root = put(target)
    bold, other, again = web.b("b"), web.i("i"), web.u("u")
    root.append(bold, bold)
    assert await html(target) == "<b>b</b>"
    root.append([other, bold, other])
    root.prepend(again, again)
    assert await html(target) == "<u>u</u><b>b</b><i>i</i>"
    new = web.s("s")
    other.before(new, new)
    new.textContent = "new"
    assert await html(target) == "<u>u</u><b>b</b><s>new</s><i>i</i>"
    root.replace_children(new, bold, new)
    assert await html(target) == "<b>b</b><s>new</s>"


# Slips ---------------------------------------------------------------------------------


async def test_styles_are_attributes(target):
    """As JavaScript has them, and with underscores."""
    root = put(target, web.p("x"), web.p("y"))
    style = root.find("p")[0].style
    style.color = "red"
    style.backgroundColor = "blue"
    style.border_top = "1px solid"
    assert (style.color, style["background-color"]) == ("red", "blue")
    assert style.backgroundColor == style.background_color == "blue"
    del style.border_top
    style.visible = False
    assert style["display"] == "none"
    with raises(AttributeError, "no font-size"):
        style.fontSize
    with raises(AttributeError, "clear is a method: write ['clear'] = …"):
        style.clear = "both"
    with raises(ValueError, "colour"):
        style.colour = "red"
    root.find("p").style.marginTop = "1px"
    assert [each.style["margin-top"] for each in root.find("p")] == ["1px", "1px"]
    root.find("p")[1].attributes.lang = "de"
    assert '<p lang="de" style="margin-top: 1px;">y</p>' in await html(target)


def test_a_class_in_place_of_an_element():
    """Parentheses were forgotten: it says what was given."""
    for wrong in (web.br, web.span):
        with raises(TypeError, "the content of an element is text"):
            web.p(wrong)
        with raises(TypeError, "the content of an element is text"):
            web.page.append(wrong)


async def test_values_that_have_a_text(target):
    """A property is text: what has one is it."""

    class Date:
        def __str__(self):
            return "2024-01-02"

    day = web.input_(type="date", value=Date())
    put(target, day)
    assert day.value == "2024-01-02"
    day.title = Date()
    assert day.title == "2024-01-02"


async def test_download(target):
    """Without a name it is one of the attributes that are there, or not."""
    put(
        target, web.a("a", href="#", download=True), web.a("b", download=False), web.a(download="c")
    )
    assert await html(target) == '<a href="#" download="">a</a><a>b</a><a download="c"></a>'


def test_collections_backwards(target):
    """As any sequence."""
    root = put(target, web.p("1"), web.p("2"))
    assert [each.textContent for each in reversed(root.children)] == ["2", "1"]


async def test_events_of_collections(target):
    """To listen to all of them, and no longer."""
    root = put(target, web.p("1"), web.p("2"))
    seen = []

    def hear(event):
        seen.append(event.target.textContent)

    several = root.find("p")
    several.on_click.add_listener(hear)
    assert len(several.on_click) == 2
    assert several.on_click[0].listeners == [hear]
    click = f"document.querySelectorAll('#{target} p').forEach((each) => each.click())"
    await on_page(click)
    await until(lambda: len(seen) == 2)
    assert seen == ["1", "2"]
    several.on_click.trigger(type("Event", (), {"target": several[0]}))
    assert seen == ["1", "2", "1", "1"]
    several.on_click.remove_listener(hear)
    await on_page(click)
    assert len(several.on_click[0].listeners) == 0


def test_attributes_before_init():
    """It says what is missing."""

    class Early(web.p):
        def __init__(self):
            self.count = 1
            super().__init__()

    with raises(AttributeError, "Early: call super().__init__(…) first"):
        Early()


async def test_no_title():
    """`None` is none."""
    before = web.page.title
    web.page.title = None
    assert await on_page("document.title") == ""
    web.page.title = before


def test_both_spellings():
    """A word of Python's with an underscore, wherever it is imported from."""
    from pyscript.web import elements

    assert elements.select_ is web.select_ is web.select
    with raises(AttributeError, "there is no element 'nonsense'"):
        elements.nonsense
