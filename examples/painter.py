"""The Mandelbrot set as bytes of red, green, blue and opacity."""

from math import cos

STEPS = 60


def shade(count):
    """Return the colour of a point that is gone after so many steps."""
    return bytes([int(127 - 127 * cos(count / 9 + phase)) for phase in (0, 0.5, 1)] + [255])


PALETTE = [shade(count) for count in range(STEPS)] + [b"\0\0\0\xff"]


def paint(left, upper, scale, width, height):
    """Return some rows of pixels, from the left upper corner on."""
    pixels = bytearray(4 * width * height)
    at = 0
    for row in range(height):
        b = upper + row * scale
        for column in range(width):
            a = left + column * scale
            x = y = xx = yy = 0.0
            count = 0
            while count < STEPS and xx + yy < 4:
                y = 2 * x * y + b
                x = xx - yy + a
                xx = x * x
                yy = y * y
                count += 1
            pixels[at : at + 4] = PALETTE[count]
            at += 4
    return pixels


__export__ = ["paint"]
