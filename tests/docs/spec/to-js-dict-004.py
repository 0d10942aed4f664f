# 004: "to_js", "A Python dictionary."
ref = {"some": "thing"}

# Keys don't need quoting, but only when initialising a dict...
ref = dict(some="thing")
