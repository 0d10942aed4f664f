"""Find the host: the small JavaScript helper that docs/design.md describes."""

import js


def _evaluate(name: str) -> object:
    """Evaluate a file of runtime/ that the wheel carries a copy of, in a bare page."""
    path = __file__.rsplit("/", 2)[0] + "/_" + name
    source = ""
    try:
        with open(path) as file:
            source = file.read()
    except OSError:
        pass
    if not source:
        raise ImportError(
            f"pyscript found neither its page runtime nor {path}: load the page with core.js, "
            "or install the package from its wheel"
        )
    # Indirect eval: a bare page has nobody else who could compile JavaScript.
    return js.eval("(" + source.replace("export default ", "", 1) + ")")(js.globalThis)


try:
    from _pyscript import host
except ImportError:
    host = js.Object.assign(_evaluate("host.js"), _evaluate("web.js"))
