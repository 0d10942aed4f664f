"""What packages from PyPI make, which know nothing of us, is shown as they mean it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from pyscript_tools.serve import Server
from pyscript_tools.testing.realms import REALMS, Realm
from tests.browser import Site, screenshot
from tests.docs.pages import prints, run_body

CODE = """
import io

import pygal
import segno

from pyscript import HTML, display


class Image:
    def __init__(self, code):
        self.code = code

    def _repr_png_(self):
        file = io.BytesIO()
        self.code.save(file, kind="png", scale=8)
        return file.getvalue()


code = segno.make("https://example.org/", micro=False)
display(HTML(code.svg_inline(scale=8)), target="svg")
display(Image(code), target="png")
print(*["".join("01"[module] for module in row) for row in code.matrix])

chart = pygal.Pie(js=(), title="Shares", width=500, height=400)  # js: no scripts from elsewhere
chart.add("ours", 70)
chart.add("theirs", 30)
display(chart, target="chart")
"""

BODY = "<div id=svg></div><div id=png></div><div id=chart></div>"

# The modules of a QR code as a browser draws them: a dark pixel in the middle of each.
READ_CODE = """
([image, size, scale, border]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const middle = (number) => (number + border + 0.5) * scale;
    const red = (x, y) => context.getImageData(middle(x), middle(y), 1, 1).data[0];
    const numbers = [...Array(size).keys()];
    return numbers.map((y) => numbers.map((x) => (red(x, y) < 128 ? '1' : '0')).join(''));
}
"""


@pytest.mark.parametrize("realm", [r for r in REALMS if r.interpreter == "pyodide"], ids=str)
def test_qr_code_and_chart(site: Site, server: Server, realm: Realm) -> None:
    """segno's QR code, as SVG and as PNG, and pygal's chart appear as what they are."""
    config = {"packages": ["segno", "pygal"], "index_urls": [f"{server.url}simple"]}
    page = run_body(site, BODY + realm.script(CODE, config=json.dumps(config)))
    (rows,) = [line.split() for line in prints(page) if set(line) == set("01 ")]

    drawing = page.locator("#svg svg path.qrline")
    assert drawing.evaluate("path => path.getBBox().width") == len(rows)

    image = page.locator("#png img")
    expect(image).to_have_js_property("complete", True)
    border = 4
    assert image.evaluate("image => image.naturalWidth") == (len(rows) + 2 * border) * 8
    args = [image.element_handle(), len(rows), 8, border]
    assert page.evaluate(READ_CODE, args) == rows

    chart = page.locator("#chart svg.pygal-chart")
    assert chart.locator("path.slice").count() == 2
    assert chart.locator(".legend").all_text_contents() == ["ours", "theirs"]
    assert chart.locator("path.slice").first.evaluate("path => path.getBBox().width") > 50
    screenshot(page, f"third-party-{realm.name}")
