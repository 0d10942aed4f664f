"""`display`: what it shows, how, and where."""

import json

import js
from pyscript_testing import INTERPRETER, console, expect_error, on_page, raises, tick, until

from pyscript import HTML, display, document
from pyscript.display import HTML as SAME_HTML

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def png():
    from binascii import a2b_base64

    return a2b_base64(PNG.encode())


async def inner(target):
    """Return the HTML that is in the target."""
    return await on_page(f"document.getElementById({target!r}).innerHTML")


async def shown(target, *values, **options):
    """Display values in the target and return its HTML."""
    display(*values, target=target, **options)
    return await inner(target)


class Wrapper:
    """As an element of `pyscript.web`."""

    def __init__(self, dom_element):
        self._dom_element = dom_element


def element(html):
    """Return a new DOM node."""
    parent = document.createElement("div")
    parent.innerHTML = html
    return parent.firstChild


# Text ----------------------------------------------------------------------------------


async def test_text(target):
    """Text is escaped, each value in a div of its own."""
    assert await shown(target, "<em>em</em>", "b & c") == (
        "<div>&lt;em&gt;em&lt;/em&gt;</div><div>b &amp; c</div>"
    )


async def test_html(target):
    """HTML is not escaped."""
    assert await shown(target, HTML("<em>em</em>")) == "<div><em>em</em></div>"
    assert SAME_HTML is HTML


async def test_space_is_kept(target):
    """Lines and runs of spaces stay as they are; text without them stays plain."""
    kept = '<div style="white-space: pre-wrap;">'
    display("two\nlines", "a  b", " ", "tab\tbed", "plain text", target=target)
    assert await inner(target) == (
        f"{kept}two\nlines</div>{kept}a  b</div>{kept} </div>{kept}tab\tbed</div>"
        "<div>plain text</div>"
    )
    heights = await on_page(
        f"[...document.getElementById({target!r}).children].map(each => each.offsetHeight)"
    )
    assert heights[0] == 2 * heights[4]
    assert heights[2] == heights[4]
    assert await shown(target, "two\nlines", append=False) == f"{kept}two\nlines</div>"


async def test_objects_without_more(target):
    """Other objects are shown by their repr."""

    class Mine:
        def __repr__(self):
            return "<Mine & yours>"

    assert await shown(target, 42, None, True, [1, "a"], b"c", Mine()) == (
        "<div>42</div><div>None</div><div>True</div><div>[1, 'a']</div><div>b'c'</div>"
        "<div>&lt;Mine &amp; yours&gt;</div>"
    )


async def test_aligned_repr(target):
    """A repr of several lines keeps its columns."""

    class Table:
        def __repr__(self):
            return "a   b\n1   <2"

    assert await shown(target, Table()) == "<div><pre>a   b\n1   &lt;2</pre></div>"


async def test_text_subclass(target):
    """A str of a class of its own is text, unless the class knows better."""

    class Name(str):
        pass

    class Markup(str):
        def _repr_html_(self):
            return str(self)

    assert await shown(target, Name("<b>")) == "<div>&lt;b&gt;</div>"
    assert await shown(target, Markup("<b>x</b>"), append=False) == "<b>x</b>"


async def test_nothing(target):
    """No values, and values without content, add nothing."""

    class Empty:
        def __repr__(self):
            return ""

    assert await shown(target) == ""
    assert await shown(target, "", HTML(""), Empty()) == ""
    display("x", target=target)
    assert await shown(target, append=False) == ""


# append --------------------------------------------------------------------------------


async def test_append(target):
    """Values are added after what is there; `append=False` replaces it, once."""
    display("a", target=target)
    assert await shown(target, "b") == "<div>a</div><div>b</div>"
    assert await shown(target, "c", 1, HTML("<i>d</i>"), append=False) == (
        "<div>c</div><div>1</div><div><i>d</i></div>"
    )
    assert await shown(target, "e", append=False) == "e"
    assert await shown(target, HTML("<i>f</i>"), append=False) == "<i>f</i>"
    assert await shown(target, "", append=False) == ""


async def test_context_of_html(target):
    """HTML is parsed for the place where it goes: rows may go into a table."""
    display(HTML('<table><tbody id="rows"></tbody></table>'), target=target)
    display(HTML("<tr><td>cell</td></tr>"), target="rows", append=False)
    assert await on_page("document.getElementById('rows').innerHTML") == "<tr><td>cell</td></tr>"


# Targets -------------------------------------------------------------------------------


async def test_targets(target):
    """A target is an id, with or without #, a selector, a DOM node or an element."""
    node = document.getElementById(target)
    number = 0
    for where in (target, "#" + target, f"div[id='{target}']", node, Wrapper(node)):
        display(number, target=where)
        number += 1
    assert await inner(target) == "".join([f"<div>{each}</div>" for each in range(number)])


async def test_odd_ids(target):
    """Any id is found, also one that no selector could say."""
    for id in ("1st", "a.b", "a:b", "with space"):
        display(HTML(f'<p id="{id}"></p>'), target=target)
        display(id, target=id, append=False)
        assert await on_page(f"document.getElementById({id!r}).innerHTML") == id
        display("#", target="#" + id, append=False)
        assert await on_page(f"document.getElementById({id!r}).innerHTML") == "#"


async def test_shadow_root(target):
    """A shadow root is a target, and so is an element that is not on the page."""
    await on_page(f"document.getElementById({target!r}).attachShadow({{mode: 'open'}}); 0")
    display("in the shadow", target=document.getElementById(target).shadowRoot)
    assert await on_page(f"document.getElementById({target!r}).shadowRoot.innerHTML") == (
        "<div>in the shadow</div>"
    )
    detached = document.createElement("p")
    display("detached", target=detached)
    assert detached.innerHTML == "<div>detached</div>"


def test_missing_target():
    """An error names what was not found."""
    for target, message in (
        ("not-here", "Cannot find element with id='not-here'"),
        ("#not-here", "Cannot find element with id='not-here'"),
        (".not-here > b", "Cannot find an element for target='.not-here > b'"),
        ("<not a selector>", "Cannot find an element for target='<not a selector>'"),
        ("", "not target=''"),
        ("#", "not target='#'"),
    ):
        with raises(ValueError, message):
            display("x", target=target)
        with raises(ValueError, message):
            display(target=target)
    with raises(TypeError, "not target=5"):
        display("x", target=5)
    if INTERPRETER == "pyodide":
        with raises(ValueError, "target=null"):
            display("x", target=document.getElementById("not-here"))


async def test_targets_that_show_nothing(target):
    """Elements whose content no one sees are refused by name, and left alone."""
    for name in ("input", "textarea", "img", "select", "iframe", "br", "script", "template"):
        display(HTML(f"<{name} id='closed'>"), target=target, append=False)
        with raises(ValueError, f"cannot display in <{name}>"):
            display("x", target="closed")
        assert await on_page("document.getElementById('closed').childNodes.length") == 0
    with raises(ValueError, "cannot display in <#document>"):
        display("x", target=document)


# Nodes ---------------------------------------------------------------------------------


async def test_nodes(target):
    """DOM nodes and elements go in as they are."""
    node = element("<b>bold</b>")
    assert await shown(target, node, Wrapper(element("<i>it</i>")), "text") == (
        "<b>bold</b><i>it</i><div>text</div>"
    )
    assert await shown(target, node, append=False) == "<b>bold</b>"
    assert document.getElementById(target).firstChild == node


async def test_javascript_values(target):
    """Values of JavaScript's that are no nodes are shown as it would."""
    assert await shown(target, js.Array.of(1, 2), js.URL.new("http://a.b/c")) == (
        "<div>1,2</div><div>http://a.b/c</div>"
    )


# Objects -------------------------------------------------------------------------------


class Offers:
    """Offers what its parameters say, as methods would: `Offers(html="<b>")`."""

    def __init__(self, **forms):
        self.forms = forms

    def __repr__(self):
        return "the repr"

    def _repr_html_(self):
        return self.forms.get("html")

    def _repr_markdown_(self):
        return self.forms.get("markdown")

    def _repr_svg_(self):
        return self.forms.get("svg")

    def _repr_png_(self):
        return self.forms.get("png")

    def _repr_jpeg_(self):
        return self.forms.get("jpeg")

    def _repr_latex_(self):
        return self.forms.get("latex")

    def _repr_json_(self):
        return self.forms.get("json")

    def _repr_javascript_(self):
        return self.forms.get("javascript")


class Bundle:
    """Offers a bundle."""

    def __init__(self, bundle):
        self.bundle = bundle

    def __repr__(self):
        return "the repr"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle


SVG = '<svg width="1" height="1"><rect></rect></svg>'


async def test_methods(target):
    """An object is asked for what it can be, one method for each form."""
    for name, data, expected in (
        ("html", "<b>h</b>", "<b>h</b>"),
        ("svg", SVG, SVG),
        ("png", png(), f'<img src="data:image/png;base64,{PNG}">'),
        ("jpeg", "AAAA", '<img src="data:image/jpeg;base64,AAAA">'),
        ("markdown", "# a <b>", "# a &lt;b&gt;"),
        ("latex", "$x<y$", "$x&lt;y$"),
        ("json", {"a": "<b>"}, '<pre>{\n  "a": "&lt;b&gt;"\n}</pre>'),
        ("javascript", "0", "<script>0</script>"),
    ):
        assert await shown(target, Offers(**{name: data}), append=False) == expected
    assert await shown(target, Offers(), append=False) == "the repr"


async def test_richest_first(target):
    """Of several forms the richest is shown, in whatever order they come."""
    forms = [
        ("text/html", "html", "<b>0</b>", "<b>0</b>"),
        ("image/svg+xml", "svg", SVG, SVG),
        ("image/png", "png", "AAAA", '<img src="data:image/png;base64,AAAA">'),
        ("image/jpeg", "jpeg", "AAAA", '<img src="data:image/jpeg;base64,AAAA">'),
        ("image/gif", "", "AAAA", '<img src="data:image/gif;base64,AAAA">'),
        ("image/webp", "", "AAAA", '<img src="data:image/webp;base64,AAAA">'),
        ("text/markdown", "markdown", "m", "m"),
        ("text/latex", "latex", "l", "l"),
        ("application/json", "json", [1], "<pre>[\n  1\n]</pre>"),
        ("application/javascript", "javascript", "0", "<script>0</script>"),
        ("text/plain", "", "p", "p"),
    ]
    while forms:
        expected = forms[0][3]
        backwards = list(reversed(forms))
        bundle = {mime: data for mime, _, data, _ in backwards}
        assert await shown(target, Bundle(bundle), append=False) == expected
        methods = {name: data for _, name, data, _ in backwards if name}
        if forms[0][1]:
            assert await shown(target, Offers(**methods), append=False) == expected
        forms = forms[1:]


async def test_bundle_and_methods(target):
    """What a bundle lacks is asked of the methods, and the richest of both is shown."""

    class Both(Offers):
        def _repr_mimebundle_(self, include=None, exclude=None):
            return {"text/plain": "plain", "application/json": [1]}

    assert await shown(target, Both(html="<b>html</b>")) == "<div><b>html</b></div>"
    assert await shown(target, Both(), append=False) == "<pre>[\n  1\n]</pre>"


async def test_signatures_of_bundles(target):
    """A bundle is asked as IPython does; one that takes no arguments is asked without."""

    class Keywords:
        def _repr_mimebundle_(self, **kwargs):
            return {"text/plain": json.dumps(sorted(kwargs))}

    class Nothing:
        def _repr_mimebundle_(self):
            return {"text/plain": "nothing"}

    class WithMetadata:
        def _repr_mimebundle_(self, include, exclude):
            assert include is None and exclude is None
            return {"image/png": "AAAA"}, {"image/png": {"width": 7}, "text/html": {"height": 1}}

    display(Keywords(), Nothing(), WithMetadata(), target=target)
    assert await inner(target) == (
        '<div>["exclude", "include"]</div><div>nothing</div>'
        '<div><img width="7" src="data:image/png;base64,AAAA"></div>'
    )


async def test_not_available(target):
    """None, from a method, in a bundle, for a bundle or for a method, means: not this one."""

    class Disabled(Offers):
        _repr_html_ = None

    assert await shown(target, Bundle(None), append=False) == "the repr"
    assert await shown(target, Bundle({}), append=False) == "the repr"
    assert await shown(target, Bundle({"text/html": None, "text/plain": "p"}), append=False) == "p"
    assert await shown(target, Disabled(latex="l"), append=False) == "l"


async def test_classes_and_mocks(target):
    """Classes, and objects that have every attribute, are shown by their repr."""

    class Everything:
        def __getattr__(self, name):
            return lambda *args, **kwargs: name

        def __repr__(self):
            return "everything"

    class Broken:
        def __getattr__(self, name):
            raise KeyError(name)

        def __repr__(self):
            return "broken"

    assert "Offers" in await shown(target, Offers)
    assert "HTML" in await shown(target, HTML, append=False)
    assert await shown(target, Everything(), append=False) == "everything"
    assert await shown(target, Broken(), append=False) == "broken"


async def test_errors(target):
    """A form that cannot be made is reported, and the next best is shown."""

    class Fails(Offers):
        def _repr_html_(self):
            raise ValueError("no html today")

    class FailsWithTypeError:
        def _repr_mimebundle_(self, include=None, exclude=None):
            return {"text/plain": "a" + 1}

        def __repr__(self):
            return "the repr"

    expect_error("no html today")
    expect_error("TypeError")
    assert await shown(target, Fails(latex="l")) == "<div>l</div>"
    assert await shown(target, FailsWithTypeError(), append=False) == "the repr"
    await on_page("document.querySelectorAll('.py-error').forEach(box => box.remove())")


async def test_unknown_types(target):
    """A warning says which richer forms a page cannot show."""
    value = Bundle({"application/vnd.chart+json": {}, "text/plain": "<Chart>"})
    assert await shown(target, value) == "<div>&lt;Chart&gt;</div>"
    lines = await console()
    assert len([line for line in lines if line.startswith("warning") and "vnd.chart" in line]) == 1
    display(Bundle({"application/vnd.chart": {}, "text/html": "<b>"}), "text", 5, target=target)
    await tick()
    assert len(await console()) == len(lines)


# Images --------------------------------------------------------------------------------


async def test_bytes_of_images(target):
    """The bytes of an image may be any bytes-like, or base64 text, or a data URL."""
    expected = f'<img src="data:image/png;base64,{PNG}">'
    broken = PNG[:20] + "\n" + PNG[20:] + "\n"
    url = "data:image/png;base64," + PNG
    for data in (png(), bytearray(png()), memoryview(png()), PNG, broken, url):
        assert await shown(target, Offers(png=data), append=False) == expected
    assert await shown(target, Offers(svg=SVG.encode()), append=False) == SVG
    assert await until(lambda: on_page("document.images[0]?.naturalWidth ?? 1")) == 1


async def test_images_load(target):
    """What the browser gets is an image."""
    display(Offers(png=png()), target=target)
    image = f"document.querySelector('#{target} img')"
    assert await until(lambda: on_page(f"{image}.complete && {image}.naturalWidth")) == 1


async def test_metadata(target):
    """Metadata become attributes of the image: escaped, and left as they were."""
    nasty = '"><script>alert(1)</script>'
    metadata = {"width": 7, "alt": nasty, "hidden": True, "lang": None, "not a name": 1}
    copy = dict(metadata)
    for value in (
        Offers(png=("AAAA", metadata)),
        Bundle({"image/png": ("AAAA", metadata)}),
        Bundle(({"image/png": "AAAA"}, {"image/png": metadata})),
        Bundle(({"image/png": "AAAA"}, metadata)),
    ):
        display(value, target=target, append=False)
        attributes = await on_page(
            f"(found => Object.fromEntries([...found].map(each => [each.name, each.value])))"
            f"(document.querySelector('#{target} > img').attributes)"
        )
        assert attributes == {
            "width": "7",
            "alt": nasty,
            "hidden": "",
            "src": "data:image/png;base64,AAAA",
        }
        assert metadata == copy


async def test_figures(target):
    """What can save a picture of itself, as matplotlib's figures, is shown as PNG."""

    class Figure:
        def savefig(self, file, format):
            assert format == "png"
            file.write(png())

        def _repr_html_(self):
            return None

    class Broken(Figure):
        def savefig(self, file, format):
            raise ValueError("nothing drawn")

        def __repr__(self):
            return "broken"

    assert await shown(target, Figure(), append=False) == f'<img src="data:image/png;base64,{PNG}">'
    expect_error("nothing drawn")
    assert await shown(target, Broken(), append=False) == "broken"
    await on_page("document.querySelectorAll('.py-error').forEach(box => box.remove())")


# JSON and JavaScript -------------------------------------------------------------------


async def test_json(target):
    """Data is readable, indented, escaped, and complete."""
    loop = [1]
    loop.append(loop)
    for data, expected in (
        (
            {"a": [1, 2.5, None, True, False]},
            '{\n  "a": [\n    1,\n    2.5,\n    null,\n    true,\n    false\n  ]\n}',
        ),
        ({"é<": 'quote " and \\ and\nline'}, '{\n  "é<": "quote \\" and \\\\ and\\nline"\n}'),
        ([], "[]"),
        ([{}], "[\n  {}\n]"),
        ((1, (2,)), "[\n  1,\n  [\n    2\n  ]\n]"),
        ({1: float("inf")}, '{\n  "1": inf\n}'),
        (12345678901234567890, "12345678901234567890"),
        (loop, "[\n  1,\n  …\n]"),
        (
            '{"b":[1.0,12345678901234567890],"a":"<"}',
            '{\n  "b": [\n    1.0,\n    12345678901234567890\n  ],\n  "a": "<"\n}',
        ),
        ("no json <", "no json <"),
    ):
        display(Bundle({"application/json": data}), target=target, append=False)
        assert await on_page(f"document.querySelector('#{target} > pre').textContent") == expected


async def test_large_json(target):
    """The time that data takes is in proportion to its size."""

    def seconds(count):
        data = [{"name": "item", "value": each} for each in range(count)]
        start = js.performance.now()
        display(Bundle({"application/json": data}), target=target, append=False)
        return js.performance.now() - start

    seconds(100)
    # Ten times as much: not a hundred times as long, in each of some attempts beside each other.
    attempts = [(seconds(500), seconds(5000)) for _ in range(4)]
    assert min([large - 50 * small for small, large in attempts]) < 0


async def test_scripts_run(target):
    """Scripts run: those of HTML, and JavaScript, whatever text they contain."""
    await on_page("window.displayed = []")
    display(
        HTML("<script>displayed.push('html')</script>"),
        Offers(
            javascript="const { parentElement } = document.currentScript;"
            "displayed.push('</script>', parentElement.localName)"
        ),
        target=target,
    )
    assert await on_page("window.displayed") == ["html", "</script>", "div"]


# Cost ----------------------------------------------------------------------------------


async def test_one_change(target):
    """However many values there are, the page changes once."""
    await on_page(
        "window.changes = [];"
        "new MutationObserver((records) => changes.push(...records))"
        f".observe(document.getElementById({target!r}), {{childList: true}})"
    )
    display(*range(100), target=target)
    display(*range(50), target=target, append=False)
    counts = await until(
        lambda: on_page(
            "changes.length >= 2 &&"
            "changes.map(each => [each.addedNodes.length, each.removedNodes.length])"
        )
    )
    assert counts == [[100, 0], [50, 100]]
