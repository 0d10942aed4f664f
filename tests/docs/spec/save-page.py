# 002: "File System", "Writing file as binary"
# assume an `async` attribute / execution
from pyscript import fetch, window

href = window.location.href

with open("./page.html", "wb") as dest:
    dest.write(await fetch(href).bytearray())
    dest.close()

# read the current HTML page
source = open("./page.html", "r")
print(source.read())
source.close()
