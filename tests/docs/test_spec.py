"""The examples of PyScript's documentation do what they say.

`spec/` has them as written, each with its origin in its first line: 000 and 001 are the
reference in its two generations, 002 and 004 the FAQ. The scripts of an example that has
no tags of its own go into one of each realm; what a test adds to an example, it says.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import REALMS, Realm
from tests.browser import ROOT, Site
from tests.docs.pages import example, in_realm, open_body, prints, run_body, wait_for_line
from tests.folders import PICKER
from tests.servers import SocketServer

MAIN = [realm for realm in REALMS if not realm.in_worker]
WORKERS = [realm for realm in REALMS if realm.in_worker]
PYODIDE = [realm for realm in REALMS if realm.interpreter == "pyodide"]
MICROPYTHON = [realm for realm in REALMS if realm.interpreter == "micropython"]


def only(realms: list[Realm]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("realm", realms, ids=str)


def output(page: WatchedPage, realm: Realm) -> str:
    """Return what the page's scripts have displayed, each in the element after it."""
    outputs = page.locator(f"script[type={realm.type}] + script-{realm.type}")
    return "".join(outputs.all_inner_texts())


# Reference ---------------------------------------------------------------------------


def test_quiet_examples(site: Site, realm: Realm) -> None:
    """Examples that ask nothing of their page share a script; the test adds what they print."""
    code = [
        example("import.py") + "print(document.title)\n",
        example("config-001.py"),
        example("to-js-dict.py") + "from pyscript import ffi\nprint(ffi.to_js(ref).some)\n",
        "print(document.getElementById('unique-id').localName)",
    ]
    body = in_realm(example("current-target-script.html"), realm)
    page = run_body(site, body + realm.script("".join(code)))
    assert prints(page) == ["Example", "None", "thing", "script"]


def test_config(site: Site, realm: Realm) -> None:
    """`config` is a dict with the `files` of the configuration, and the `type`."""
    site.write("data.txt", "data")
    code = example("config.py")
    page = run_body(site, realm.script(code, config='{"files": {"data.txt": "copy.txt"}}'))
    page.wait_for(lambda: len(prints(page)) == 2, 10)  # a worker's lines may come late
    assert prints(page) == ["{'data.txt': 'copy.txt'}", realm.type]


@only(MAIN)
def test_current_target(site: Site, realm: Realm) -> None:
    """The comments say which id each script shows, and where it is shown."""
    page = run_body(site, in_realm(example("current-target.html"), realm))
    type = realm.type
    for id in ("explicit-id", f"{type}-0", f"{type}-1"):
        assert page.locator(f"#{id}").inner_html().strip() == f"<div>current_target(): {id}</div>"
    created = page.locator(f"script[type={type}] + *")
    assert created.get_attribute("id") == f"{type}-1"
    assert created.evaluate("element => element.localName") == f"script-{type}"


@only(WORKERS)
def test_current_target_in_worker(site: Site, realm: Realm) -> None:
    """In a worker, too, it is the id of the visible element that output goes to."""
    page = run_body(site, in_realm(example("current-target.html"), realm))
    shown = page.get_by_text("current_target(): ", exact=False)
    found = shown.evaluate_all("all => all.map(each => [each.textContent, each.parentElement.id])")
    assert sorted(text for text, _ in found) == sorted(f"current_target(): {id}" for _, id in found)
    ids = [id for _, id in found]
    assert len(set(ids)) == 3
    assert "explicit-id" in ids
    assert all(page.locator(f"#{id}").is_visible() for id in ids)


@only(MAIN)
def test_display(site: Site, realm: Realm) -> None:
    """Each comment says what its script produces."""
    page = run_body(site, in_realm(example("display.html"), realm))
    type = realm.type
    assert page.locator(f"{type}-script").inner_html() == "PyScript"
    created = page.locator(f"script[type={type}] + script-{type}")
    assert created.evaluate_all("all => all.map(each => each.innerHTML)") == ["PyScript"]
    assert page.locator("h1#my-h1").inner_html() == "PyScript"
    assert page.locator("h2#my-h2").inner_html() == "PyScript"


def test_when(site: Site, realm: Realm) -> None:
    """A click calls the decorated function, which displays."""
    page = run_body(site, example("when-button.html") + realm.script(example("when-001.py")))
    assert output(page, realm) == ""
    page.click("#my_button")
    page.get_by_text("I've been clicked!").wait_for()
    assert output(page, realm) == "I've been clicked!"


def test_when_handler(site: Site, realm: Realm) -> None:
    """So does the second part, of the later generation, without a decorator.

    It asks for `#my-button`, while the section's HTML has `#my_button`: both are here.
    """
    buttons = example("when-button.html") + '<button id="my-button">And me!</button>'
    page = run_body(site, buttons + realm.script(example("when.py")))
    said = page.get_by_text("I've been clicked!")
    page.click("#my_button")
    said.wait_for()
    page.click("#my-button")
    said.nth(1).wait_for()
    assert said.count() == 2


@only(MICROPYTHON)
def test_when_handler_as_written(site: Site, realm: Realm) -> None:
    """With nothing but the section's HTML, the page says what is missing; the rest works."""
    page = open_body(site, example("when-button.html") + realm.script(example("when.py")))
    page.expect_error("ValueError: No elements found for selector: #my-button")
    wait_done(page)
    page.locator(".py-error", has_text="#my-button").wait_for()
    page.click("#my_button")
    page.get_by_text("I've been clicked!").wait_for()


def test_html(site: Site, realm: Realm) -> None:
    """Text is escaped, `HTML` is not: the comments show the result."""
    page = run_body(site, in_realm(example("html.html"), realm))
    created = page.locator(f"script-{realm.type}")
    assert created.evaluate_all("all => all.map(each => each.innerHTML)") == [
        "<div>&lt;em&gt;em&lt;/em&gt;</div>",
        "<div><em>em</em></div>",
    ]


# As the section has it, the script swallows the output element: its end tag is missing.
MENDED = example("pyworker-page.html").replace('main.py">', 'main.py"></script>')


def write_pyworker(site: Site) -> None:
    site.write("main.py", example("pyworker-main.py"))
    site.write("worker.py", example("pyworker-worker.py"))


@only(MAIN)
def test_pyworker(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The worker shows its greeting, logs what it should, and sleeps for a second."""
    write_pyworker(site)
    at: dict[str, float] = {}
    page.on("console", lambda message: at.update({message.text: message.timestamp}))
    run_body(site, in_realm(MENDED, realm))
    wait_for_line(page, "log: awake")
    assert at["awake"] - at["sleeping"] > 990  # ms
    assert prints(page) == ["True", "sleeping", "awake"]
    assert page.locator("#output").inner_html() == "<div>Hello World</div>"


def test_pyworker_as_written(site: Site) -> None:
    """As written it cannot work, and the page says why."""
    write_pyworker(site)
    page = open_body(site, example("pyworker-page.html"))
    page.expect_error("PY0409")
    wait_done(page)
    assert "main.py" in page.locator(".py-error").inner_text()


@only(MAIN)
def test_sync(site: Site, realm: Realm) -> None:
    """The worker calls a function of the main thread.

    The section's code does not import `display`: this test does.
    """
    site.write("worker.py", example("sync-worker.py"))
    code = "from pyscript import display\n" + example("sync-main.py")
    page = run_body(site, realm.script(code))
    page.get_by_text("Hello, PyScript").wait_for()
    assert output(page, realm) == "Hello, PyScript"


@only(MAIN)
def test_sync_as_written(site: Site, realm: Realm) -> None:
    """As written it raises, and the page says what is not defined."""
    site.write("worker.py", example("sync-worker.py"))
    page = open_body(site, realm.script(example("sync-main.py")))
    page.expect_error("NameError")
    wait_done(page)
    page.locator(".py-error", has_text="display").first.wait_for()


@pytest.mark.parametrize("tag", ["", " async"])
def test_workers(site: Site, tag: str) -> None:
    """MicroPython on the page prints the version of Pyodide in a worker."""
    main = example("workers-version-main.html").replace('type="mpy"', f'type="mpy"{tag}')
    (line,) = prints(run_body(site, example("workers-version.html") + main))
    assert line.startswith("3.14")


def test_workers_called_from(site: Site, realm: Realm) -> None:
    """So does each realm, also another worker."""
    main = in_realm(example("workers-version-main.html"), realm)
    page = run_body(site, example("workers-version.html") + main)
    page.wait_for(lambda: prints(page), 10)  # a worker's lines may come late
    assert prints(page)[0].startswith("3.14")


@only(MAIN)
def test_workers_awaited(site: Site, realm: Realm) -> None:
    """All workers of the page are ready after the loop; the test adds what it prints."""
    workers = example("workers-version.html").replace("import sys", "print('ready')\nimport sys")
    workers += workers.replace("py-version", "another")
    main = example("workers-await.html").replace('type="mpy"', f'type="{realm.type}"')
    main = main.replace("# ... rest of the code", "print('rest of the code')")
    page = run_body(site, main + workers)
    page.wait_for(lambda: len(prints(page)) == 3, 10)
    assert prints(page) == ["ready", "ready", "rest of the code"]


def test_js_import(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The module arrives, in a worker, too."""
    assert "Module" in imported(site, page, "js-import.html", realm)


@only(MICROPYTHON)
def test_js_import_with_async(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The earlier generation writes `async` into the tag, which changes nothing."""
    assert "Module" in imported(site, page, "js-import-001.html", realm)


def imported(site: Site, page: WatchedPage, name: str, realm: Realm) -> str:
    """Return the line that an example of `js_import` logs. A local file answers for the CDN."""
    module = ROOT / "node_modules/html-escaper/esm/index.js"
    answer(page, "https://esm.run/html-escaper", module.read_text())
    run_body(site, in_realm(example(name), realm))
    (line,) = prints(page)
    return line


def answer(page: WatchedPage, url: str, module: str) -> None:
    """Make a local module what `url` has."""
    headers = {
        "Content-Type": "text/javascript",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    page.route(url, lambda route: route.fulfill(body=module, headers=headers))


# pyscript.web ------------------------------------------------------------------------

# The names that the reference lists, in its order.
ELEMENTS = """
grid
a, abbr, address, area, article, aside, audio
b, base, blockquote, body, br, button
canvas, caption, cite, code, col, colgroup
data, datalist, dd, del_, details, dialog, div, dl, dt
em, embed
fieldset, figcaption, figure, footer, form
h1, h2, h3, h4, h5, h6, head, header, hgroup, hr, html
i, iframe, img, input_, ins
kbd
label, legend, li, link
main, map_, mark, menu, meta, meter
nav
object_, ol, optgroup, option, output
p, param, picture, pre, progress
q
s, script, section, select, small, source, span, strong, style, sub, summary, sup
table, tbody, td, template, textarea, tfoot, th, thead, time, title, tr, track
u, ul
var, video
wbr
"""

# What it says that every element may have.
PROPERTIES = """
accesskey, autofocus, autocapitalize,
className, contenteditable,
draggable,
enterkeyhint,
hidden,
innerHTML, id,
lang,
nonce,
part, popover,
slot, spellcheck,
tabindex, text, title, translate,
virtualkeyboardpolicy
"""


def test_web(site: Site, realm: Realm) -> None:
    """The examples of `pyscript.web` run; the tests add imports, and what they print."""
    code = [
        "from pyscript.web import dom, elements, page\n",
        "from pyscript import web\nselect_, option = web.select_, web.option\n",
        example("web-select.py"),
        "page.append(my_select)\n",
        "print([each.value for each in my_select.options])\n",
        example("web-options.py"),
        "print(selected_option.value, [each.html for each in my_select.options])\n",
        "my_element = web.ul([web.li(f'<b>{i}</b>') for i in range(12)])\n",
        "dom.body.append(my_element)\n",
        example("web-children.py"),
        "print([page['#one'].id, len(page['#one p']), len(dom.find('#one p')), dom.head.tag_name])\n",
    ]
    body = "<div id='one'><p></p><p></p></div>" + realm.script("".join(code))
    assert prints(run_body(site, body)) == [
        "['1', 'pear']",
        "1 ['Orange']",
        "<b>10</b>",
        "<b>11</b>",
        "['one', 2, 2, 'head']",
    ]


def test_web_names(site: Site, realm: Realm) -> None:
    """Every class that the reference names exists, and every property can be set and read."""
    code = f"""
from pyscript import web
from pyscript.web import elements
names = {ELEMENTS.replace(chr(10), " ").replace(",", " ")!r}.split()
for name in names:
    kind = getattr(web, name)
    assert kind is getattr(elements, name)
    assert issubclass(kind, elements.Element), name
    if name not in ("html", "head", "body"):
        kind()
print(len(names), "classes")
values = {{"hidden": True, "autofocus": False, "tabindex": 3, "draggable": True, "innerHTML": "x"}}
values.update({{"contenteditable": "true", "enterkeyhint": "go", "translate": False, "popover": "auto"}})
values.update({{"autocapitalize": "none", "spellcheck": False, "text": "x"}})
count = 0
for name in {PROPERTIES.replace(chr(10), " ").replace(",", " ")!r}.split():
    value = values.get(name, "x")
    element = web.div(**{{name: value}})
    element.update(**{{name: value}})
    setattr(element, name, value)
    read = getattr(element, name)
    assert read == value or name in ("part", "virtualkeyboardpolicy", "nonce"), (name, read)
    count += 1
print(count, "properties")
"""
    assert prints(run_body(site, realm.script(code))) == ["104 classes", "21 properties"]


def test_fs(site: Site, page: WatchedPage, realm: Realm) -> None:
    """A dialog asks for a folder, a click does without; files are on the device after `sync`.

    A folder of the browser's own takes the place of what the user would choose.
    """
    page.add_init_script(PICKER)
    use = """
def write(text):
    with open("/local/note.txt", "w") as file:
        file.write(text)

write("first")
"""
    after = """
import asyncio
from pyscript import document, when
print("unmounted", fs.mounted, await fs.revoke("/local"))
my_button = document.querySelector("button")

@when("click", "button")
async def look():
    while "/local" not in fs.mounted:
        await asyncio.sleep(0.01)
    print("again", open("/local/note.txt").read())
"""
    code = example("fs-mount.py") + use + example("fs-sync.py") + 'write("second")\n'
    code += example("fs-unmount.py") + after + example("fs-mount-click.py")
    open_body(site, "<button>Mount</button>" + realm.script(code))
    wait_for_line(page, "log: asked", 40)
    page.get_by_role("button", name="Choose").click()
    wait_done(page)
    page.get_by_role("button", name="Mount").click()
    wait_for_line(page, "log: again second")
    assert prints(page) == ["asked", "picked", "unmounted {} True", "picked", "again second"]


def test_media(site: Site, realm: Realm) -> None:
    """Devices are listed; streams are of what was asked for; a `<video>` shows one."""
    code = [
        example("media-device.py"),
        "assert my_device is devices[0]\n",
        example("media-load.py").replace("\n\n", "\nprint(kinds(stream))\n"),
        "print(kinds(stream), stream.getVideoTracks()[0].getConstraints().width)\n",
        example("media-get-stream.py") + "print(kinds(stream))\n",
        example("media-list.py"),
        # As written it makes a coroutine, and nothing runs it.
        example("media-camera.py").replace("\ninit_camera()", "\nawait init_camera()"),
        "print(document.getElementById('camera').srcObject.active)\n",
    ]
    kinds = "def kinds(stream):\n    return [track.kind for track in stream.getTracks()]\n\n"
    page = run_body(site, '<video id="camera" muted></video>' + realm.script(kinds + "".join(code)))
    lines = prints(page)
    assert lines[:4] == ["['video']", "['audio']", "['video'] 1280", "['video']"]
    assert "Device: fake_device_0, Kind: videoinput" in lines
    assert lines[-1] == "True"


@pytest.mark.parametrize("name", ["fetch.py", "fetch-await.py", "fetch-options.py"])
def test_fetch(site: Site, page: WatchedPage, realm: Realm, name: str) -> None:
    """The text is what the server sent. The test prints it, and answers for example.com."""

    def fulfill(route: Route) -> None:
        body = f"{route.request.method} {route.request.post_data or ''}"
        route.fulfill(body=body, headers={"Access-Control-Allow-Origin": "*"})

    page.route("https://example.com/", fulfill)
    shown = "result" if name == "fetch-options.py" else "data"
    page = run_body(site, realm.script(example(name) + f"\nprint({shown})"))
    wait_for_line(page, "log: POST HELLO" if shown == "result" else "log: GET ")


def test_websocket(site: Site, realm: Realm) -> None:
    """Opens, gets back what it sent, closes. The server is at the port of the example."""
    SocketServer(5037).start()
    body = in_realm(example("websocket.html"), realm)
    page = run_body(site, body if realm.in_worker else body.replace(" worker", ""))
    wait_for_line(page, "log: close")
    assert prints(page) == ["open", "message hello", "close"]


def test_websocket_keywords(site: Site, realm: Realm) -> None:
    """The handler prints what the server says, and closes; the address is that of a server."""
    server = SocketServer()
    server.start()
    code = example("websocket-keywords.py").replace("ws://example.com/socket", f"{server.url}hello")
    page = run_body(site, realm.script(code + "\nws.onclose = lambda: print('closed')"))
    wait_for_line(page, "log: closed")
    assert prints(page) == ["message hello", "closed"]


# FAQ: JavaScript modules, files --------------------------------------------------------


def test_js_modules(site: Site, page: WatchedPage, realm: Realm) -> None:
    """A module that the configuration names can be imported. A local file answers for the CDN."""
    answer(page, "https://esm.run/d3", "export const version = '7.9.0';")
    body = in_realm(example("js-modules.html"), realm)
    body = body.replace("</script>", "  print(d3.version)\n</script>")
    assert prints(run_body(site, body)) == ["7.9.0"]


@only(MICROPYTHON)
def test_files(site: Site, realm: Realm) -> None:
    """A file that the configuration names can be imported. (Pyodide has a `bisect` of its own.)"""
    site.write("modules/bisect.py", "origin = 'the page'")
    body = in_realm(example("files.html"), realm)
    body = body.replace("</script>", "  print(bisect.origin)\n</script>")
    assert prints(run_body(site, body)) == ["the page"]


# FAQ: create_proxy -------------------------------------------------------------------

AUTO = example("create-proxy-auto.toml")


@only(PYODIDE)
def test_borrowed_proxy(site: Site, realm: Realm) -> None:
    """On Pyodide a bare function expires: the console has the message that the FAQ quotes."""
    page = open_body(site, realm.script(example("borrowed-proxy.py")))
    page.expect_error("This borrowed proxy was automatically destroyed")
    wait_done(page)


def test_no_borrowed_proxy(site: Site, realm: Realm) -> None:
    """On MicroPython, and where the FAQ's second solution is configured, functions live on.

    For the callback, the test adds the event that it waits for.
    """
    code = example("borrowed-proxy.py") + example("borrowed-proxy-worker.py")
    code += example("callback.py") + 'js.dispatchEvent(js.Event.new("custom:event"))'
    page = run_body(site, realm.script(code, config=AUTO))
    wait_for_line(page, "log: FAIL")
    wait_for_line(page, "log: OK")
    assert sorted(prints(page)) == ["FAIL", "OK", "custom:event"]


@only(WORKERS)
def test_window_keeps_proxies_of_workers(site: Site, realm: Realm) -> None:
    """What a worker hands to the window of the page needs no care."""
    wait_for_line(run_body(site, realm.script(example("borrowed-proxy-worker.py"))), "log: OK")


def test_sticky_lambda(site: Site, realm: Realm) -> None:
    """A lambda assigned to a property logs every click."""
    page = run_body(site, realm.script(example("sticky-lambda.py")) + "<p>Here</p>")
    for count in (1, 2):
        page.click("p")
        page.wait_for(lambda count=count: prints(page) == ["click"] * count, 5)


def dispatch_some_event(page: WatchedPage) -> None:
    page.evaluate("dispatchEvent(new Event('some:event'))")


def test_create_proxy(site: Site, realm: Realm) -> None:
    """Timers and listeners call their functions; `once` is once."""
    page = run_body(site, realm.script(example("create-proxy-pyodide.py")))
    wait_for_line(page, "log: print")
    wait_for_line(page, "log: lambda")
    dispatch_some_event(page)
    wait_for_line(page, "log: some:event")
    dispatch_some_event(page)
    page.evaluate("console.log('end')")
    assert sorted(prints(page)) == ["end", "lambda", "print", "some:event"]


@only(MICROPYTHON)
def test_no_create_proxy(site: Site, realm: Realm) -> None:
    """On MicroPython the same works without. The code does not import `ffi`: this test does."""
    code = "from pyscript import ffi\n" + example("create-proxy-micropython.py")
    page = run_body(site, realm.script(code))
    wait_for_line(page, "log: print")
    wait_for_line(page, "log: lambda")
    dispatch_some_event(page)
    wait_for_line(page, "log: some:event")


@only(MICROPYTHON)
def test_no_create_proxy_as_written(site: Site, realm: Realm) -> None:
    """As written it raises, and the page says what is not defined."""
    page = open_body(site, realm.script(example("create-proxy-micropython.py")))
    page.expect_error("NameError: name 'ffi' isn't defined")
    wait_done(page)
    page.locator(".py-error", has_text="line 16").wait_for()


# FAQ: to_js, File System -------------------------------------------------------------


@only(PYODIDE)
def test_to_js_converter(site: Site, realm: Realm) -> None:
    """JavaScript is called with an object literal. The FAQ has no `callback`: this test does."""
    callback = 'js.callback = js.Function.new("value", "console.log(JSON.stringify(value))")\n'
    page = run_body(site, realm.script("import js\n" + callback + example("to-js-converter.py")))
    assert prints(page) == ['{"async":false}']


@pytest.mark.parametrize("name", ["download.py", "download-004.py"])
def test_download(site: Site, realm: Realm, name: str) -> None:
    """The function makes the browser download a file of Python's, with this content."""
    if name == "download.py" and realm.interpreter == "micropython":
        pytest.skip("uses Uint8Array.from_: 'this is Pyodide specific', the FAQ says")
    use = """
with open("note.txt", "w") as file:
    file.write("héllo")
download_file("note.txt", "text/plain")
"""
    page = open_body(site, "")
    with page.expect_download() as downloading:
        run_body(site, realm.script(example(name) + use))
    download = downloading.value
    assert download.suggested_filename == "note.txt"
    assert download.path().read_text("utf-8") == "héllo"


@pytest.mark.parametrize("name", ["save-page.py", "save-page-004.py"])
def test_save_page(site: Site, realm: Realm, name: str) -> None:
    """The page's own address leads to its HTML, which is printed."""
    page = run_body(site, realm.script(example(name)) + "<p>Grüße</p>")
    page.wait_for(lambda: any("<p>Grüße</p>" in text for text in prints(page)), 10)


@only(MAIN)
@pytest.mark.parametrize("name", ["upload.html", "upload-004.html"])
def test_upload(site: Site, realm: Realm, name: str) -> None:
    """A file that somebody chooses is in the file system; the test reads it there."""
    read = """
from pyscript import window
import os

def content(*args):
    return open("note.txt").read() if "note.txt" in os.listdir() else ""

window.content = content
"""
    page = run_body(site, in_realm(example(name), realm) + realm.script(read))
    file = {"name": "note.txt", "mimeType": "text/plain", "buffer": "héllo".encode()}
    page.set_input_files("input[type=file]", [file])
    page.wait_for_function("content() === 'héllo'")


# FAQ: events -------------------------------------------------------------------------

RECORD_STATUS = """
    globalThis.seen = [];
    new MutationObserver(() => {
        const text = document.getElementById('status')?.textContent;
        if (text && text !== seen.at(-1)) seen.push(text);
    }).observe(document, {childList: true, subtree: true, characterData: true});
"""


@only(WORKERS)
@pytest.mark.parametrize("name", ["ready.html", "done.html"])
def test_ready_and_done(site: Site, page: WatchedPage, realm: Realm, name: str) -> None:
    """The status goes from bootstrapping to running to done."""
    page.add_init_script(RECORD_STATUS)
    run_body(site, in_realm(example(name), realm))
    page.wait_for_function("seen.at(-1) === 'done'")
    assert page.evaluate("seen") == ["bootstrapping", "running", "done"]
    assert prints(page) == (["Hello 👋"] if name == "done.html" else [])


def test_all_done(site: Site) -> None:
    """MicroPython waves, then Pyodide, then all is done."""
    page = run_body(site, example("all-done.html"))
    # Lines of a worker may come after those of the page that was told that it had ended.
    page.wait_for(lambda: len(prints(page)) == 3, 10)
    assert sorted(prints(page)) == ["MicroPython 👋", "Pyodide 👋", "everything is done"]


# FAQ: deadlocks ----------------------------------------------------------------------


@only(MAIN)
def test_deadlock_avoided(site: Site, realm: Realm) -> None:
    """Worker and main thread call each other, and both go on."""
    site.write("worker.py", example("deadlock-worker.py"))
    page = run_body(site, in_realm(example("deadlock-avoided.html"), realm))
    wait_for_line(page, "log: 🔥 this is fine 🔥")


def test_deadlock_as_written(site: Site) -> None:
    """The FAQ's other version is not Python (`def async`): the page says where."""
    page = open_body(site, example("deadlock-main.html"))
    page.expect_error("SyntaxError: invalid syntax")
    wait_done(page)
    assert "line 4" in page.locator(".py-error").inner_text()  # the tag is in line 1
