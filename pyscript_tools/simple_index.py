"""A package index of the wheels in a folder, in HTML (PEP 503) and JSON (PEP 691)."""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

HTML_TYPE = "text/html; charset=utf-8"
JSON_TYPE = "application/vnd.pypi.simple.v1+json"


def render_index(folder: Path, accept: str) -> tuple[str, bytes]:
    """Return the content type and body of the list of projects."""
    names = sorted({_project(wheel) for wheel in folder.glob("*.whl")})
    if _wants_json(accept):
        return _json({"projects": [{"name": name} for name in names]})
    return _html("Simple index", [(f"{name}/", name) for name in names])


def render_project(folder: Path, name: str, url: str, accept: str) -> tuple[str, bytes] | None:
    """Return the content type and body of a project's page, `None` if it has no wheel.

    `url` is the page's own, absolute: the files are below it, and micropip wants
    absolute addresses in JSON.
    """
    wheels = [wheel for wheel in sorted(folder.glob("*.whl")) if _project(wheel) == normalize(name)]
    if not wheels:
        return None
    files = [_file(wheel, url) for wheel in wheels]
    if _wants_json(accept):
        versions = sorted({wheel.name.split("-")[1] for wheel in wheels})
        return _json({"name": normalize(name), "versions": versions, "files": files})
    links = [
        (f"{file['url']}#sha256={_digest(wheel)}", wheel.name)
        for file, wheel in zip(files, wheels, strict=True)
    ]
    return _html(normalize(name), links)


def normalize(name: str) -> str:
    """Return the one spelling of a project's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _project(wheel: Path) -> str:
    return normalize(wheel.name.split("-")[0])


def _file(wheel: Path, url: str) -> dict[str, object]:
    return {
        "filename": wheel.name,
        "url": url + quote(wheel.name),
        "hashes": {"sha256": _digest(wheel)},
        "size": wheel.stat().st_size,
    }


def _digest(wheel: Path) -> str:
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _wants_json(accept: str) -> bool:
    return JSON_TYPE in accept


def _json(content: dict[str, object]) -> tuple[str, bytes]:
    return JSON_TYPE, json.dumps({"meta": {"api-version": "1.1"}, **content}).encode()


def _html(title: str, links: list[tuple[str, str]]) -> tuple[str, bytes]:
    body = "".join(f'<a href="{escape(href)}">{escape(text)}</a><br>\n' for href, text in links)
    return HTML_TYPE, f"<!DOCTYPE html><title>{escape(title)}</title>\n{body}".encode()
