"""The command `pyscript`: new, build, serve."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from pyscript_tools.__main__ import main
from pyscript_tools.project import files_of
from pyscript_tools.reload import Reloader
from pyscript_tools.serve import Server
from tests.browser import ROOT

FILES = [
    ".gitignore",
    "README.md",
    "greetings.py",
    "index.html",
    "main.py",
    "pyproject.toml",
    "pyscript.toml",
    "style.css",
    "tests/page/test_greetings.py",
    "tests/test_app.py",
]


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "mein Café"
    main(["new", str(folder)])
    capsys.readouterr()
    return folder


def files_in(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def problem(*arguments: str | Path) -> str:
    """Return what the command says, and nothing else, where it cannot go on."""
    with pytest.raises(SystemExit) as caught:
        main([str(each) for each in arguments])
    assert isinstance(caught.value.code, str)
    assert caught.value.code.startswith("pyscript: ")
    return caught.value.code


@pytest.mark.parametrize("type", ["mpy", "py"])
@pytest.mark.parametrize("worker", [False, True])
def test_new(tmp_path: Path, capsys: pytest.CaptureFixture[str], type: str, worker: bool) -> None:
    """A whole project, whose every file can be read by who should; and what comes next."""
    folder = tmp_path / "Site 1"
    main(["new", str(folder), "--type", type, *(["--worker"] if worker else [])])
    assert files_in(folder) == FILES
    text = (folder / "index.html").read_text()
    assert "<title>Site 1</title>" in text
    attribute = " worker" if worker else ""
    assert f'<script type="{type}" src="main.py" config="pyscript.toml"{attribute}></' in text
    assert not any("{{" in (folder / name).read_text() for name in FILES)
    for name in FILES:
        if name.endswith(".py"):
            compile((folder / name).read_text(), name, "exec")
    import tomllib

    assert tomllib.loads((folder / "pyproject.toml").read_text())["project"]["name"] == "site-1"
    printed = capsys.readouterr().out
    assert "index.html" in printed
    assert "pyscript serve" in printed


def test_names_that_need_quoting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In HTML, and in the command that comes next."""
    monkeypatch.chdir(tmp_path)
    main(["new", "Käse & <Brot>"])
    assert "<title>Käse &amp; &lt;Brot&gt;</title>" in (
        tmp_path / "Käse & <Brot>" / "index.html"
    ).read_text(encoding="utf-8")
    assert "Next: cd 'Käse & <Brot>' && pyscript serve" in capsys.readouterr().out
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    monkeypatch.chdir(repository)
    main(["new", "."])
    assert "Next: pyscript serve --open" in capsys.readouterr().out
    assert "<title>repository</title>" in (repository / "index.html").read_text()


def test_new_where_something_is(tmp_path: Path, project: Path) -> None:
    """Nothing is overwritten; an empty folder will do."""
    assert "is there already" in problem("new", project)
    file = tmp_path / "file"
    file.write_text("mine")
    assert "is there already" in problem("new", file)
    (tmp_path / "empty").mkdir()
    main(["new", str(tmp_path / "empty")])
    assert (tmp_path / "empty" / "index.html").exists()
    assert f"{file / 'below'}: Not a directory" in problem("new", file / "below")


def test_what_to_type_next(tmp_path: Path) -> None:
    """Called as a module the command says what works there, where no `pyscript` is installed."""
    command = [sys.executable, "-m", "pyscript_tools"]
    made = subprocess.run(
        [*command, "new", str(tmp_path / "my site")], capture_output=True, text=True, cwd=ROOT
    )
    words = made.stdout.rpartition("Next: ")[2]
    assert words.startswith("python3 -m pyscript_tools serve '")
    assert words.endswith("my site' --open\n")
    helped = subprocess.run([*command, "--help"], capture_output=True, text=True, cwd=ROOT)
    assert helped.stdout.startswith("usage: python3 -m pyscript_tools ")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("pyscript ")


def test_build(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The project without what is for developers, and the runtime; a build takes the old one's place."""
    main(["build", str(project)])
    site = project / "site"
    own = [name for name in files_in(site) if not name.startswith("pyscript/")]
    assert own == sorted(
        [
            ".pyscript-site",
            "_headers",
            "greetings.py",
            "index.html",
            "main.py",
            "pyscript.toml",
            "style.css",
        ]
    )
    for name in ("core.js", "core.css", "micropython/micropython.wasm", "pyodide/pyodide.mjs"):
        assert (site / "pyscript" / name).is_file()
    printed = capsys.readouterr().out
    assert "site: " in printed
    assert "No page seems to use Pyodide: --only mpy leaves it out." in printed
    (site / "index.html").write_text("old")
    (project / "style.css").unlink()
    main(["build", str(project), "--only", "mpy", "--exclude", "*.toml"])
    assert "old" not in (site / "index.html").read_text()
    names = files_in(site)
    assert not {"style.css", "pyscript.toml"} & set(names)
    assert not [name for name in names if name.startswith(("pyscript/pyodide/", "pyscript/py."))]
    assert "pyscript/micropython/micropython.wasm" in names
    assert "seems" not in capsys.readouterr().out
    assert not [path for path in project.iterdir() if path.name.startswith(".site")]


def test_a_build_is_no_part_of_another(project: Path, tmp_path: Path) -> None:
    """What the project's own build has made stays behind where the next one goes elsewhere."""
    main(["build", str(project), "--only", "mpy"])
    out = tmp_path / "out"
    main(["build", str(project), "--only", "mpy", "--out", str(out)])
    assert files_in(out) == files_in(project / "site")
    (project / "site" / ".pyscript-site").unlink()  # one's own folder of this name is served
    main(["build", str(project), "--only", "mpy", "--out", str(out)])
    assert (out / "site" / "index.html").exists()


def test_build_elsewhere(project: Path, tmp_path: Path) -> None:
    """What no build has made is not replaced, nor the project itself."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "file").write_text("mine")
    assert "holds what no build has made" in problem("build", project, "--out", mine)
    assert files_in(mine) == ["file"]
    for out in (project, tmp_path):
        assert "would take the place of the project" in problem("build", project, "--out", out)
    assert "has no index.html" in problem("build", mine)
    assert "is no folder" in problem("build", tmp_path / "nowhere")
    main(["build", str(project), "--out", str(tmp_path / "deep" / "er")])
    assert (tmp_path / "deep" / "er" / "pyscript" / "core.js").exists()


def is_served(url: str) -> bool:
    try:
        return bool(urlopen(url).status == 200)
    except HTTPError as error:
        error.close()
        assert error.code == 404
        return False


def test_links(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those that stay in the project, and end, are followed by `serve`, `build` and reload alike."""
    outside = tmp_path / "outside"
    (outside / "lib").mkdir(parents=True)
    (outside / "lib" / "a.py").write_text("")
    (project / "parts" / "inner").mkdir(parents=True)
    (project / "parts" / "inner" / "c.py").write_text("")
    (project / "tests" / "data").symlink_to(outside)
    (project / "node_modules").symlink_to(outside)
    for name, target in {
        "a.py": "../outside/lib/a.py",
        "again": "parts",
        "c.py": "parts/inner/c.py",
        "gone.py": "nowhere.py",
        "itself": "itself",
        "lib": "../outside/lib",
        "parts/here": ".",
        "parts/inner/up": "../..",
        "through": "again/inner",
    }.items():
        (project / name).symlink_to(target)
    main(["build", str(project)])
    printed = capsys.readouterr().out.splitlines()
    assert printed[1] == (
        "Left out are links that lead out of the project, nowhere or in a circle: a.py, gone.py, "
        "itself, lib, again/here, again/inner/up, parts/here, parts/inner/up, through/up"
    )
    built = {name for name in files_in(project / "site") if name.endswith("c.py")}
    assert built == {"c.py", "again/inner/c.py", "parts/inner/c.py", "through/c.py"}
    refused = {"a.py", "lib/a.py", "parts/here/inner/c.py", "parts/inner/up/main.py", "itself"}
    assert not refused & set(files_in(project / "site"))
    seen = {path.relative_to(project).as_posix() for path in files_of(project)}
    assert built <= seen
    assert not refused & seen
    with Server({"/": project}) as server:
        assert {name for name in built | refused if is_served(server.url + name)} == built
        assert b"inner/" in urlopen(server.url + "parts/").read()
        assert b">here" not in urlopen(server.url + "parts/").read()


def test_an_interpreter_is_found_in_any_spelling(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that asks for Pyodide is not advised to leave it out."""
    (project / "other.html").write_text('<SCRIPT TYPE="PY" WORKER>print(1)</SCRIPT>')
    main(["build", str(project), "--offline"])
    assert "No page seems" not in capsys.readouterr().out
    assert "= true" in (project / "site" / "offline.js").read_text()


def test_a_page_without_runtime(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The build says so."""
    (tmp_path / "index.html").write_text("<p>hello</p>")
    main(["build", str(tmp_path)])
    assert "No page loads pyscript/core.js" in capsys.readouterr().out


def test_offline(project: Path) -> None:
    """Every page registers the service worker, which lists every file; content makes its version."""
    (project / "more").mkdir()
    (project / "more" / "index.html").write_text("<HTML><HEAD lang=en><title>x</title>")
    (project / "bare.html").write_text("<p>bare")
    main(["build", str(project), "--offline", "--only", "mpy"])
    site = project / "site"
    assert '<script src="offline.js"></script>' in (site / "index.html").read_text()
    assert (
        '<HEAD lang=en>\n<script src="../offline.js"></script>'
        in (site / "more" / "index.html").read_text()
    )
    assert (site / "bare.html").read_text().startswith('<script src="offline.js"></script>\n')
    worker = (site / "offline-worker.js").read_text()
    for url in ("./", "./more/", "./bare.html", "./main.py", "./pyscript/core.js", "./offline.js"):
        assert f'"{url}"' in worker
    assert "_headers" not in worker
    (project / "main.py").write_text("print('new')")
    main(["build", str(project), "--offline", "--only", "mpy"])
    assert (site / "offline-worker.js").read_text() != worker


def test_no_runtime(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Who has only the tools hears how to get the rest."""
    monkeypatch.setattr("pyscript_tools.runtime._CHECKOUT", tmp_path)
    assert "pip install 'pyscript-pure[tools]'" in problem("build", project)


def test_reload(project: Path) -> None:
    """Pages listen; they hear of files that change, appear and go, and of nothing else."""
    reloader = Reloader(project)
    with Server(
        {"/": project}, routes=reloader.routes, amend=reloader.amend, isolated=False
    ) as server:
        page = urlopen(server.url).read()
        assert page.endswith(b'<script src="/.pyscript/reload.js"></script>\n')
        assert b"EventSource" in urlopen(server.url + ".pyscript/reload.js").read()
        assert b"script src" not in urlopen(server.url + "main.py").read()
        # What a page fetches is as the build has it.
        fetched = urlopen(Request(server.url, headers={"Sec-Fetch-Dest": "empty"}))
        assert fetched.read() == (project / "index.html").read_bytes()
        assert fetched.headers["Vary"] == "Sec-Fetch-Dest"
        with urlopen(server.url + ".pyscript/changes") as events:
            assert events.readline() == b": listening\n"
            for change in (
                lambda: (project / "main.py").write_text("print('changed')"),
                lambda: (project / "new.py").write_text(""),
                lambda: (project / "new.py").unlink(),
            ):
                (project / ".hidden").write_text("1")
                change()
                while (line := events.readline()) != b"data: changed\n":
                    assert line == b"\n"


def test_a_port_in_use(tmp_path: Path) -> None:
    """It says so, and how to get another one."""
    with Server({"/": tmp_path}) as server:
        port = urlsplit(server.url).port
        for wanted in (str(port), "99999"):
            command = [sys.executable, "-m", "pyscript_tools", "serve", str(tmp_path)]
            result = subprocess.run(
                [*command, "--port", wanted], capture_output=True, text=True, cwd=ROOT
            )
            assert result.returncode == 1
            assert f"port {wanted} cannot be had" in result.stderr
            assert "--port 0 takes a free one" in result.stderr
            assert "Traceback" not in result.stderr


def test_no_folder(tmp_path: Path) -> None:
    assert "is no folder" in problem("serve", tmp_path / "nowhere")
