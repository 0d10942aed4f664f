# 002, 004 (another comment): "to_js", "A common Pyodide converter"
import js
from pyodide.ffi import to_js

js.callback(
    to_js(
        {"async": False},
        # transform a Map into an object literal
        dict_converter=js.Object.fromEntries
    )
)
