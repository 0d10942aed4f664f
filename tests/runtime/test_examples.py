"""The examples, used as a person would use them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import REALMS, Realm
from tests.browser import BUILDS, ROOT, screenshot

EXAMPLES = ROOT / "examples"
PAGES = sorted(path.stem for path in EXAMPLES.glob("*.html"))
SECONDS = 30_000


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of a server like that of `./run demo`."""
    mounts = {"/": EXAMPLES, "/dist/": BUILDS["dist"]}
    with Server(mounts, indexes={"/simple/": ROOT / ".cache" / "wheels"}) as server:
        yield server.url


def open_example(page: WatchedPage, url: str) -> WatchedPage:
    page.goto(url)
    return wait_done(page, 60)


def only(*names: str) -> pytest.MarkDecorator:
    chosen = [realm for realm in REALMS if realm.name in names]
    return pytest.mark.parametrize("realm", chosen, ids=str)


def soon(locator: Locator, text: str | re.Pattern[str]) -> None:
    """Wait until an element has this text."""
    expect(locator).to_have_text(text, timeout=SECONDS)


def test_hello(page: WatchedPage, demo: str) -> None:
    """Each card shows the greeting of its own realm."""
    open_example(page, f"{demo}hello.html")
    cards = page.locator(".card")
    greetings = {
        "MicroPython": ("the main thread", "micropython 1."),
        "Pyodide": ("the main thread", "cpython 3."),
        "MicroPython in a worker": ("a worker", "micropython 1."),
        "Pyodide in a worker": ("a worker", "cpython 3."),
    }
    assert cards.locator("h2").all_inner_texts() == list(greetings)
    for card, (thread, version) in zip(cards.all(), greetings.values(), strict=True):
        text = card.inner_text()
        assert f"Hello from {thread}!" in text
        assert version in text
        assert "This page is called “Hello · Python in the page”." in text
    screenshot(page, "example-hello")


def test_counter(page: WatchedPage, demo: str, realm: Realm) -> None:
    """The tabs choose the realm; clicks count."""
    open_example(page, f"{demo}counter.html?realm={realm.name}")
    current = page.locator(".realms [aria-current]")
    assert current.get_attribute("href") == f"?realm={realm.name}"
    assert page.evaluate("document.querySelectorAll('script[worker]').length") == realm.in_worker
    count = page.locator("#count")
    for button, value in [("+ 1", "1"), ("+ 1", "2"), ("− 1", "1"), ("Reset", "0"), ("− 1", "-1")]:
        page.get_by_role("button", name=button, exact=True).click()
        soon(count, value)


def test_counter_by_keyboard(page: WatchedPage, demo: str) -> None:
    """Tab reaches the realms and then the buttons; Enter and Space press them."""
    open_example(page, f"{demo}counter.html")
    page.get_by_role("link", name="Pyodide, worker").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    soon(page.locator("#count"), "1")
    page.keyboard.press("Space")
    soon(page.locator("#count"), "2")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    soon(page.locator("#count"), "1")


def test_changing_the_realm(page: WatchedPage, demo: str) -> None:
    """A click on a tab opens the same example there."""
    open_example(page, f"{demo}counter.html")
    page.all_done = False
    page.get_by_role("link", name="MicroPython, worker").click()
    wait_done(page)
    assert page.url.endswith("?realm=micropython-worker")
    page.get_by_role("button", name="+ 1").click()
    soon(page.locator("#count"), "1")


def test_display(page: WatchedPage, demo: str, realm: Realm) -> None:
    """Each box holds what its heading says."""
    open_example(page, f"{demo}display.html?realm={realm.name}")

    def box(id: str) -> Locator:
        found: Locator = page.locator(f"#{id}")
        return found

    assert box("text").inner_html() == "&lt;em&gt;5 &lt; 7&lt;/em&gt;"
    assert box("html").locator("em").inner_text() == "5 < 7"
    assert box("svg").locator("svg circle").count() == 180
    image = box("png").locator("img")
    expect(image).to_have_js_property("complete", True)
    size = image.evaluate("image => [image.naturalWidth, image.naturalHeight, image.width]")
    assert size == [64, 64, 160]
    assert '"name": "<Ada & Grace>"' in box("json").inner_text()
    assert box("bundle").inner_text() == "21 °C"
    assert box("element").locator("progress").evaluate("bar => bar.position") == 0.75
    assert box("replace").locator("div").all_inner_texts() == ["one", "2", "[3.0, None, True]"]
    screenshot(page, f"example-display-{realm.name}")


def test_handlers(page: WatchedPage, demo: str, realm: Realm) -> None:
    """What a handler displays stays in its own script's box."""
    open_example(page, f"{demo}handlers.html?realm={realm.name}")
    kitchen, door = page.locator(".card").all()
    page.click("#tea")
    soon(kitchen.get_by_text("Water on …"), "Water on …")
    page.click("#bell")
    soon(door.get_by_text("(1)"), "Ding dong (1)")
    soon(kitchen.get_by_text("Tea is ready."), "Tea is ready.")
    page.click("#bell")
    soon(door.get_by_text("(2)"), "Ding dong (2)")
    outputs = page.locator(f"script-{realm.type}").all_inner_texts()
    assert outputs == [
        "The kettle is here.\nWater on …\nTea is ready.",
        "The bell is here.\nDing dong (1)\nDing dong (2)",
    ]


@pytest.mark.parametrize("example", ["tasks", "tasks-ffi"])
def test_tasks(page: WatchedPage, demo: str, realm: Realm, example: str) -> None:
    """Tasks are added by keyboard and mouse, finished, filtered, deleted."""
    open_example(page, f"{demo}{example}.html?realm={realm.name}")
    field, items = page.get_by_label("New task"), page.locator(".tasks li")
    empty = page.locator(".empty")
    soon(empty, "Nothing here.")
    field.press_sequentially("Water the <plants>")
    field.press("Enter")
    soon(items.locator("span"), "Water the <plants>")
    expect(field).to_have_value("")
    soon(empty, "")
    field.fill("   ")
    page.get_by_role("button", name="Add").click()
    # A worker looks at the field only when its turn comes: let it, before more is typed.
    pressed = page.locator("[aria-pressed=true]")  # for a moment two
    assert page.locator("[data-show]").all_inner_texts() == ["all", "active", "finished"]
    for name in ("active", "all"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(pressed).to_have_text([name], timeout=SECONDS)
    expect(items).to_have_count(1)
    field.fill("Pay the rent")
    page.get_by_label("high", exact=True).check()
    page.get_by_role("button", name="Add").click()
    expect(items).to_have_count(2, timeout=SECONDS)
    expect(items.nth(1)).to_have_class("task high")
    expect(items.nth(0)).to_have_class("task medium")
    items.nth(0).get_by_role("checkbox").check()
    expect(items.nth(0)).to_have_class("task medium finished", timeout=SECONDS)
    if example == "tasks":
        screenshot(page, f"example-tasks-{realm.name}")
    page.get_by_role("button", name="active", exact=True).click()
    expect(items.nth(0)).to_be_hidden(timeout=SECONDS)
    expect(items.nth(1)).to_be_visible()
    expect(pressed).to_have_text(["active"], timeout=SECONDS)
    page.get_by_role("button", name="finished", exact=True).focus()
    page.keyboard.press("Enter")
    expect(items.nth(1)).to_be_hidden(timeout=SECONDS)
    expect(items.nth(0)).to_be_visible()
    items.nth(0).get_by_role("button", name="Delete").click()
    expect(items).to_have_count(1, timeout=SECONDS)
    soon(empty, "Nothing here.")
    page.get_by_role("button", name="all", exact=True).click()
    expect(items).to_be_visible(timeout=SECONDS)


def test_form(page: WatchedPage, demo: str, realm: Realm) -> None:
    """The price follows what is typed; a booking is checked and confirmed."""
    open_example(page, f"{demo}form.html?realm={realm.name}")
    price, answer = page.locator("#price"), page.locator("#answer")
    soon(price, "80 € a night")
    page.get_by_label("breakfast").check()
    soon(price, "104 € a night")
    page.get_by_label("Room").select_option("sea")
    soon(price, "134 € a night")
    page.get_by_label("Guests").fill("9")
    soon(price, "218 € a night")
    page.get_by_role("button", name="Book").click()
    soon(answer.locator("p").first, "Whom may we expect?")
    soon(answer.locator("p").last, "A room is for one to four guests.")
    assert page.locator("[aria-invalid=true]").count() == 2
    expect(page.get_by_label("Name")).to_be_focused(timeout=SECONDS)
    page.get_by_role("button", name="Fill in an example").click()
    expect(page.get_by_label("Name")).to_have_value("Ada <Lovelace>", timeout=SECONDS)
    soon(price, "236 € a night")
    page.get_by_label("Name").press("Enter")
    soon(
        answer,
        re.compile(
            r"Thank you, Ada <Lovelace>! You have the sea room for 3, breakfast, dinner "
            "and a parking space."
        ),
    )
    assert answer.locator("strong").inner_text() == "Ada <Lovelace>"
    assert page.locator("[aria-invalid=true]").count() == 0
    screenshot(page, f"example-form-{realm.name}")


def test_table(page: WatchedPage, demo: str, realm: Realm) -> None:
    """All rows are there; clicks and keys sort them, typing searches."""
    open_example(page, f"{demo}table.html?realm={realm.name}")
    state, rows = page.locator("#state"), page.locator("tbody tr")
    soon(state, "5,000 of 5,000 stars")
    assert rows.count() == 5000
    first = rows.first.inner_text()

    def column(index: int) -> list[str]:
        cells = f"all => all.map(row => row.cells[{index}].textContent)"
        return list(rows.evaluate_all(cells))

    page.get_by_role("button", name="Magnitude").click()
    ascending = page.get_by_role("columnheader", name="Magnitude")
    expect(ascending).to_have_attribute("aria-sort", "ascending", timeout=SECONDS)
    soon(rows.first.locator("td").nth(1), "0.0")
    values = [float(value) for value in column(1)]
    assert len(values) == 5000
    assert values == sorted(values)
    page.get_by_role("button", name="Distance").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    descending = page.get_by_role("columnheader", name="Distance")
    expect(descending).to_have_attribute("aria-sort", "descending", timeout=SECONDS)
    soon(rows.first.locator("td").nth(2), "4002")
    distances = [int(value) for value in column(2)]
    assert distances == sorted(distances, reverse=True)
    page.get_by_label("Search").press_sequentially("beta")
    soon(state, re.compile(r"^\d\d\d of 5,000 stars$"))
    assert all(name.startswith("Beta") for name in column(0))
    screenshot(page, f"example-table-{realm.name}")
    page.get_by_label("Search").fill("")
    soon(state, "5,000 of 5,000 stars")
    assert first in [row for row in rows.all_inner_texts() if row.startswith(first.split("\t")[0])]


def test_drawing(page: WatchedPage, demo: str, realm: Realm) -> None:
    """A line follows the mouse in the chosen colour; it can be undone, and saved."""
    open_example(page, f"{demo}drawing.html?realm={realm.name}")
    state, paper = page.locator("#state"), page.locator("canvas")
    soon(state, "0 lines")
    page.get_by_label("Colour").fill("#ff0000")
    page.get_by_label("Width").fill("20")
    box = paper.bounding_box()
    assert box

    def stroke(*points: tuple[float, float]) -> None:
        (x, y), *others = points
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        for x, y in others:
            page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
        page.mouse.up()

    def pixel(x: int, y: int) -> list[int]:
        read = f"canvas => [...canvas.getContext('2d').getImageData({x}, {y}, 1, 1).data]"
        return list(paper.evaluate(read))

    stroke((40, 40), (200, 40), (200, 200))
    soon(state, "1 line")
    page.wait_for(lambda: pixel(120, 40) == pixel(200, 120) == [255, 0, 0, 255], SECONDS / 1000)
    page.get_by_label("Colour").fill("#0000ff")
    stroke((60, 120), (160, 120))
    soon(state, "2 lines")
    page.wait_for(lambda: pixel(110, 120) == [0, 0, 255, 255], SECONDS / 1000)
    screenshot(page, f"example-drawing-{realm.name}")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save").click()
    assert downloading.value.suggested_filename == "drawing.png"
    page.get_by_role("button", name="Undo").press("Enter")
    soon(state, "1 line")
    page.wait_for(lambda: pixel(110, 120)[3] == 0, SECONDS / 1000)
    assert pixel(120, 40) == [255, 0, 0, 255]
    page.get_by_role("button", name="Clear").click()
    soon(state, "0 lines")
    page.wait_for(lambda: pixel(120, 40)[3] == 0, SECONDS / 1000)


def test_table_on_a_phone(page: WatchedPage, demo: str) -> None:
    """All columns can be seen, and no word of their headings is broken."""
    page.raw.set_viewport_size({"width": 390, "height": 800})
    open_example(page, f"{demo}table.html")
    soon(page.locator("#state"), "5,000 of 5,000 stars")
    hidden = "box => box.scrollWidth - box.clientWidth"
    assert page.locator("#stars").evaluate(hidden) == 0
    heights = page.locator("th button").evaluate_all("all => all.map(each => each.offsetHeight)")
    assert len(set(heights)) == 1


@only("micropython-worker", "pyodide-worker")
def test_primes(page: WatchedPage, demo: str, realm: Realm) -> None:
    """While it counts, the page answers; Stop stops; the next count is right."""
    open_example(page, f"{demo}primes.html?realm={realm.name}")
    result = page.locator("#result")
    page.fill("#limit", "5000000")
    page.get_by_role("button", name="Start").click()
    soon(result, re.compile(r"below [\d,]+ …"))
    page.locator("#typed").press_sequentially("are you there?")
    expect(page.locator("#echo")).to_have_text("ARE YOU THERE?")
    assert 0 < page.locator("#progress").evaluate("bar => bar.value") < 1
    page.get_by_role("button", name="Stop").click()
    soon(result, re.compile("stopped"))
    page.fill("#limit", "10000")
    page.get_by_role("button", name="Start").click()
    soon(result, "1,229 primes below 10,000.")
    assert page.locator("#progress").evaluate("bar => bar.value") == 1


def test_mandelbrot(page: WatchedPage, demo: str, realm: Realm) -> None:
    """Black in the middle, coloured around; a click looks closer, also while it is painted."""
    open_example(page, f"{demo}mandelbrot.html?realm={realm.name}")
    state, picture = page.locator("#state"), page.locator("canvas")

    def pixel(x: int, y: int) -> list[int]:
        read = f"canvas => [...canvas.getContext('2d').getImageData({x}, {y}, 1, 1).data]"
        return list(picture.evaluate(read))

    soon(state, "Magnified 1 times.")
    assert pixel(180, 120) == [0, 0, 0, 255]
    corner = pixel(0, 0)
    assert corner[3] == 255
    assert any(corner[:3])
    screenshot(page, f"example-mandelbrot-{realm.name}")
    box = picture.bounding_box()
    assert box
    for _ in range(2):
        picture.click(position={"x": box["width"] * 0.41, "y": box["height"] * 0.27})
    soon(state, "Magnified 16 times.")
    assert pixel(0, 0)[3] == 255
    page.get_by_role("button", name="Whole picture").click()
    soon(state, "Magnified 1 times.")
    assert pixel(0, 0) == corner
    page.get_by_role("button", name="Into the valley").press("Enter")  # without a mouse
    soon(state, "Magnified 4 times.")
    assert pixel(0, 0) != corner


def test_config(page: WatchedPage, demo: str, realm: Realm) -> None:
    """The table comes from the file, by way of the module; the setting is shown."""
    open_example(page, f"{demo}config.html?realm={realm.name}")
    rows = page.locator("table tr")
    assert rows.count() == 9
    assert rows.first.inner_text().split("\t")[-1] == "Diameter in km"
    assert rows.nth(3).inner_text().split() == ["Earth", "1", "12,756"]
    shown = page.locator("pre").inner_text()
    assert '"unit": "km"' in shown
    assert f'"type": "{realm.type}"' in shown


@only("pyodide-main", "pyodide-worker")
def test_packages(page: WatchedPage, demo: str, realm: Realm) -> None:
    """Typing changes the QR code and the chart."""
    open_example(page, f"{demo}packages.html?realm={realm.name}")
    soon(page.locator("#state"), re.compile("QR code version 2"))
    before = page.locator("#qr-png img").get_attribute("src")
    page.fill("#text", "aab")
    soon(page.locator("#state"), re.compile("QR code version 1"))
    image = page.locator("#qr-png img")
    expect(image).not_to_have_attribute("src", before)
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") == (21 + 8) * 6
    assert page.locator("#qr-svg svg path").count() > 0
    assert page.locator("#chart svg rect.bar, #chart svg .bar rect").count() == 2
    screenshot(page, f"example-packages-{realm.name}")


def test_errors(page: WatchedPage, demo: str) -> None:
    """Every button's error is shown, none stops the page, and a box can be dismissed."""
    open_example(page, f"{demo}errors.html")
    errors = {
        "In a handler": "ZeroDivisionError",
        "In an asynchronous one": "KeyError",
        "In a worker": "ValueError",
        "A missing file": "PY0404",
        "A broken configuration": "PY1000",
        "Two sources in one script": "PY0409",
    }
    page.expect_error("Failed to load resource")
    boxes = page.locator(".py-error")
    for number, (button, text) in enumerate(errors.items(), start=1):
        page.expect_error(text)
        page.get_by_role("button", name=button, exact=True).click()
        expect(boxes).to_have_count(number, timeout=SECONDS)
        expect(boxes.last).to_contain_text(text)
        expect(page.locator("#count")).to_contain_text(f"Errors made so far: {number}.")
    assert page.locator(".py-error b").count() == 0, "what an error says is no markup"
    screenshot(page, "example-errors")
    for number in range(len(errors), 0, -1):
        page.get_by_role("button", name="Dismiss this error").first.click()
        expect(boxes).to_have_count(number - 1)


def test_terminal(page: WatchedPage, demo: str) -> None:
    """The game is played to its end; the button types into the prompt."""
    page.goto(f"{demo}terminal.html")
    rows = page.locator(".xterm-rows")
    expect(rows.first).to_contain_text("Your guess:", timeout=SECONDS)
    page.locator(".xterm-helper-textarea").first.focus()
    low, high = 1, 100
    answer = ""
    while answer != "That is it":
        assert low <= high, rows.first.inner_text()
        guess = (low + high) // 2
        page.raw.keyboard.type(f"{guess}\n")
        wanted = re.compile(rf"Your guess: {guess}\s*(It is greater|It is less|That is it)")
        expect(rows.first).to_contain_text(wanted, timeout=SECONDS)
        answer = wanted.findall(rows.first.inner_text())[0]
        low, high = (guess + 1, high) if answer == "It is greater" else (low, guess - 1)
    expect(rows.first).to_contain_text(re.compile(r"You needed \d guesses"))
    rows.nth(1).scroll_into_view_if_needed()  # xterm draws only what can be seen
    expect(rows.nth(1)).to_contain_text(">>>", timeout=SECONDS)
    page.get_by_role("button", name="How many days").click()
    expect(rows.nth(1)).to_contain_text(re.compile("36[56]\\s*>>>"), timeout=SECONDS)
    screenshot(page, "example-terminal")


def test_editor(page: WatchedPage, demo: str) -> None:
    """The lesson's steps share their names; Pyodide asks and draws; what has no end is stopped."""
    page.goto(f"{demo}editor.html")
    editors = page.locator(".py-editor")
    expect(editors).to_have_count(4)
    logs = page.get_by_role("log")
    for index in (0, 1):
        editors.nth(index).get_by_role("button", name="Run").click()
    expect(logs.nth(1)).to_have_text("[4, 16, 36, 64, 100] sum 220\n", timeout=SECONDS)
    editors.nth(2).get_by_role("button", name="Run").click()
    field = logs.nth(2).get_by_label("What shall I draw?")
    field.fill("circle")
    field.press("Enter")
    expect(logs.nth(2)).to_contain_text("That is a circle", timeout=SECONDS)
    expect(logs.nth(2).locator("circle")).to_have_count(1)
    editors.nth(3).get_by_role("button", name="Run").click()
    expect(logs.nth(3)).to_contain_text("200000", timeout=SECONDS)
    editors.nth(3).get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(editors.nth(3).get_by_role("button", name="Run")).to_be_visible(timeout=SECONDS)
    screenshot(page, "example-editor")


# All of them -------------------------------------------------------------------------


def test_gallery_names_every_example(page: WatchedPage, demo: str) -> None:
    """Each example has a card, and each file it consists of a link to its source."""
    page.goto(demo)
    links = page.locator(".card h2 a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert sorted(links) == sorted(
        f"{name}.html" for name in PAGES if name not in ("index", "source")
    )
    sources = page.locator(".links a").evaluate_all("all => all.map(a => a.href)")
    for source in sources:
        path = EXAMPLES / source.partition("?file=")[2]
        assert path.is_file(), source
    for name in links:
        assert any(source.endswith(f"={name}") for source in sources)


def test_source(page: WatchedPage, demo: str) -> None:
    """From the gallery to a source, shown as text, and back."""
    page.goto(demo)
    page.get_by_role("link", name="counter.html").click()
    wait_done(page)
    assert (
        page.locator("#source").inner_text().strip()
        == (EXAMPLES / "counter.html").read_text().strip()
    )
    assert page.title() == "counter.html"
    page.get_by_role("link", name="All examples").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Python in the page")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_gallery_looks(browser: Browser, demo: str, scheme: str, width: int) -> None:
    """Light or dark, narrow or wide: nothing is cut off, and text can be read."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    # Python would only take its time.
    context.route(
        "**/core.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    try:
        page = WatchedPage(context.new_page())
        for name in PAGES:
            page.goto(f"{demo}{name}.html" if name != "index" else demo, wait_until="load")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.evaluate(CONTRAST) >= 4.5, name
            if name == "index":
                screenshot(page, f"gallery-{scheme}-{'narrow' if width < 800 else 'wide'}")
    finally:
        context.close()


# The lowest contrast of any text with what is behind it:
# https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio
CONTRAST = """() => {
    const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const light = (color) => {
        const [r, g, b] = numbers(color).map((c) => linear(c / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const color = getComputedStyle(each).backgroundColor;
            if ((numbers(color)[3] ?? 1) === 1) return color;
        }
        throw new Error('the body has no background');
    };
    const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    let lowest = 21;
    for (const element of document.body.querySelectorAll('*')) {
        if (![...element.childNodes].some(isText)) continue;
        if (!element.checkVisibility() || element.matches(':disabled')) continue;
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
    }
    return lowest;
}"""
