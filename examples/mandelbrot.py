"""A picture that two workers compute; painter.py is what they run."""

import asyncio

from pyscript import web, when, window
from pyscript.ffi import to_js
from pyscript.workers import create_pool

WIDTH, HEIGHT, STRIPE = 360, 240, 12
WHOLE = {"x": -0.65, "y": 0.0, "scale": 3.3 / WIDTH}  # the middle, and the size of a pixel

canvas = web.page["picture"]
context = canvas.getContext("2d")
state = web.page["state"]
pool = await create_pool("./painter.py", 2, type="mpy")
view = WHOLE
painting = None


async def paint_stripe(top):
    left = view["x"] - WIDTH / 2 * view["scale"]
    upper = view["y"] + (top - HEIGHT / 2) * view["scale"]
    pixels = await pool.paint(left, upper, view["scale"], WIDTH, STRIPE)
    pixels = window.Uint8ClampedArray.new(to_js(pixels))
    context.putImageData(window.ImageData.new(pixels, WIDTH), 0, top)


async def paint():
    state.text = "Painting …"
    await asyncio.gather(*[paint_stripe(top) for top in range(0, HEIGHT, STRIPE)])
    state.text = f"Magnified {WHOLE['scale'] / view['scale']:,.0f} times."


def show(new_view):
    global view, painting
    if painting:
        painting.cancel()  # what the workers have not yet begun, they never do
    view = new_view
    painting = asyncio.create_task(paint())


@when("click", canvas)
def look_closer(event):
    size = view["scale"] * WIDTH / event.target.clientWidth
    x = view["x"] + (event.offsetX - event.target.clientWidth / 2) * size
    y = view["y"] + (event.offsetY - event.target.clientHeight / 2) * size
    show({"x": x, "y": y, "scale": view["scale"] / 4})


@when("click", "#valley")
def into_the_valley():
    show({"x": -0.7453, "y": 0.1127, "scale": view["scale"] / 4})


@when("click", "#whole")
def whole():
    show(WHOLE)


show(WHOLE)
