# 002: "to_js", "A Python dict"
ref = {"some": "thing"}
