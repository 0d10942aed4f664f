# 002, 004 (other comments): "create_proxy", "MicroPython VS create_proxy"
from pyscript import window

# this works
window.setTimeout(print, 100, "print")

# this also works
window.setTimeout(lambda x: print(x), 100, "lambda")

def print_type(event):
    print(event.type)

# this works too
window.addEventListener(
  "some:event",
  print_type,
  ffi.to_js({"once": True})
)

# and so does this
window.Object().no_create_function = lambda: print("ok")
