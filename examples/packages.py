import io

import pygal
import segno

from pyscript import HTML, display, document, when


class PNG:
    """A QR code as notebooks expect an image: bytes of a file, attributes for its <img>."""

    def __init__(self, code):
        self.code = code

    def _repr_png_(self):
        file = io.BytesIO()
        self.code.save(file, kind="png", scale=6)
        return file.getvalue(), {"alt": "The QR code of the text", "width": 200}


def chart_of(text):
    letters = [letter for letter in text.lower() if letter.isalpha()]
    counts = {letter: letters.count(letter) for letter in sorted(set(letters))}
    style = pygal.style.Style(
        background="white", plot_background="white", label_font_size=18, major_label_font_size=18
    )
    # js=(): its tooltips would be loaded from another site.
    chart = pygal.Bar(js=(), style=style, show_legend=False, width=420, height=320)
    chart.y_labels = range(max(counts.values(), default=0) + 1)
    chart.x_labels = list(counts)
    chart.add("count", list(counts.values()))
    return chart


@when("input", "#text")
def show():
    text = document.getElementById("text").value or " "
    code = segno.make_qr(text)
    svg = code.svg_inline(scale=6, title="The QR code of the text", light="white")
    display(HTML(svg), target="qr-svg", append=False)
    display(PNG(code), target="qr-png", append=False)
    display(chart_of(text), target="chart", append=False)
    display(f"QR code version {code.designator}", target="state", append=False)


show()
