"""Every element of HTML as a class: `div("text", id="x")`.

One class for each tag of the living standard, https://html.spec.whatwg.org/multipage/
Those whose names mean something in Python end in an underscore, as `del_` and `input_`.
"""

from pyscript.web._collection import ElementCollection
from pyscript.web._special import Canvas, Form, HasOptions, Video
from pyscript.web.element import ContainerElement, Element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "ContainerElement",
    "Element",
    "ElementCollection",
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del_",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "grid",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input_",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map_",
    "mark",
    "menu",
    "meta",
    "meter",
    "nav",
    "noscript",
    "object_",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "selectedcontent",
    "slot",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
]


class a(ContainerElement):
    """A link."""

    tag_name = "a"


class abbr(ContainerElement):
    """An abbreviation."""

    tag_name = "abbr"


class address(ContainerElement):
    """How to reach somebody."""

    tag_name = "address"


class area(Element):
    """An area of an image map."""

    tag_name = "area"


class article(ContainerElement):
    """A part that stands for itself."""

    tag_name = "article"


class aside(ContainerElement):
    """Something beside the point."""

    tag_name = "aside"


class audio(ContainerElement):
    """Sound."""

    tag_name = "audio"


class b(ContainerElement):
    """Text that stands out."""

    tag_name = "b"


class base(Element):
    """What the page's URLs are relative to."""

    tag_name = "base"


class bdi(ContainerElement):
    """Text whose direction is its own."""

    tag_name = "bdi"


class bdo(ContainerElement):
    """Text in a given direction."""

    tag_name = "bdo"


class blockquote(ContainerElement):
    """A quotation of some length."""

    tag_name = "blockquote"


class body(ContainerElement):
    """The content of the page."""

    tag_name = "body"


class br(Element):
    """A line break."""

    tag_name = "br"


class button(ContainerElement):
    """A button."""

    tag_name = "button"


class canvas(Canvas):
    """An area to draw on."""

    tag_name = "canvas"


class caption(ContainerElement):
    """The title of a table."""

    tag_name = "caption"


class cite(ContainerElement):
    """The title of a work."""

    tag_name = "cite"


class code(ContainerElement):
    """A piece of code."""

    tag_name = "code"


class col(Element):
    """A column of a table."""

    tag_name = "col"


class colgroup(ContainerElement):
    """Some columns of a table."""

    tag_name = "colgroup"


class data(ContainerElement):
    """Text with a value for machines."""

    tag_name = "data"


class datalist(HasOptions):
    """Choices for an input."""

    tag_name = "datalist"


class dd(ContainerElement):
    """What a term means."""

    tag_name = "dd"


class del_(ContainerElement):
    """Text that has been removed."""

    tag_name = "del"


class details(ContainerElement):
    """Something to be opened."""

    tag_name = "details"


class dfn(ContainerElement):
    """A term where it is defined."""

    tag_name = "dfn"


class dialog(ContainerElement):
    """A window inside of the page."""

    tag_name = "dialog"


class div(ContainerElement):
    """A part of the page, of no particular kind."""

    tag_name = "div"


class grid(div):
    """A `div` with a grid: `grid(…, style={"grid-template-columns": "1fr 2fr"})`."""

    def __init__(self, *children: "Any", **attributes: "Any"):
        super().__init__(*children, **attributes)
        if "display" not in (attributes.get("style") or ()):
            self._node.apply("sdisplay=grid")


class dl(ContainerElement):
    """A list of terms and their meanings."""

    tag_name = "dl"


class dt(ContainerElement):
    """A term."""

    tag_name = "dt"


class em(ContainerElement):
    """Emphasis."""

    tag_name = "em"


class embed(Element):
    """Something from elsewhere, by a plug-in."""

    tag_name = "embed"


class fieldset(ContainerElement):
    """Some fields of a form."""

    tag_name = "fieldset"


class figcaption(ContainerElement):
    """The caption of a figure."""

    tag_name = "figcaption"


class figure(ContainerElement):
    """A figure with its caption."""

    tag_name = "figure"


class footer(ContainerElement):
    """The foot of a part."""

    tag_name = "footer"


class form(Form):
    """A form; its `values` are a dict."""

    tag_name = "form"


class h1(ContainerElement):
    """A heading of the first level."""

    tag_name = "h1"


class h2(ContainerElement):
    """A heading of the second level."""

    tag_name = "h2"


class h3(ContainerElement):
    """A heading of the third level."""

    tag_name = "h3"


class h4(ContainerElement):
    """A heading of the fourth level."""

    tag_name = "h4"


class h5(ContainerElement):
    """A heading of the fifth level."""

    tag_name = "h5"


class h6(ContainerElement):
    """A heading of the sixth level."""

    tag_name = "h6"


class head(ContainerElement):
    """What the page says of itself."""

    tag_name = "head"


class header(ContainerElement):
    """The head of a part."""

    tag_name = "header"


class hgroup(ContainerElement):
    """A heading with what belongs to it."""

    tag_name = "hgroup"


class hr(Element):
    """A thematic break."""

    tag_name = "hr"


class html(ContainerElement):
    """The whole page."""

    tag_name = "html"


class i(ContainerElement):
    """Text in another voice."""

    tag_name = "i"


class iframe(ContainerElement):
    """Another page inside of this one."""

    tag_name = "iframe"


class img(Element):
    """An image."""

    tag_name = "img"


class input_(Element):
    """A field of a form."""

    tag_name = "input"


class ins(ContainerElement):
    """Text that has been added."""

    tag_name = "ins"


class kbd(ContainerElement):
    """What is to be typed."""

    tag_name = "kbd"


class label(ContainerElement):
    """The caption of a field."""

    tag_name = "label"


class legend(ContainerElement):
    """The caption of a fieldset."""

    tag_name = "legend"


class li(ContainerElement):
    """An item of a list."""

    tag_name = "li"


class link(Element):
    """What belongs to the page: style sheets, icons."""

    tag_name = "link"


class main(ContainerElement):
    """What the page is about."""

    tag_name = "main"


class map_(ContainerElement):
    """The areas of an image."""

    tag_name = "map"


class mark(ContainerElement):
    """Text that is marked."""

    tag_name = "mark"


class menu(ContainerElement):
    """A list of commands."""

    tag_name = "menu"


class meta(Element):
    """Data on the page."""

    tag_name = "meta"


class meter(ContainerElement):
    """A measured value."""

    tag_name = "meter"


class nav(ContainerElement):
    """Links to get around by."""

    tag_name = "nav"


class noscript(ContainerElement):
    """What shows where no scripts run."""

    tag_name = "noscript"


class object_(ContainerElement):
    """Something from elsewhere."""

    tag_name = "object"


class ol(ContainerElement):
    """A list whose order matters."""

    tag_name = "ol"


class optgroup(HasOptions):
    """A group of the choices of a select."""

    tag_name = "optgroup"


class option(ContainerElement):
    """One of the choices of a select or datalist."""

    tag_name = "option"


class output(ContainerElement):
    """The result of a computation."""

    tag_name = "output"


class p(ContainerElement):
    """A paragraph."""

    tag_name = "p"


class param(Element):
    """A parameter of an `object_`: obsolete."""

    tag_name = "param"


class picture(ContainerElement):
    """An image in several sizes or formats."""

    tag_name = "picture"


class pre(ContainerElement):
    """Text whose lines and spaces are kept."""

    tag_name = "pre"


class progress(ContainerElement):
    """How far something is."""

    tag_name = "progress"


class q(ContainerElement):
    """A short quotation."""

    tag_name = "q"


class rp(ContainerElement):
    """What stands around an annotation where ruby is unknown."""

    tag_name = "rp"


class rt(ContainerElement):
    """An annotation of ruby."""

    tag_name = "rt"


class ruby(ContainerElement):
    """Text with annotations of how it is read."""

    tag_name = "ruby"


class s(ContainerElement):
    """Text that holds no longer."""

    tag_name = "s"


class samp(ContainerElement):
    """What a program puts out."""

    tag_name = "samp"


class script(ContainerElement):
    """A script; one that is made by an element runs when it is put into the page."""

    tag_name = "script"


class search(ContainerElement):
    """What searches or filters."""

    tag_name = "search"


class section(ContainerElement):
    """A part with a heading."""

    tag_name = "section"


class select(HasOptions):
    """A choice among options."""

    tag_name = "select"


class selectedcontent(ContainerElement):
    """What a select shows as chosen."""

    tag_name = "selectedcontent"


class slot(ContainerElement):
    """A place in a component that others fill."""

    tag_name = "slot"


class small(ContainerElement):
    """Small print."""

    tag_name = "small"


class source(Element):
    """Where media come from."""

    tag_name = "source"


class span(ContainerElement):
    """A piece of text, of no particular kind."""

    tag_name = "span"


class strong(ContainerElement):
    """Something important."""

    tag_name = "strong"


class style(ContainerElement):
    """A style sheet."""

    tag_name = "style"


class sub(ContainerElement):
    """Text below the line."""

    tag_name = "sub"


class summary(ContainerElement):
    """What `details` shows when it is closed."""

    tag_name = "summary"


class sup(ContainerElement):
    """Text above the line."""

    tag_name = "sup"


class table(ContainerElement):
    """A table."""

    tag_name = "table"


class tbody(ContainerElement):
    """The rows of a table."""

    tag_name = "tbody"


class td(ContainerElement):
    """A cell of a table."""

    tag_name = "td"


class template(ContainerElement):
    """Something to make copies of; children go into its content."""

    tag_name = "template"


class textarea(ContainerElement):
    """A field for lines of text."""

    tag_name = "textarea"


class tfoot(ContainerElement):
    """The last rows of a table."""

    tag_name = "tfoot"


class th(ContainerElement):
    """A heading in a table."""

    tag_name = "th"


class thead(ContainerElement):
    """The first rows of a table."""

    tag_name = "thead"


class time(ContainerElement):
    """A time or date."""

    tag_name = "time"


class title(ContainerElement):
    """The title of the page."""

    tag_name = "title"


class tr(ContainerElement):
    """A row of a table."""

    tag_name = "tr"


class track(Element):
    """The text tracks of media."""

    tag_name = "track"


class u(ContainerElement):
    """Text with a line below."""

    tag_name = "u"


class ul(ContainerElement):
    """A list."""

    tag_name = "ul"


class var(ContainerElement):
    """A variable."""

    tag_name = "var"


class video(Video):
    """A film."""

    tag_name = "video"


class wbr(Element):
    """Where a word may be broken."""

    tag_name = "wbr"


# What is found in the page is of these classes. (A subclass does not change what its tag is.)
Element.register_element_classes(
    [
        a,
        abbr,
        address,
        area,
        article,
        aside,
        audio,
        b,
        base,
        bdi,
        bdo,
        blockquote,
        body,
        br,
        button,
        canvas,
        caption,
        cite,
        code,
        col,
        colgroup,
        data,
        datalist,
        dd,
        del_,
        details,
        dfn,
        dialog,
        div,
        dl,
        dt,
        em,
        embed,
        fieldset,
        figcaption,
        figure,
        footer,
        form,
        h1,
        h2,
        h3,
        h4,
        h5,
        h6,
        head,
        header,
        hgroup,
        hr,
        html,
        i,
        iframe,
        img,
        input_,
        ins,
        kbd,
        label,
        legend,
        li,
        link,
        main,
        map_,
        mark,
        menu,
        meta,
        meter,
        nav,
        noscript,
        object_,
        ol,
        optgroup,
        option,
        output,
        p,
        param,
        picture,
        pre,
        progress,
        q,
        rp,
        rt,
        ruby,
        s,
        samp,
        script,
        search,
        section,
        select,
        selectedcontent,
        slot,
        small,
        source,
        span,
        strong,
        style,
        sub,
        summary,
        sup,
        table,
        tbody,
        td,
        template,
        textarea,
        tfoot,
        th,
        thead,
        time,
        title,
        tr,
        track,
        u,
        ul,
        var,
        video,
        wbr,
    ]
)


def other_name(name: str) -> "Any":
    """Find an element by its name with or without the underscore: `select_`, `input`."""
    other = name[:-1] if name.endswith("_") else name + "_"
    if name.startswith("_") or other not in globals():
        raise AttributeError(
            f"there is no element {name!r}: of your own make one by web.tag({name!r})"
        )
    return globals()[other]


# Not by a `def`: checkers would believe that every name is an element.
globals()["__getattr__"] = other_name
