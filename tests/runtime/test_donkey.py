"""Donkeys: Python that JavaScript gives code to run. All pages do without 'unsafe-eval'."""

from __future__ import annotations

import json

import pytest

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage
from pyscript_tools.testing.stage import page_html
from tests.browser import BUILDS, Site
from tests.docs.pages import prints
from tests.runtime.test_plain import CSP

TYPES = pytest.mark.parametrize("type", ["mpy", "py"])

#: For all pages: what a terminal shows; what a call comes to.
TOOLS = """
globalThis.shown = () => {
    const lines = document.querySelectorAll('.xterm-rows > div');
    return [...lines].map((line) => line.textContent.replaceAll('\\u00a0', ' ').trimEnd()).join('\\n').trim();
};
globalThis.outcome = (promise) => promise.then(
    (value) => ['resolved', value ?? null], (error) => [error.name, error.message]);
"""


def tools(runtime: str) -> str:
    return f'import {{ donkey }} from "{runtime}core.js"; globalThis.donkey = donkey;{TOOLS}'


def open_page(site: Site, body: str = "") -> WatchedPage:
    """Open a page where JavaScript finds `donkey`, and the tools."""
    site.write("tools.js", tools(site.runtime))
    head = f'<meta http-equiv="Content-Security-Policy" content="{CSP}">'
    body += '<script type="module" src="tools.js"></script>'
    site.write("index.html", site.html(body, head))
    page = site.open()
    return page


def wait_until(page: WatchedPage, condition: str) -> None:
    """Wait until JavaScript is true; Playwright's own way needs 'unsafe-eval'."""
    code = f"""() => new Promise((resolve, reject) => {{
        const end = performance.now() + 10_000;
        const look = () => {{
            if ({condition}) resolve();
            else if (performance.now() > end) reject(new Error(globalThis.shown?.()));
            else requestAnimationFrame(look);
        }};
        look();
    }})"""
    page.evaluate(code)


def wait_shown(page: WatchedPage, text: str) -> None:
    """Wait until the terminal shows exactly this."""
    wait_until(page, f"shown() === {json.dumps(text)}")


@TYPES
def test_persistent(site: Site, type: str) -> None:
    """Code finds what was defined before, in functions as well; values and errors come back."""
    page = open_page(site)
    result = page.evaluate(
        """async (type) => {
            const d = await donkey({ type, persistent: true });
            const { process, execute, evaluate } = d;
            await execute(`
                x = 10
                def double():
                    return 2 * x
            `);
            await process('x += 1');
            await process('def triple():\\n    return 3 * x\\ntriple()');
            await execute('y = [double(), triple()]');
            const seen = [
                await evaluate('y'),
                await evaluate(' {"a": {"b": [None, True]}, "text": "é"} '),
                (await evaluate('b"\\\\x00\\\\x01"')).constructor.name,
                await outcome(evaluate('nothing')),
                await outcome(evaluate('x = 1')),
                await outcome(execute('1 +')),
                await outcome(execute('class Sad(Exception): pass\\nraise Sad("very")')),
                await outcome(process('raise KeyError("key")')),
                await outcome(evaluate('object()')),
                await outcome(evaluate('1 / 0')),
            ];
            const error = await evaluate('triple(1)').catch((error) => error);
            seen.push([error instanceof Error, error.name, error.traceback.includes('<donkey>')]);
            globalThis.d = d;
            return seen;
        }""",
        type,
    )
    values, errors = result[:3], result[3:]
    assert values == [[22, 33], {"a": {"b": [None, True]}, "text": "é"}, "Uint8Array"]
    names = [error[0] for error in errors[:-1]]
    assert names == [
        "NameError",
        "SyntaxError",
        "SyntaxError",
        "Sad",
        "KeyError",
        "TypeError",
        "ZeroDivisionError",
    ]
    assert "nothing" in errors[0][1]
    assert errors[3][1] == "very"
    assert "key" in errors[4][1]
    assert "object" in errors[5][1]
    assert errors[-1] == [True, "TypeError", True]
    # What was executed is not shown, what was processed is, with what it raised.
    wait_until(page, "shown().includes('KeyError')")
    text = page.evaluate("shown()")
    assert ">>> x += 1\n>>> def triple():\n...     return 3 * x\n>>> triple()\n33\n" in text
    assert "double" not in text
    assert "Sad" not in text


@TYPES
def test_not_persistent(site: Site, type: str) -> None:
    """Each piece of code begins anew; functions still find what is beside them."""
    page = open_page(site)
    result = page.evaluate(
        """async (type) => {
            const { process, execute, evaluate } = await donkey({ type });
            await execute('x = 1\\ndef f(): return x\\nprint("f", f())');
            await process('y = 2');
            return [
                await outcome(evaluate('x')),
                await outcome(execute('y')),
                await outcome(process('f()')),
                await evaluate('(lambda z: [z for _ in range(2)])(5)'),
                await evaluate('__name__'),
            ];
        }""",
        type,
    )
    assert [each[0] for each in result[:3]] == ["NameError"] * 3
    assert result[3:] == [[5, 5], "__main__"]


@TYPES
def test_await(site: Site, type: str) -> None:
    """Code may await at its top level; calls are performed in the order in which they are made."""
    page = open_page(site)
    result = page.evaluate(
        """async (type) => {
            const { process, execute, evaluate } = await donkey({ type, persistent: true, terminal: false });
            const calls = [
                execute('import asyncio\\nfound = []\\nawait asyncio.sleep(0.05)\\nfound.append(1)'),
                execute('found.append(2)'),
                process('found.append(3)\\nawait asyncio.sleep(0)'),
                execute('async def later():\\n    await asyncio.sleep(0)\\n    return found'),
                evaluate('await later()'),
                evaluate('later()'),
                outcome(execute('await asyncio.sleep(0)\\nraise ValueError("late")')),
            ];
            return (await Promise.all(calls)).slice(4);
        }""",
        type,
    )
    assert result == [[1, 2, 3], [1, 2, 3], ["ValueError", "late"]]


@TYPES
def test_output(site: Site, type: str) -> None:
    """When a call has resolved, what it printed is shown; `clear` and `reset` leave nothing of it."""
    page = open_page(site)
    page.evaluate(
        """async (type) => {
            globalThis.d = await donkey({ type });
            await d.execute('print("hello")\\nprint("no end", end="")');
        }""",
        type,
    )
    wait_shown(page, "hello\nno end")
    page.evaluate("d.clear()")
    wait_shown(page, "")
    page.evaluate("d.execute('print(\"\\\\x1b[31mred\")')")
    wait_shown(page, "red")
    assert page.locator(".xterm-rows .xterm-fg-1").count() == 1
    page.evaluate("d.reset()")
    page.evaluate("d.process('print(\"plain\")')")
    wait_shown(page, '>>> print("plain")\nplain')
    assert page.locator(".xterm-rows .xterm-fg-1").count() == 0
    # Its input comes from the terminal, also by process().
    page.evaluate("void (globalThis.asked = d.execute('print(input(\"name? \"))'))")
    wait_until(page, "shown().endsWith('name?')")
    page.locator(".xterm-helper-textarea").focus()
    page.raw.keyboard.type("Ann\n")
    page.evaluate("asked")
    wait_until(page, "shown().endsWith('name? Ann\\nAnn')")
    page.evaluate("void (globalThis.asked = d.execute('print(input(\"again? \"))'))")
    wait_until(page, "shown().endsWith('again?')")
    page.evaluate("d.process('Ben')")
    page.evaluate("asked")
    wait_until(page, "shown().endsWith('again? Ben\\nBen')")
    assert page.lines == []


@TYPES
def test_kill(site: Site, type: str) -> None:
    """What is pending rejects, also in an endless loop, and what is called later; a new one works."""
    page = open_page(site, '<div id="place"></div>')
    result = page.evaluate(
        """async (type) => {
            const first = await donkey({ type, terminal: 'place' });
            const second = await donkey({ type, terminal: 'place' });
            const pending = [
                first.execute('while True: pass'), first.evaluate('1'), first.process('2'),
                second.process('while True: pass'), second.execute('3'),
            ].map(outcome);
            await new Promise((resolve) => requestAnimationFrame(resolve));
            await first.kill();
            await second.kill();
            await second.kill();
            const all = await Promise.all(pending);
            for (const name of ['process', 'execute', 'evaluate', 'clear', 'reset'])
                all.push(await outcome(first[name]('4')));
            const third = await donkey({ type, terminal: '#place' });
            all.push(document.querySelectorAll('#place .py-terminal').length, await third.evaluate('5'));
            return all;
        }""",
        type,
    )
    assert result[:-2] == [["WorkerError", "the worker of the donkey was terminated"]] * 10
    assert result[-2:] == [1, 5]


@TYPES
def test_ctrl_c(site: Site, type: str) -> None:
    """In the terminal it interrupts what runs: the call rejects, and the donkey lives on."""
    page = open_page(site)
    page.evaluate(
        """async (type) => {
            globalThis.d = await donkey({ type, persistent: true });
            const loop = 'n = 0\\nprint("begun")\\nwhile True:\\n    n += len(str(n))';
            globalThis.stopped = outcome(d.execute(loop));
        }""",
        type,
    )
    wait_shown(page, "begun")
    page.locator(".xterm-helper-textarea").focus()
    page.raw.keyboard.press("Control+c")
    assert page.evaluate("stopped")[0] == "KeyboardInterrupt"
    assert page.evaluate("d.evaluate('n > 0')") is True


WAITS = {
    "sleep": "await asyncio.sleep(1000)",
    "task": "await asyncio.create_task(nap())",
    "event": "await asyncio.Event().wait()",
    "gather": "await asyncio.gather(nap(), nap())",
    "javascript": "import js\nawait js.Promise.withResolvers().promise",
}


@TYPES
@pytest.mark.parametrize("call", ["execute", "evaluate", "process"])
def test_ctrl_c_while_it_awaits(site: Site, type: str, call: str) -> None:
    """Python waits, for whatever: `KeyboardInterrupt` is raised there, and the donkey lives on."""
    page = open_page(site)
    page.evaluate(
        """async (type) => {
            globalThis.d = await donkey({ type, persistent: true });
            await d.execute('import asyncio\\nseen = []\\nasync def nap(): await asyncio.sleep(1000)');
        }""",
        type,
    )
    for name, wait in WAITS.items():
        body = "".join(f"        {line}\n" for line in ["print('waits')", *wait.split("\n")])
        caught = f"    except KeyboardInterrupt:\n        seen.append('{name}')\n        raise\n"
        page.evaluate("(code) => d.execute(code)", f"async def {name}():\n    try:\n{body}{caught}")
        page.evaluate("d.clear()")
        code = f"await {name}()"
        start = "([call, code]) => void outcome(d[call](code)).then((each) => (globalThis.stopped = each))"
        page.evaluate(start, [call, code])
        wait_until(page, "shown().endsWith('waits')")
        page.locator(".xterm-helper-textarea").focus()
        page.raw.keyboard.press("Control+c")
        wait_until(page, "globalThis.stopped")
        assert page.evaluate("stopped")[0] == "KeyboardInterrupt"
        page.evaluate("void (globalThis.stopped = null)")
    assert page.evaluate("d.evaluate('seen')") == list(WAITS)
    assert page.evaluate("d.evaluate('await asyncio.sleep(0) or 5')") == 5
    page.evaluate("d.execute('await asyncio.sleep(0)\\nprint(\"still here\")')")
    wait_until(page, "shown().endsWith('still here')")


@TYPES
def test_display(site: Site, type: str) -> None:
    """What `display` shows comes after the terminal, unless it has a target."""
    page = open_page(site, '<div id="place"></div><p id="other"></p>')
    page.evaluate(
        """async (type) => {
            const { execute } = await donkey({ type, terminal: 'place' });
            await execute('from pyscript import display\\ndisplay("first")\\ndisplay("last", append=False)');
            await execute('from pyscript import display\\ndisplay("there", target="other")');
        }""",
        type,
    )
    assert page.locator("#place > .py-terminal + div").inner_text() == "last"
    assert page.locator("#other").inner_text() == "there"


@TYPES
def test_config(site: Site, type: str) -> None:
    """Files are there before it resolves; as TOML, too. What is missing rejects."""
    site.write("data.txt", "data")
    site.write("config.toml", '[files]\n"data.txt" = "copy.txt"')
    page = open_page(site)
    page.expect_error("404")
    page.expect_error("nowhere.txt")
    result = page.evaluate(
        """async (type) => {
            const configs = [{ files: { 'data.txt': './data.txt' } }, 'files = { "./data.txt" = "" }', './config.toml'];
            const names = ['data.txt', 'data.txt', 'copy.txt'];
            if (type === 'py') configs.length = 1;
            const found = [];
            for (const [index, config] of configs.entries()) {
                const { evaluate, kill } = await donkey({ type, config, terminal: false });
                found.push(await evaluate(`open(${JSON.stringify(names[index])}).read()`));
                kill();
            }
            found.push(document.querySelectorAll('.py-terminal').length);
            found.push((await outcome(donkey({ type, config: { files: { 'nowhere.txt': '' } } })))[1]);
            found.push(document.querySelectorAll('.py-terminal').length);
            return found;
        }""",
        type,
    )
    *found, before, error, after = result
    assert found == ["data"] * (3 if type == "mpy" else 1)
    assert "PY0404" in error
    assert before == after == 0


def test_mistakes(site: Site) -> None:
    """Wrong options and arguments are refused, with what would be right."""
    page = open_page(site)
    result = page.evaluate(
        """async () => {
            const { process, execute, evaluate } = await donkey({ type: 'micropython', terminal: false });
            return [
                await outcome(donkey({ type: 'ruby' })),
                await outcome(donkey({ terminal: '#nowhere' })),
                await outcome(process(1)), await outcome(execute()), await outcome(evaluate(null)),
            ];
        }"""
    )
    assert result == [
        ["UserError", "(PY0409): the type of a donkey is 'py' or 'mpy', not \"ruby\""],
        [
            "UserError",
            '(PY0404): there is no element for the terminal of a donkey: terminal: "#nowhere" takes '
            "the id of one, or a selector; without it the terminal is at the end of the page, with "
            "false there is none",
        ],
        ["TypeError", "execute(statement) takes Python as a string, not 1"],
        ["TypeError", "execute(statement) takes Python as a string, not undefined"],
        ["TypeError", "evaluate(expression) takes Python as a string, not null"],
    ]


@TYPES
def test_without_a_terminal(site: Site, type: str) -> None:
    """With `terminal: false` output goes to the console, and nothing of terminals is loaded."""
    page = open_page(site)
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.evaluate(
        """async (type) => {
            const { execute, process, clear, reset } = await donkey({ type, terminal: false });
            await execute('print("executed")');
            await process('print("processed")');
            await clear();
            await reset();
        }""",
        type,
    )
    page.wait_for(lambda: len(prints(page)) == 2, 5)
    assert prints(page) == ["executed", "processed"]
    assert not [url for url in urls if "terminal" in url]


@TYPES
def test_without_headers(page: WatchedPage, variant: str, type: str) -> None:
    """Nor does it need the isolation headers; but there an interrupt needs another worker."""
    runtime = f"/{variant}/"
    html = page_html(runtime, f'<script type="module">{tools(runtime)}</script>')
    with Server({runtime: BUILDS[variant]}, isolated=False) as server:
        server.routes["/"] = lambda request: Response(html, "text/html; charset=utf-8")
        page.raw.goto(server.url)
        found = page.evaluate(
            """async (type) => {
                const d = await donkey({ type, persistent: true });
                await d.process('x = 6');
                const found = [crossOriginIsolated, await d.evaluate('x * 7')];
                const pending = outcome(d.execute('while True: pass'));
                await d.kill();
                return [...found, ...await pending];
            }""",
            type,
        )
    assert found == [False, 42, "WorkerError", "the worker of the donkey was terminated"]
