# 002, 004: "Borrowed proxy", "An expired borrowed proxy example, with Pyodide on the main thread."
import js


# will throw the error
js.setTimeout(lambda msg: print(msg), 1000, "FAIL")
