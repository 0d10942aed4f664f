"""`pyscript build`: a project as files for any web server."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from .problem import Problem
from .project import files_of
from .runtime import PREFIX, interpreter_of, runtime_folder
from .serve import ISOLATION

#: What of a project is for its developers.
NOT_SERVED = ("tests/*", "conftest.py", "pyproject.toml", "README.md", "*.lock")

#: The folder of a project that a build makes, if no other is given.
SITE = "site"

#: The file that says of a folder that a build has made it.
MARK = ".pyscript-site"

_OFFLINE = Path(__file__).with_name("offline")
_PAGE = (".html", ".htm")
_TEXT = (*_PAGE, ".py", ".js", ".mjs", ".toml", ".json")

# How a page or its code asks for an interpreter, or for a worker.
_SIGNS = {
    "py": re.compile(r"""(?i)type\s*=\s*["']?(?:text/)?py\b|<py-|["']pyodide["']|["']py["']"""),
    "mpy": re.compile(
        r"""(?i)type\s*=\s*["']?(?:text/)?mpy\b|<mpy-|["']micropython["']|["']mpy["']"""
    ),
}
_WORKER = re.compile(r"(?i:<[^>]*\sworker\b)|PyWorker|create_named_worker|donkey|bridge\.js")
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """What a build has made."""

    folder: Path
    files: int
    bytes: int
    refused: tuple[str, ...]  # links of the project that it could not follow
    unused: tuple[str, ...]  # interpreters that it has, and that no page asks for
    loads_runtime: bool  # whether any page does


def build(
    project: Path,
    out: Path,
    *,
    only: str | None = None,
    offline: bool = False,
    exclude: Iterable[str] = (),
) -> Site:
    """Write the files of a project, and of the runtime, into a folder.

    It is replaced if a build has made it. `only`, `"py"` or `"mpy"`, leaves out the other
    interpreter; `offline` adds a service worker that keeps everything; `exclude` are
    patterns of paths that stay behind. `Problem` where something is wrong.
    """
    if not project.is_dir():
        raise Problem(f"{project} is no folder")
    if not (project / "index.html").is_file():
        raise Problem(f"{project} has no index.html: `pyscript new NAME` writes one")
    if out.resolve() == project.resolve() or out.resolve() in project.resolve().parents:
        raise Problem(f"{out} would take the place of the project: give another --out")
    if out.exists() and not _is_ours(out):
        raise Problem(f"{out} holds what no build has made: give another --out, or remove it")
    runtime = runtime_folder()
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        fresh = work / "new"
        fresh.mkdir()
        builds = {path.resolve() for path in (out, project / SITE) if _is_ours(path)}
        texts, refused = _copy_project(project, fresh, runtime, builds, exclude)
        _copy_runtime(runtime, fresh / PREFIX, only)
        # For hosts that read it, such as Netlify and Cloudflare Pages.
        headers = "".join(f"  {name}: {value}\n" for name, value in ISOLATION.items())
        (fresh / "_headers").write_text("/*\n" + headers)
        if offline:
            _make_offline(fresh, wants_isolation=any(map(_WORKER.search, texts)))
        (fresh / MARK).write_text("Made by `pyscript build`, which may replace this folder.\n")
        if out.exists():
            out.rename(work / "old")
        fresh.rename(out)
    finally:
        shutil.rmtree(work)
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    has = {only} if only else set(_SIGNS)
    used = {type for type, sign in _SIGNS.items() if any(map(sign.search, texts))}
    return Site(
        folder=out,
        files=len(sizes),
        bytes=sum(sizes),
        refused=tuple(refused),
        unused=tuple(sorted(has - used)),
        loads_runtime=any(f"{PREFIX}/core.js" in text for text in texts),
    )


def _is_ours(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return (folder / MARK).is_file() or not any(folder.iterdir())


def _copy_project(
    project: Path, fresh: Path, runtime: Path, ignored: Set[Path], exclude: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Copy what is served; return the texts among it that may ask for something.

    And the paths of links that are not followed.
    """
    patterns = (*NOT_SERVED, *exclude)

    def is_excluded(path: Path) -> bool:
        name = path.relative_to(project).as_posix()
        return any(fnmatch(name, pattern) for pattern in patterns)

    texts: list[str] = []
    refused: list[Path] = []
    for source in files_of(project, ignored, refused.append):
        if is_excluded(source):
            continue
        path = PurePosixPath(source.relative_to(project).as_posix())
        if path.parts[0] == PREFIX and (runtime / path.relative_to(PREFIX)).exists():
            continue  # a copy of the runtime, which comes anew
        target = fresh / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        if path.suffix in _TEXT:
            texts.append(source.read_text(encoding="utf-8", errors="replace"))
    left_out = [each for each in refused if not is_excluded(each)]
    return texts, [each.relative_to(project).as_posix() for each in left_out]


def _copy_runtime(runtime: Path, target: Path, only: str | None) -> None:
    for source in sorted(path for path in runtime.rglob("*") if path.is_file()):
        path = source.relative_to(runtime).as_posix()
        owner = interpreter_of(path)
        if path.endswith(".d.ts") or (only and owner and owner != only):
            continue
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)


def _make_offline(folder: Path, *, wants_isolation: bool) -> None:
    """Add a service worker that keeps all files, and have all pages register it."""
    for page in sorted(path for path in folder.rglob("*") if path.suffix in _PAGE):
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        text = page.read_text(encoding="utf-8")
        page.write_text(_with_script(text, f"{up}offline.js"), encoding="utf-8")
    script = (_OFFLINE / "register.js").read_text(encoding="utf-8")
    isolates = json.dumps(wants_isolation)
    (folder / "offline.js").write_text(script.replace("{{isolates}}", isolates), encoding="utf-8")
    files = list(_urls(folder))
    version = hashlib.sha256()
    for _, path in files:
        version.update(path.read_bytes())
    worker = (_OFFLINE / "service-worker.js").read_text(encoding="utf-8")
    worker = worker.replace("{{version}}", version.hexdigest()[:16])
    worker = worker.replace("{{headers}}", json.dumps(ISOLATION, indent=4))
    worker = worker.replace("{{files}}", json.dumps([url for url, _ in files], indent=1))
    (folder / "offline-worker.js").write_text(worker, encoding="utf-8")


def _urls(folder: Path) -> Iterator[tuple[str, Path]]:
    """Return all files with their URLs; the index of a folder has the folder's."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name in ("_headers", MARK):
            continue
        url = "./" + path.relative_to(folder).as_posix()
        yield url.removesuffix("index.html") if path.name == "index.html" else url, path


def _with_script(text: str, url: str) -> str:
    """Return a page whose first script is this."""
    tag = f'\n<script src="{html.escape(url)}"></script>'
    head = _HEAD.search(text)
    place = head.end() if head else 0
    return text[:place] + (tag if head else tag.strip() + "\n") + text[place:]
