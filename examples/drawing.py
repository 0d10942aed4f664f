"""Lines that are drawn on a canvas, and can be undone."""

from pyscript import web, when

WIDTH, HEIGHT = 560, 320

canvas = web.canvas(width=WIDTH, height=HEIGHT, aria_label="Paper", classes=["paper"])
web.page["paper"].append(canvas)
tools = web.page["tools"]

lines = []
is_drawing = False


def trace(pen, line, start=0):
    """Draw a line from one of its points on."""
    points = line["points"]
    pen.strokeStyle = line["colour"]
    pen.lineWidth = line["width"]
    pen.lineCap = "round"
    pen.lineJoin = "round"
    pen.beginPath()
    pen.moveTo(*points[start])
    for point in points[start:]:
        pen.lineTo(*point)
    pen.stroke()


def redraw():
    """Draw everything anew, as one command to the page."""
    with canvas.drawing() as pen:
        pen.clearRect(0, 0, WIDTH, HEIGHT)
        for line in lines:
            trace(pen, line)
    web.page["state"].text = "1 line" if len(lines) == 1 else f"{len(lines)} lines"


def position(event):
    """Return where on the paper it was: the canvas may be shown smaller than it is."""
    scale = WIDTH / event.target.clientWidth
    return [round(event.offsetX * scale), round(event.offsetY * scale)]


@when("pointerdown", canvas)
def begin(event):
    global is_drawing
    is_drawing = True
    values = tools.values
    line = {"colour": values["colour"], "width": values["width"], "points": [position(event)]}
    lines.append(line)
    redraw()


@when("pointermove", canvas)
def go_on(event):
    if is_drawing:
        line = lines[-1]
        line["points"].append(position(event))
        with canvas.drawing() as pen:
            trace(pen, line, len(line["points"]) - 2)


@when("pointerup", web.page.body)
def end():
    global is_drawing
    is_drawing = False


@when("click", "#undo")
def undo():
    if lines:
        lines.pop()
        redraw()


@when("click", "#clear")
def clear():
    lines.clear()
    redraw()


@when("click", "#save")
def save():
    canvas.download("drawing.png")


redraw()
