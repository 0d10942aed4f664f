"""Every element of SVG as a class: `svg.circle(cx=5, cy=5, r=4)`.

https://svgwg.org/svg2-draft/"""

from pyscript.web.element import ContainerElement, Element

__all__ = [
    "SvgElement",
    "a",
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "foreignObject",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "script",
    "set_",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
]


class SvgElement(ContainerElement):
    """An element of SVG: what it has are attributes, `stroke_width` is `stroke-width`."""

    _mark = "{"


class a(SvgElement):
    """The element `<a>`."""

    tag_name = "a"


class animate(SvgElement):
    """The element `<animate>`."""

    tag_name = "animate"


class animateMotion(SvgElement):
    """The element `<animateMotion>`."""

    tag_name = "animateMotion"


class animateTransform(SvgElement):
    """The element `<animateTransform>`."""

    tag_name = "animateTransform"


class circle(SvgElement):
    """The element `<circle>`."""

    tag_name = "circle"


class clipPath(SvgElement):
    """The element `<clipPath>`."""

    tag_name = "clipPath"


class defs(SvgElement):
    """The element `<defs>`."""

    tag_name = "defs"


class desc(SvgElement):
    """The element `<desc>`."""

    tag_name = "desc"


class ellipse(SvgElement):
    """The element `<ellipse>`."""

    tag_name = "ellipse"


class feBlend(SvgElement):
    """The element `<feBlend>`."""

    tag_name = "feBlend"


class feColorMatrix(SvgElement):
    """The element `<feColorMatrix>`."""

    tag_name = "feColorMatrix"


class feComponentTransfer(SvgElement):
    """The element `<feComponentTransfer>`."""

    tag_name = "feComponentTransfer"


class feComposite(SvgElement):
    """The element `<feComposite>`."""

    tag_name = "feComposite"


class feConvolveMatrix(SvgElement):
    """The element `<feConvolveMatrix>`."""

    tag_name = "feConvolveMatrix"


class feDiffuseLighting(SvgElement):
    """The element `<feDiffuseLighting>`."""

    tag_name = "feDiffuseLighting"


class feDisplacementMap(SvgElement):
    """The element `<feDisplacementMap>`."""

    tag_name = "feDisplacementMap"


class feDistantLight(SvgElement):
    """The element `<feDistantLight>`."""

    tag_name = "feDistantLight"


class feDropShadow(SvgElement):
    """The element `<feDropShadow>`."""

    tag_name = "feDropShadow"


class feFlood(SvgElement):
    """The element `<feFlood>`."""

    tag_name = "feFlood"


class feFuncA(SvgElement):
    """The element `<feFuncA>`."""

    tag_name = "feFuncA"


class feFuncB(SvgElement):
    """The element `<feFuncB>`."""

    tag_name = "feFuncB"


class feFuncG(SvgElement):
    """The element `<feFuncG>`."""

    tag_name = "feFuncG"


class feFuncR(SvgElement):
    """The element `<feFuncR>`."""

    tag_name = "feFuncR"


class feGaussianBlur(SvgElement):
    """The element `<feGaussianBlur>`."""

    tag_name = "feGaussianBlur"


class feImage(SvgElement):
    """The element `<feImage>`."""

    tag_name = "feImage"


class feMerge(SvgElement):
    """The element `<feMerge>`."""

    tag_name = "feMerge"


class feMergeNode(SvgElement):
    """The element `<feMergeNode>`."""

    tag_name = "feMergeNode"


class feMorphology(SvgElement):
    """The element `<feMorphology>`."""

    tag_name = "feMorphology"


class feOffset(SvgElement):
    """The element `<feOffset>`."""

    tag_name = "feOffset"


class fePointLight(SvgElement):
    """The element `<fePointLight>`."""

    tag_name = "fePointLight"


class feSpecularLighting(SvgElement):
    """The element `<feSpecularLighting>`."""

    tag_name = "feSpecularLighting"


class feSpotLight(SvgElement):
    """The element `<feSpotLight>`."""

    tag_name = "feSpotLight"


class feTile(SvgElement):
    """The element `<feTile>`."""

    tag_name = "feTile"


class feTurbulence(SvgElement):
    """The element `<feTurbulence>`."""

    tag_name = "feTurbulence"


class filter(SvgElement):
    """The element `<filter>`."""

    tag_name = "filter"


class foreignObject(SvgElement):
    """The element `<foreignObject>`."""

    tag_name = "foreignObject"


class g(SvgElement):
    """The element `<g>`."""

    tag_name = "g"


class image(SvgElement):
    """The element `<image>`."""

    tag_name = "image"


class line(SvgElement):
    """The element `<line>`."""

    tag_name = "line"


class linearGradient(SvgElement):
    """The element `<linearGradient>`."""

    tag_name = "linearGradient"


class marker(SvgElement):
    """The element `<marker>`."""

    tag_name = "marker"


class mask(SvgElement):
    """The element `<mask>`."""

    tag_name = "mask"


class metadata(SvgElement):
    """The element `<metadata>`."""

    tag_name = "metadata"


class mpath(SvgElement):
    """The element `<mpath>`."""

    tag_name = "mpath"


class path(SvgElement):
    """The element `<path>`."""

    tag_name = "path"


class pattern(SvgElement):
    """The element `<pattern>`."""

    tag_name = "pattern"


class polygon(SvgElement):
    """The element `<polygon>`."""

    tag_name = "polygon"


class polyline(SvgElement):
    """The element `<polyline>`."""

    tag_name = "polyline"


class radialGradient(SvgElement):
    """The element `<radialGradient>`."""

    tag_name = "radialGradient"


class rect(SvgElement):
    """The element `<rect>`."""

    tag_name = "rect"


class script(SvgElement):
    """The element `<script>`."""

    tag_name = "script"


class set_(SvgElement):
    """The element `<set>`."""

    tag_name = "set"


class stop(SvgElement):
    """The element `<stop>`."""

    tag_name = "stop"


class style(SvgElement):
    """The element `<style>`."""

    tag_name = "style"


class svg(SvgElement):
    """The element `<svg>`."""

    tag_name = "svg"


class switch(SvgElement):
    """The element `<switch>`."""

    tag_name = "switch"


class symbol(SvgElement):
    """The element `<symbol>`."""

    tag_name = "symbol"


class text(SvgElement):
    """The element `<text>`."""

    tag_name = "text"


class textPath(SvgElement):
    """The element `<textPath>`."""

    tag_name = "textPath"


class title(SvgElement):
    """The element `<title>`."""

    tag_name = "title"


class tspan(SvgElement):
    """The element `<tspan>`."""

    tag_name = "tspan"


class use(SvgElement):
    """The element `<use>`."""

    tag_name = "use"


class view(SvgElement):
    """The element `<view>`."""

    tag_name = "view"


Element.register_element_classes(
    [
        a,
        animate,
        animateMotion,
        animateTransform,
        circle,
        clipPath,
        defs,
        desc,
        ellipse,
        feBlend,
        feColorMatrix,
        feComponentTransfer,
        feComposite,
        feConvolveMatrix,
        feDiffuseLighting,
        feDisplacementMap,
        feDistantLight,
        feDropShadow,
        feFlood,
        feFuncA,
        feFuncB,
        feFuncG,
        feFuncR,
        feGaussianBlur,
        feImage,
        feMerge,
        feMergeNode,
        feMorphology,
        feOffset,
        fePointLight,
        feSpecularLighting,
        feSpotLight,
        feTile,
        feTurbulence,
        filter,
        foreignObject,
        g,
        image,
        line,
        linearGradient,
        marker,
        mask,
        metadata,
        mpath,
        path,
        pattern,
        polygon,
        polyline,
        radialGradient,
        rect,
        script,
        set_,
        stop,
        style,
        svg,
        switch,
        symbol,
        text,
        textPath,
        title,
        tspan,
        use,
        view,
    ]
)
