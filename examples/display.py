import binascii

from pyscript import HTML, display, document


class Sunflower:
    """An object that draws itself."""

    def _repr_svg_(self):
        seeds = []
        x, y = 1.0, 0.0
        for number in range(180):
            radius = 4.2 * number**0.5
            seeds.append(
                f'<circle cx="{60 + x * radius:.1f}" cy="{60 + y * radius:.1f}" '
                f'r="{1.2 + number / 90:.1f}" fill="hsl({30 + number // 6} 85% 50%)"/>'
            )
            # On by the golden angle, 137.5 degrees.
            x, y = -0.7374 * x - 0.6755 * y, 0.6755 * x - 0.7374 * y
        return (
            '<svg viewBox="-4 -4 128 128" width="200" role="img" aria-label="A sunflower">'
            + "".join(seeds)
            + "</svg>"
        )


class Gradient:
    """An object that has the bytes of a PNG file, and attributes for its <img>."""

    size = 64

    def _repr_png_(self):
        rows = b""
        for y in range(self.size):
            row = bytearray([0])  # no filter
            for x in range(self.size):
                row.extend((x * 4, y * 4, 160))
            rows += bytes(row)
        header = self.size.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
        file = b"\x89PNG\r\n\x1a\n" + self.chunk(b"IHDR", header)
        file += self.chunk(b"IDAT", self.stored(rows)) + self.chunk(b"IEND", b"")
        return file, {"width": 160, "alt": "A gradient from blue to white"}

    def chunk(self, name, data):
        checksum = binascii.crc32(name + data)
        return len(data).to_bytes(4, "big") + name + data + checksum.to_bytes(4, "big")

    def stored(self, data):
        """Return the data as a zlib stream that is not compressed."""
        a, b = 1, 0
        for byte in data:
            a = (a + byte) % 65521
            b = (b + a) % 65521
        length = len(data)
        block = b"\x01" + length.to_bytes(2, "little") + (65535 - length).to_bytes(2, "little")
        return b"\x78\x01" + block + data + (b * 65536 + a).to_bytes(4, "big")


class Settings:
    """An object that is data."""

    def _repr_json_(self):
        return {"theme": "dark", "sizes": [10, 12.5, 14], "name": "<Ada & Grace>"}


class Temperature:
    """An object that offers several forms: the page shows the richest."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": "21 degrees",
            "text/html": "<strong>21</strong> °<abbr title='Celsius'>C</abbr>",
        }


display("<em>5 < 7</em>", target="text", append=False)
display(HTML("<em>5 &lt; 7</em> and a <a href='./'>link</a>"), target="html")
display(Sunflower(), target="svg")
display(Gradient(), target="png")
display(Settings(), target="json")
display(Temperature(), target="bundle")

element = document.createElement("progress")
element.max, element.value = 4, 3
element.setAttribute("aria-label", "Three quarters")
display(element, target="element")

display("one", 2, [3.0, None, True], target="#replace", append=False)
