"""Find the host: the small JavaScript helper that docs/design.md describes."""

import js


def _read(name: str) -> str:
    """Return a file of the runtime that the wheel carries."""
    path = __file__.rsplit("/", 2)[0] + "/" + name
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        pass
    raise ImportError(
        f"pyscript found neither its page runtime nor {path}: load the page with core.js, "
        "or install the package from its wheel"
    )


def _evaluate(name: str) -> object:
    """Evaluate a copy of a file of runtime/ that the wheel carries, in a bare page."""
    source = _read(name).replace("export default ", "", 1)
    # Indirect eval: a bare page has nobody else who could compile JavaScript.
    return js.eval("(" + source + ")")()


def _import(*names: str) -> object:
    """Import copies of modules that the wheel carries as one, in a bare page."""
    lines = "\n".join([_read(name) for name in names]).split("\n")
    # What they have of each other is all in one place now.
    source = "\n".join([line for line in lines if line.split(" {")[0] not in ("import", "export")])
    kind = js.JSON.parse('{"type": "text/javascript"}')
    url = js.URL.createObjectURL(js.Blob.new(js.Array.of(source), kind))
    return js.eval("(url) => import(url)")(url)


try:
    from _pyscript import host
except ImportError:
    host = js.Object.assign(_evaluate("_host.js"), _evaluate("_web.js"))


def database():
    """Return a promise of the module that keeps stores, `runtime/storage/database.js`."""
    if hasattr(host, "beside"):
        return host.beside("./database.js")
    return _import("_records.js", "_database.js")
