# 002, 004 (other comments): "create_proxy", "Pyodide VS create_proxy"
from pyscript import ffi, window

# this is needed even if `print` won't ever need
# to be freed from the Python runtime
window.setTimeout(
  ffi.create_proxy(print),
  100,
  "print"
)

# this is needed not because `print` is used
# but because otherwise the lambda is gone
window.setTimeout(
  ffi.create_proxy(
    lambda x: print(x)
  ),
  100,
  "lambda"
)

def print_type(event):
    print(event.type)

# this is needed even if `print_type`
# is not a scoped / local function, rather
# a never freed global reference in this Python code
window.addEventListener(
  "some:event",
  ffi.create_proxy(print_type),
  # despite this intent, the proxy
  # will be trapped forever if not destroyed
  ffi.to_js({"once": True})
)

# this does NOT need create_function as it is
# attached to an object reference, hence observed to free
window.Object().no_create_function = lambda: print("ok")
