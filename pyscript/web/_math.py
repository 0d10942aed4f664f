"""Every element of MathML Core as a class: `math.msqrt(math.mi("x"))`.

https://w3c.github.io/mathml-core/"""

from pyscript.web.element import ContainerElement, Element

__all__ = [
    "MathElement",
    "a",
    "annotation",
    "annotation_xml",
    "maction",
    "math",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "semantics",
]


class MathElement(ContainerElement):
    """An element of MathML; its attributes are taken as they are."""

    _mark = "}"


class a(MathElement):
    """The element `<a>`."""

    tag_name = "a"


class annotation(MathElement):
    """The element `<annotation>`."""

    tag_name = "annotation"


class annotation_xml(MathElement):
    """The element `<annotation-xml>`."""

    tag_name = "annotation-xml"


class maction(MathElement):
    """The element `<maction>`."""

    tag_name = "maction"


class math(MathElement):
    """The element `<math>`."""

    tag_name = "math"


class merror(MathElement):
    """The element `<merror>`."""

    tag_name = "merror"


class mfrac(MathElement):
    """The element `<mfrac>`."""

    tag_name = "mfrac"


class mi(MathElement):
    """The element `<mi>`."""

    tag_name = "mi"


class mmultiscripts(MathElement):
    """The element `<mmultiscripts>`."""

    tag_name = "mmultiscripts"


class mn(MathElement):
    """The element `<mn>`."""

    tag_name = "mn"


class mo(MathElement):
    """The element `<mo>`."""

    tag_name = "mo"


class mover(MathElement):
    """The element `<mover>`."""

    tag_name = "mover"


class mpadded(MathElement):
    """The element `<mpadded>`."""

    tag_name = "mpadded"


class mphantom(MathElement):
    """The element `<mphantom>`."""

    tag_name = "mphantom"


class mprescripts(MathElement):
    """The element `<mprescripts>`."""

    tag_name = "mprescripts"


class mroot(MathElement):
    """The element `<mroot>`."""

    tag_name = "mroot"


class mrow(MathElement):
    """The element `<mrow>`."""

    tag_name = "mrow"


class ms(MathElement):
    """The element `<ms>`."""

    tag_name = "ms"


class mspace(MathElement):
    """The element `<mspace>`."""

    tag_name = "mspace"


class msqrt(MathElement):
    """The element `<msqrt>`."""

    tag_name = "msqrt"


class mstyle(MathElement):
    """The element `<mstyle>`."""

    tag_name = "mstyle"


class msub(MathElement):
    """The element `<msub>`."""

    tag_name = "msub"


class msubsup(MathElement):
    """The element `<msubsup>`."""

    tag_name = "msubsup"


class msup(MathElement):
    """The element `<msup>`."""

    tag_name = "msup"


class mtable(MathElement):
    """The element `<mtable>`."""

    tag_name = "mtable"


class mtd(MathElement):
    """The element `<mtd>`."""

    tag_name = "mtd"


class mtext(MathElement):
    """The element `<mtext>`."""

    tag_name = "mtext"


class mtr(MathElement):
    """The element `<mtr>`."""

    tag_name = "mtr"


class munder(MathElement):
    """The element `<munder>`."""

    tag_name = "munder"


class munderover(MathElement):
    """The element `<munderover>`."""

    tag_name = "munderover"


class semantics(MathElement):
    """The element `<semantics>`."""

    tag_name = "semantics"


Element.register_element_classes(
    [
        a,
        annotation,
        annotation_xml,
        maction,
        math,
        merror,
        mfrac,
        mi,
        mmultiscripts,
        mn,
        mo,
        mover,
        mpadded,
        mphantom,
        mprescripts,
        mroot,
        mrow,
        ms,
        mspace,
        msqrt,
        mstyle,
        msub,
        msubsup,
        msup,
        mtable,
        mtd,
        mtext,
        mtr,
        munder,
        munderover,
        semantics,
    ]
)
