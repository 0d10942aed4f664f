"""The command `pyscript`; in a checkout, `python3 -m pyscript_tools`."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import webbrowser
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from .build import SITE, build
from .new import create
from .problem import Problem
from .reload import Reloader
from .runtime import PREFIX, runtime_folder
from .serve import Server


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog=_program(), description="Web pages in Python.")
    parser.add_argument("--version", action="version", version=f"pyscript {_version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, description: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=description, description=description)

    making = command("new", "begin a project: a page, its Python, and tests")
    making.add_argument("folder", type=Path, help="a new folder, or an empty one")
    making.add_argument(
        "--type",
        choices=["mpy", "py"],
        default="mpy",
        help="mpy: MicroPython (the default); py: CPython, by Pyodide",
    )
    making.add_argument("--worker", action="store_true", help="its Python runs in a worker")

    serving = command("serve", "serve a folder on this machine, until Ctrl-C")
    serving.add_argument("folder", nargs="?", type=Path, default=Path(), help="default: this one")
    serving.add_argument("--port", type=int, default=8000, help="default: 8000; 0: a free one")
    serving.add_argument("--open", action="store_true", help="show it in the browser")
    serving.add_argument(
        "--no-reload", action="store_true", help="pages stay as they are when files change"
    )
    serving.add_argument(
        "--no-isolation", action="store_true", help="send no headers, as most web servers do"
    )
    serving.add_argument("--quiet", action="store_true", help="print no requests")

    building = command("build", "write a project as files for any web server")
    building.add_argument("folder", nargs="?", type=Path, default=Path(), help="default: this one")
    building.add_argument("--out", type=Path, help=f"default: the folder `{SITE}` in it")
    building.add_argument("--only", choices=["mpy", "py"], help="leave out the other interpreter")
    building.add_argument(
        "--offline",
        action="store_true",
        help="add a service worker: the site works without a network, and gets the headers "
        "that workers need",
    )
    building.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave out files; repeatable",
    )

    options = parser.parse_args(arguments)
    try:
        _COMMANDS[options.command](options)
    except Problem as problem:
        sys.exit(f"pyscript: {problem}")
    except OSError as error:  # no right to write there, a file in the way, no room
        if not error.filename:
            raise
        sys.exit(f"pyscript: {error.filename}: {error.strerror}")


def _serve(options: argparse.Namespace) -> None:
    folder: Path = options.folder
    if not folder.is_dir():
        raise Problem(f"{folder} is no folder")
    try:
        mounts = {"/": folder, f"/{PREFIX}/": runtime_folder()}
    except Problem as problem:
        print(f"pyscript: {problem}", file=sys.stderr)
        mounts = {"/": folder}
    reloader = None if options.no_reload else Reloader(folder)
    try:
        with Server(
            mounts,
            port=options.port,
            routes=reloader.routes if reloader else None,
            amend=reloader.amend if reloader else None,
            isolated=not options.no_isolation,
            verbose=not options.quiet,
        ) as server:
            print(f"Serving {folder} at {server.url} (Ctrl-C ends it)", flush=True)
            if options.open:
                webbrowser.open(server.url)
            server.wait()
    except KeyboardInterrupt:
        pass
    except (OSError, OverflowError) as error:
        raise Problem(
            f"port {options.port} cannot be had ({error}): --port 0 takes a free one"
        ) from None


def _new(options: argparse.Namespace) -> None:
    files = create(options.folder, options.type, options.worker)
    for file in files:
        print(_relative(file))
    folder = _relative(options.folder)
    go = "" if folder == os.curdir else f"cd {shlex.quote(folder)} && "
    if _program() == "pyscript":
        print(f"\nNext: {go}pyscript serve --open")
    else:  # which is there only where this folder is
        print(f"\nNext: {_program()} serve {shlex.quote(folder)} --open")


def _build(options: argparse.Namespace) -> None:
    project: Path = options.folder
    site = build(
        project,
        options.out or project / SITE,
        only=options.only,
        offline=options.offline,
        exclude=options.exclude,
    )
    print(f"{_relative(site.folder)}: {site.files} files, {site.bytes / 1e6:.1f} MB")
    if site.refused:
        print(
            "Left out are links that lead out of the project, nowhere or in a circle: "
            + ", ".join(site.refused)
        )
    if not site.loads_runtime:
        print(f"No page loads {PREFIX}/core.js: none of its Python will run.")
    elif len(site.unused) == 1:
        used = "mpy" if site.unused == ("py",) else "py"
        name = {"py": "Pyodide", "mpy": "MicroPython"}[site.unused[0]]
        print(f"No page seems to use {name}: --only {used} leaves it out.")


def _program() -> str:
    """Return how the command was called, for the user to do it again."""
    is_module = Path(sys.argv[0]).resolve() == Path(__file__).resolve()
    return "python3 -m pyscript_tools" if is_module else "pyscript"


def _version() -> str:
    try:
        return metadata.version("pyscript-pure")
    except metadata.PackageNotFoundError:
        return "(a checkout)"


def _relative(path: Path) -> str:
    """Return a path as a user would write it."""
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive
        return str(path)


_COMMANDS = {"serve": _serve, "new": _new, "build": _build}

if __name__ == "__main__":
    main()
