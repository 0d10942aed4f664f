# 004, of which 002 has the first line: "to_js", "A Python dictionary."
ref = {"some": "thing"}

# Keys don't need quoting, but only when initialising a dict...
ref = dict(some="thing")
