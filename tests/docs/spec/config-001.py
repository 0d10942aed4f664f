# 001: "pyscript.config", "Reading the current configuration."
from pyscript import config


# It's just a dict.
print(config.get("files"))
