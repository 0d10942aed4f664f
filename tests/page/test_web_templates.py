"""Template strings of `pyscript.web`: where they go, and what is put into them."""

from pyscript_testing import on_page, raises, until, user

from pyscript import web
from pyscript.web import page

TIMEOUT = 60

SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"


# This file is read by a Python that does not know them.


def t(source, **names):
    """Evaluate a template string."""
    return eval("t" + repr(source), dict(names, web=web, t=t))


def html(source, **names):
    """Return the HTML that a template string makes."""
    return web.div(t(source, **names)).innerHTML


def namespaces(element, selector="*"):
    """Return the namespaces of what is inside of an element."""
    return [each.namespaceURI for each in element.find(selector)]


async def test_svg(target):
    """Inside of SVG a template makes SVG, wherever it is put together."""
    assert namespaces(web.svg(t("<circle r={5} />"))) == [SVG]
    assert namespaces(web.svg.g(t("<circle r={5} /><g>{x}</g>", x=t("<path/>")))) == [SVG] * 3
    assert namespaces(web.svg.text(t("a <tspan>{x}</tspan>", x=1))) == [SVG]
    circles = [t("<circle r='{i}'/>", i=i) for i in range(2)]
    inside = web.div(t("<svg>{circles}</svg>", circles=circles))
    assert namespaces(inside) == [SVG] * 3
    live = web.svg(width=10)
    page[target].append(live)
    live.append(t("<g id='{x}'></g>", x="the-g"))
    page["the-g"].before(t("<circle r={x}/>", x=1))
    page["the-g"].append(t("<a>{x}</a>", x=t("<path/>")))
    assert namespaces(live) == [SVG] * 4
    assert [each.localName for each in live.children] == ["circle", "g"]
    with_link = web.svg(t("<use xlink:href={x} viewBox='{y}'/>", x="#a", y=1))
    use = with_link.children[0]._dom_element
    assert use.getAttributeNS("http://www.w3.org/1999/xlink", "href") == "#a"


async def test_html_in_svg(target):
    """The same template is HTML where HTML is, also inside of SVG."""
    template = t("<a title={x}>{x}</a>", x=1)
    assert namespaces(web.svg(template)) == [SVG]
    (link,) = web.svg.foreignObject(template).children
    assert link.namespaceURI.endswith("xhtml")
    (link,) = web.div(template).children
    assert link.namespaceURI.endswith("xhtml")


async def test_mathml(target):
    """Inside of MathML a template makes MathML."""
    assert namespaces(web.math(t("<mi>{x}</mi><mn>2</mn>", x="x"))) == [MATHML] * 2


async def test_what_the_page_sees(target):
    """Images and elements of the page's own see values, never what stands for them."""
    await on_page(
        """customElements.define("sees-values", class extends HTMLElement {
            static observedAttributes = ["value"];
            attributeChangedCallback(name, before, after) { this.seen = (this.seen ?? "") + after; }
        }), null"""
    )
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    source = "<img src={pixel}><sees-values value={value}></sees-values>"
    image, element = web.div(t(source, pixel=pixel, value="a")).children
    await until(lambda: image.naturalWidth == 1)
    assert element.seen == "a"


def test_comments():
    """In a comment nothing is put, and what it hides stays hidden."""
    made = html("<!-- <p>{x}</p><b title='>'>1</b> --><i>{x}</i>", x="a")
    assert made == "<!-- <p></p><b title='>'>1</b> --><i>a</i>"
    assert html("<!--> {x}<!-- --{x}--><a-b>{x}</a-b>", x="a") == "<!----> a<!-- ----><a-b>a</a-b>"
    assert html("<p data-->{x}</p>", x=1) == '<p data--="">1</p>'


def test_slash():
    """The slash that ends a tag is of no value; others are."""
    assert html("<img alt={x}/><input value={x}/>", x=3) == '<img alt="3"><input value="3">'
    assert html("<a href={x}/b>{x}</a>", x=3) == '<a href="3/b">3</a>'
    assert web.div(t("<a title='{x}/>'></a>", x=3)).children[0].title == "3/>"


def test_template_element():
    """What is inside of a `<template>` is filled, too."""
    made = html("<template><li title={x}>{x}{y}</li></template>", x="a", y=web.b("c"))
    assert made == '<template><li title="a">a<b>c</b></li></template>'


def test_names_in_dicts():
    """Names in a dict are as in a constructor."""
    assert html("<p {x}></p>", x={"class_": "a"}) == '<p class="a"></p>'
    assert html("<label {x}></label>", x={"for_": "b"}) == '<label for="b"></label>'
    assert html("<p {x}></p>", x={"data_user_id": 1}) == '<p data-user-id="1"></p>'
    assert html("<p style={x}></p>", x={"--my_own": 1}) == '<p style="--my_own: 1;"></p>'


def test_none():
    """`None` is nothing: no attribute, no style, no listener."""
    for source in ("<p {x}></p>", "<p on_click={x}></p>", "<p title={x}></p>", "<p {d}></p>"):
        assert html(source, x=None, d={"on_click": None, "title": None}) == "<p></p>"
    assert html("<p on_click={x}></p>", x=False) == "<p></p>"
    assert html("<p style={x}></p>", x={"color": None}) == "<p></p>"
    assert html("<p class='a {x}'></p>", x=None) == '<p class="a "></p>'


def test_yes_and_no():
    """Of `data-` and `aria-` they are words, as in a constructor."""
    assert html("<p data-x={x} inert={x}></p>", x=False) == '<p data-x="false"></p>'
    assert html("<p data-x={x}></p>", x=True) == '<p data-x="true"></p>'
    assert html("<p {x}></p>", x={"aria_hidden": True}) == '<p aria-hidden="true"></p>'


def test_dicts_in_part():
    """Classes and styles may be beside others."""
    assert html("<p class='x {x} y'></p>", x={"a": True, "b": 0 > 1}) == '<p class="x a y"></p>'
    assert (
        html("<p style='margin: 0px; {x}'></p>", x={"color": "red"})
        == '<p style="margin: 0px; color: red;"></p>'
    )
    with raises(ValueError, "there is no style"):
        html("<p style='margin: 0px; {x}'></p>", x={"colour": "red"})


async def test_listeners_in_dicts(target):
    """A dict may have functions for events."""
    clicks = []
    page[target].append(
        t(
            "<button {x}>go</button>",
            x={"id": "from-dict", "on_click": lambda: clicks.append(1)},
        )
    )
    await user("click", "#from-dict")
    await until(lambda: clicks)
    assert await on_page("document.getElementById('from-dict').attributes.length") == 1
    for source in ("<p title={x}></p>", "<p title='a{x}'></p>", "<p title='{y}{x}'></p>"):
        with raises(ValueError, "cannot be a function"):
            html(source, x=print, y=1)


def test_a_property_takes_no_template():
    """A template string makes children: as text it would show how it is written in Python."""
    for name in ("title", "text", "value"):
        with raises(TypeError, "a property takes text, an f-string"):
            web.input_(**{name: t("a {1}")})


def test_roots():
    """A template may begin with text, have several roots, or none."""
    assert html("text <b>{x}</b> <i>{x}</i> tail {x}", x=1) == "text <b>1</b> <i>1</i> tail 1"
    assert html("just {x}", x="<") == "just &lt;"
    assert html("{x}{y}{z}", x=None, y=False, z=0) == "False0"
    assert html(" ") == " " and html("") == html("{x}", x=[]) == ""
    assert html("<li>{x}<li>{x}", x=1) == "<li>1</li><li>1</li>"
    made = html("{x}", x=["a", None, 0, web.b("z"), [t("<i>{x}</i>", x="<")]])
    assert made == "a0<b>z</b><i>&lt;</i>"
    assert [each.tag_name for each in web.render(t("a<b>{x}</b>c<i></i>", x=1))] == ["b", "i"]
    assert len(web.render(t("a {x}", x=1))) == 0


def test_any_character():
    """What separates the parts of a message is text like any other."""
    for odd in ("\x1f", "\x1b", "\x1b1", "\x1f\x1f"):
        assert html(f"a{odd}b") == f"a{odd}b"
        assert html("a{x}b", x=odd) == f"a{odd}b"
        assert html(f"a{odd}{{x}}b", x=odd) == f"a{odd}{odd}b"
        assert html(f"<p title='{odd}{{x}}' {{d}}></p>", x=odd, d={"lang": odd}) in (
            f'<p title="{odd}{odd}" lang="{odd}"></p>'
        )


def test_nowhere():
    """Where nothing can be put it says so: a value is never lost."""
    for source, behind in (
        ("<p title={x}", "<p title="),
        ("<b{x}>1</b>", "<b"),
        ("1</{x}>", "1</"),
        ("<p title={x} title={y}>", " title="),
        ("<body class={x}>1", "<body class="),
        ("<!doctype {x}>1", "<!doctype "),
        ("<![CDATA[{x}]]>", "<![CDATA["),
        ("<? {x} ?>", "<? "),
        ("<iframe>{x}</iframe>", "<iframe>"),
    ):
        with raises(ValueError, f"nothing can be put behind {behind}"):
            html(source, x="a", y="b")


def test_injection():
    """What is put in stays what it is, wherever."""
    for attack in (
        "<script>", "</p>", "'", '"', ">", "' onclick='x", '" onclick="x', "--><b>", "]]>",
        "</textarea>", "&lt;", "\uf8ff0\uf8fe", "{x}", "/>", "a b=c",
    ):  # fmt: skip
        source = "<p title={x} lang='{x}' id=\"{x}\" data-x=a{x}>{x}</p><textarea>{x}</textarea>"
        paragraph, area = web.div(t(source, x=attack)).children
        assert paragraph.attributes == {
            "title": attack,
            "lang": attack,
            "id": attack,
            "data-x": "a" + attack,
        }
        assert paragraph.text == area.text == attack
        assert len(paragraph.children) == 0


def test_dicts_in_dicts():
    """Among attributes there may be styles, classes and the like, as in a constructor."""
    for given, expected in (
        ({"style": {"font_size": "1px", "zIndex": 0}}, {"style": "font-size: 1px; z-index: 0;"}),
        ({"class_": {"a_b": True, "c": 0, "d": ""}}, {"class": "a_b"}),
        ({"class": ["a", "b"]}, {"class": "a b"}),
        ({"classes": ["a", "b"]}, {"class": "a b"}),
        ({"dataset": {"user_id": 1}}, {"data-user-id": "1"}),
        ({"aria": {"label": "x", "hidden": True}}, {"aria-label": "x", "aria-hidden": "true"}),
        ({"attributes": {"x:y": 1, "z": None}}, {"x:y": "1"}),
    ):
        (paragraph,) = web.div(t("<p {x}></p>", x=given)).children
        found = paragraph.attributes.copy()
        if "style" in found:
            found["style"] = "; ".join(sorted(found["style"].strip(";").split("; "))) + ";"
        assert found == expected


def test_classes_and_styles():
    """A class keeps its name; lists are put together as each attribute has it."""
    assert html("<p class={x}></p>", x={"block__part_": True}) == '<p class="block__part_"></p>'
    assert html("<p class={x}></p>", x=["a", None, "b"]) == '<p class="a b"></p>'
    made = html("<p style={x}></p>", x=["color: red", "margin: 0px"])
    assert made == '<p style="color: red; margin: 0px"></p>'


async def test_things_of_the_page(target):
    """Nodes and functions of JavaScript's are what they are; null is nothing."""
    from pyscript import document, window

    rule = document.createElement("hr")
    rules = web.div(web.hr(), web.hr())._dom_element.childNodes
    assert html("<p>{x}{y}</p>", x=rule, y=rules) == "<p><hr><hr><hr></p>"
    assert html("<p title={x}>{x}</p>", x=document.querySelector("no-such")) == "<p></p>"
    await on_page("window.heard = 0; window.hear = () => { heard++; }, null")
    (button,) = web.div(t("<button on_click={x}>1</button>", x=window.hear)).children
    page[target].append(button)
    await on_page(f"document.querySelector('#{target} button').click()")
    await until(lambda: on_page("window.heard"))


def test_elements_are_not_looked_at():
    """What is described is still a description: nothing goes to the page before all does."""
    bold = web.b("1")
    made = web.div(t("<p>{x}</p>", x=bold))
    assert repr(bold) == "<b> not on the page yet"
    assert made.innerHTML == "<p><b>1</b></p>"
