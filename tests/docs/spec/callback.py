# 002, 004: "create_proxy", "A basic Python to JS callback"
import js

js.addEventListener(
  "custom:event",
  lambda e: print(e.type)
)
